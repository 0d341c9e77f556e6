"""The fourth tab: how good the model is, with a threshold to play with. Every number comes from ``metrics.json``.

The slider never asks the server: the browser gets the outcome at every possible threshold once (``charts.steps``), the
table looks its numbers up there, and the charts listen to the same slider.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

import gradio as gr
from gradio.components.plot import PlotData

from pneumonia import charts
from pneumonia.classifier import Classifier
from pneumonia.metrics import predictive_values
from pneumonia.report import LABELS, PNEUMONIA
from pneumonia.ui.block import html
from pneumonia.ui.card import percent
from pneumonia.ui.texts import English

SLIDER = "px-threshold"
#: Share of ill children that the page starts with, and the range of its slider, in percent.
PREVALENCE, LEAST, MOST = 10, 1, 60

_SCRIPT = """
let rows = null;
const text = (percent) => percent.toFixed(1) + '\\u00a0%';
function show(threshold) {
  rows ??= JSON.parse(element.querySelector('[data-rows]').dataset.rows);
  const row = rows.find((row) => threshold <= row[0]);
  element.querySelector('output').textContent = text(100 * threshold);
  element.querySelector('#px-threshold').setAttribute('aria-valuetext', text(100 * threshold));
  element.querySelectorAll('tr[data-rate]').forEach((line, i) => {
    const [value, low, high] = row[1 + i];
    line.querySelector('.px-value').textContent = value === null ? props.undefined : text(value);
    line.querySelector('.px-interval').textContent = low === null ? '' : `${text(low)} ${props.to} ${text(high)}`;
    const range = line.querySelector('.px-range');
    range.style.setProperty('--low', (low ?? value) / 100);
    range.style.setProperty('--high', (high ?? value) / 100);
    range.style.setProperty('--value', value / 100);
  });
  hundred(row[row.length - 1]);
}
// As pneumonia.metrics.predictive_values has it.
function hundred([sensitivity, specificity]) {
  const slider = element.querySelector('#px-prevalence'), ill = slider.value / 100;
  element.querySelector('.px-prevalence output').textContent = slider.value + '\u00a0%';
  slider.setAttribute('aria-valuetext', slider.value + '\u00a0%');
  const share = (n, ill, healthy) => ill + healthy ? Math.round(n * ill / (ill + healthy)) : null;
  const flagged = share(100, sensitivity * ill, (1 - specificity) * (1 - ill));
  say('.px-flagged', flagged, props.flagged, props.nobody);
  say('.px-cleared', share(1000, (1 - sensitivity) * ill, specificity * (1 - ill)), props.cleared, props.everybody);
  element.querySelectorAll('.px-hundred i').forEach((child, n) => child.classList.toggle('px-ill', n < (flagged ?? 0)));
}
function say(where, count, words, none) {
  element.querySelector(where).textContent = count === null ? none : words.replace('{ill}', count);
}
element.addEventListener('input', (event) => {
  if (event.target.type === 'range') show(Number(element.querySelector('#px-threshold').value));
});
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-threshold]');
  if (!button) return;
  const slider = element.querySelector('#px-threshold');
  slider.value = button.dataset.threshold;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
});
"""


@dataclass(frozen=True)
class MetricsTab:
    """What is filled when the tab is opened: the explorer first, because the charts look for its slider."""

    explorer: gr.HTML
    plots: list[gr.Plot]


def build(classifier: Classifier, texts: English) -> MetricsTab:
    metrics = classifier.bundle.metrics
    test = metrics["test"]
    html(f'<p class="px-intro">{escape(texts.metrics_intro.format(n=test["n"]))}</p>{_tiles(classifier, texts)}')
    _heading(texts.explore_title, texts.explore_words)
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(scale=6, min_width=300):
            explorer = html(
                js_on_load=_SCRIPT,
                elem_id="px-explorer",
                undefined=texts.rate_undefined,
                to=texts.to,
                flagged=texts.prevalence_flagged,
                cleared=texts.prevalence_cleared,
                nobody=texts.prevalence_nobody,
                everybody=texts.prevalence_everybody,
            )
        with gr.Column(scale=5, min_width=300):
            confusion = _plot(texts.chart_confusion)
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(min_width=300):
            roc = _plot(texts.chart_roc)
        with gr.Column(min_width=300):
            precision_recall = _plot(texts.chart_pr)
    html(f'<p class="px-fine">{escape(texts.ring)}</p>')
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(min_width=300):
            words = texts.reliability_words.format(brier=test["brier"], ece=test["ece"])
            reliability = _plot(texts.chart_reliability, words)
        with gr.Column(min_width=300):
            history = metrics["history"]
            auroc = _plot(texts.chart_history, texts.history_words.format(epochs=len(history)))
            loss = gr.Plot(show_label=False, container=False)
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(min_width=300):
            distribution = _plot(texts.chart_distribution)
        with gr.Column(min_width=300):
            html(_split_table(metrics["split"], texts))
    return MetricsTab(explorer, [confusion, roc, precision_recall, reliability, auroc, loss, distribution])


@lru_cache(8)  # the same for every visitor whose link names no threshold
def contents(classifier: Classifier, texts: English, threshold: float | None = None) -> list[Any]:
    """The values of :class:`MetricsTab`'s components, in their order, with the slider at ``threshold``."""
    metrics = classifier.bundle.metrics
    test = metrics["test"]
    threshold = classifier.threshold() if threshold is None else threshold
    rows = charts.steps(metrics["scores"]["test"])
    slider = f"#{SLIDER}"
    drawn = [
        charts.confusion_matrix(rows, threshold, slider),
        charts.roc(test, rows, threshold, slider),
        charts.precision_recall(test, rows, threshold, slider),
        charts.reliability(test["reliability"]),
        charts.validation_auroc(metrics["history"]),
        charts.loss(metrics["history"]),
        charts.distribution(metrics["split"]),
    ]
    return [_explorer(rows, classifier, threshold, texts), *map(compact, drawn)]


def compact(chart: charts.Chart) -> PlotData:
    """As ``gr.Plot`` would send it, but without indentation (half the bytes) and without the schema's version.

    Gradio's Vega-Lite is one major version older than Altair's and would warn about it; what we use is in both.
    """
    spec = {key: value for key, value in chart.to_dict().items() if key != "$schema"}
    return PlotData(type="altair", plot=json.dumps(spec, separators=(",", ":")))


def _heading(title: str, words: str) -> None:
    html(f'<h2 class="px-section">{escape(title)}</h2><p class="px-intro">{escape(words)}</p>')


def _plot(title: str, words: str = "") -> gr.Plot:
    html(f"<h3>{escape(title)}</h3>" + (f'<p class="px-fine">{escape(words)}</p>' if words else ""))
    return gr.Plot(show_label=False, container=False)


def _tiles(classifier: Classifier, texts: English) -> str:
    test, point = classifier.bundle.metrics["test"], classifier.default_operating_point
    rates = test["operating_points"][point]["rates"]
    where = texts.at_point.format(point=texts.point_names.get(point, point))
    area = test["auroc"]
    tiles = [
        _tile(
            texts.tile_auroc,
            f"{area['value']:.3f}",
            f"{area['low']:.3f} {texts.to} {area['high']:.3f}",
            texts.tile_auroc_words,
        ),
        *(
            _tile(title, _tenths(rates[name]["value"]), _interval(rates[name], texts), f"{words}, {where}")
            for name, title, words in (
                ("sensitivity", texts.tile_sensitivity, texts.tile_sensitivity_words),
                ("specificity", texts.tile_specificity, texts.tile_specificity_words),
                ("accuracy", texts.tile_accuracy, texts.tile_accuracy_words),
            )
        ),
    ]
    return f'<div class="px-tiles">{"".join(tiles)}</div>'


def _tile(title: str, value: str, interval: str, words: str) -> str:
    return (
        f'<div class="px-card"><p class="px-title">{escape(title)}</p><p class="px-big">{escape(value)}</p>'
        f'<p class="px-interval">{escape(interval)}</p><p class="px-fine">{escape(words)}</p></div>'
    )


def _interval(rate: dict[str, float | None], texts: English) -> str:
    low, high = rate["low"], rate["high"]
    return "" if low is None or high is None else f"{_tenths(low)} {texts.to} {_tenths(high)}"


def _explorer(rows: list[charts.Row], classifier: Classifier, threshold: float, texts: English) -> str:
    """Slider, buttons for the operating points, and the table of rates, filled for the threshold."""
    now = charts.step_at(rows, threshold)["rates"]
    lines = "".join(
        f'<tr data-rate="{name}"><th scope="row">{escape(title)}<small>{escape(words)}</small></th>'
        f'<td class="px-value">{escape(_exact(now[name]["value"], texts))}</td>'
        f'<td><span class="px-range" aria-hidden="true" style="{_range_style(now[name])}"></span>'
        f'<span class="px-interval">{_interval(now[name], texts)}</span></td></tr>'
        for name, (title, words) in texts.rates.items()
    )
    buttons = "".join(
        f'<button type="button" data-threshold="{value}">{escape(texts.point_names.get(name, name))}</button>'
        for name, value in classifier.operating_points.items()
    )
    return (
        f'<div class="px-slider"><label for="{SLIDER}">{escape(texts.slider_label)}</label>'
        f"<output>{_tenths(threshold)}</output>"
        f'<input id="{SLIDER}" type="range" min="0" max="1" step="any" value="{threshold}" '
        f'aria-valuetext="{_tenths(threshold)}"><div class="px-presets">{buttons}</div></div>'
        f'<table class="px-rates"><tbody>{lines}</tbody></table>{_hundred(now, classifier, texts)}'
        f'<div hidden data-rows="{escape(_lookup(rows, texts))}"></div>'
    )


def _hundred(now: dict[str, Any], classifier: Classifier, texts: English) -> str:
    """What the answers mean where illness is as frequent as a second slider says: a hundred flagged children, drawn."""
    counts = classifier.bundle.metrics["split"]["after"]["test"]
    words = texts.prevalence_words.format(share=percent(counts[PNEUMONIA] / sum(counts.values())))
    ppv, npv = predictive_values(now["sensitivity"]["value"], now["specificity"]["value"], PREVALENCE / 100)
    ill = 0 if ppv is None else round(100 * ppv)
    flagged = texts.prevalence_nobody if ppv is None else texts.prevalence_flagged.format(ill=ill)
    cleared = (
        texts.prevalence_everybody if npv is None else texts.prevalence_cleared.format(ill=round(1000 - 1000 * npv))
    )
    children = "".join(f"<i{' class=px-ill' if n < ill else ''}></i>" for n in range(100))
    return (
        f'<div class="px-prevalence"><h3>{escape(texts.prevalence_title)}</h3><p class="px-fine">{escape(words)}</p>'
        f'<div class="px-slider"><label for="px-prevalence">{escape(texts.prevalence_label)}</label>'
        f"<output>{PREVALENCE}\N{NO-BREAK SPACE}%</output>"
        f'<input id="px-prevalence" type="range" min="{LEAST}" max="{MOST}" step="1" value="{PREVALENCE}" '
        f'aria-valuetext="{PREVALENCE}\N{NO-BREAK SPACE}%"></div>'
        f'<div class="px-hundred" aria-hidden="true">{children}</div>'
        f'<p aria-live="polite"><strong class="px-flagged">{escape(flagged)}</strong> '
        f'<span class="px-cleared">{escape(cleared)}</span></p></div>'
    )


def _tenths(share: float) -> str:
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def _exact(value: float | None, texts: English) -> str:
    return texts.rate_undefined if value is None else _tenths(value)


def _range_style(rate: dict[str, float | None]) -> str:
    value = rate["value"] or 0.0
    low = value if rate["low"] is None else rate["low"]
    high = value if rate["high"] is None else rate["high"]
    return f"--low:{low:.4f};--high:{high:.4f};--value:{value:.4f}"


def _lookup(rows: list[charts.Row], texts: English) -> str:
    """For the script, for every step: [upto, [value, low, high] per rate, [sensitivity, specificity]].

    The rates are in percent as they are shown; the last two are shares, to reckon with.
    """

    def short(value: float | None) -> float | None:
        return None if value is None else round(100 * value, 1)

    table = [
        [
            row["upto"],
            *([short(row["rates"][name][key]) for key in ("value", "low", "high")] for name in texts.rates),
            [round(row["rates"][name]["value"], 5) for name in ("sensitivity", "specificity")],
        ]
        for row in rows
    ]
    return json.dumps(table, separators=(",", ":"))


def _split_table(split: dict[str, Any], texts: English) -> str:
    lines = ""
    for when, title in (("before", texts.split_before), ("after", texts.split_after)):
        lines += f'<tr><th colspan="5" scope="rowgroup">{escape(title)}</th></tr>'
        for name, counts in split[when].items():
            normal, ill = (counts[label] for label in LABELS)
            share = percent(ill / max(normal + ill, 1))
            cells = "".join(f"<td>{cell}</td>" for cell in (f"{normal:,}", f"{ill:,}", f"{normal + ill:,}", share))
            lines += f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in texts.split_columns)
    words = [
        texts.split_words.get(split["name"], split["name"]),
        texts.patients_words.format(**split["patients"]),
        texts.weights_words.format(**split["class_weights"]),
    ]
    return (
        f'<table class="px-table"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'
        f'<p class="px-fine">{escape(" ".join(words))}</p>'
    )
