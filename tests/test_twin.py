"""The static page from outside: complete, closed to others, under any path, kept for visits without a network."""

import html.parser
import json
import posixpath
import re
from pathlib import Path
from typing import Any

import pytest
from browser import visit
from playwright.sync_api import Browser, Frame, FrameLocator, Page, Request, expect
from twin import IDLE, KEPT, Files, handed_out, predict, staged
from twin_page import saved

from pneumonia import bundle
from pneumonia.classifier import Classifier
from pneumonia.ui.texts import LANGUAGES
from space.twin import offline, vendor

#: The gallery is the last, because it reads all its films as soon as it is open.
TABS = ("predict", "gradcam", "metrics", "learn", "about", "gallery")
#: What a tab holds once it is there.
CONTENTS = {
    "predict": ".px-examples img",
    "gradcam": "#px-drop-gradcam .px-drop",
    "gallery": ".px-grid .px-tile",
    "metrics": "[data-chart=distribution] svg",
    "learn": ".px-lessons",
    "about": "#px-developers",
}


def show(page: Page, tab: str) -> None:
    page.locator(f"#tab-{tab}").click()
    page.locator(f"#panel-{tab} {CONTENTS[tab]}").first.wait_for()


def ask(page: Page | Frame | FrameLocator, film: Path) -> None:
    page.locator("#px-model:empty").wait_for(state="attached")
    page.locator("#px-drop-predict input[type=file]").set_input_files(film)
    page.locator("#px-answer .px-result").wait_for()


def texts_of(folder: Path) -> dict[str, str]:
    """The files that are texts and our own, by their names."""
    ours = (path for path in folder.rglob("*") if path.suffix in (".html", ".css", ".js", ".json", ".webmanifest"))
    return {
        name: path.read_text()
        for path in ours
        if not (name := path.relative_to(folder).as_posix()).startswith("vendor")
    }


# --- what is staged ---------------------------------------------------------------------------------------------------


def test_the_folder_holds_all_that_its_files_name(twin_folder: Path) -> None:
    named = set()
    for name, text in texts_of(twin_folder).items():
        if name.endswith(".html"):
            named |= {
                posixpath.join(posixpath.dirname(name), found)
                for found in re.findall(r'(?:src|href)="([\w./-]+)', text)
            }
        if name.endswith(".js"):
            imported = re.findall(r"""(?:^import|from|import\()\s*'(\.[^']+)'""", text, re.MULTILINE)
            named |= {posixpath.join(posixpath.dirname(name), found) for found in imported}
    named |= {
        item[key]
        for item in json.loads((twin_folder / "gallery.json").read_text())["items"]
        for key in ("file", "thumbnail")
    }
    assert len(named) > 80
    assert [name for name in sorted(named) if not (twin_folder / posixpath.normpath(name)).exists()] == []


def test_the_bundle_is_handed_out_untouched(twin_folder: Path, release: Path) -> None:
    for name in (bundle.BUNDLE, *bundle.SERVING):
        assert (twin_folder / "model" / name).read_bytes() == (release / name).read_bytes()


def test_every_package_brings_its_licence(twin_folder: Path) -> None:
    known = re.compile(r"Permission is hereby granted|Permission to use|Redistribution and use|Apache License")
    assert len(vendor.licences()) == len(vendor.pinned())
    for package, name in vendor.licences().items():
        assert known.search((twin_folder / "vendor" / name).read_text()), package


def test_nothing_is_loaded_from_anybody_else(twin_folder: Path) -> None:
    loads = re.compile(
        r"""(?:url\(|@import|\bfrom|\bimport\(|\bfetch\(|importScripts\()\s*['"]?(?:https?:)?//|"""
        r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|srcset|href)=\\?["'](?:https?:)?//"""
    )
    found = [name for name, text in texts_of(twin_folder).items() if loads.search(text)]
    assert found == []


class Policy(html.parser.HTMLParser):
    """Reads the content security policy of a page, and finds scripts and styles that stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.directives: dict[str, list[str]] = {}
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("http-equiv") == "Content-Security-Policy":
            for directive in (given["content"] or "").split(";"):
                name, *values = directive.split()
                self.directives[name] = values
        if tag == "style" or (tag == "script" and "src" not in given) or any(name.startswith("on") for name in given):
            self.inline.append(self.get_starttag_text() or tag)


def test_every_page_has_a_strict_policy(twin_folder: Path) -> None:
    for name in ("index.html", "developers/module.html", "developers/embed.html"):
        policy = Policy((twin_folder / name).read_text())
        assert policy.directives["default-src"] == ["'none'"], name
        assert set(policy.directives["script-src"]) <= {"'self'", "'wasm-unsafe-eval'"}
        sources = {source for values in policy.directives.values() for source in values}
        assert sources <= {"'none'", "'self'", "'wasm-unsafe-eval'", "'unsafe-inline'", "blob:", "data:"}
        assert [d for d, values in policy.directives.items() if "'unsafe-inline'" in values] in ([], ["style-src-attr"])
        assert policy.inline == []


def test_a_first_visit_has_room_for_so_many_films(
    twin_folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = staged(twin_folder)["files"]
    here = {path.relative_to(twin_folder).as_posix() for path in twin_folder.rglob("*") if path.is_file()}
    for_cards = {name for name in here if offline.SELDOM in name}
    assert len(for_cards) == 3, "ONNX Runtime for graphics cards: script, loader, program"
    assert set(listed) == here - set(offline.LEFT_OUT) - for_cards
    assert sum((twin_folder / name).stat().st_size for name in listed) <= offline.MOST_BYTES
    for name in ("index.html", "examples/1.jpg", "examples/2.jpg", "sw.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x" * 100)
    monkeypatch.setattr(offline, "MOST_BYTES", 210)
    offline.seal(tmp_path, ["examples/1.jpg", "examples/2.jpg"])
    assert list(staged(tmp_path)["files"]) == ["index.html", "examples/1.jpg"]
    assert "1 films are loaded when seen" in caplog.text


# --- in a browser -----------------------------------------------------------------------------------------------------


def test_it_answers_under_any_path_and_keeps_to_its_policy(
    browser: Browser, twin: str, twin_folder: Path, films: list[Path]
) -> None:
    place = twin_folder.name
    with handed_out(twin_folder.parent) as address, visit(browser, f"{address}/{place}/?example=1") as page:
        page.locator("#px-answer .px-result").wait_for()
        sent: list[Request] = []
        page.on("request", lambda request: sent.append(request))
        ask(page, films[1])
        for tab in TABS:
            show(page, tab)
        assert sent
        assert [request.url for request in sent if request.method != "GET"] == [], "no film goes anywhere"
        asked = page.evaluate("() => performance.getEntriesByType('resource').map(({ name }) => name)")
        assert all(name.startswith((f"{address}/{place}/", "blob:", "data:")) for name in asked)
    with browser.new_page() as page:
        page.goto(f"{twin}{IDLE}")
        tried = page.evaluate("""async () => {
          const tell = (error) => error.name;
          const inline = document.createElement('script');
          inline.textContent = 'window.ran = true';
          document.head.append(inline);
          return [
            await fetch('https://example.org/').then(() => 'sent', tell),
            await new Promise((done) => { setTimeout('window.evaluated = true'); setTimeout(done, 20); }),
            window.evaluated, window.ran,
          ];
        }""")
        assert tried == ["TypeError", None, None, None]


def test_an_installed_page_has_a_name_and_icons(browser: Browser, twin: str) -> None:
    with visit(browser, f"{twin}{IDLE}") as page:
        client = page.context.new_cdp_session(page)
        manifest = client.send("Page.getAppManifest")
        assert manifest["errors"] == []
        told = json.loads(manifest["data"])
        assert (told["start_url"], told["scope"], told["display"]) == (".", ".", "standalone")
        for icon in told["icons"]:
            assert page.evaluate(
                """async ({ src, sizes }) => {
              const picture = Object.assign(new Image(), { src });
              await picture.decode();
              return sizes === 'any' || sizes === `${picture.naturalWidth}x${picture.naturalHeight}`;
            }""",
                icon,
            ), icon
        problems = [error["errorId"] for error in client.send("Page.getInstallabilityErrors")["installabilityErrors"]]
        assert [problem for problem in problems if problem != "in-incognito"] == []


class Counter(Files):
    """Counts what it sends."""

    sent = 0

    def copyfile(self, source: Any, outputfile: Any) -> None:
        content = source.read()
        Counter.sent += len(content)
        outputfile.write(content)


def test_a_first_visit_loads_at_most_20_mb_and_the_next_needs_no_network(
    browser: Browser, twin_folder: Path, classifier: Classifier, films: list[Path]
) -> None:
    with handed_out(twin_folder, Counter) as address, visit(browser, address, kept=True) as page:
        assert page.evaluate("crossOriginIsolated") is False, "this server sends no headers for threads"
        ask(page, films[1])
        first = probability(page)
        page.evaluate(KEPT)
        print(f"first visit: {Counter.sent / 1e6:.1f} MB")
        assert 10e6 < Counter.sent <= 20e6
        page.context.set_offline(True)
        show(page, "about")  # what was not looked at is there, too
        page.goto(f"{address}?lang=vi&tab=learn")
        expect(page.locator("html")).to_have_attribute("lang", "vi")
        assert page.evaluate("crossOriginIsolated"), "the service worker sends them"
        page.locator("#tab-predict").click()
        ask(page, films[1])
        assert probability(page, "vi") == pytest.approx(first, abs=1e-6)  # several threads add in another order
        found = predict(page, films[1].read_bytes())["report"]
        assert found["probability"] == pytest.approx(classifier.predict(films[1]).report.probability, abs=0.005)
        cores = page.evaluate("navigator.hardwareConcurrency")
        on = page.evaluate("async () => (await window.classifier).runsOn()")
        assert on == {"backend": "wasm", "threads": min(cores, 4)}
        for tab in TABS:
            show(page, tab)


def probability(page: Page, language: str = "en") -> float:
    _, report = saved(page, LANGUAGES[language].save.format(kind="JSON"))
    return float(json.loads(report)["probability"])


def test_it_works_where_nothing_can_be_kept(browser: Browser, twin_folder: Path, films: list[Path]) -> None:
    """Without https there is neither a service worker nor the browser's own SHA-256."""
    with (
        handed_out(twin_folder) as address,
        visit(browser, address.replace("127.0.0.1", "plain.test"), kept=True) as page,
    ):
        assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [False, False]
        ask(page, films[1])


def test_it_works_in_a_frame_of_another_page(
    browser: Browser, twin_folder: Path, tmp_path: Path, films: list[Path]
) -> None:
    """Of another origin: first, then with the service worker's headers; of another site, where nothing may be kept."""
    (tmp_path / "index.html").write_text(
        '<!doctype html><html lang="en"><title>A course</title><link rel="icon" href="data:,"><iframe></iframe>'
    )
    with handed_out(twin_folder) as address, handed_out(tmp_path) as course, browser.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
        for place, may_keep in ((course, True), (course, True), (course.replace("127.0.0.1", "localhost"), False)):
            page.goto(place)
            page.locator("iframe").evaluate("(frame, address) => { frame.src = address; }", f"{address}/?embed=1")
            ask(page.frame_locator("iframe"), films[1])
            if may_keep:
                page.frames[1].evaluate(KEPT)
        assert complaints == []
