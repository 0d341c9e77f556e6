"""The named endpoints. Their docstrings are written for callers: they become the API's documentation."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import gradio as gr
import numpy as np

from pneumonia.classifier import Classifier
from pneumonia.deidentify import without_names
from pneumonia.errors import InputError, InvalidOption, PneumoniaError
from pneumonia.explain import COLORMAP_NAMES, DEFAULT_COLORMAP, DEFAULT_OPACITY, overlay
from pneumonia.report import LABELS, PNEUMONIA
from pneumonia.ui.inputs import UNEXPECTED

log = logging.getLogger(__name__)
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def polite(endpoint: Endpoint) -> Endpoint:
    """Our own errors reach the caller word for word; anything else is logged and answered without details."""

    @wraps(endpoint)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return endpoint(*args, **kwargs)
        except PneumoniaError as error:
            raise gr.Error(str(error), title=type(error).__name__, print_exception=False) from error
        except Exception as error:
            log.exception("unexpected error in %s", endpoint.__name__)
            raise gr.Error(UNEXPECTED, title="InternalError", print_exception=False) from error

    return wrapped  # type: ignore[return-value]


def add(classifier: Classifier) -> None:
    """Add the endpoints to the Blocks being built. Their components are described in the API and never drawn."""
    points = list(classifier.operating_points)
    with gr.Row(visible=False):
        # As bytes, because as a path Gradio would make an empty file beside it that it never deletes.
        image = gr.File(label="image", type="binary")
        images = gr.File(label="images", file_count="multiple")
        images.preprocess = _paths  # type: ignore[assignment, method-assign]
        # Custom values are let through so that a wrong one is answered by our own message.
        point = _choice("operating_point", points, classifier.default_operating_point)
        evidence = _choice("evidence", list(LABELS), PNEUMONIA)
        opacity = gr.Number(DEFAULT_OPACITY, label="opacity")
        colormap = _choice("colormap", list(COLORMAP_NAMES), DEFAULT_COLORMAP)
        scores = gr.Checkbox(False, label="scores")
        report, answer = gr.JSON(label="report"), gr.JSON(label="answer")
        picture, signed_map = gr.Image(label="overlay", format="png"), gr.JSON(label="map")
        trigger = gr.Button(visible=False)
    predict, gradcam, predict_batch, metrics, model = endpoints(classifier)
    trigger.click(predict, [image, point], report, api_name="predict")
    shown = [image, evidence, opacity, colormap, point]
    trigger.click(gradcam, shown, [picture, report, signed_map], api_name="gradcam")
    trigger.click(predict_batch, [images, point], answer, api_name="predict_batch")
    trigger.click(metrics, scores, answer, api_name="metrics")
    trigger.click(model, None, answer, api_name="model")


def _paths(files: Any) -> list[str]:
    """Instead of Gradio's own, which makes for each file an empty one beside it that it never deletes."""
    return [file.path for file in files or []]


def _choice(label: str, choices: list[str], value: str) -> gr.Dropdown:
    return gr.Dropdown(choices, value=value, label=label, allow_custom_value=True)


def endpoints(classifier: Classifier) -> tuple[Callable[..., Any], ...]:
    """The five functions, bound to one classifier."""
    about, measured = without_names(classifier.bundle.info, classifier.bundle.metrics)

    @polite
    def predict(image: bytes | None, operating_point: str | None = None) -> dict[str, Any]:
        """Read one chest X-ray and return the report.

        The report holds the label (PNEUMONIA, NORMAL, or null when the image does not look like a chest X-ray), the
        probability of PNEUMONIA and the confidence in the label (0 to 1, calibrated), the threshold, advice and
        warnings for people, chest_xray (does it look like one?), model, image and elapsed_ms. The confidence is null,
        too, for a film unlike those the model learned from, such as an adult's: its label is not reliable.
        Not a medical device: for research and teaching only.

        Parameters:
            image: JPEG, PNG (8 or 16 bit), WebP, TIFF, BMP or DICOM, up to 64 MiB: a file or its public web address.
            operating_point: "balanced" or "screening" (misses less, more false alarms); left out, the model's own.

        Returns:
            report: JSON: label, probability, confidence, threshold, advice, warnings and the rest, as said above.
        """
        return classifier.predict(_given(image), operating_point).report.to_json()

    @polite
    def gradcam(
        image: bytes | None,
        evidence: str = PNEUMONIA,
        opacity: float = DEFAULT_OPACITY,
        colormap: str = DEFAULT_COLORMAP,
        operating_point: str | None = None,
    ) -> tuple[np.ndarray, dict[str, Any], dict[str, Any]]:
        """Show where the model saw evidence for a label (Grad-CAM): the X-ray with a heat map, the report, the raw map.

        The picture is a PNG, its longest side at most 1024 pixels; the report is that of /predict. The map is what the
        heat is drawn from, before any colour or enlargement: {"shape": [rows, columns], "values": [[...], ...]}, its
        rows from top to bottom, its cells spread evenly over the whole image. A value above 0 is evidence for
        PNEUMONIA, below 0 for NORMAL, in units of the logit; the picture's scale ends at the largest magnitude.

        Parameters:
            image: One chest X-ray: an uploaded file or a web address, as for /predict.
            evidence: The label to explain: PNEUMONIA or NORMAL. The map is the same for both.
            opacity: That of the hottest place, 0 to 1.
            colormap: auto (inferno for PNEUMONIA, winter for NORMAL), inferno, winter, viridis, cividis or turbo.
            operating_point: As for /predict; the report is judged at it. Map and picture are the same for each.

        Returns:
            overlay: The X-ray with its heat map, as PNG.
            report: JSON, as of /predict.
            map: JSON: {"shape": [rows, columns], "values": [[...], ...]}, + for PNEUMONIA, - for NORMAL.
        """
        prediction = classifier.predict(_given(image), operating_point)
        pixels, cam = prediction.xray.pixels, prediction.cam
        picture = overlay(pixels, cam, evidence=evidence, opacity=_number(opacity), colormap=colormap)
        return picture, prediction.report.to_json(), {"shape": cam.shape, "values": cam.tolist()}

    @polite
    def predict_batch(images: list[str] | None, operating_point: str | None = None) -> list[dict[str, Any]]:
        """Read up to 64 chest X-rays in one call.

        Returns one entry per file, in the order given: the report of /predict, or {"error": "..."} for a file that
        cannot be read. A bad file does not disturb the others.

        Parameters:
            images: A list of up to 64 uploaded files, none of them a web address.
            operating_point: As for /predict.

        Returns:
            answer: JSON: a list of reports as of /predict, or {"error": "..."}, in the order of the files.
        """
        classifier.threshold(operating_point)
        if not images:
            raise InvalidOption("Expected a list of image files; received none. Upload at least one.")
        return [
            {"error": str(answer)} if isinstance(answer, InputError) else answer.report.to_json()
            for answer in classifier.predict_batch(images, operating_point)
        ]

    @polite
    def metrics(scores: bool = False) -> dict[str, Any]:
        """Everything that was measured about the model, with 95 % intervals: split, history, validation and test.

        test holds AUROC, average precision, calibration, ROC and precision-recall curves, and for each operating
        point its threshold, confusion matrix and rates. Images of a data set that is not published have numbers
        instead of names.

        Parameters:
            scores: true adds the probability and the truth of every single validation and test image.

        Returns:
            answer: JSON: split, history, validation, test and more, as the model's metrics.json has it.
        """
        if not isinstance(scores, bool):  # any text, "false" too, would count as true
            raise InvalidOption(f"Expected scores to be true or false; received {scores!r}.")
        return measured if scores else {key: value for key, value in measured.items() if key != "scores"}

    @polite
    def model() -> dict[str, Any]:
        """Which model answers: id, revision, architecture, operating points, training data with licence, versions.

        Returns:
            answer: JSON, as the model's bundle.json has it.
        """
        named = {"id": classifier.model.id, "revision": classifier.model.revision}
        return named | {key: value for key, value in about.items() if key not in named}

    return predict, gradcam, predict_batch, metrics, model


def _given(image: bytes | None) -> bytes:
    if image is None:
        raise InvalidOption("Expected an image file; received none. Pass a file, or a web address, as image.")
    return image


def _number(opacity: Any) -> float:
    try:
        return float(opacity)
    except (TypeError, ValueError):
        raise InvalidOption(f"Expected an opacity from 0 to 1; received {opacity!r}.") from None
