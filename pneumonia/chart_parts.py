"""What the charts of :mod:`pneumonia.charts` are made of: colours, axes, marks, and what follows a slider."""

import json
from collections.abc import Callable
from typing import Any

import altair as alt

from pneumonia.chart_words import ChartWords
from pneumonia.report import NORMAL, PNEUMONIA

Row = dict[str, Any]
Chart = alt.Chart | alt.LayerChart | alt.FacetChart
#: Where a set of rates stands: ``x`` and ``y``, either None where it is undefined.
Place = Callable[[Row], Row]

#: Blue and orange are told apart by every kind of colour vision, and both stand out on white and on black.
COLOURS = {NORMAL: "#2e86c1", PNEUMONIA: "#d9730d"}
NEUTRAL = "#7d8794"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

#: The charts that follow a slider share this parameter's name.
THRESHOLD = "threshold"
SELECTED = f"datum.above < +{THRESHOLD} && +{THRESHOLD} <= datum.upto"


def data(rows: list[Row]) -> alt.InlineData:
    """As text, which Vega-Lite reads itself: of a list Altair copies every row for every layer, a second for a page."""
    return alt.InlineData(values=json.dumps(rows, separators=(",", ":")), format={"type": "json"})


def unit_square(x: str, x_title: str, y: str, y_title: str) -> Row:
    """Encodings of two shares, both axes from 0 to 1."""
    scale, axis = alt.Scale(domain=[0, 1], nice=False), alt.Axis(format="%", tickCount=5)
    return {
        "x": alt.X(f"{x}:Q", title=x_title, scale=scale, axis=axis),
        "y": alt.Y(f"{y}:Q", title=y_title, scale=scale, axis=axis),
    }


def dashed(at: Row, *ends: tuple[float, float]) -> alt.Chart:
    line = alt.Chart(data([{"x": x, "y": y} for x, y in ends]))
    styled = line.mark_line(strokeDash=[4, 4], strokeWidth=1, color="currentColor", opacity=0.5)
    chart: alt.Chart = styled.encode(**at)
    return chart


def polyline(at: Row, xs: list[float], ys: list[float]) -> alt.Chart:
    rows = [{"x": x, "y": y, "i": i} for i, (x, y) in enumerate(zip(xs, ys, strict=True))]
    line = alt.Chart(data(rows)).mark_line(strokeWidth=2.5, color=COLOURS[NORMAL])
    chart: alt.Chart = line.encode(**at, order="i:Q")
    return chart


def parameter(name: str, value: float, slider: str | None) -> alt.Parameter:
    bind = alt.BindDirect(element=slider, event="input") if slider else alt.Undefined
    return alt.param(name=name, value=value, bind=bind)


def moved(spec: Row, threshold: float) -> Row:
    """The Vega-Lite of a chart with the slider elsewhere; of one that follows no slider, as it is."""
    params = [row | {"value": threshold} if row["name"] == THRESHOLD else row for row in spec.get("params", [])]
    return spec | {"params": params} if params else spec


def colours(field: str, colours: dict[Any, str], legend: alt.Legend | None) -> alt.Color:
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(f"{field}:N", scale=scale, legend=legend)


def finish(chart: Chart, height: int, described: str) -> Chart:
    """Size, type and colours, the same for all charts, and what a screen reader says of this one."""
    text = {"labelColor": "currentColor", "titleColor": "currentColor", "labelFontSize": 12, "titleFontSize": 12}
    lines = {"gridColor": "currentColor", "gridOpacity": 0.1, "tickColor": "currentColor", "tickOpacity": 0.3}
    axis = text | lines | {"domainColor": "currentColor", "domainOpacity": 0.3, "titleFontWeight": "normal"}
    legend = text | {"orient": "top", "labelLimit": 300, "titleFontWeight": "normal"}
    # SVG, because the page's colours reach currentColor in it but not in a canvas. No menu in the corner.
    options = {"embedOptions": {"renderer": "svg", "actions": False}}
    finished: Chart = (
        chart.properties(
            width="container", height=height, background="transparent", description=described, usermeta=options
        )
        .configure(font=FONT, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure_view(strokeOpacity=0)
        .configure_axis(**axis)
        .configure_legend(**legend)
        .configure_text(color="currentColor")
    )
    return finished


def operating_points(at: Row, test: Row, place: Place, words: ChartWords) -> alt.Chart:
    """The points at which the model was measured, each with its own shape."""
    rates = {"sensitivity": words.sensitivity, "specificity": words.specificity, "precision": words.precision}
    rows = [
        {"name": words.points.get(name, name), "threshold": point["threshold"]}
        | place(point["rates"])
        | {rate: point["rates"][rate]["value"] for rate in rates}
        for name, point in test["operating_points"].items()
    ]
    shapes = alt.Scale(domain=[row["name"] for row in rows], range=["square", "diamond", "triangle-up"])
    marks = alt.Chart(data(rows)).mark_point(size=110, filled=True, opacity=1, color=NEUTRAL)
    chart: alt.Chart = marks.encode(
        **at,
        shape=alt.Shape("name:N", title=None, scale=shapes),
        tooltip=[
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("threshold:Q", title=words.threshold, format=".3f"),
            *(alt.Tooltip(f"{rate}:Q", title=title, format=".1%") for rate, title in rates.items()),
        ],
    )
    return chart


def with_ring(
    chart: Chart, at: Row, rows: list[Row] | None, place: Place, threshold: float, slider: str | None
) -> Chart:
    """The chart and, with the ``rows`` of :func:`pneumonia.charts.steps`, a ring where the threshold is."""
    if not rows:
        return chart
    places = [{"above": row["above"], "upto": row["upto"]} | place(row["rates"]) for row in rows]
    # Above the highest probability nothing is called PNEUMONIA, and precision is undefined.
    defined = [row | {"x": round(row["x"], 4), "y": round(row["y"], 4)} for row in places if row["y"] is not None]
    ring = alt.Chart(data(defined)).transform_filter(SELECTED)
    marks = ring.mark_point(
        size=190,
        shape="circle",
        strokeWidth=3,
        color=COLOURS[PNEUMONIA],
        opacity=1,
        # Of a ring that may be missing Vega leaves a symbol without words; the rates stand beside the chart, too.
        aria=len(defined) == len(places),
    )
    ringed: Chart = chart + marks.encode(**at).add_params(parameter(THRESHOLD, threshold, slider))
    return ringed
