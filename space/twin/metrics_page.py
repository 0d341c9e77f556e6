"""The Metrics tab of the static page: the app's own tables, explorer and charts, in the app's own order."""

from collections.abc import Callable
from html import escape
from typing import Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.ui import metrics, metrics_explorer, metrics_tables
from pneumonia.ui.metrics_explorer import SLIDER
from pneumonia.ui.texts import Texts


def page(classifier: Classifier, texts: Texts, block: Callable[[gr.HTML], dict[str, Any]]) -> dict[str, Any]:
    """``html`` with a place for each block (``data-block``) and chart (``data-chart``); both by name."""
    (slider, rates), charts = metrics.drawn(classifier, texts)
    return {
        "html": _html(classifier, texts, charts),
        "blocks": {
            "slider": block(metrics_explorer.slider()) | {"contents": slider},
            "rates": block(metrics_explorer.rates(texts)) | {"contents": rates},
        },
        "slider": SLIDER,
        "charts": charts,
    }


def _html(classifier: Classifier, texts: Texts, charts: dict[str, Any]) -> str:
    measured = classifier.bundle.metrics
    test = measured["test"]
    calibration = metrics.reliability_words(classifier, texts)
    parts = [
        f'<p class="px-intro">{escape(texts.metrics_intro.format(n=test["n"]))}</p>',
        metrics_tables.tiles(classifier, texts),
        _heading(texts.explore_title, texts.explore_words),
        f'<div class="px-explored">{_explored(texts)}</div>',
        f"<div>{metrics.transferred(classifier, texts)}</div>",
        f"<div>{metrics.subgroups(classifier, texts)}</div>",
        _columns(_chart("reliability", texts.chart_reliability, calibration), *_robustness(measured, texts)),
    ]
    if "trust" in measured:
        parts.append(f"<div>{metrics.picture(measured['trust'], texts)}</div>")
    if "comparison" in charts:
        parts += [
            _heading(texts.published_title, metrics.published_words(classifier, texts)),
            _columns(
                _chart("comparison"), metrics_tables.published(metrics.beside(classifier, texts), texts), scales=(5, 6)
            ),
            metrics_tables.published_notes(classifier, texts),
        ]
    training = _chart("validation_auroc", texts.chart_history, metrics.history_words(classifier.bundle, texts))
    images = _chart("distribution", texts.chart_distribution) + metrics_tables.split(measured["split"], texts)
    return "".join([*parts, _columns(training + _chart("loss"), images)])


def _explored(texts: Texts) -> str:
    """The slider and all that it moves."""
    charts = (
        ("confusion", texts.chart_confusion),
        ("roc", texts.chart_roc),
        ("precision_recall", texts.chart_pr),
    )
    return (
        '<div data-block="slider"></div>'
        + _columns(*(_chart(name, title) for name, title in charts), scales=(1, 1, 1))
        + f'<p class="px-fine">{escape(texts.ring)}</p><div data-block="rates"></div>'
    )


def _robustness(measured: dict[str, Any], texts: Texts) -> list[str]:
    """Not measured for models of the first days."""
    if "robustness" not in measured:
        return []
    words = metrics_tables.robustness_words(measured["robustness"], texts)
    table = metrics_tables.robustness(measured["robustness"], texts)
    return [f"<div>{metrics.subheading(texts.robustness_title, words)}{table}</div>"]


def _columns(*columns: str, scales: tuple[int, ...] = (1, 1)) -> str:
    """Beside each other, as wide as their scales say."""
    parts = zip(columns, scales, strict=False)
    inside = "".join(f'<div style="flex-grow:{scale}">{column}</div>' for column, scale in parts)
    return f'<div class="px-columns">{inside}</div>'


def _heading(title: str, words: str) -> str:
    return f"<div>{metrics.heading(title, words)}</div>"


def _chart(name: str, title: str = "", words: str = "") -> str:
    head = f"<div>{metrics.subheading(title, words)}</div>" if title else ""
    return f'{head}<div class="px-chart" data-chart="{name}"></div>'
