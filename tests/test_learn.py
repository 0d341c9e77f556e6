"""The Learn tab in a real browser: lessons are played, the quiz is read to its end, a link is built and opened."""

import html
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from browser import again, visit
from playwright.sync_api import Browser, Locator, Page, expect

from pneumonia import charts
from pneumonia.classifier import Classifier
from pneumonia.iframe import iframe
from pneumonia.image import read_image
from pneumonia.report import LABELS
from pneumonia.ui import quiz, quiz_view
from pneumonia.ui.collection import Collection
from pneumonia.ui.lessons import shift
from pneumonia.ui.lessons.gradcam import at_border, hot_fields
from pneumonia.ui.texts import ENGLISH

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One visitor who plays all lessons."""
    with visit(again(browser), address + "/?tab=learn") as page:
        page.locator(".px-lesson").first.wait_for()
        yield page


def opened(page: Page, words: dict[str, str]) -> Locator:
    """A lesson, folded open."""
    lesson = page.locator(".px-lesson").filter(has=page.get_by_role("heading", name=words["title"], exact=True))
    lesson.locator("summary").press("Enter")
    expect(lesson.locator(".px-play")).to_be_visible()
    return lesson


def is_right(lesson: Locator, *, right: bool) -> None:
    verdict = ENGLISH.lesson_right if right else ENGLISH.lesson_not_yet
    expect(lesson.get_by_role("status").filter(has_text=verdict)).to_be_visible()
    if right:
        expect(lesson.get_by_text(ENGLISH.lesson_solved)).to_be_visible()


def gauge(lesson: Locator, name: str) -> Locator:
    return lesson.locator(f"[data-gauge={name}] b")


def test_accuracy_is_earned_without_looking(page: Page, classifier: Classifier) -> None:
    counts = classifier.bundle.metrics["split"]["after"]["test"]
    healthy, ill = (counts[label] for label in LABELS)
    words = ENGLISH.lesson_accuracy
    lesson = opened(page, words)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    lesson.get_by_role("button", name=words["normal"]).click()
    is_right(lesson, right=False)
    expect(gauge(lesson, "found")).to_have_text(f"0 / {ill}")
    lesson.get_by_role("button", name=words["model"]).click()
    is_right(lesson, right=False)
    point = classifier.bundle.metrics["test"]["operating_points"][classifier.default_operating_point]
    expect(gauge(lesson, "found")).to_have_text(f"{point['confusion']['tp']} / {ill}")
    expect(gauge(lesson, "spared")).to_have_text(f"{point['confusion']['tn']} / {healthy}")
    lesson.get_by_role("button", name=words["pneumonia"]).click()
    is_right(lesson, right=True)
    expect(gauge(lesson, "accuracy")).to_have_text(f"{100 * ill / (ill + healthy):.1f}{SPACE}%")
    assert asked == [], "a lesson is played in the browser"
    page.get_by_role("tab", name=ENGLISH.tab_predict, exact=True).click()
    expect(page.locator("#px-drop-predict")).to_be_visible()
    page.get_by_role("tab", name=ENGLISH.tab_learn, exact=True).click()
    is_right(lesson, right=True)  # nothing is lost by looking elsewhere


def test_a_screening_threshold_is_found_and_costs_false_alarms(page: Page, classifier: Classifier) -> None:
    rows = charts.steps(classifier.bundle.metrics["scores"]["test"])
    fits = [row for row in rows if row["fn"] <= 0.01 * (row["fn"] + row["tp"])]
    best = fits[-1]
    lesson = opened(page, ENGLISH.lesson_screening)
    slider, check = lesson.get_by_role("slider"), lesson.get_by_role("button", name="Check")
    check.click()
    is_right(lesson, right=False)
    expect(lesson).to_contain_text("Move the threshold down")
    slider.fill("0")
    check.click()
    is_right(lesson, right=False)
    expect(lesson).to_contain_text("Move up a little")
    threshold = int(best["upto"] / 0.005) * 0.005
    slider.fill(f"{threshold:.3f}")
    row = charts.step_at(rows, threshold)
    expect(gauge(lesson, "missed")).to_have_text(f"{row['fn']} / {row['fn'] + row['tp']}")
    expect(gauge(lesson, "alarms")).to_have_text(f"{row['fp']} / {row['fp'] + row['tn']}")
    expect(gauge(lesson, "precision")).to_have_text(f"{100 * row['rates']['precision']['value']:.1f}{SPACE}%")
    check.press("Enter")
    is_right(lesson, right=True)


def test_a_point_is_dragged_along_the_roc_curve(page: Page, classifier: Classifier) -> None:
    metrics = classifier.bundle.metrics
    rows = charts.steps(metrics["scores"]["test"])
    best = max(rows, key=lambda row: row["rates"]["sensitivity"]["value"] - row["fpr"])
    recall = best["rates"]["sensitivity"]["value"]
    words = ENGLISH.lesson_roc
    lesson = opened(page, words)
    expect(lesson).to_contain_text(f"{metrics['test']['auroc']['value']:.3f}")
    check = lesson.get_by_role("button", name="Check")
    check.click()
    is_right(lesson, right=False)
    lesson.locator("summary").scroll_into_view_if_needed()
    box = lesson.locator(".px-roc svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + best["fpr"] * box["width"], box["y"] + (1 - recall) * box["height"])
    page.mouse.up()
    height = float(gauge(lesson, "height").inner_text())
    assert height == pytest.approx(100 * (recall - best["fpr"]), abs=1.0)
    check.click()
    is_right(lesson, right=True)
    for _ in range(30):
        lesson.get_by_role("button", name="Draw 100 pairs").click()
    expect(lesson, "it weighs shares, not children").to_contain_text("one percent of the ill missed is as bad as")
    drawn = lesson.locator(".px-pairs")
    expect(drawn).to_contain_text("3000 pairs")
    higher, _, share = re.findall(r"\d[\d.]*", drawn.inner_text())
    assert float(share) == pytest.approx(float(higher) / 30, abs=0.051)
    # 3,000 pairs: six standard deviations.
    assert float(higher) / 3000 == pytest.approx(metrics["test"]["auroc"]["value"], abs=0.02)


def test_a_lazy_model_wins_where_illness_is_rare(page: Page, classifier: Classifier) -> None:
    rates = classifier.bundle.metrics["test"]["operating_points"][classifier.default_operating_point]["rates"]
    lesson = opened(page, ENGLISH.lesson_imbalance)
    for name, words in (("healthy", "healthy film counted about"), ("ill", "ill one about")):
        told = f"{words} {float(gauge(lesson, name).inner_text()):.1f} times"
        expect(lesson, "what the text says is what the slider starts with").to_contain_text(told)
    check = lesson.get_by_role("button", name="Check")
    check.click()
    is_right(lesson, right=False)
    lesson.get_by_role("slider").fill("2")
    accuracy = 0.02 * rates["sensitivity"]["value"] + 0.98 * rates["specificity"]["value"]
    expect(gauge(lesson, "model")).to_have_text(f"{100 * accuracy:.1f}{SPACE}%")
    expect(gauge(lesson, "lazy")).to_have_text(f"98.0{SPACE}%")
    expect(gauge(lesson, "ill")).to_have_text("25.00")  # 1 / (2 x 0.02)
    check.click()
    is_right(lesson, right=True)


def test_the_heat_is_guessed_then_shown(page: Page) -> None:
    lesson = opened(page, ENGLISH.lesson_gradcam)
    lesson.get_by_role("button", name="Film 2").click()
    film = lesson.locator(".px-film:visible")
    expect(film.locator(".px-heat")).to_be_hidden()
    hot = (film.get_attribute("data-hot") or "").split()
    cold = next(field for field in map(str, range(9)) if field not in hot)
    film.locator(f"button[data-field='{cold}']").click()
    is_right(lesson, right=False)
    expect(film.locator(".px-heat")).to_be_visible()
    film.locator(f"button[data-field='{hot[0]}']").press("Enter")
    is_right(lesson, right=True)


def test_where_a_map_is_hot() -> None:
    cam = np.full((12, 12), -1.0, np.float32)
    assert hot_fields(cam) == []
    cam[6, 11] = 0.5  # the row in the middle, the column on the right, at the border
    assert hot_fields(cam) == [5]
    assert at_border(cam) == 1.0
    cam[1:3, 5] = 0.49
    cam[8, 5] = 0.3
    assert hot_fields(cam) == [1, 5]
    assert at_border(cam) == pytest.approx((0.5 + 0.0) / (0.5 + 2 * 0.49 + 0.3), abs=1e-5)


def test_a_change_that_the_model_does_not_notice(page: Page) -> None:
    lesson = opened(page, ENGLISH.lesson_shift)
    check = lesson.get_by_role("button", name="Check")
    moved: dict[str, float] = {}
    for change, words in ENGLISH.lesson_changes.items():
        lesson.get_by_role("button", name=words, exact=True).click()
        version = lesson.locator(".px-version:visible")
        expect(version).to_have_attribute("data-change", change)
        if version.locator(".px-warn").count() == 0:
            percents = re.findall(r"(\d+\.\d)", version.locator(".px-gauge b").inner_text())
            moved[change] = float(percents[0])
    assert len(moved) < len(ENGLISH.lesson_changes), "the model notices a film on its side"
    before = moved.pop("unchanged")
    furthest = max(moved, key=lambda change: abs(moved[change] - before))
    for change in (next(change for change in moved if change != furthest), "turned", furthest):
        lesson.get_by_role("button", name=ENGLISH.lesson_changes[change], exact=True).click()
        check.click()
        is_right(lesson, right=change == furthest)


def test_the_shift_lesson_takes_no_film_that_the_model_warns_about_as_it_is(
    classifier: Classifier, films: list[Path], tmp_path: Path
) -> None:
    """None of its changes would go without a warning."""
    small = cv2.resize(read_image(films[0]).pixels, (120, 100), interpolation=cv2.INTER_AREA)
    (tmp_path / "NORMAL").mkdir()
    cv2.imwrite(str(tmp_path / "NORMAL/1.png"), small)
    alone = Collection(classifier, str(tmp_path))
    [found] = alone.judged_right("NORMAL")
    assert [note.code for note in found.report.warnings] == ["small"]
    assert ENGLISH.lesson_no_films in shift.lesson(classifier, alone, ENGLISH)
    shutil.copy(films[0], tmp_path / "NORMAL/2.jpeg")
    unchanged, *_ = shift.lesson(classifier, Collection(classifier, str(tmp_path)), ENGLISH).split("px-version")[1:]
    assert "px-warn" not in unchanged


def test_the_quiz_is_read_to_its_end(browser: Browser, address: str) -> None:
    with visit(again(browser), address + "/?tab=learn", 390) as page:
        page.get_by_role("tab", name=ENGLISH.learn_quiz).click()
        page.get_by_role("button", name=ENGLISH.quiz_start).click()
        place, you, model, truths = page.locator("#px-quiz"), 0, 0, []
        for number in range(1, quiz.FILMS + 1):
            heading = place.get_by_role("heading", name=f"Film {number} of {quiz.FILMS}")
            expect(heading).to_be_focused()
            film = place.locator(".px-film")
            box = film.bounding_box()
            assert box is not None
            assert not re.search(r"<dd>|px-heat|data-truth", place.inner_html()), "nothing is told before"
            said = LABELS[number % 2]
            if said == "PNEUMONIA" and number != 3:
                film.click(position={"x": 0.25 * box["width"], "y": 0.5 * box["height"]})
            place.get_by_role("button", name=said).click()
            facts = place.locator("dd")
            expect(facts).to_have_count(3)
            truth, visitor, answer = facts.all_inner_texts()
            assert visitor == said
            truths.append(truth)
            you, model = you + (truth == said), model + answer.startswith(truth)
            expect(place.locator(".px-score")).to_have_text(f"Score after {number}: you {you}, the model {model}.")
            expect(place.locator(".px-heat")).to_be_visible()
            expect(place.locator(".px-place")).to_have_count(int(said == "PNEUMONIA" and number != 3))
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            place.locator("button[data-action=next]").click()
        expect(place.get_by_role("heading")).to_have_text(f"You got {you} of {quiz.FILMS} right, the model {model}")
        assert 3 <= truths.count("PNEUMONIA") <= 7
        result = place.locator("code").inner_text()
        assert f"{you} right. The model: {model}." in result
        assert f"{address}/?lesson=quiz" in result
        tiles = place.locator("a.px-tile")
        expect(tiles).to_have_count(quiz.FILMS)
        for tile, truth, number in zip(tiles.all(), truths, range(1, quiz.FILMS + 1), strict=True):
            expect(tile.locator("b")).to_have_text([truth, LABELS[number % 2], re.compile("NORMAL|PNEUMONIA")])
            assert ("px-right" in str(tile.get_attribute("class"))) == (truth == LABELS[number % 2])
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        place.get_by_role("button", name=ENGLISH.copy).click()
        expect(place.get_by_role("button", name=ENGLISH.copied)).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == result
        with page.context.expect_page() as opened:
            tiles.first.click()
        said = tiles.first.locator("b").nth(2).inner_text()
        expect(opened.value.locator("#px-pictures-gradcam .px-brief")).to_contain_text(f"{said}, ")
        opened.value.close()
        place.get_by_role("button", name=ENGLISH.quiz_again).click()
        expect(place.get_by_role("heading", name=f"Film 1 of {quiz.FILMS}")).to_be_visible()


def test_a_quiz_is_mixed_anew_and_never_guessed_by_counting(classifier: Classifier, shared_data: Path) -> None:
    answers = Collection(classifier, str(shared_data / "originals")).answers()
    chance = random.Random(0)  # noqa: S311  it must repeat, not be unguessable
    drawn = [quiz.draw(answers, chance) for _ in range(60)]
    assert all(len(set(films)) == quiz.FILMS for films in drawn)
    ill = [sum(answers[n].item.truth == "PNEUMONIA" for n in films) for films in drawn]
    assert set(ill) == {3, 4, 5, 6, 7}
    first = {answers[films[0]].item.truth for films in drawn}
    assert first == set(LABELS)
    only_ill = [answer for answer in answers if answer.item.truth == "PNEUMONIA"]
    assert len(quiz.draw(only_ill, chance)) == len(only_ill)
    assert quiz.draw([], chance) == ()


def test_a_click_meets_what_the_model_saw() -> None:
    cam, there = np.zeros((12, 12), np.float32), (9.5 / 12, 2.5 / 12)
    assert quiz.met(cam, "PNEUMONIA", (0.5, 0.5)) is None
    cam[2, 9] = 1.0
    assert quiz.met(cam, "PNEUMONIA", there) is True
    assert quiz.met(cam, "PNEUMONIA", (2.5 / 12, 9.5 / 12)) is False
    assert quiz.met(cam, "PNEUMONIA", (1.0, 1.0)) is False
    assert quiz.met(cam, "NORMAL", there) is None, "the model says that there is none"
    cam[9, 2] = -3.0
    assert quiz.met(cam, "PNEUMONIA", there) is None, "weak beside what speaks for NORMAL"


@pytest.mark.parametrize(("model", "told"), [("NORMAL", "calls this film NORMAL"), ("PNEUMONIA", "saw too little")])
def test_why_a_click_is_not_counted_is_told(classifier: Classifier, films: list[Path], model: str, told: str) -> None:
    """The map of a film that is called NORMAL may well be hot."""
    reading = quiz.Reading(truth="NORMAL", visitor="PNEUMONIA", model=model)
    shown = quiz_view.answer([reading], 1, classifier.predict(films[0]), (0.5, 0.5), ENGLISH)
    assert f"<p>The model {told}" in shown


def test_a_link_is_built_previewed_and_opened(browser: Browser, address: str) -> None:
    with visit(again(browser), address + "/?tab=learn") as page:
        page.get_by_role("tab", name=ENGLISH.learn_teach).click()
        code = {name: page.locator(f"[data-snippet={name}] code") for name in ("link", "iframe", "app", "query")}
        expect(code["link"]).to_have_text(f"{address}/?tab=metrics")
        page.get_by_label(ENGLISH.slider_label).filter(visible=True).fill("0.3")
        expect(code["link"]).to_have_text(f"{address}/?tab=metrics&threshold=0.3")
        page.get_by_label(ENGLISH.embed_tab, exact=True).select_option("learn")
        expect(code["link"]).to_have_text(f"{address}/?tab=learn")
        page.get_by_label(ENGLISH.embed_lesson).select_option("3. ROC and AUROC")
        expect(code["link"]).to_have_text(f"{address}/?tab=learn&lesson=3")
        page.get_by_label(ENGLISH.embed_tab, exact=True).select_option("predict")
        page.locator(".px-strip label", has_text="10").click()
        page.get_by_label(ENGLISH.embed_theme).select_option("dark")
        expect(code["link"]).to_have_text(f"{address}/?tab=predict&example=10&__theme=dark")
        expect(code["query"]).to_have_text("?tab=predict&example=10&embed=1")
        snippet = code["iframe"].inner_text()
        shown = f"{address}/?tab=predict&example=10&embed=1&__theme=dark"
        assert html.unescape(re.findall(r'src="([^"]*)"', snippet)[0]) == shown
        assert snippet == iframe(shown, f"{ENGLISH.title}: {ENGLISH.tab_predict}")
        page.locator(".px-preview summary").press("Enter")
        expect(page.locator(".px-preview iframe")).to_have_attribute("src", shown)
        preview = page.frame_locator(".px-preview iframe")
        expect(preview.locator("#px-answer")).to_contain_text("Truth, according to the data set: PNEUMONIA")
        expect(preview.locator("body")).to_have_class(re.compile("dark"))
        module = re.findall(r'src="([^"]*)"', code["app"].inner_text())[0]
        assert page.request.get(module).ok, "the module of the component is on the app's own server"
