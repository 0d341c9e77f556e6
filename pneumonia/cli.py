"""The command line, ``python -m pneumonia COMMAND``: each command explains itself (-h)."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2

from pneumonia import bundle, cli_deploy, cli_evaluate, hub, publish, score
from pneumonia.classifier import Classifier, Prediction
from pneumonia.dataset_facts import FACTS
from pneumonia.errors import InputError, InvalidOption, PneumoniaError
from pneumonia.explain import COLORMAP_NAMES, DEFAULT_COLORMAP, overlay
from pneumonia.files import fill
from pneumonia.report import NOTICE, PNEUMONIA, Report, percent

EXIT_STATUS = (
    "Exit status: 0, all was done; 1, some file could not be used and is named; 2, nothing could be done; 130, "
    "interrupted."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns what ``EXIT_STATUS`` says."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    for package in ("pneumonia", "space"):  # what takes long says what it is doing
        logging.getLogger(package).setLevel(logging.INFO)
    try:
        return int(options.command(options))
    except (PneumoniaError, OSError) as error:  # OSError: a full or unwritable disk, named with its file
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pneumonia", description=NOTICE, epilog=EXIT_STATUS)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, words: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=words, description=f"{words}. {NOTICE}", epilog=EXIT_STATUS)

    _add_predict(command("predict", "read chest X-rays from files"))
    _add_score(
        command("score", "read any number of chest X-rays into one table; run it again to go on after an interruption")
    )
    _add_push(command("push", "publish a trained model on the Hugging Face Hub, with its card, figures and gallery"))
    cli_deploy.add_flags(command("deploy", "make or update a Hugging Face Space that serves a model"))
    pull = command("pull", "download a published model into the cache and verify it")
    pull.add_argument("model", metavar="USER/REPO[@REVISION]")
    pull.set_defaults(command=_pull)
    embed = command("embed", "make a model the one that comes with this package")
    embed.add_argument("bundle", help="bundle folder, e.g. runs/compact-patient-42/bundle, or USER/REPO[@REVISION]")
    embed.set_defaults(command=_embed)
    cli_evaluate.add_evaluate(
        command("evaluate", "measure a finished model anew, all of it, and write the numbers into its bundle")
    )
    cli_evaluate.add_tables(command("tables", "write a model's results into Markdown files"))
    return parser


def _add_predict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="JPEG, PNG, WebP, TIFF, BMP or DICOM")
    parser.add_argument("--json", action="store_true", help="one JSON report per line, as the API returns it")
    parser.add_argument(
        "--overlay",
        type=Path,
        metavar="OUT",
        help="save the Grad-CAM picture: a PNG, or a folder, where those of several files are numbered",
    )
    parser.add_argument("--colormap", default=DEFAULT_COLORMAP, choices=COLORMAP_NAMES)
    _add_model(parser)
    parser.set_defaults(command=_predict)


def _add_score(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "films", nargs="+", metavar="DIR_OR_GLOB", help="folders (all in them but what is hidden), files, 'patterns/**'"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="TABLE", help="ends in .csv or .parquet")
    parser.add_argument(
        "--restart", action="store_true", help="forget an unfinished run; replace a table that is there"
    )
    parser.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="let a Ray cluster do it: HOST:PORT, auto or local. Every worker must find the films, and a --model that "
        "is a folder, under the same path, and needs what requirements-ray.txt installs",
    )
    _add_model(parser)
    parser.set_defaults(command=_score)


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--operating-point",
        metavar="NAME",
        help="threshold to decide by: balanced, where sensitivity and specificity add up to about the most, or "
        "screening, lower, which misses fewer pneumonias and raises more false alarms (default: the model's own, "
        "usually balanced)",
    )
    parser.add_argument(
        "--model",
        default=os.environ.get("PNEUMONIA_MODEL"),
        help="bundle folder or USER/REPO[@REVISION] (default: PNEUMONIA_MODEL, else the embedded model)",
    )


def _add_push(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="RUN_OR_BUNDLE", help="e.g. runs/compact-patient-42")
    parser.add_argument("repo", metavar="USER/REPO")
    parser.add_argument(
        "--data",
        help="where the gallery's test images are: folder, zip or Hub data set "
        f"(default: the gallery that the bundle has, else {FACTS.hub_id})",
    )
    parser.add_argument(
        "--dry-run", type=Path, metavar="DIR", help="write what would be published into DIR; send nothing"
    )
    publish.add_flags(parser)
    parser.set_defaults(command=_push)


def _predict(options: argparse.Namespace) -> int:
    classifier = Classifier(hub.resolve(options.model))
    classifier.threshold(options.operating_point)
    if options.overlay:
        _check_overlay(options.overlay, len(options.files))
    failed = False
    for number, file in enumerate(options.files, start=1):
        try:
            prediction = classifier.predict(file, options.operating_point)
        except InputError as error:
            failed = True
            _say_error(file, error, as_json=options.json)
            continue
        _say(file, prediction, classifier.default_operating_point, as_json=options.json)
        if options.overlay:
            # Numbered like the overlays of the page's ZIP: films of several folders may have the same name.
            name = f"{number:02d}-{Path(file).stem}" if len(options.files) > 1 else Path(file).stem
            _save_overlay(options.overlay, name, prediction, options.colormap)
    return int(failed)


def _score(options: argparse.Namespace) -> int:
    found = score.score(
        options.films,
        options.out,
        bundle=hub.resolve(options.model),
        operating_point=options.operating_point,
        ray=options.ray,
        restart=options.restart,
        progress=sys.stderr.isatty(),
    )
    for row in found.unreadable:
        _say_error(row["file"], row["error"], as_json=False)
    if found.labels["unreadable"] > len(found.unreadable):
        print(f"... {found.out} names them all", file=sys.stderr)
    print(
        f"{found.out}: {found.labels.total()} files,",
        ", ".join(f"{n} {word}" for word, n in found.labels.most_common()),
    )
    return int(found.labels["unreadable"] > 0)


def _push(options: argparse.Namespace) -> int:
    keeps_gallery = (publish.run_or_bundle(options.source) / bundle.EXAMPLES).is_dir()
    how = publish.options(options, options.data or (None if keeps_gallery else FACTS.hub_id))
    if options.dry_run:
        with fill(options.dry_run) as folder:
            publish.stage(options.source, folder, options.repo, how)
        print(f"{options.dry_run} holds what would be published as {options.repo}; its README.md is the card")
        return 0
    hub.check_access(options.repo)
    commit = publish.publish(options.source, options.repo, how)
    print(f"{commit.url}\nServe it: PNEUMONIA_MODEL={commit.repo}@{commit.oid} make run")
    return 0


def _pull(options: argparse.Namespace) -> int:
    pulled = hub.resolve(options.model)
    print(f"{pulled.id} {pulled.revision}\n{pulled.folder}")
    return 0


def _embed(options: argparse.Namespace) -> int:
    embedded = bundle.embed(hub.resolve(options.bundle).folder)
    print(f"{embedded.info['id']} {embedded.revision} now answers by default")
    return 0


def _say(file: str, prediction: Prediction, usual: str, *, as_json: bool) -> None:
    report = prediction.report
    if as_json:
        print(json.dumps({"file": file} | report.to_json()))
    elif report.label is None:
        print(f"{_plain(file)}: not judged. {report.chest_xray.reason} {report.advice}")
    else:
        print(f"{_plain(file)}: {_verdict(report, usual)}. {report.advice}", *report.warnings)


def _verdict(report: Report, usual: str) -> str:
    """The label and how sure it is; with the threshold if that is not the ``usual`` point's, or decided alone."""
    point = f" ({report.operating_point}: threshold {percent(report.threshold)})"
    told = point if report.flagged or report.operating_point != usual else ""
    return f"{report.label}, {report.sure()}{told}".replace("\N{NO-BREAK SPACE}", " ")


def _say_error(file: str, error: InputError | str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"file": file, "error": str(error)}))
    else:
        print(f"{_plain(file)}: {error}", file=sys.stderr)


def _plain(file: str) -> str:
    """A file's name as one line of text: whoever named it must not command the terminal, nor break the encoding."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in file)


def _check_overlay(out: Path, films: int) -> None:
    """Before any film is read: one picture is for one film, and of a kind that is written."""
    if _is_picture(out) and films > 1:
        raise InvalidOption(f"Expected a folder for the overlays of {films} files; received {out}.")
    if _is_picture(out) and out.suffix.lower() not in (".png", ".jpg"):
        raise InvalidOption(f"Expected an overlay ending in .png or .jpg; received {out.name}.")


def _is_picture(out: Path) -> bool:
    """What has an ending is one picture, unless it is a folder already."""
    return bool(out.suffix) and not out.is_dir()


def _save_overlay(out: Path, name: str, prediction: Prediction, colormap: str) -> None:
    """Show the evidence for the label given (for PNEUMONIA when the image was refused), as ``name`` if in a folder."""
    evidence = prediction.report.label or PNEUMONIA
    picture = overlay(prediction.xray.pixels, prediction.cam, evidence=evidence, colormap=colormap)
    path = out if _is_picture(out) else out / f"{name}-gradcam.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    _, code = cv2.imencode(path.suffix, picture[..., ::-1])
    path.write_bytes(code.tobytes())
