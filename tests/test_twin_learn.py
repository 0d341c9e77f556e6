"""The Learn tab of the static page: a lesson is played, the quiz is read to its end, a link is built and opened."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browser import visit
from playwright.sync_api import Browser, Page, Route, expect
from test_accessibility import serious
from test_links import opens_lesson_and_quiz
from twin import IDLE, Idle, handed_out
from twin_page import serious_in_any_colours

from pneumonia import bundle, explain
from pneumonia.classifier import Classifier
from pneumonia.metrics import wilson
from pneumonia.report import LABELS, PNEUMONIA
from pneumonia.ui import quiz
from pneumonia.ui.card import percent
from pneumonia.ui.texts import ENGLISH, LANGUAGES
from space.twin.stage import stage
from space.twin.texts import for_browser

TEXTS = for_browser(ENGLISH)


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    with visit(browser, f"{twin}{IDLE}?tab=learn") as page:
        page.locator(".px-lesson").first.wait_for()
        yield page


def test_a_lesson_is_played(page: Page, classifier: Classifier) -> None:
    words = TEXTS.lesson_accuracy
    lesson = page.locator(".px-lesson").filter(has=page.get_by_role("heading", name=words["title"], exact=True))
    lesson.locator("summary").press("Enter")
    for choice, verdict in (("model", TEXTS.lesson_not_yet), ("pneumonia", TEXTS.lesson_right)):
        lesson.get_by_role("button", name=words[choice]).click()
        expect(lesson.get_by_role("status").filter(has_text=verdict)).to_be_visible()
    counts = classifier.bundle.metrics["split"]["after"]["test"]
    expect(lesson).to_contain_text(f"{counts['NORMAL']} healthy ones alarmed")


def test_every_film_of_the_shift_lesson_has_its_answer(page: Page) -> None:
    words = TEXTS.lesson_shift
    lesson = page.locator(".px-lesson").filter(has=page.get_by_role("heading", name=words["title"], exact=True))
    lesson.locator("summary").press("Enter")
    lesson.get_by_role("button", name=TEXTS.lesson_changes["turned"]).click()
    expect(lesson.locator(".px-version:visible .px-film")).to_be_visible()


def place_on(cam: np.ndarray, *, hot: bool) -> tuple[float, float]:
    """Where, in shares of width and height, the map (h, w) has most or least evidence for PNEUMONIA."""
    evidence = explain.heat(cam, PNEUMONIA)
    row, column = np.unravel_index(evidence.argmax() if hot else evidence.argmin(), evidence.shape)
    return (column + 0.5) / evidence.shape[1], (row + 0.5) / evidence.shape[0]


def test_the_quiz_is_read_to_its_end(browser: Browser, twin: str, twin_folder: Path, classifier: Classifier) -> None:
    """The truth is the folder that a film is from, and a click meets what Python's map says it meets."""
    texts = LANGUAGES["vi"]
    with visit(browser, f"{twin}?tab=learn&lang=vi", 390) as page:
        shown: list[Path] = []
        page.on("request", lambda request: shown.append(twin_folder / request.url.removeprefix(twin)))
        page.get_by_role("tab", name=texts.learn_quiz).click()
        page.get_by_role("button", name=texts.quiz_start).click()
        right = model = met = clicks = 0
        for number in range(1, quiz.FILMS + 1):
            heading = texts.quiz_film.format(number=number, total=quiz.FILMS)
            expect(page.get_by_role("heading", name=heading)).to_be_focused()
            truth, prediction = shown[-1].parent.name, classifier.predict(shown[-1])
            assert prediction.report.label
            said, film = LABELS[number % 4 > 0], page.locator(".px-film[data-asked]")
            place = place_on(prediction.cam, hot=number % 2 > 0)
            box = film.bounding_box()
            assert box
            film.click(position={"x": place[0] * box["width"], "y": place[1] * box["height"]})
            page.locator(".px-answers").get_by_role("button", name=said).click()
            facts = page.locator(".px-quiz .px-facts dd")
            expect(facts).to_have_text(
                [truth, said, f"{prediction.report.label}, {percent(prediction.report.confidence)}"]
            )
            right, model = right + (truth == said), model + (prediction.report.label == truth)
            expect(page.locator(".px-score")).to_have_text(texts.quiz_score.format(n=number, you=right, model=model))
            expect(page.locator("#px-quiz .px-heat")).to_be_visible()
            expect(page.locator(".px-place")).to_have_count(int(said == PNEUMONIA))
            if said == PNEUMONIA:
                hit = quiz.met(prediction.cam, prediction.report.label, place)
                told = texts.quiz_met["NORMAL" if prediction.report.label == "NORMAL" else hit]
                expect(page.get_by_text(told)).to_be_visible()
                clicks, met = clicks + (hit is not None), met + bool(hit)
            if number == 1:
                assert serious_in_any_colours(page) == []
            page.get_by_role("button", name=texts.quiz_end if number == quiz.FILMS else texts.quiz_next).click()
        summary = texts.quiz_summary.format(you=right, n=quiz.FILMS, model=model)
        expect(page.get_by_role("heading", name=summary)).to_be_focused()
        chance = wilson(right, quiz.FILMS)
        worth = texts.quiz_worth.format(n=quiz.FILMS, low=percent(chance.low), high=percent(chance.high))
        expect(page.get_by_text(worth)).to_be_visible()
        result = page.locator(".px-quiz-end code")
        expect(result).to_contain_text(texts.quiz_clicks.format(met=met, clicks=clicks))
        expect(result).to_contain_text(f"{twin}?lesson=quiz")
        tiles = page.locator(".px-quiz-end ~ .px-grid a.px-tile")
        expect(tiles).to_have_count(quiz.FILMS)
        truth = tiles.last.locator("b").first
        expect(truth).to_have_text(shown[-1].parent.name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert serious(page) == []
        number = shown[-1].stem.split("-")[1]  # film-9-small.jpg
        expect(tiles.last).to_have_attribute("href", f"?example={number}&tab=gradcam&lang=vi")


def test_a_quiz_waits_for_the_model_and_survives_a_lost_network(browser: Browser, twin: str) -> None:
    held: list[Route] = []
    with browser.new_context(service_workers="block") as context:  # which would have the films already
        page = context.new_page()
        page.route("**/model.onnx*", lambda route: held.append(route))
        page.goto(f"{twin}?tab=learn")
        page.get_by_role("tab", name=TEXTS.learn_quiz).click()
        page.get_by_role("button", name=TEXTS.quiz_start).click()
        place = page.locator("#px-quiz")
        expect(place.get_by_role("status")).to_have_text(TEXTS.gallery_busy)
        assert held, "the model is on its way"
        for route in held:
            route.continue_()
        place.get_by_role("button", name=PNEUMONIA).click()
        score = place.locator(".px-score")
        expect(score).to_contain_text(TEXTS.quiz_score.split("{")[0])
        page.route("**/examples/**", lambda route: route.abort())
        place.get_by_role("button", name=TEXTS.quiz_next).click()
        expect(place.get_by_role("alert")).to_have_text(TEXTS.film_failed)
        page.unroute("**/examples/**")
        place.get_by_role("button", name=TEXTS.retry).click()
        expect(place.get_by_role("heading", name=TEXTS.quiz_film.format(number=2, total=quiz.FILMS))).to_be_focused()


def test_a_link_is_built_wherever_the_page_lies(browser: Browser, twin_folder: Path, tmp_path: Path) -> None:
    """Also where its address looks like that of the app's own scripts."""
    (tmp_path / "assets").symlink_to(twin_folder)
    with handed_out(tmp_path) as address, visit(browser, f"{address}/assets/index.html?tab=learn") as page:
        page.get_by_role("tab", name=TEXTS.learn_teach).click()
        page.get_by_label(TEXTS.slider_label).filter(visible=True).fill("0.3")
        link = page.locator("[data-snippet=link] code")
        expect(link).to_have_text(f"{address}/assets/?tab=metrics&threshold=0.3")
        expect(page.locator(".px-component")).to_be_hidden()


def test_a_link_opens_a_lesson_or_the_quiz(browser: Browser, twin: str) -> None:
    opens_lesson_and_quiz(browser, twin)


def test_a_teachers_link_opens_where_it_says(page: Page, browser: Browser, twin: str) -> None:
    page.get_by_role("tab", name=TEXTS.learn_teach).click()
    expect(page.locator(".px-teach")).to_contain_text("works without a network")
    form = page.locator(".px-builder")
    assert "api" not in form.locator("[name=tab] option").evaluate_all("options => options.map((o) => o.value)")
    form.locator("[name=tab]").select_option("gradcam")
    form.locator(".px-strip label").nth(3).click()
    form.locator("[name=lang]").select_option("vi")
    form.locator("[name=theme]").select_option("dark")
    expect(page.locator(".px-component")).to_be_hidden()  # what only the app has
    link = page.locator("[data-snippet=link] code").inner_text()
    frame = page.locator("[data-snippet=iframe] code").inner_text()
    assert link == f"{twin}{IDLE}?tab=gradcam&example=3&lang=vi&__theme=dark"
    [source] = re.findall(r'src="([^"]+)"', frame)
    slim = f"{twin}{IDLE}?tab=gradcam&example=3&lang=vi&embed=1&__theme=dark"
    assert source.replace("&amp;", "&") == slim
    page.locator(".px-preview summary").click()
    inside = page.frame_locator(".px-preview iframe")
    expect(inside.get_by_role("tab", name=LANGUAGES["vi"].tab_gradcam)).to_have_attribute("aria-selected", "true")
    expect(inside.get_by_role("heading", level=1)).to_be_hidden()
    with visit(browser, link.replace(IDLE, "")) as opened:
        expect(opened.locator("#panel-gradcam .px-explained")).to_be_visible()
        expect(opened.locator("html")).to_have_attribute("lang", "vi")
        expect(opened.get_by_role("heading", level=1)).to_be_visible()


def test_learning_has_nothing_serious_in_its_way(browser: Browser, twin: str) -> None:
    with visit(browser, f"{twin}{IDLE}?tab=learn", 390) as page:
        inner = page.locator(".px-subtabs").get_by_role("tab")
        expect(inner).to_have_text([TEXTS.learn_lessons, TEXTS.learn_quiz, TEXTS.learn_teach])
        lessons = page.locator(".px-lesson")
        lessons.evaluate_all("(all) => { for (const one of all) { one.removeAttribute('name'); one.open = true; } }")
        for number in range(3):
            expect(inner.nth(number)).to_have_attribute("aria-selected", "true")
            assert serious_in_any_colours(page) == [], number
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            inner.nth(number).press("ArrowRight")
        expect(inner.first).to_be_focused()


def test_a_page_published_without_films_says_so_everywhere(
    browser: Browser, twin: str, release: Path, tmp_path: Path
) -> None:
    assert twin, "what npm gives is there"
    stage(tmp_path / "page", bundle.load(release))
    assert json.loads((tmp_path / "page" / "gallery.json").read_text())["items"] == []
    with handed_out(tmp_path / "page", Idle) as address, visit(browser, f"{address}/{IDLE}") as page:
        expect(page.get_by_text(TEXTS.no_examples)).to_be_visible()
        page.get_by_role("tab", name=TEXTS.tab_gallery).click()
        gallery = page.locator("#panel-gallery")
        expect(gallery).to_contain_text(TEXTS.gallery_empty_title)
        expect(gallery).to_contain_text(TEXTS.gallery_empty)
        expect(gallery.locator("code")).to_have_text(TEXTS.gallery_command)
        page.get_by_role("tab", name=TEXTS.tab_learn).click()
        page.locator(".px-lesson").first.wait_for()
        expect(page.get_by_text(TEXTS.lesson_no_films).first).to_be_attached()
        page.get_by_role("tab", name=TEXTS.learn_quiz).click()
        expect(page.locator("#panel-learn").get_by_text(TEXTS.gallery_empty)).to_be_visible()
