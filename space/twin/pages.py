"""The parts of the page that the app draws in Python, drawn once for all visitors: blocks, by their names."""

from pathlib import Path
from typing import Any

from pneumonia.classifier import Classifier
from pneumonia.ui.collection import Collection
from pneumonia.ui.dropzone import dropzone
from pneumonia.ui.inputs import MOST_FILES
from pneumonia.ui.texts import English
from space.twin.blocks import taken


def pages(classifier: Classifier, collection: Collection, texts: English, scripts: Path) -> dict[str, Any]:
    """The blocks of one language; their scripts go into the folder ``scripts``."""
    blocks = {
        "drop_predict": dropzone(texts, "px-drop-predict", most=MOST_FILES),
        "drop_gradcam": dropzone(texts, "px-drop-gradcam"),
    }
    return {name: taken(block, scripts) for name, block in blocks.items()}
