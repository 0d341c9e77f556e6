"""What the app draws in Python and no visitor's image changes, drawn once for all, tab by tab."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.iframe import iframe
from pneumonia.ui import about, batch_table, embed, gallery, lessons, paint, predict, quiz
from pneumonia.ui.block import html
from pneumonia.ui.collection import Collection
from pneumonia.ui.dropzone import dropzone
from pneumonia.ui.inputs import MOST_FILES
from pneumonia.ui.links import TABS
from pneumonia.ui.scripts import COPY
from pneumonia.ui.texts import Texts
from space.twin import metrics_page, vendor
from space.twin.blocks import taken

#: The app's tabs but one: a page without a server has no API.
HERE = tuple(tab for tab in TABS if tab != "api")


def pages(classifier: Classifier, collection: Collection, texts: Texts, scripts: Path) -> dict[str, dict[str, Any]]:
    """For each tab its blocks and data, by name; the blocks' scripts go into the folder ``scripts``."""

    def block(component: gr.HTML) -> dict[str, Any]:
        return taken(component, scripts)

    return {
        "predict": _predict(classifier, texts, block),
        "gradcam": {
            "drop": block(dropzone(texts, "px-drop-gradcam")),
            "paint": block(paint.easel(texts)),
            "easel": paint.under_a_canvas(texts),
        },
        "gallery": {"cards": block(gallery.block(texts)), "empty": gallery.empty(texts)},
        "metrics": metrics_page.page(classifier, texts, block),
        "learn": {
            "lessons": block(lessons.build(texts)),
            "lessons_contents": lessons.contents(classifier, collection, texts),
            "quiz": block(quiz.block(texts)),
            "teachers": embed.note(texts),
            "builder": block(embed.builder(texts)),
            "builder_contents": embed.contents(classifier, collection, texts, HERE),
        },
        "about": {
            "about": block(about.build(classifier, texts)),
            "developers": block(html(js_on_load=COPY, elem_id="px-developers")),
            "frame": iframe("{address}/?embed=1", "{title}"),
            "licences": [{"name": name, "file": file} for name, file in vendor.licences().items()],
        },
    }


def _predict(classifier: Classifier, texts: Texts, block: Callable[[gr.HTML], dict[str, Any]]) -> dict[str, Any]:
    points = predict.points_in_words(classifier, texts)
    return {
        "drop": block(dropzone(texts, "px-drop-predict", most=MOST_FILES)),
        "batch": block(html(js_on_load=batch_table.SCRIPT, elem_id="px-batch", elem_classes="px px-slot")),
        "points": [{"name": name, "words": words} for name, words in points.items()],
        "point": classifier.default_operating_point,
        "point_source": texts.point_source.format(n=classifier.bundle.metrics["test"]["n"]),
        "population": classifier.bundle.info.get("data", {}).get("population", ""),
    }
