"""The folder that is the static page: ``space/browser`` as it is, and what is made from the bundle and the app."""

import json
import shutil
from pathlib import Path
from typing import Any

import cv2

from pneumonia import bundle as bundles
from pneumonia.bundle import Bundle
from pneumonia.classifier import Classifier
from pneumonia.explain import for_screen
from pneumonia.image import read_image
from pneumonia.ui import theme
from pneumonia.ui.collection import Collection
from pneumonia.ui.texts import LANGUAGES
from pneumonia.ui.viewer import THUMBNAIL
from space.twin import pages, vendor
from space.twin.rules import rules
from space.twin.texts import as_json, for_browser

BROWSER = Path(__file__).parents[1] / "browser"


def stage(folder: Path, model: Bundle, gallery: Path | None = None) -> None:
    """Write the page for one model into an empty folder; any web server can hand it out."""
    shutil.copytree(BROWSER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("vendor.json", ".*"))
    shutil.copy(theme.CSS, folder / "style.css")
    shutil.copy(theme.FAVICON, folder)
    (folder / "theme.css").write_text(theme.theme()._get_theme_css())
    vendor.copy(folder / "vendor")
    for name in (bundles.BUNDLE, *bundles.SERVING):
        (folder / "model").mkdir(exist_ok=True)
        shutil.copy(model.folder / name, folder / "model" / name)
    source = {"repo": model.repo, "revision": model.revision} if model.repo else {}
    _write(folder / "model" / "source.json", source)
    _write(folder / "rules.json", rules())
    classifier = Classifier(model)
    collection = Collection(classifier, str(gallery) if gallery else None)
    _write(folder / "gallery.json", _gallery(folder, collection))
    _write(folder / "languages.json", {code: texts.language for code, texts in LANGUAGES.items()})
    for code, texts in ((code, for_browser(texts)) for code, texts in LANGUAGES.items()):
        _write(folder / "texts" / f"{code}.json", as_json(texts))
        for tab, content in pages.pages(classifier, collection, texts, folder / "blocks").items():
            _write(folder / "pages" / code / f"{tab}.json", content)


def _gallery(folder: Path, collection: Collection) -> dict[str, Any]:
    """The gallery's images, copied, and what is known about them; which stand on the first tab, by their numbers."""
    items = []
    for item in collection.items:
        file = Path("examples") / item.truth / item.file.name
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(item.file, folder / file)
        small = folder / file.with_name(f"{file.stem}-small.jpg")
        small.write_bytes(cv2.imencode(".jpg", for_screen(read_image(item.file).pixels, THUMBNAIL))[1].tobytes())
        facts = {"truth": item.truth, "source": item.source, "licence": item.licence}
        items.append({"file": str(file), "thumbnail": str(small.relative_to(folder))} | facts)
    shown = [number for number, _ in collection.examples]
    return {"items": items, "examples": shown, "about": collection.about, "total": collection.total}


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
