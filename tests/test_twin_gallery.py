"""The gallery of the static page says what the app's says, of answers that the visitor's browser has computed."""

import html
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from browser import visit
from playwright.sync_api import Browser, Page, expect
from served import NO_IMAGE
from twin import IDLE, handed_out
from twin_page import serious_in_any_colours

from pneumonia.classifier import Classifier
from pneumonia.examples import RULE
from pneumonia.report import LABELS
from pneumonia.ui import gallery
from pneumonia.ui.collection import Collection
from pneumonia.ui.texts import ENGLISH, LANGUAGES, Texts


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    """One visitor for all tests that look at the sixteen films: to read them takes the longest."""
    with visit(browser, f"{twin}?tab=gallery") as page:
        all_read(page)
        yield page


@pytest.fixture(scope="module")
def same_films(twin_folder: Path, classifier: Classifier, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """The published films as a gallery of the app, in the same order."""
    folder = tmp_path_factory.mktemp("gallery")
    for number, item in enumerate(json.loads((twin_folder / "gallery.json").read_text())["items"]):
        (folder / item["truth"]).mkdir(exist_ok=True)
        shutil.copy(twin_folder / item["file"], folder / item["truth"] / f"{number:02}.jpg")
    return Collection(classifier, str(folder))


def all_read(page: Page) -> None:
    expect(page.locator("#px-gallery .px-summary")).to_be_visible()


def words(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup))


def kinds(markup: str) -> list[str]:
    """What style sheet and filters know of each tile."""
    return re.findall(r'class="px-tile ([^"]*)" data-kinds="([^"]*)"', markup)


def same_as_in_the_app(page: Page, collection: Collection, texts: Texts = ENGLISH) -> None:
    found, expected = page.locator("#px-gallery").inner_html(), gallery.grid(collection, texts)
    assert words(found) == words(expected)
    assert kinds(found) == kinds(expected)


def test_it_says_what_the_gallery_of_the_app_says(
    page: Page, same_films: Collection, classifier: Classifier, shared_data: Path
) -> None:
    same_as_in_the_app(page, same_films)
    assert len(same_films.answers()) == 16
    originals = Collection(classifier, str(shared_data / "originals")).answers()
    outcomes = [answer.outcome for answer in originals]
    assert [kind.split()[0] for _, kind in kinds(page.locator("#px-gallery").inner_html())] == outcomes


def test_filters_show_what_is_of_every_pressed_kind(page: Page, same_films: Collection) -> None:
    answers = same_films.answers()
    outcome, truth = (page.get_by_role("group", name=name) for name in ("Outcome", "Truth"))
    shown = page.locator(".px-tile:visible")
    truth.get_by_role("button", name="NORMAL (8)", exact=True).click()
    expect(shown).to_have_count(8)
    outcome.get_by_role("button", name="doubtful").click()
    assert any(answer.doubtful for answer in answers)
    expect(shown).to_have_count(sum(answer.doubtful and answer.item.truth == "NORMAL" for answer in answers))
    expect(page.get_by_text(ENGLISH.gallery_none)).to_be_visible(visible=not shown.count())
    for group in (outcome, truth):
        group.get_by_role("button", name="all").click()
    expect(shown).to_have_count(16)


def test_a_film_opens_on_either_tab_and_is_read_once(page: Page, same_films: Collection) -> None:
    asked = asked_for(page)
    answer = same_films.answers()[9]
    assert answer.report
    page.locator("#tab-gallery").click()
    page.set_viewport_size({"width": 1280, "height": 500})
    tile = page.locator(".px-tile").nth(9)
    tile.locator("button[data-number='9']").first.click()
    expect(page.locator("#px-answer")).to_contain_text(ENGLISH.truth.format(label=answer.item.truth))
    expect(page.locator("#px-drop-predict")).to_be_visible()
    page.locator("#tab-gallery").click()
    tile.get_by_role("button", name=f"Grad-CAM, {ENGLISH.gallery_number.format(number=10)}").click()
    expect(page.locator("#px-pictures-gradcam figure")).to_have_count(2)
    expect(page.locator("#tab-gradcam")).to_be_in_viewport()
    films = {name: n for name, n in asked.items() if re.fullmatch(r"film-\d+\.jpg", name)}
    assert films == {"film-10.jpg": 2}, "the others were read before, and once"


def test_it_fits_a_phone_and_has_no_serious_violation(page: Page) -> None:
    page.locator("#tab-gallery").click()
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert serious_in_any_colours(page) == []


def asked_for(page: Page) -> Counter[str]:
    """The files that a page asks for from now on, by their names."""
    asked: Counter[str] = Counter()
    page.on("request", lambda request: asked.update([request.url.rsplit("/", 1)[-1]]))
    return asked


def test_films_are_there_while_the_model_is_still_to_come(browser: Browser, twin: str) -> None:
    with visit(browser, f"{twin}{IDLE}?tab=gallery") as page:
        expect(page.locator("#px-gallery")).to_contain_text(ENGLISH.gallery_busy)
        expect(page.locator(".px-tile img")).to_have_count(16)
        expect(page.locator(".px-tile b")).to_have_text(["NORMAL", "…"] * 8 + ["PNEUMONIA", "…"] * 8)


def test_where_a_film_does_not_come_it_goes_on_when_told_to(browser: Browser, twin: str) -> None:
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        page.route("**/film-3.jpg", lambda route: route.abort())
        page.goto(f"{twin}?tab=gallery")
        expect(page.locator("#px-gallery").get_by_role("alert")).to_contain_text(ENGLISH.browser_film_failed)
        expect(page.locator(".px-tile.px-right")).to_have_count(2)
        page.unroute("**/film-3.jpg")
        again = asked_for(page)
        page.get_by_role("button", name=ENGLISH.browser_retry).click()
        all_read(page)
        assert "film-1.jpg" not in again
        assert again["film-3.jpg"] == 1


def test_mistakes_and_what_is_not_judged_are_shown_as_in_the_app(
    browser: Browser, twin_folder: Path, films: list[Path], classifier: Classifier, tmp_path: Path
) -> None:
    healthy, ill = (film.read_bytes() for film in films)
    noise = np.random.default_rng(0).integers(0, 255, (300, 300), dtype=np.uint8)
    wrong = {"NORMAL": [ill, cv2.imencode(".png", noise)[1].tobytes()], "PNEUMONIA": [healthy, NO_IMAGE, ill]}
    (tmp_path / "page").mkdir()
    for path in twin_folder.iterdir():
        (tmp_path / "page" / path.name).symlink_to(path)
    items = []
    for label in LABELS:
        (tmp_path / label).mkdir()
        (tmp_path / "page" / label).symlink_to(tmp_path / label)
        for number, film in enumerate(wrong[label]):
            (tmp_path / label / f"{number}.png").write_bytes(film)
            facts = {"thumbnail": "favicon.svg", "truth": label, "source": "", "licence": ""}
            items.append(facts | {"file": f"{label}/{number}.png"})
    about = {"rule": RULE, "source": "a <clinic>", "licence": "CC0"}
    (tmp_path / "page" / "gallery.json").unlink()
    told = {"items": items, "examples": [], "about": about, "total": 70}
    (tmp_path / "page" / "gallery.json").write_text(json.dumps(told))
    collection = Collection(classifier, str(tmp_path))
    collection.about, collection.total = about, 70
    outcomes = [answer.outcome for answer in collection.answers()]
    assert outcomes == ["false_alarm", "refused", "missed", "refused", "right"]
    with handed_out(tmp_path / "page") as address, visit(browser, f"{address}/?tab=gallery&lang=vi") as page:
        all_read(page)
        same_as_in_the_app(page, collection, LANGUAGES["vi"])
