"""The folder that is the static page: ``space/browser`` as it is, and what is made from the bundle and the app."""

import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2

from pneumonia import bundle as bundles
from pneumonia.bundle import Bundle
from pneumonia.classifier import Classifier
from pneumonia.deidentify import without_names
from pneumonia.errors import DataError, InputError
from pneumonia.explain import LONGEST_SIDE, for_screen
from pneumonia.image import read_image
from pneumonia.ui.collection import Collection, Item
from pneumonia.ui.texts import LANGUAGES
from pneumonia.ui.viewer import THUMBNAIL
from space.stage import README, name_model
from space.twin import offline, pages, shell, vendor
from space.twin.rules import rules
from space.twin.texts import as_json, for_browser

log = logging.getLogger(__name__)

#: What the front matter of both kinds of Spaces says.
IN_COMMON = ("title", "emoji", "colorFrom", "colorTo", "header", "fullWidth", "pinned", "license", "tags")
BROWSER = Path(__file__).parents[1] / "browser"
#: Beside the bundle: the Hub's repository and commit that it is from, empty for one of one's own.
SOURCE = "source.json"


def stage(folder: Path, model: Bundle, gallery: Path | None = None) -> tuple[str, Bundle]:
    """Write the page for one model into an empty folder; any web server can hand it out, under any path.

    ``gallery`` has images in the subfolders NORMAL and PNEUMONIA; without it the bundle's own examples are shown.
    Returns the version of what was written, and the bundle in it. Raises :class:`~pneumonia.errors.DataError` for a
    gallery that cannot be shown, and :class:`~pneumonia.errors.HubError` where other people's files cannot be had.
    """
    served = _model(folder / "model", model)
    classifier = Classifier(replace(model, revision=served.revision))  # which has the gallery, too
    collection = Collection(classifier, str(gallery) if gallery else None)
    if gallery:
        _announce(gallery, collection)
    shutil.copytree(BROWSER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("vendor.json", ".*"))
    _readme(folder / "README.md", model)
    vendor.copy(folder / "vendor")
    shell.look(folder)
    _write(folder / "rules.json", rules())
    films = _gallery(folder, collection)
    _write(folder / "gallery.json", films)
    _write(folder / "languages.json", {code: texts.language for code, texts in LANGUAGES.items()})
    for code, texts in ((code, for_browser(texts)) for code, texts in LANGUAGES.items()):
        _write(folder / "texts" / f"{code}.json", as_json(texts))
        for tab, content in pages.pages(classifier, collection, texts, folder / "blocks").items():
            _write(folder / "pages" / code / f"{tab}.json", content)
    shell.frame(folder)
    return offline.seal(folder, [item["file"] for item in films["items"]]), served


def _readme(path: Path, model: Bundle) -> None:
    """The page's own front matter, with the model, and with what it has in common with the app's."""
    from huggingface_hub import SpaceCard

    card, app = SpaceCard.load(path), SpaceCard.load(README)
    for key in IN_COMMON:
        card.data[key] = app.data[key]
    name_model(card.data, model)
    card.save(path)


def _model(folder: Path, model: Bundle) -> Bundle:
    """What serving needs, without names of films of one's own; such a bundle is sealed anew, so it has a new hash."""
    folder.mkdir(parents=True)
    for name in (bundles.BUNDLE, *bundles.SERVING):
        shutil.copyfile(model.folder / name, folder / name)
    info, metrics = without_names(model.info, model.metrics)
    if (info, metrics) != (model.info, model.metrics):
        bundles.write_metrics(folder, metrics)
        bundles.seal(folder, info)
    _write(folder / SOURCE, {"repo": model.repo, "revision": model.revision} if model.repo else {})
    return bundles.load(folder, revision=model.revision if model.repo else None, repo=model.repo)


def _announce(gallery: Path, collection: Collection) -> None:
    if not collection.items:
        raise DataError(f"Expected films in {gallery}/NORMAL and {gallery}/PNEUMONIA; found none.")
    log.info(
        "gallery    %d films become part of the page, for everybody who sees it: without names and metadata, but with "
        "all that is written in the picture itself",
        len(collection.items),
    )


def _gallery(folder: Path, collection: Collection) -> dict[str, Any]:
    """The gallery's images and what is known about them; which stand on the first tab, by their numbers."""
    items = []
    for number, item in enumerate(collection.items, start=1):
        file = _film(folder, collection, item, number)
        small = file.with_name(f"{file.stem}-small.jpg")
        _jpeg(folder / small, item, THUMBNAIL, 85)
        facts = {"truth": item.truth, "source": item.source, "licence": item.licence}
        items.append({"file": file.as_posix(), "thumbnail": small.as_posix()} | facts)
    shown = [number for number, _ in collection.examples]
    return {"items": items, "examples": shown, "about": collection.about, "total": collection.total}


def _film(folder: Path, collection: Collection, item: Item, number: int) -> Path:
    """A published example as it is; of one's own films nothing but the picture, as names and metadata tell of people.

    At screen size, so that sixty of them are not too much for a first visit.
    """
    place = Path("examples") / item.truth
    (folder / place).mkdir(parents=True, exist_ok=True)
    if collection.about is not None:
        shutil.copyfile(item.file, folder / place / item.file.name)
        return place / item.file.name
    _jpeg(folder / place / f"film-{number}.jpg", item, LONGEST_SIDE, 92)
    return place / f"film-{number}.jpg"


def _jpeg(path: Path, item: Item, side: int, quality: int) -> None:
    try:
        picture = for_screen(read_image(item.file).pixels, side)
    except InputError as error:
        raise DataError(f"{item.file} cannot be shown in the gallery: {error}") from error
    path.write_bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes())


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
