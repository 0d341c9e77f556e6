"""The charts, drawn by vl-convert as the model card draws them, say the numbers they were given."""

import json
import re
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import vl_convert

from pneumonia import charts
from pneumonia.chart_parts import COLOURS, Chart, moved
from pneumonia.chart_words import ENGLISH, ChartWords
from pneumonia.evaluation.evaluate import evaluate, scores
from pneumonia.metrics import confusion
from pneumonia.ui.texts import LANGUAGES

POINTS = {"balanced": 0.5, "screening": 0.2}
SPLIT = {
    "before": {"train + val": {"NORMAL": 1349, "PNEUMONIA": 3883}, "test": {"NORMAL": 234, "PNEUMONIA": 390}},
    "after": {"train": {"NORMAL": 1211, "PNEUMONIA": 3492}, "validation": {"NORMAL": 138, "PNEUMONIA": 391}},
}
HISTORY = [
    {"epoch": 1, "loss": 0.61, "val_loss": 0.55, "val_auc": 0.8512},
    {"epoch": 2, "loss": 0.43, "val_loss": 0.39, "val_auc": 0.9734},
    {"epoch": 3, "loss": 0.31, "val_loss": 0.41, "val_auc": 0.9641},
]


def sample() -> tuple[np.ndarray, np.ndarray]:
    """Labels and probabilities of 200 imagined images, some ties among them."""
    random = np.random.default_rng(3)
    labels = np.repeat([0, 1], [70, 130])
    logits = np.where(labels == 1, 1.5, -1.5) + random.normal(size=200) * 1.5
    return labels, (1 / (1 + np.exp(-logits))).round(2)


LABELS, PROBABILITIES = sample()
TEST = evaluate(LABELS, PROBABILITIES, POINTS)
ROWS = charts.steps(scores(np.array(["x"] * 200), LABELS, PROBABILITIES))


def svg(chart: Chart) -> str:
    return str(vl_convert.vegalite_to_svg(chart.properties(width=400).to_json()))


def words(chart: Chart) -> list[str]:
    """All text that can be read in the drawn chart."""
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg(chart))


@pytest.mark.parametrize("threshold", [0.0, 0.005, 0.2, 0.5, 0.777, 0.99, 1.0])
def test_a_step_holds_what_counting_gives(threshold: float) -> None:
    counted = confusion(LABELS, PROBABILITIES, threshold)
    row = charts.step_at(ROWS, threshold)
    assert {key: row[key] for key in ("tp", "fp", "tn", "fn")} == vars(counted)
    assert row["rates"]["sensitivity"]["value"] == counted.rates()["sensitivity"].value


def test_steps_leave_no_gap() -> None:
    assert ROWS[0]["above"] < 0
    assert ROWS[-1]["upto"] > 1
    assert [row["above"] for row in ROWS[1:]] == [row["upto"] for row in ROWS[:-1]]


@pytest.mark.parametrize("threshold", [0.2, 0.63])
def test_the_confusion_matrix_shows_the_counts_at_its_threshold(threshold: float) -> None:
    counted = confusion(LABELS, PROBABILITIES, threshold)
    shown = words(charts.confusion_matrix(ROWS, threshold))
    assert shown[:4] == [str(n) for n in (counted.tn, counted.fp, counted.fn, counted.tp)]
    assert f"{counted.tp / 130:.1%}" in shown
    assert shown.count("NORMAL") == shown.count("PNEUMONIA") == 2


def test_the_distribution_names_every_set_and_count() -> None:
    shown = words(charts.distribution(SPLIT))
    assert {"1,349", "3,883", "1,211", "3,492", "138", "391", "train + val (before)", "validation (after)"} <= set(
        shown
    )


def test_the_history_marks_the_epoch_that_was_kept() -> None:
    assert "kept: 0.9734, epoch 2" in words(charts.validation_auroc(HISTORY))
    assert "kept: 0.9641, epoch 3" in words(charts.validation_auroc(HISTORY, "last"))
    assert {"train", "validation", "epoch"} <= set(words(charts.loss(HISTORY)))


def test_one_epoch_can_be_drawn() -> None:
    assert "kept: 0.8512, epoch 1" in words(charts.validation_auroc(HISTORY[:1]))
    assert "symbol" in svg(charts.loss(HISTORY[:1])), "a line of one point is invisible"


def test_an_operating_point_that_calls_nothing_can_be_drawn() -> None:
    test = evaluate(LABELS, PROBABILITIES, {"never": 1.01})
    assert test["operating_points"]["never"]["rates"]["precision"]["value"] is None
    assert "never" in words(charts.precision_recall(test, ROWS, 1.0))
    assert "never" in words(charts.roc(test, ROWS, 1.0))


@pytest.mark.parametrize("draw", [charts.roc, charts.precision_recall])
def test_curves_name_the_operating_points_and_mark_the_threshold(draw: Any) -> None:
    plain, marked = draw(TEST), draw(TEST, ROWS, 0.63)
    assert {"balanced", "screening", "100%"} <= set(words(plain))
    assert COLOURS["PNEUMONIA"] not in svg(plain)
    assert svg(marked).count(COLOURS["PNEUMONIA"]) == 1, "one ring, where the threshold is"


def test_the_ring_is_where_the_threshold_puts_it() -> None:
    counted, chart = confusion(LABELS, PROBABILITIES, 0.63), charts.roc(TEST, ROWS, 0.63)
    rings = re.findall(r'<path aria-label="[^"]*: ([\d.]+)%; [^"]*: ([\d.]+)%"[^>]*stroke="#d9730d"', svg(chart))
    expected = (100 * counted.fp / 70, 100 * counted.tp / 130)
    assert [tuple(map(float, ring)) for ring in rings] == [pytest.approx(expected, abs=0.01)]


@pytest.mark.parametrize("draw", [charts.roc, charts.precision_recall])
def test_a_moved_slider_gives_what_drawing_there_gives(draw: Any) -> None:
    there, elsewhere = (draw(TEST, ROWS, threshold, "#slider").to_dict() for threshold in (0.3, 0.8))
    assert moved(elsewhere, 0.3) == there != elsewhere


def test_a_chart_without_a_slider_does_not_move() -> None:
    chart = charts.loss(HISTORY).to_dict()
    assert moved(chart, 0.3) == chart


def test_reliability_draws_a_dot_for_each_bin_with_images() -> None:
    filled = [row for row in TEST["reliability"] if row["n"]]
    assert svg(charts.reliability(TEST["reliability"])).count('aria-roledescription="circle"') == len(filled)


def test_a_slider_is_bound_by_its_selector() -> None:
    spec = charts.roc(TEST, ROWS, 0.3, slider="#there").to_dict()
    assert [param for param in spec["params"] if param["name"] == "threshold"] == [
        {"name": "threshold", "value": 0.3, "bind": {"element": "#there", "event": "input"}}
    ]


MODELS = [
    {"name": "ours", "auroc": TEST["auroc"]} | TEST["operating_points"]["balanced"]["rates"],
    {"name": "theirs", "auroc": {"value": 0.9, "low": 0.87, "high": 0.93}, "accuracy": TEST["auroc"]},
]


def drawn(words: ChartWords = ENGLISH) -> list[Chart]:
    return [
        charts.distribution(SPLIT, words),
        charts.loss(HISTORY, words),
        charts.validation_auroc(HISTORY, "last", words),
        charts.roc(TEST, ROWS, 0.63, words=words),
        charts.precision_recall(TEST, ROWS, 0.63, words=words),
        charts.confusion_matrix(ROWS, 0.5, words=words),
        charts.reliability(TEST["reliability"], words),
        charts.comparison(MODELS, words),
    ]


def test_the_comparison_draws_each_measure_of_each_model() -> None:
    chart = charts.comparison(MODELS)
    assert {"ours", "theirs", "AUROC", "accuracy"} <= set(words(chart))
    assert re.findall(r'<text[^>]*font-weight="bold"[^>]*>([^<]+)', svg(chart)) == ["ours"]
    assert svg(chart).count('aria-roledescription="point"') == 4
    assert svg(chart).count('aria-roledescription="rule mark"') == 4


def test_no_word_of_a_chart_is_bound_to_english() -> None:
    """Every word replaced by a number that no chart shows by itself: no letters may be left but the classes' names."""
    other = {name: f"«{n}»" for n, name in enumerate(item.name for item in fields(ChartWords))}
    names = {"sets": dict.fromkeys(("train + val", "test", "train", "validation"), "«s»")}
    foreign = ChartWords(**(other | names | {"points": {"balanced": "«b»", "screening": "«c»"}}))
    for chart in drawn(foreign):
        read_out = re.findall(r'aria-label="([^"]+)"', svg(chart))
        titles = re.findall(r'"title": "([^"]*)"', json.dumps(chart.to_dict(), ensure_ascii=False))
        shown = re.sub(r"«\w+»|NORMAL|PNEUMONIA|ours|theirs", "", " ".join([*words(chart), *titles]))
        assert not re.search(r"[A-Za-z]", shown), shown
        assert any("«" in label for label in read_out)


def test_every_chart_becomes_a_png() -> None:
    for chart in drawn():
        png = vl_convert.vegalite_to_png(chart.properties(width=320).to_json())
        assert png.startswith(b"\x89PNG")
        assert abs(int.from_bytes(png[16:20], "big") - 320) < 30, "the width asked for, legend and axes included"


def test_vietnamese_is_not_cut_where_charts_are_narrow() -> None:
    vietnamese = LANGUAGES["vi"].chart_words
    told = words(charts.distribution(SPLIT, vietnamese))
    assert f"{vietnamese.sets['train + val']} ({vietnamese.before})" in told
    legend = charts.comparison(MODELS, vietnamese).to_dict()["layer"][0]["encoding"]["color"]["legend"]
    assert legend["columns"] == 1, "below each other they fit"


def test_text_takes_the_colour_of_the_page() -> None:
    for chart in (charts.roc(TEST), charts.distribution(SPLIT), charts.confusion_matrix(ROWS, 0.5)):
        drawn = svg(chart)
        assert 'fill="currentColor"' in drawn
        assert not re.search(r'<text[^>]*fill="#', drawn)
        assert json.loads(chart.to_json())["background"] == "transparent"


def test_the_deletion_curve_shows_both_lines_the_band_and_the_step() -> None:
    names = {"map": "the map", "elsewhere": "others", "hidden": "share hidden", "probability": "its probability"}
    names["described"] = "a curve"
    elsewhere = np.array([[0.9, 0.8, 0.7], [0.9, 0.9, 0.5]])
    chart = charts.deletion([0.0, 0.25, 0.5], np.array([0.9, 0.4, 0.1]), elsewhere, "NORMAL", names)
    assert {"the map", "others", "share hidden", "its probability"} <= set(words(chart))
    assert not any("low" in text for text in words(chart))
    spec = chart.to_dict()
    band, lines, ring = (json.loads(spec["datasets"][layer["data"]["name"]]) for layer in spec["layer"])
    assert [(row["low"], row["high"]) for row in band] == [(0.9, 0.9), (0.8, 0.9), (0.5, 0.7)]
    means = [row["probability"] for row in lines if row["line"] == "others"]
    assert means == pytest.approx([0.9, 0.85, 0.6])
    assert len(ring) == 3
    assert COLOURS["NORMAL"] in svg(chart)
