"""``python -m pneumonia deploy``: what it takes and what it says; the work is done in ``space/``."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pneumonia import hub
from pneumonia.bundle import Bundle
from pneumonia.errors import HubError, InvalidOption
from pneumonia.files import fill
from pneumonia.iframe import iframe

if TYPE_CHECKING:
    from space.deploy import Space

DEPLOYED = """\
{address} runs and answered a request with {answer}

In a course page:
{frame}

In Python:
from gradio_client import Client, handle_file
print(Client("{space}").predict(handle_file("film.jpeg"), api_name="/predict"))"""

DEPLOYED_STATIC = """\
{address} hands out {answer}

In a course page:
{frame}

In a page's script:
import {{ Classifier }} from "{address}/pneumonia.js";"""


def add_flags(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("space", metavar="USER/SPACE")
    parser.add_argument(
        "--model",
        metavar="USER/REPO[@REVISION]",
        help="(default: the embedded model); with --static a bundle's folder, too",
    )
    parser.add_argument(
        "--hardware",
        choices=("zero-gpu", "cpu-basic"),
        help="zero-gpu is free for two Spaces an account (default for a new Space), cpu-basic needs a paid plan",
    )
    parser.add_argument(
        "--static",
        action="store_true",
        help="make a page that reads films in the visitor's browser: free for every account",
    )
    parser.add_argument(
        "--gallery",
        type=Path,
        metavar="DIR",
        help="with --static: films that everybody may see, in DIR/NORMAL and DIR/PNEUMONIA; at most 60 are published, "
        "without names and metadata (default: the model's own examples)",
    )
    parser.add_argument("--private", action="store_true", help="make a private Space")
    parser.add_argument("--dry-run", type=Path, metavar="DIR", help="write the Space's folder into DIR; send nothing")
    parser.set_defaults(command=_deploy)


def _deploy(options: argparse.Namespace) -> int:
    try:
        from space import deploy, stage
    except ModuleNotFoundError:
        raise HubError("Expected the project's repository, which has space/; run this command in its folder.") from None
    model = hub.resolve(options.model)
    if options.static:  # which takes the model along, so that it may be a folder
        return _deploy_static(options, model)
    if options.model and not model.repo:
        raise HubError(f"Expected a published model USER/REPO; received the folder {options.model}. Push it first.")
    if options.gallery:
        raise InvalidOption("Expected --gallery together with --static; an app takes PNEUMONIA_GALLERY instead.")
    if options.dry_run:
        with fill(options.dry_run) as folder:
            stage.stage(folder, model)
        settings = " ".join(f"{key}={value}" for key, value in stage.variables(model).items())
        print(f"{options.dry_run} holds the Space. Try it there: {settings} python app.py".replace("  ", " "))
        return 0
    space = deploy.deploy(options.space, model, hardware=options.hardware, private=options.private)
    print(DEPLOYED.format(space=space.repo, **_found(space)))
    return 0


def _deploy_static(options: argparse.Namespace, model: Bundle) -> int:
    from space.twin import deploy, stage  # here, because it draws the app's own pages

    if options.hardware:
        raise InvalidOption(f"Expected no --hardware with --static, which needs none; received {options.hardware}.")
    if options.dry_run:
        with fill(options.dry_run) as folder:
            stage.stage(folder, model, options.gallery)
        print(f"{options.dry_run} holds the page. Try it: python -m http.server --directory {options.dry_run}")
        return 0
    space = deploy.deploy(options.space, model, gallery=options.gallery, private=options.private)
    print(DEPLOYED_STATIC.format(**_found(space)))
    return 0


def _found(space: "Space") -> dict[str, str]:
    """What both kinds of Space have to tell."""
    frame = iframe(f"{space.address}/?embed=1", "Pneumonia on chest X-rays")
    return {"address": space.address, "frame": frame, "answer": json.dumps(space.report["model"])}
