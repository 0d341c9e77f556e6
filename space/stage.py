"""The folder that becomes the Space: app, package and requirements as they are, and a README that names the model."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pneumonia import bundle as bundles
from pneumonia.bundle import Bundle
from pneumonia.dataset_facts import FACTS, is_published

if TYPE_CHECKING:
    from huggingface_hub import SpaceCardData

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
README = HERE / "README.md"
#: The variable that tells the app which model to serve; see ``app.py``.
MODEL_VARIABLE = "PNEUMONIA_MODEL"


def stage(folder: Path, model: Bundle, *, preload: bool = True) -> None:
    """Write the Space for one model into an empty folder: the app and the whole package, and what serving installs.

    ``model`` is a bundle pulled from the Hub, or the release that comes with the package. ``preload`` it into the
    Space's image unless it is private or given on request: the build has no token.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "app.py", folder)
    shutil.copy(HERE / "requirements.txt", folder)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
    shutil.copytree(ROOT / "pneumonia", folder / "pneumonia", ignore=ignored)
    write_readme(folder / "README.md", model, preload=preload)


def variables(model: Bundle) -> dict[str, str]:
    """The Space's public environment: the model, pinned to its commit."""
    return {MODEL_VARIABLE: f"{model.repo}@{model.revision}"} if model.repo else {}


def write_readme(path: Path, model: Bundle, *, preload: bool = True) -> None:
    """``space/README.md`` with the model in its front matter.

    ``preload_from_hub`` puts the model's files into the image when the Space is built, so that it wakes without a
    download.
    """
    from huggingface_hub import SpaceCard

    card = SpaceCard.load(README)
    name_model(card.data, model)
    if model.repo and preload:
        files = ",".join(bundles.serving_files(model.info))
        card.data.preload_from_hub = [f"{model.repo} {files} {model.revision}"]
    card.save(path)


def name_model(front: "SpaceCardData", model: Bundle) -> None:
    """Put the model and the data set that it learned from into a README's front matter, as far as the Hub has them."""
    if is_published(model.info["data"]):
        front.datasets = [FACTS.hub_id]
    if model.repo:
        front.models = [model.repo]
