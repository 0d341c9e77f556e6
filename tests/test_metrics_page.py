"""The metrics tab in a real browser: what stands on it beside the threshold, and how it is moved from outside."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from browser import visit
from playwright.sync_api import Browser, Page, expect
from test_card import measured_trust

from pneumonia import bundle, charts, published
from pneumonia.chart_parts import COLOURS
from pneumonia.classifier import Classifier
from pneumonia.evaluation import threshold_transfer
from pneumonia.metrics import predictive_values
from pneumonia.ui import metrics, metrics_tables
from pneumonia.ui.metrics_explorer import SLIDER
from pneumonia.ui.texts import ENGLISH, LANGUAGES
from space.twin import metrics_page
from space.twin.blocks import taken

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One visitor, who looks at all of the tab before the sliders are moved."""
    with visit(browser, address + "/?tab=metrics") as page:
        expect(page.locator(".vega-embed svg")).to_have_count(8)
        yield page


def percent(share: float) -> str:
    return f"{100 * share:.1f}{SPACE}%"


def matrix(page: Page) -> list[str]:
    """The four counts as the chart shows them: tn, fp, fn, tp."""
    return page.locator(".vega-embed").first.locator(".mark-text").first.locator("text").all_text_contents()


def counts(row: dict[str, Any]) -> list[str]:
    return [str(row[key]) for key in ("tn", "fp", "fn", "tp")]


def test_the_metrics_page_shows_the_models_numbers(page: Page, classifier: Classifier) -> None:
    measured = classifier.bundle.metrics
    area = measured["test"]["auroc"]
    expect(page.locator(".px-tiles")).to_contain_text(f"{area['value']:.3f}")
    expect(page.locator(".px-tiles")).to_contain_text(f"{area['low']:.3f} to {area['high']:.3f}")
    table = page.locator(".px-split")
    for when in ("before", "after"):
        for of_set in measured["split"][when].values():
            expect(table).to_contain_text(f"{of_set['NORMAL']:,}")
            expect(table).to_contain_text(f"{of_set['PNEUMONIA']:,}")
    expect(page.locator("body")).to_contain_text(
        f"NORMAL image {measured['split']['class_weights']['NORMAL']:.3f} times"
    )


def test_robustness_shows_how_many_answers_each_change_flips(page: Page, classifier: Classifier) -> None:
    found = classifier.bundle.metrics["robustness"]
    lines = page.locator(".px-robustness tbody tr")
    expect(lines).to_have_count(len(found["changes"]) + 1)
    widths = {}
    for row in found["changes"]:
        line = lines.filter(has=page.get_by_role("rowheader", name=ENGLISH.robustness_changes[row["name"]], exact=True))
        expect(line).to_contain_text(percent(row["labels_changed"]))
        expect(line).to_contain_text(f"{row['auroc']:.3f}")
        box = line.locator(".px-share").bounding_box()
        assert box
        widths[row["labels_changed"]] = box["width"]
    assert [width for _, width in sorted(widths.items())] == sorted(widths.values()), "longer bars, more changes"
    assert max(widths.values()) > 3 * min(widths.values())
    worst = max(found["changes"], key=lambda row: row["labels_changed"])
    words = f"At worst ({ENGLISH.robustness_changes[worst['name']]}), {percent(worst['labels_changed'])} of them change"
    expect(page.get_by_text(words)).to_be_visible()


def test_each_group_of_test_films_has_its_results(page: Page, classifier: Classifier) -> None:
    groups = classifier.bundle.metrics["subgroups"]
    lines = page.locator(".px-subgroups tbody tr")
    expect(lines).to_have_count(len(groups))
    for line, group in zip(lines.all(), groups, strict=True):
        right, area = group["right"][classifier.default_operating_point], group["auroc"]
        expect(line.get_by_role("rowheader")).to_have_text(ENGLISH.subgroups_names[group["name"]])
        expect(line.get_by_role("cell")).to_have_text(
            [
                str(group["n"]),
                f"{percent(right['value'])} ({percent(right['low'])} to {percent(right['high'])})",
                f"{area['value']:.3f} ({area['low']:.3f} to {area['high']:.3f})",
            ]
        )
    expect(page.get_by_role("heading", name=ENGLISH.subgroups_title)).to_be_visible()


def test_errors_elsewhere_stand_beside_those_of_the_test(page: Page, classifier: Classifier) -> None:
    lines = page.locator(".px-transfer tbody tr")
    counted = threshold_transfer.measure(classifier.bundle)
    assert list(counted) == ["out of fold", "validation", "test"]
    expect(lines.get_by_role("rowheader")).to_have_text([ENGLISH.transfer_films[name] for name in counted])
    rates = classifier.bundle.metrics["test"]["operating_points"][classifier.default_operating_point]["rates"]
    cells = lines.last.get_by_role("cell")
    for cell, rate in zip(cells.all(), (rates["sensitivity"], rates["specificity"]), strict=True):
        low, high = 1 - rate["high"], 1 - rate["low"]
        expect(cell).to_have_text(f"{percent(1 - rate['value'])} ({percent(low)} to {percent(high)})")


def test_the_side_that_percentages_lean_to_is_named(classifier: Classifier, tmp_path: Path) -> None:
    """From the scores: of these films, counted half and half, those of NORMAL get 30 % and those of PNEUMONIA 90 %."""
    scores = [
        {"name": str(n), "label": label, "probability": p} for n, (label, p) in enumerate([(0, 0.3), (1, 0.9)] * 3)
    ]
    for flipped, stated, label in ((False, "60", "PNEUMONIA"), (True, "40", "NORMAL")):
        rows = [row | {"label": 1 - row["label"], "probability": 1 - row["probability"]} for row in scores]
        measured = classifier.bundle.metrics | {"scores": {"test": rows if flipped else scores}}
        own = with_metrics(classifier, measured, tmp_path / label)
        said = metrics.reliability_words(own, ENGLISH)
        assert f"get {stated}\N{NO-BREAK SPACE}% on average, not 50 %: the answers lean towards {label}." in said
        assert "error 0.200" in said
        assert "its dots should lie above the line where more than half are ill, below it where fewer are" in said


def test_how_it_was_trained_and_on_which_copy_of_the_data_is_told_as_its_bundle_says(
    classifier: Classifier, tmp_path: Path
) -> None:
    """Not as it was for the released model: the baseline sees each validation film once, others have full-size ones."""
    info = classifier.bundle.info
    other = {
        "training": info["training"] | {"validation_views": 1, "keep": "best"},
        "data": info["data"] | {"fingerprint": "0" * 64},
    }
    own = with_metrics(classifier, classifier.bundle.metrics, tmp_path / "copy", **other)
    for model, stress, subsampled in ((classifier, True, True), (own, False, False)):
        assert ("under stress" in metrics.history_words(model.bundle, ENGLISH)) == stress
        assert (ENGLISH.published_this_caveat in metrics_tables.published_notes(model, ENGLISH)) == subsampled


def test_groups_that_were_not_measured_or_are_not_told_by_names_are_left_out(classifier: Classifier) -> None:
    own = Classifier(bundle.Bundle(classifier.bundle.folder, classifier.bundle.info, "sha256:0"))
    for measured in ({}, {"subgroups": []}):
        own.bundle.__dict__["metrics"] = measured  # as the cached property would hold it
        assert metrics.subgroups(own, ENGLISH) == ""


def test_this_model_stands_beside_published_results(page: Page, classifier: Classifier) -> None:
    rows = published.beside(classifier.bundle.metrics["test"], classifier.default_operating_point, "This model")
    for row in rows:
        line = page.locator(".px-published tbody tr").filter(
            has=page.get_by_role("rowheader", name=row["name"], exact=True)
        )
        expect(line).to_contain_text(f"{row['auroc']['value']:.3f}")
        expect(line).to_contain_text(percent(row["accuracy"]["value"]))
        rates = ("sensitivity", "specificity", "precision", "f1")
        expect(line.get_by_label("not published")).to_have_count(sum(rate not in row for rate in rates))
    expect(page.locator(".px-notes")).to_contain_text("only the reference baseline was trained again here")
    for caveat in (*(entry.caveat for entry in published.PUBLISHED), ENGLISH.published_retrained):
        expect(page.locator(".px-notes")).to_contain_text(caveat.format(**published.retrained_facts()))
    chart = page.get_by_label(ENGLISH.chart_words.comparison_described)
    expect(chart.locator("path[aria-roledescription=point]")).to_have_count(2 * len(rows))


def test_every_chart_tells_a_screen_reader_what_it_is(page: Page, classifier: Classifier) -> None:
    area = classifier.bundle.metrics["test"]["auroc"]["value"]
    described = [chart.get_attribute("aria-label") or "" for chart in page.locator("[role=graphics-document]").all()]
    assert len(set(described)) == 8
    assert ENGLISH.chart_words.roc_described.format(auroc=area) in described


def test_a_threshold_is_chosen_to_begin_with(page: Page, classifier: Classifier) -> None:
    rows = charts.steps(classifier.bundle.metrics["scores"]["test"])
    assert matrix(page) == counts(charts.step_at(rows, classifier.threshold()))


def test_the_threshold_moves_matrix_rates_and_curves_without_the_server(page: Page, classifier: Classifier) -> None:
    measured = classifier.bundle.metrics
    rows = charts.steps(measured["scores"]["test"])
    slider = page.get_by_role("slider", name="Call it PNEUMONIA from this probability on")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ring = page.locator(".vega-embed").nth(1).locator(f"path[stroke='{COLOURS['PNEUMONIA']}']")
    places = set()
    for threshold in (0.9, 0.05, 0.6):
        slider.fill(str(threshold))
        row = charts.step_at(rows, threshold)
        assert matrix(page) == counts(row)
        expect(page.locator("#px-threshold-bar [aria-pressed=true]")).to_have_count(0)
        for name, rate in row["rates"].items():
            line = page.locator(f"tr[data-rate='{name}']")
            expect(line.locator(".px-value")).to_have_text(f"{100 * rate['value']:.1f}\N{NO-BREAK SPACE}%")
        places.add(ring.get_attribute("transform"))
    assert len(places) == 3, "the ring on the ROC curve moves"
    for name in reversed(classifier.operating_points):
        page.get_by_role("button", name=ENGLISH.point_names[name]).filter(visible=True).click()
        pressed = page.locator("#px-threshold-bar [aria-pressed=true]")
        expect(pressed).to_have_text([ENGLISH.point_names[name]])
    slider.fill("0.6")
    slider.press("ArrowRight")
    assert float(slider.input_value()) > 0.6, "arrow keys work"
    for name, point in measured["test"]["operating_points"].items():
        page.get_by_role("button", name=ENGLISH.point_names[name]).click()
        assert matrix(page) == counts(point["confusion"]), "the table at an operating point is the measured one"
    assert asked == []


def test_what_an_alarm_is_worth_follows_both_sliders(page: Page, classifier: Classifier) -> None:
    rows = charts.steps(classifier.bundle.metrics["scores"]["test"])
    slider = page.get_by_role("slider", name="Call it PNEUMONIA from this probability on")
    ill = page.get_by_role("slider", name="Share of the X-rayed children who are ill")
    for threshold, percent in ((0.6, 10), (0.6, 50), (0.05, 2), (0.05, 1), (0.0, 30)):
        slider.fill(str(threshold))
        ill.fill(str(percent))
        rates = charts.step_at(rows, threshold)["rates"]
        specificity = rates["specificity"]
        (ppv, npv), (low, _), (high, _) = (
            predictive_values(rates["sensitivity"]["value"], specificity[end], percent / 100)
            for end in ("value", "low", "high")
        )
        assert ppv is not None
        assert low is not None
        assert high is not None
        expect(page.locator(".px-flagged")).to_have_text(
            f"Of 100 children flagged, {round(100 * ppv)} would be ill ({round(100 * low)} to {round(100 * high)})."
        )
        expect(page.locator(".px-hundred i.px-ill")).to_have_count(round(100 * ppv))
        missed = round(1000 - 1000 * npv) or "fewer than 1" if npv else None  # none would be more than is known
        cleared = "nobody is given"
        if missed:
            low, high = (
                round(
                    1000 - 1000 * predictive_values(rates["sensitivity"][end], specificity["value"], percent / 100)[1]
                )
                for end in ("high", "low")
            )
            cleared = f"Of 1,000 given the all-clear, {missed} would be ill all the same ({low} to {high})."
        expect(page.locator(".px-cleared")).to_contain_text(cleared)


def shown_with_the_slider(page: Page) -> None:
    """Whatever the slider moves is in view together with it, on a phone too, and no legend is cut off."""
    slider, charts_drawn = page.locator(f"#{SLIDER}"), page.locator(".vega-embed svg")
    expect(charts_drawn).to_have_count(8)
    for moved in (*charts_drawn.all()[:3], page.locator("tr[data-rate=f1]"), page.locator(".px-flagged")):
        moved.evaluate("(place) => place.scrollIntoView({ block: 'center' })")
        expect(moved).to_be_in_viewport(ratio=1)
        expect(slider).to_be_in_viewport(ratio=1)
        assert (moved.bounding_box() or {})["y"] > (slider.bounding_box() or {})["y"], "the one does not hide the other"
    for words in page.locator(".role-legend text").all():
        box = words.bounding_box()
        assert box
        assert box["x"] + box["width"] <= (page.viewport_size or {})["width"], words.text_content()


def test_what_the_threshold_moves_is_seen_while_it_is_moved(page: Page) -> None:
    shown_with_the_slider(page)


def test_no_chart_is_cut_off_on_paper(page: Page) -> None:
    page.emulate_media(media="print")
    page.add_style_tag(content="body { width: 720px }")  # a sheet: charts are not drawn anew for it
    right = "(charts) => Math.max(...charts.map((chart) => chart.getBoundingClientRect().right))"
    assert page.locator(".vega-embed svg").evaluate_all(right) <= 720


def with_metrics(original: Classifier, metrics: dict[str, Any], folder: Path, **info: Any) -> Classifier:
    shutil.copytree(original.bundle.folder, folder)
    bundle.write_metrics(folder, metrics)
    bundle.seal(folder, original.bundle.info | info)
    return Classifier.load(folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whether_the_heat_map_can_be_trusted_is_told_where_it_was_measured(
    classifier: Classifier, tmp_path: Path, language: str
) -> None:
    """In the app and on the static page alike."""
    texts = LANGUAGES[language]
    own = with_metrics(classifier, classifier.bundle.metrics | {"trust": measured_trust()}, tmp_path / "copy")
    with gr.Blocks() as demo:
        metrics.build(own, texts)
    [shown] = [str(block.value) for block in demo.blocks.values() if "px-trust" in str(getattr(block, "value", ""))]
    static = metrics_page.page(own, texts, lambda block: taken(block, tmp_path / "blocks"))
    assert shown in static["html"]
    cells = re.findall(r'<th scope="row">(.+?)</th><td>(.*?)</td><td>(.*?)</td>', shown)
    assert dict(zip(texts.trust_rows, [tuple(row[1:]) for row in cells], strict=True)) == {
        "deletion.map": ("", f"12{SPACE}%"),
        "deletion.random": ("", f"57{SPACE}%"),
        "deletion.other": ("", f"35{SPACE}%"),
        "thorax.heat": (f"31{SPACE}%", f"83{SPACE}%"),
        "thorax.other": (f"32{SPACE}%", f"81{SPACE}%"),
        "thorax.area": (f"42{SPACE}%", f"44{SPACE}%"),
        "halves.heat": (f"67{SPACE}%", f"79{SPACE}%"),
    }
    assert "4e-07" in shown
    assert "-0.03" in shown


def test_what_a_bundle_lacks_is_left_out(classifier: Classifier, tmp_path: Path) -> None:
    """Not everything was always measured, and others' results say nothing about a model of other data."""
    measured = classifier.bundle.metrics.items()
    numbers = {name: value for name, value in measured if name not in ("robustness", "trust")}
    own = with_metrics(classifier, numbers, tmp_path / "copy", data={"name": "own scans"})
    (own.bundle.folder / bundle.OUT_OF_FOLD).unlink()
    with gr.Blocks() as demo:
        tab = metrics.build(own, ENGLISH)
    assert len(tab.plots) == 7
    assert len(metrics.contents(own, ENGLISH)) == len(tab.explorer) + len(tab.plots)
    shown = " ".join(str(block.value) for block in demo.blocks.values() if isinstance(block, gr.HTML))
    assert ENGLISH.tile_auroc in shown
    assert "px-robustness" not in shown
    assert "px-trust" not in shown
    assert "px-published" not in shown
    assert "was set on the films of the first row" in metrics.transferred(classifier, ENGLISH)
    assert "was set without the test films" in shown
