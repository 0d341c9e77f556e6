"""The figures of the model card, drawn from the bundle into its ``plots``: the app's own charts, and Grad-CAM."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import vl_convert

from pneumonia import charts, examples, published
from pneumonia.bundle import PLOTS, Bundle
from pneumonia.chart_parts import Chart
from pneumonia.chart_words import ENGLISH
from pneumonia.classifier import Classifier, Prediction
from pneumonia.dataset_facts import is_published
from pneumonia.explain import overlay
from pneumonia.files import write_beside
from pneumonia.report import LABELS

#: Pixels of a chart on the page, and drawn pixels per pixel, for sharp screens.
WIDTH, SCALE = 440, 2.0
#: Height of a Grad-CAM picture in pixels, and the white gap between film and heat map.
HEIGHT, GAP = 360, 8


def write(bundle: Bundle) -> None:
    """Draw every figure; an older one is replaced, and the bundle must be sealed afterwards."""
    folder = bundle.folder / PLOTS
    folder.mkdir(exist_ok=True)
    for name, chart in _charts(bundle).items():
        with write_beside(folder / f"{name}.png") as temporary:
            # White, because a page may be dark and the charts' text is black.
            drawn = chart.properties(width=WIDTH, background="white").to_json()
            temporary.write_bytes(vl_convert.vegalite_to_png(drawn, scale=SCALE))
    explained = gradcam_examples(bundle)
    if explained:
        _write_gradcam(bundle, explained, folder)


def _charts(bundle: Bundle) -> dict[str, Chart]:
    metrics, points = bundle.metrics, bundle.info["operating_points"]
    test, steps = metrics["test"], charts.steps(metrics["scores"]["test"])
    drawn: dict[str, Chart] = {
        "roc": charts.roc(test),
        "precision-recall": charts.precision_recall(test),
        "reliability": charts.reliability(test["reliability"]),
        "training": charts.validation_auroc(metrics["history"], bundle.keeps),
    }
    if is_published(bundle.info["data"]):  # others' results are about its test set
        beside = published.beside(test, bundle.info["default"], ENGLISH.this_model)
        drawn["comparison"] = charts.comparison(beside)
    return drawn | {
        f"confusion-{name}": charts.confusion_matrix(steps, threshold) for name, threshold in points.items()
    }


def gradcam_examples(bundle: Bundle) -> list[dict[str, Any]]:
    """The rows of the gallery that the card shows with their maps: the first of each kind of answer for each class.

    Each has ``picture``, the path of the figure in the bundle. Without a gallery there are none.
    """
    first = {(row["why"], row["truth"]): row for row in reversed(examples.read(bundle))}
    return [row | {"picture": f"{PLOTS}/gradcam-{n}.jpg"} for n, row in enumerate(reversed(first.values()), start=1)]


def _write_gradcam(bundle: Bundle, rows: Sequence[dict[str, Any]], folder: Path) -> None:
    classifier = Classifier(bundle)
    for row in rows:
        prediction = classifier.predict(bundle.examples / row["file"])
        with write_beside(folder / Path(row["picture"]).name) as temporary:
            temporary.write_bytes(cv2.imencode(".jpg", _side_by_side(prediction)[..., ::-1])[1].tobytes())


def _side_by_side(prediction: Prediction) -> np.ndarray:
    """The film, and beside it the evidence for the label that the model gave: (HEIGHT, w, 3) uint8 RGB."""
    pixels = prediction.xray.pixels
    width = round(pixels.shape[1] * HEIGHT / pixels.shape[0])
    film = cv2.resize(pixels, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    explained = overlay(film, prediction.cam, evidence=prediction.report.label or LABELS[1])
    gap = np.full((HEIGHT, GAP, 3), 255, np.uint8)
    return np.hstack([cv2.cvtColor(film, cv2.COLOR_GRAY2RGB), gap, explained])
