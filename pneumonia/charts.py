"""Altair charts of one model's metrics: the app shows them, the model card stores them as pictures.

Every function takes parts of ``metrics.json`` and returns a chart as wide as its container; for a picture give it a
width: ``charts.roc(test).properties(width=480)``. Text and axes are drawn in ``currentColor``, so the page decides
between dark on light and light on dark (a stored picture is black on transparent). One, :func:`deletion`, is about a
single film.

Some charts can follow a slider: they hold the outcome at every threshold (:func:`steps`) and show the one that is
selected, in the browser and without a server. ``slider`` is the CSS selector of an ``<input type="range">``.

``words`` are what they say, English unless told otherwise; see :mod:`pneumonia.chart_words`.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict

import altair as alt
import numpy as np

from pneumonia.chart_parts import (
    COLOURS,
    NEUTRAL,
    SELECTED,
    THRESHOLD,
    Chart,
    Row,
    colours,
    dashed,
    data,
    finish,
    operating_points,
    parameter,
    polyline,
    unit_square,
    with_ring,
)
from pneumonia.chart_words import ENGLISH, ChartWords
from pneumonia.metrics import confusion
from pneumonia.report import LABELS, NORMAL, PNEUMONIA
from pneumonia.training.config import kept

#: What the deletion curve follows: how many steps are hidden.
STEP = "step"


def steps(scores: list[Row]) -> list[Row]:
    """What happens at every possible threshold, from ``metrics.json``'s scores of one set of images.

    Between two neighbouring probabilities nothing changes, so each row holds for ``above < threshold <= upto``:
    the confusion matrix (tp, fp, tn, fn), fpr, and all rates with their intervals (``rates``).
    """
    labels = np.array([row["label"] for row in scores])
    probabilities = np.array([row["probability"] for row in scores])
    edges = [*np.unique(probabilities).tolist(), 2.0]  # above the largest probability nothing is called PNEUMONIA
    rows = []
    for above, upto in zip([-1.0, *edges[:-1]], edges, strict=True):
        counts = confusion(labels, probabilities, upto)
        rates = {name: asdict(rate) for name, rate in counts.rates().items()}
        fpr = counts.fp / max(counts.fp + counts.tn, 1)
        rows.append({"above": above, "upto": upto, **asdict(counts), "fpr": fpr, "rates": rates})
    return rows


def step_at(rows: list[Row], threshold: float) -> Row:
    """The row of :func:`steps` that holds at a threshold in [0, 1]."""
    return rows[bisect_left([row["upto"] for row in rows], threshold)]


def distribution(split: Row, words: ChartWords = ENGLISH) -> Chart:
    """Images per class, as the data set is handed out and as this model's split divides it."""
    rows = [
        {"set": f"{words.sets.get(name, name)} ({title})", "class": label, "images": counts[label]}
        for when, title in (("before", words.before), ("after", words.after))
        for name, counts in split[when].items()
        for label in LABELS
    ]
    base = alt.Chart(data(rows)).encode(
        y=alt.Y(
            "set:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=6, labelLimit=240)
        ),
        yOffset=alt.YOffset("class:N", sort=list(LABELS)),
        x=alt.X("images:Q", title=words.images, axis=alt.Axis(format=",d", tickCount=4)),
        tooltip=[
            alt.Tooltip("set:N", title=words.set),
            alt.Tooltip("class:N", title=words.label),
            alt.Tooltip("images:Q", title=words.images, format=","),
        ],
    )
    counts = base.mark_text(align="left", dx=4, fontSize=11).encode(text=alt.Text("images:Q", format=","))
    legend = alt.Legend(title=None, columns=1)  # beside each other they are wider than the bars are on a phone
    chart = base.mark_bar(cornerRadiusEnd=2).encode(color=colours("class", COLOURS, legend)) + counts
    return finish(chart, 300, words.distribution_described)


def loss(history: list[Row], words: ChartWords = ENGLISH) -> Chart:
    """Training and validation loss over the epochs."""
    rows = [
        {"epoch": row["epoch"], "set": name, "loss": row[key]}
        for row in history
        for name, key in ((words.train, "loss"), (words.validation, "val_loss"))
        if row.get(key) is not None
    ]
    # One epoch makes no line, so it is drawn as a point.
    chart = alt.Chart(data(rows)).mark_line(strokeWidth=2, point=len(history) == 1)
    lines = chart.encode(
        x=_epochs(history, words),
        y=alt.Y("loss:Q", title=words.loss, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5)),
        color=colours("set", {words.train: NEUTRAL, words.validation: COLOURS[NORMAL]}, alt.Legend(title=None)),
        strokeDash=alt.StrokeDash(
            "set:N", scale=alt.Scale(domain=[words.train, words.validation], range=[[4, 3], [1, 0]])
        ),
        tooltip=[
            alt.Tooltip("epoch:Q", title=words.epoch),
            alt.Tooltip("set:N", title=words.set),
            alt.Tooltip("loss:Q", title=words.loss, format=".3f"),
        ],
    )
    return finish(lines, 220, words.loss_described.format(epochs=len(history)))


def validation_auroc(history: list[Row], keeps: str = "best", words: ChartWords = ENGLISH) -> Chart:
    """AUROC on the validation images after every epoch; the one that was kept is marked, the "best" or the "last"."""
    measured = [row for row in history if row.get("val_auc") is not None]
    rows = [{"epoch": row["epoch"], "auroc": row["val_auc"]} for row in measured]
    chosen = kept(measured, keeps)
    marked = {"epoch": chosen["epoch"], "auroc": chosen["val_auc"]}
    axis = alt.Y("auroc:Q", title=words.validation_auroc, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5))
    tooltip = [
        alt.Tooltip("epoch:Q", title=words.epoch),
        alt.Tooltip("auroc:Q", title=words.validation_auroc, format=".4f"),
    ]
    line = alt.Chart(data(rows)).mark_line(strokeWidth=2, color=COLOURS[NORMAL])
    point = alt.Chart(data([marked | {"text": words.kept.format(**marked)}]))
    at = {"x": _epochs(history, words), "y": axis, "tooltip": tooltip}
    label = point.mark_text(align="right", baseline="top", dx=-6, dy=8).encode(**at, text="text:N")
    dot = point.mark_circle(size=80, color=COLOURS[PNEUMONIA], opacity=1).encode(**at)
    described = words.auroc_described.format(epochs=len(history), auroc=marked["auroc"])
    return finish(line.encode(**at) + dot + label, 220, described)


def roc(
    test: Row,
    rows: list[Row] | None = None,
    threshold: float = 0.5,
    slider: str | None = None,
    words: ChartWords = ENGLISH,
) -> Chart:
    """Sensitivity against false alarms, with the operating points; with ``rows``, the point at ``threshold`` too."""

    def place(rates: Row) -> Row:
        return {"x": 1 - rates["specificity"]["value"], "y": rates["sensitivity"]["value"]}

    at = unit_square("x", words.false_alarms, "y", words.sensitivity)
    line = dashed(at, (0, 0), (1, 1)) + polyline(at, test["roc"]["fpr"], test["roc"]["tpr"])
    chart = with_ring(line + operating_points(at, test, place, words), at, rows, place, threshold, slider)
    return finish(chart, 300, words.roc_described.format(auroc=test["auroc"]["value"]))


def precision_recall(
    test: Row,
    rows: list[Row] | None = None,
    threshold: float = 0.5,
    slider: str | None = None,
    words: ChartWords = ENGLISH,
) -> Chart:
    """Precision against recall; the dashed line is what guessing would reach, the share of PNEUMONIA in the set."""

    def place(rates: Row) -> Row:
        return {"x": rates["sensitivity"]["value"], "y": rates["precision"]["value"]}

    at = unit_square("x", words.recall, "y", words.precision)
    counts = next(iter(test["operating_points"].values()))["confusion"]
    share = (counts["tp"] + counts["fn"]) / test["n"]
    line = dashed(at, (0, share), (1, share)) + polyline(at, test["pr"]["recall"], test["pr"]["precision"])
    chart = with_ring(line + operating_points(at, test, place, words), at, rows, place, threshold, slider)
    return finish(chart, 300, words.pr_described.format(average_precision=test["average_precision"]["value"]))


def confusion_matrix(
    rows: list[Row], threshold: float, slider: str | None = None, words: ChartWords = ENGLISH
) -> Chart:
    """The four outcomes at a threshold; the shade of a cell is its share of the images that truly are that class."""
    counts = [{key: row[key] for key in ("above", "upto", "tn", "fp", "fn", "tp")} for row in rows]
    axis = alt.Axis(domain=False, ticks=False, labelAngle=0, labelPadding=7, labelFontWeight="bold")
    base = (
        alt.Chart(data(counts))
        .transform_filter(SELECTED)
        .transform_fold(["tn", "fp", "fn", "tp"], as_=["outcome", "images"])
        .transform_calculate(
            truth=f"datum.outcome == 'tn' || datum.outcome == 'fp' ? '{NORMAL}' : '{PNEUMONIA}'",
            answer=f"datum.outcome == 'tn' || datum.outcome == 'fn' ? '{NORMAL}' : '{PNEUMONIA}'",
        )
        .transform_calculate(
            verdict="datum.truth == datum.answer ? 'right' : 'wrong'",
            share=f"datum.images / (datum.truth == '{NORMAL}' ? datum.tn + datum.fp : datum.fn + datum.tp)",
        )
        .encode(
            x=alt.X("answer:N", title=words.says, sort=list(LABELS), axis=axis),
            y=alt.Y("truth:N", title=words.truth, sort=list(LABELS), axis=axis),
            tooltip=[
                alt.Tooltip("truth:N", title=words.truth),
                alt.Tooltip("answer:N", title=words.says),
                alt.Tooltip("images:Q", title=words.images),
                alt.Tooltip("share:Q", title=words.share, format=".1%"),
            ],
        )
    )
    boxes = base.mark_rect(cornerRadius=6, opacity=1, stroke="currentColor", strokeOpacity=0.18).encode(
        color=colours("verdict", {"right": COLOURS[NORMAL], "wrong": COLOURS[PNEUMONIA]}, None),
        # Pale enough for text in the page's own colour to stay readable on top.
        fillOpacity=alt.FillOpacity("share:Q", scale=alt.Scale(domain=[0, 1], range=[0.08, 0.45]), legend=None),
    )
    numbers = base.mark_text(fontSize=22, fontWeight="bold", dy=-6).encode(text="images:Q")
    shares = base.mark_text(fontSize=12, dy=14, opacity=0.85).encode(text=alt.Text("share:Q", format=".1%"))
    chart = (boxes + numbers + shares).add_params(parameter(THRESHOLD, threshold, slider))
    return finish(chart, 240, words.confusion_described)


def reliability(bins: list[Row], words: ChartWords = ENGLISH) -> Chart:
    """Is a stated 80 % right in 80 % of cases? On the dashed line it would be; the larger a dot, the more images."""
    at = unit_square("mean_probability", words.stated, "observed", words.observed)
    dots = alt.Chart(data([row for row in bins if row["n"]])).mark_circle(color=COLOURS[NORMAL], opacity=0.9)
    encoded = dots.encode(
        **at,
        size=alt.Size(
            "n:Q", title=words.images, scale=alt.Scale(range=[40, 500]), legend=alt.Legend(values=[10, 100, 300])
        ),
        tooltip=[
            alt.Tooltip("mean_probability:Q", title=words.stated, format=".1%"),
            alt.Tooltip("observed:Q", title=words.observed, format=".1%"),
            alt.Tooltip("n:Q", title=words.images),
        ],
    )
    diagonal = dashed(unit_square("x", words.stated, "y", words.observed), (0, 0), (1, 1))
    return finish(diagonal + encoded, 300, words.reliability_described)


def comparison(models: list[Row], words: ChartWords = ENGLISH) -> Chart:
    """AUROC and accuracy of several models as dots with their 95 % intervals, the first model in bold.

    ``models`` are rows of :func:`pneumonia.published.beside` with a ``name``.
    """
    measures = {"auroc": words.auroc, "accuracy": words.accuracy}
    rows = [
        {"model": model["name"], "measure": title, **model[measure]}
        for model in models
        for measure, title in measures.items()
    ]
    lowest = min(row["low"] for row in rows)
    ends = (("value", words.value), ("low", words.low), ("high", words.high))
    by_measure = dict(zip(measures.values(), COLOURS.values(), strict=True))
    first = alt.condition(f"datum.value == '{models[0]['name']}'", alt.value("bold"), alt.value("normal"))
    names = alt.Axis(domain=False, ticks=False, labelPadding=6, labelLimit=200, labelFontWeight=first)
    scale, axis = alt.Scale(domain=[lowest - 0.01, 1.0], nice=False), alt.Axis(format=".2f", tickCount=5)
    base = alt.Chart(data(rows)).encode(
        y=alt.Y("model:N", sort=None, title=None, axis=names),
        yOffset=alt.YOffset("measure:N", sort=list(by_measure)),
        color=colours("measure", by_measure, alt.Legend(title=None, columns=1)),  # side by side, phones cut them
        tooltip=[
            alt.Tooltip("model:N", title=" "),
            alt.Tooltip("measure:N", title=words.measure),
            *(alt.Tooltip(f"{end}:Q", title=title, format=".3f") for end, title in ends),
        ],
    )
    low = alt.X("low:Q", title=None, scale=scale, axis=axis)
    bars = base.mark_rule(strokeWidth=2, opacity=0.7).encode(x=low, x2="high:Q")
    dots = base.mark_point(size=80, filled=True, opacity=1).encode(
        x=alt.X("value:Q", title=None, scale=scale, axis=axis),
        shape=alt.Shape("measure:N", scale=alt.Scale(domain=list(by_measure), range=["circle", "diamond"])),
    )
    return finish(bars + dots, 44 * len(models), words.comparison_described)


def deletion(
    shares: Sequence[float], curve: np.ndarray, elsewhere: np.ndarray, label: str, words: Row, slider: str | None = None
) -> Chart:
    """The probability of ``label`` while a map's hottest places are hidden (k,), against random places (n, k).

    ``words`` name the two lines, ``map`` and ``elsewhere``, and the two axes, ``hidden`` and ``probability``; what a
    screen reader says is ``described``. The slider counts the steps from 0, and a ring follows it.
    """
    names = [words["map"], words["elsewhere"]]
    rows = [
        {"step": step, "hidden": share, "line": name, "probability": float(values[step])}
        for name, values in zip(names, (curve, elsewhere.mean(axis=0)), strict=True)
        for step, share in enumerate(shares)
    ]
    at = unit_square("hidden", words["hidden"], "probability", words["probability"])
    at["x"] = alt.X("hidden:Q", title=words["hidden"], axis=alt.Axis(format="%", tickCount=5))
    lines = alt.Chart(data(rows)).mark_line(strokeWidth=2.5)
    encoded = lines.encode(
        **at,
        color=colours("line", {names[0]: COLOURS[label], names[1]: NEUTRAL}, alt.Legend(title=None, columns=1)),
        strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=names, range=[[1, 0], [5, 4]])),
        tooltip=[
            alt.Tooltip("line:N", title=" "),
            alt.Tooltip("hidden:Q", title=words["hidden"], format=".0%"),
            alt.Tooltip("probability:Q", title=words["probability"], format=".1%"),
        ],
    )
    ring = alt.Chart(data(rows[: len(shares)])).transform_filter(f"datum.step == +{STEP}")
    marks = ring.mark_point(size=190, strokeWidth=3, color=COLOURS[label], opacity=1).encode(**at)
    chart = _range_of(elsewhere, shares, at) + encoded + marks.add_params(parameter(STEP, 0, slider))
    return finish(chart, 280, words["described"])


def _range_of(curves: np.ndarray, xs: Sequence[float], at: Row) -> alt.Chart:
    """From the lowest to the highest of (n, k) curves, as a band."""
    rows = [{"hidden": x, "low": float(ys.min()), "high": float(ys.max())} for x, ys in zip(xs, curves.T, strict=True)]
    area = alt.Chart(data(rows)).mark_area(color=NEUTRAL, opacity=0.22)
    # Layers share an axis and its titles: that of the others is taken, or the fields' names would be added to it.
    chart: alt.Chart = area.encode(x=at["x"], y=alt.Y("low:Q", title=at["y"]["title"]), y2="high:Q")
    return chart


def _epochs(history: list[Row], words: ChartWords) -> alt.X:
    last = max(row["epoch"] for row in history)
    axis = alt.Axis(tickMinStep=1, tickCount=min(last, 8), format="d", grid=False)
    return alt.X("epoch:Q", title=words.epoch, axis=axis)
