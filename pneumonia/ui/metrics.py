"""The fourth tab: how good the model is, with a threshold to play with. Every number comes from ``metrics.json``."""

import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components.plot import PlotData

from pneumonia import published
from pneumonia.bundle import Bundle
from pneumonia.classifier import Classifier
from pneumonia.dataset_facts import is_published
from pneumonia.evaluation import threshold_transfer
from pneumonia.report import CONFIDENT, NORMAL, PNEUMONIA, percent
from pneumonia.ui import metrics_explorer, metrics_tables
from pneumonia.ui.block import html
from pneumonia.ui.metrics_explorer import SLIDER
from pneumonia.ui.texts import LANGUAGES, Texts

if TYPE_CHECKING:
    from pneumonia.chart_parts import Chart, Row


@dataclass(frozen=True)
class MetricsTab:
    """What is filled when the tab is opened: the explorer first, because the charts look for its slider."""

    explorer: tuple[gr.HTML, gr.HTML]
    plots: list[gr.Plot]


def build(classifier: Classifier, texts: Texts) -> MetricsTab:
    test = classifier.bundle.metrics["test"]
    intro = escape(texts.metrics_intro.format(n=test["n"]))
    html(f'<p class="px-intro">{intro}</p>{metrics_tables.tiles(classifier, texts)}')
    html(heading(texts.explore_title, texts.explore_words))
    with gr.Column():  # the slider stays in view above all of it
        slider = metrics_explorer.slider()
        with gr.Row(elem_classes="px-columns"):
            with gr.Column(min_width=300):
                confusion = _plot(texts.chart_confusion)
            with gr.Column(min_width=300):
                roc = _plot(texts.chart_roc)
            with gr.Column(min_width=300):
                precision_recall = _plot(texts.chart_pr)
        html(f'<p class="px-fine">{escape(texts.ring)}</p>')
        rates = metrics_explorer.rates(texts)
    html(transferred(classifier, texts))
    if groups := subgroups(classifier, texts):
        html(groups)
    plots = [confusion, roc, precision_recall, _trust(classifier, texts)]
    if "trust" in classifier.bundle.metrics:  # not measured for models of the first days
        html(picture(classifier.bundle.metrics["trust"], texts))
    if _comparable(classifier):
        plots.append(_beside_others(classifier, texts))
    return MetricsTab((slider, rates), [*plots, *_origin(classifier.bundle, texts)])


def transferred(classifier: Classifier, texts: Texts) -> str:
    """Whether the default threshold makes the same errors on other films."""
    point = classifier.default_operating_point
    found = threshold_transfer.measure(classifier.bundle)
    words = texts.transfer_words[threshold_transfer.OUT_OF_FOLD in found].format(
        point=texts.point_names.get(point, point)
    )
    return heading(texts.transfer_title, words) + metrics_tables.transfer(found, texts)


def subgroups(classifier: Classifier, texts: Texts) -> str:
    """For whom the model is better or worse: nothing where it was not measured, or file names tell no groups."""
    groups, point = classifier.bundle.metrics.get("subgroups"), classifier.default_operating_point
    if not groups:
        return ""
    words = texts.subgroups_words.format(point=texts.point_names.get(point, point))
    return heading(texts.subgroups_title, words) + metrics_tables.subgroups(groups, point, texts)


def _trust(classifier: Classifier, texts: Texts) -> gr.Plot:
    """Is the percentage honest, and does the answer stay when it should?"""
    metrics = classifier.bundle.metrics
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(min_width=300):
            reliability = _plot(texts.chart_reliability, reliability_words(classifier, texts))
        if "robustness" in metrics:  # not measured for models of the first days
            with gr.Column(min_width=300):
                words = metrics_tables.robustness_words(metrics["robustness"], texts)
                html(
                    subheading(texts.robustness_title, words) + metrics_tables.robustness(metrics["robustness"], texts)
                )
    return reliability


def reliability_words(classifier: Classifier, texts: Texts) -> str:
    """How to read the chart, how large the errors are, to which side they lean, and how sure it was when it erred."""
    share = percent(metrics_explorer.ill_among_test_films(classifier))
    found = threshold_transfer.measure(classifier.bundle)["test"].calibration
    stated = found["stated"] or 0.0  # a data set without films of both labels is refused, so it is never None
    leans = PNEUMONIA if stated > 0.5 else NORMAL
    alarms = [
        film["probability"]
        for film in classifier.bundle.metrics["scores"]["test"]
        if not film["label"] and film["probability"] >= classifier.threshold()
    ]
    sure = sum(probability >= CONFIDENT for probability in alarms)
    return texts.reliability_words.format(
        share=share,
        label=leans,
        alarms=len(alarms),
        sure=sure,
        confident=percent(CONFIDENT),
        **found | {"stated": percent(stated)},
    )


def picture(found: dict[str, Any], texts: Texts) -> str:
    """Can the heat map be trusted?"""
    return heading(texts.trust_title, texts.trust_words) + metrics_tables.trust(found, texts)


def _comparable(classifier: Classifier) -> bool:
    """Others' results are about the published test set."""
    return is_published(classifier.bundle.info.get("data", {}))


def beside(classifier: Classifier, texts: Texts) -> list[dict[str, Any]]:
    """This model and others: see :func:`pneumonia.published.beside`."""
    test, point = classifier.bundle.metrics["test"], classifier.default_operating_point
    return published.beside(test, point, texts.published_this, texts.published_names)


def published_words(classifier: Classifier, texts: Texts) -> str:
    point = classifier.default_operating_point
    return texts.published_words.format(n=published.IMAGES, point=texts.point_names.get(point, point))


def _beside_others(classifier: Classifier, texts: Texts) -> gr.Plot:
    html(heading(texts.published_title, published_words(classifier, texts)))
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(scale=5, min_width=300):
            plot = gr.Plot(show_label=False, container=False)
        with gr.Column(scale=6, min_width=300):
            html(metrics_tables.published(beside(classifier, texts), texts))
    html(metrics_tables.published_notes(classifier, texts))
    return plot


def history_words(bundle: Bundle, texts: Texts) -> str:
    """How long it was trained, how validation films were seen, and which weights were kept."""
    views = bundle.info.get("training", {}).get("validation_views", 4)  # older bundles had no choice
    return texts.history_words.format(
        epochs=len(bundle.metrics["history"]),
        views=texts.history_views[views > 1],
        kept=texts.history_kept[bundle.keeps],
    )


def _origin(bundle: Bundle, texts: Texts) -> list[gr.Plot]:
    """The images and the training."""
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(min_width=300):
            auroc = _plot(texts.chart_history, history_words(bundle, texts))
            loss = gr.Plot(show_label=False, container=False)
        with gr.Column(min_width=300):
            distribution = _plot(texts.chart_distribution)
            html(metrics_tables.split(bundle.metrics["split"], texts))
    return [auroc, loss, distribution]


@lru_cache(8)  # the same for every visitor whose link names no threshold
def contents(classifier: Classifier, texts: Texts, threshold: float | None = None) -> list[Any]:
    """The values of :class:`MetricsTab`'s components, in their order, with the slider at ``threshold``."""
    explorer, specs = drawn(classifier, texts, threshold)
    return [*explorer, *map(compact, specs.values())]


def drawn(
    classifier: Classifier, texts: Texts, threshold: float | None = None
) -> tuple[tuple[str, str], dict[str, dict[str, Any]]]:
    """The HTML of the explorer's two blocks, the slider at ``threshold``; the charts as Vega-Lite by name, in order."""
    from pneumonia.chart_parts import moved  # Altair takes its time, and nobody who waits for the start sees a chart

    threshold = classifier.threshold() if threshold is None else threshold
    rows, charts = _charts(classifier, texts)
    explorer = metrics_explorer.contents(rows, classifier, threshold, texts)
    return explorer, {name: moved(spec, threshold) for name, spec in charts.items()}


@lru_cache(len(LANGUAGES))  # a link's threshold moves the slider, and nothing else: drawing takes a second
def _charts(classifier: Classifier, texts: Texts) -> tuple[list["Row"], dict[str, dict[str, Any]]]:
    """What happens at every threshold (``charts.steps``), and the charts, with the slider at the default one."""
    from pneumonia import charts

    metrics, words = classifier.bundle.metrics, texts.chart_words
    test, threshold = metrics["test"], classifier.threshold()
    rows = charts.steps(metrics["scores"]["test"])
    slider = f"#{SLIDER}"
    found: dict[str, Chart] = {
        "confusion": charts.confusion_matrix(rows, threshold, slider, words),
        "roc": charts.roc(test, rows, threshold, slider, words),
        "precision_recall": charts.precision_recall(test, rows, threshold, slider, words),
        "reliability": charts.reliability(test["reliability"], words),
    }
    if _comparable(classifier):
        found["comparison"] = charts.comparison(beside(classifier, texts), words)
    found |= {
        "validation_auroc": charts.validation_auroc(metrics["history"], classifier.bundle.keeps, words),
        "loss": charts.loss(metrics["history"], words),
        "distribution": charts.distribution(metrics["split"], words),
    }
    return rows, {name: spec_of(chart) for name, chart in found.items()}


def spec_of(chart: "Chart") -> dict[str, Any]:
    """The chart without the schema's version: Gradio's Vega-Lite is one major version older than Altair's and would
    warn about it; what we use is in both.
    """
    return {key: value for key, value in chart.to_dict().items() if key != "$schema"}


def compact(spec: dict[str, Any]) -> PlotData:
    """As ``gr.Plot`` would send it, but without indentation: half the bytes."""
    return PlotData(type="altair", plot=json.dumps(spec, separators=(",", ":")))


def heading(title: str, words: str) -> str:
    return f'<h2 class="px-section">{escape(title)}</h2><p class="px-intro">{escape(words)}</p>'


def subheading(title: str, words: str = "") -> str:
    return f"<h3>{escape(title)}</h3>" + (f'<p class="px-fine">{escape(words)}</p>' if words else "")


def _plot(title: str, words: str = "") -> gr.Plot:
    html(subheading(title, words))
    return gr.Plot(show_label=False, container=False)
