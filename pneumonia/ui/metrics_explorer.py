"""A threshold to play with: two sliders, the rates they lead to, and a hundred children.

They never ask the server: the browser gets the outcome at every possible threshold once (``charts.steps``), the table
looks its numbers up there, and the charts listen to the same slider. Whoever sets ``#px-threshold`` to a value and lets
it fire ``input``, before or after the charts are drawn, moves everything. The threshold's slider is a block of its own,
because it stays in view above all that it moves.
"""

import json
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.metrics import predictive_values
from pneumonia.report import PNEUMONIA, percent
from pneumonia.ui.block import html
from pneumonia.ui.metrics_tables import interval, tenths
from pneumonia.ui.scripts import script
from pneumonia.ui.texts import Texts

if TYPE_CHECKING:
    from pneumonia.chart_parts import Row

SLIDER = "px-threshold"
#: Share of ill children that the page starts with, and the range of its slider, in percent.
PREVALENCE, LEAST, MOST = 10, 1, 60
#: The ends of a rate's interval.
ENDS = ("low", "high")

_SLIDER_SCRIPT = script("metrics_explorer_slider.js")
_RATES_SCRIPT = script("metrics_explorer_rates.js")


def slider() -> gr.HTML:
    """The empty component of the threshold's slider; :func:`contents` fills it."""
    return html(js_on_load=_SLIDER_SCRIPT, elem_id="px-threshold-bar")


def rates(texts: Texts) -> gr.HTML:
    """The empty component of what follows from the threshold; :func:`contents` fills it."""
    return html(
        js_on_load=_RATES_SCRIPT,
        elem_id="px-explorer",
        undefined=texts.rate_undefined,
        to=texts.to,
        flagged=texts.prevalence_flagged,
        cleared=texts.prevalence_cleared,
        few=texts.prevalence_few,
        nobody=texts.prevalence_nobody,
        everybody=texts.prevalence_everybody,
    )


def contents(rows: "list[Row]", classifier: Classifier, threshold: float, texts: Texts) -> tuple[str, str]:
    """Of both components: the slider with a button per operating point, and the rates, filled for the threshold."""
    from pneumonia import charts  # late, as in :mod:`pneumonia.ui.metrics`

    now, share = charts.step_at(rows, threshold)["rates"], percent(ill_among_test_films(classifier))
    lines = "".join(
        f'<tr data-rate="{name}"><th scope="row">{escape(title)}<small>{escape(words.format(share=share))}</small></th>'
        f'<td class="px-value">{escape(_exact(now[name]["value"], texts))}</td>'
        f'<td><span class="px-range" aria-hidden="true" style="{_range_style(now[name])}"></span>'
        f'<span class="px-interval">{interval(now[name], texts)}</span></td></tr>'
        for name, (title, words) in texts.rates.items()
    )
    buttons = "".join(
        f'<button type="button" data-threshold="{value}" aria-pressed="{str(value == threshold).lower()}">'
        f"{escape(texts.point_names.get(name, name))}</button>"
        for name, value in classifier.operating_points.items()
    )
    slider = (
        f'<div class="px-slider"><label for="{SLIDER}">{escape(texts.slider_label)}</label>'
        f"<output>{tenths(threshold)}</output>"
        f'<input id="{SLIDER}" type="range" min="0" max="1" step="any" value="{threshold}" '
        f'aria-valuetext="{tenths(threshold)}"><div class="px-presets">{buttons}</div></div>'
    )
    rates = (
        f'<div class="px-beside"><table class="px-rates"><tbody>{lines}</tbody></table>'
        f"{_hundred(now, classifier, texts)}</div>"
        f'<div hidden data-rows="{escape(_lookup(rows, texts))}"></div>'
    )
    return slider, rates


def ill_among_test_films(classifier: Classifier) -> float:
    """The share of PNEUMONIA among the test films, in [0, 1]."""
    counts = classifier.bundle.metrics["split"]["after"]["test"]
    return float(counts[PNEUMONIA] / sum(counts.values()))


def _hundred(now: dict[str, Any], classifier: Classifier, texts: Texts) -> str:
    """What the answers mean where illness is as frequent as a second slider says: a hundred flagged children, drawn."""
    intro = texts.prevalence_words.format(share=percent(ill_among_test_films(classifier)))
    sensitivity, specificity = now["sensitivity"], now["specificity"]

    def worth(of_sensitivity: str = "value", of_specificity: str = "value") -> tuple[float | None, float | None]:
        return predictive_values(sensitivity[of_sensitivity], specificity[of_specificity], PREVALENCE / 100)

    ppv, npv = worth()
    ill, low, high = (round(100 * (share or 0)) for share in (ppv, *(worth(of_specificity=end)[0] for end in ENDS)))
    flagged = texts.prevalence_nobody if ppv is None else texts.prevalence_flagged.format(ill=ill, low=low, high=high)
    # The more of the ill are found, the fewer are among those given the all-clear.
    missed, most, fewest = (round(1000 - 1000 * (share or 0)) for share in (npv, *(worth(end)[1] for end in ENDS)))
    words = texts.prevalence_everybody if npv is None else texts.prevalence_cleared
    cleared = words.format(ill=missed or texts.prevalence_few, low=fewest, high=most)
    children = "".join(f"<i{' class=px-ill' if n < ill else ''}></i>" for n in range(100))
    return (
        f'<div class="px-prevalence"><h3>{escape(texts.prevalence_title)}</h3><p class="px-fine">{escape(intro)}</p>'
        f'<div class="px-slider"><label for="px-prevalence">{escape(texts.prevalence_label)}</label>'
        f"<output>{PREVALENCE}\N{NO-BREAK SPACE}%</output>"
        f'<input id="px-prevalence" type="range" min="{LEAST}" max="{MOST}" step="1" value="{PREVALENCE}" '
        f'aria-valuetext="{PREVALENCE}\N{NO-BREAK SPACE}%"></div>'
        f'<div class="px-hundred" aria-hidden="true">{children}</div>'
        f'<p aria-live="polite"><strong class="px-flagged">{escape(flagged)}</strong> '
        f'<span class="px-cleared">{escape(cleared)}</span></p>'
        f'<p class="px-fine">{escape(texts.prevalence_supposed)}</p></div>'
    )


def _exact(value: float | None, texts: Texts) -> str:
    return texts.rate_undefined if value is None else tenths(value)


def _range_style(rate: dict[str, float | None]) -> str:
    value = rate["value"] or 0.0
    low = value if rate["low"] is None else rate["low"]
    high = value if rate["high"] is None else rate["high"]
    return f"--low:{low:.4f};--high:{high:.4f};--value:{value:.4f}"


def _lookup(rows: "list[Row]", texts: Texts) -> str:
    """For the script, for every step: [upto, [value, low, high] per rate, [those of sensitivity and specificity]].

    The rates are in percent as they are shown; the last six are shares, to reckon with.
    """

    def short(value: float | None) -> float | None:
        return None if value is None else round(100 * value, 1)

    table = [
        [
            row["upto"],
            *([short(row["rates"][name][key]) for key in ("value", "low", "high")] for name in texts.rates),
            [round(row["rates"][name][end], 5) for name in ("sensitivity", "specificity") for end in ("value", *ENDS)],
        ]
        for row in rows
    ]
    return json.dumps(table, separators=(",", ":"))
