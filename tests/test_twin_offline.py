"""The service worker: one whole version of the page, kept for visits without a network, and followed by the next."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect
from twin import KEPT, Files, handed_out, staged

from space.twin import offline
from space.twin.stage import BROWSER

PAGE = """<!doctype html><html lang="en"><head><meta name="version" content="$version"><title>A page</title>
<link rel="icon" href="data:,"></head><body><h1></h1><script type="module" src="page/main.js"></script></body></html>"""
MAIN = """import { keep } from './offline.js';
document.querySelector('h1').textContent = (await import('./title.js')).title;
keep();"""
WAITING = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  for (const end = Date.now() + 20_000; !registration.waiting;) {
    if (Date.now() > end) throw new Error('no newer version came');
    await new Promise((done) => setTimeout(done, 20));
  }
}"""
#: What has become of a service worker that was to be installed.
ENDED = """async () => {
  for (;;) {
    const registration = await navigator.serviceWorker.getRegistration();
    if (registration?.active) return 'kept';
    if (!registration?.installing) return 'not kept';
    await new Promise((done) => setTimeout(done, 20));
  }
}"""
CACHED = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    found[name] = (await (await caches.open(name)).keys()).map(({ url }) => url).sort();
  }
  return found;
}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small page with the real service worker."""
    (tmp_path / "page").mkdir()
    shutil.copy(BROWSER / "page" / "offline.js", tmp_path / "page")
    (tmp_path / "page" / "main.js").write_text(MAIN)
    return deployed(tmp_path, "One")


def deployed(folder: Path, title: str, later: int = 10**9) -> Path:
    """The page with another title, last changed at a time in seconds."""
    (folder / "page" / "title.js").write_text(f"export const title = '{title}';")
    (folder / "index.html").write_text(PAGE)
    shutil.copy(BROWSER / offline.WORKER, folder)
    offline.seal(folder, [])
    for path in folder.rglob("*"):  # the server tells no two changes of one second apart
        os.utime(path, (later, later))
    return folder


@contextmanager
def visited(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor's page, on which nothing may go wrong."""
    with browser.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        yield page
        assert complaints == []


def shows(page: Page, title: str, folder: Path | None = None) -> None:
    expect(page.get_by_role("heading")).to_have_text(title)
    if folder:
        assert page.locator("meta[name=version]").get_attribute("content") == staged(folder)["version"]


def test_a_page_is_kept_whole_and_served_with_the_headers_for_threads(browser: Browser, folder: Path) -> None:
    with handed_out(folder) as address, visited(browser, address) as page:
        page.evaluate(KEPT)
        wanted = [f"{address}/{name}" for name in ("index.html", "page/main.js", "page/offline.js", "page/title.js")]
        assert page.evaluate(CACHED) == {f"pneumonia {address}/ {staged(folder)['version']}": wanted}
        response = page.context.new_page().goto(f"{address}/page")  # which the server redirects to page/
        assert response
        assert response.ok
        page.context.set_offline(True)
        for place in ("", "index.html?lang=vi#here"):
            page.goto(f"{address}/{place}")
            shows(page, "One", folder)
            assert page.evaluate("crossOriginIsolated")


def test_a_new_version_takes_over_whole(browser: Browser, folder: Path) -> None:
    """Not while the old one is open elsewhere; then one reload is enough."""
    with handed_out(folder) as address, visited(browser, address) as page:
        page.evaluate(KEPT)
        deployed(folder, "Two", 10**9 + 10)
        other = page.context.new_page()
        other.goto(address)
        other.evaluate(WAITING)
        for shown in (page, other):
            shown.reload()
            shows(shown, "One")
        other.close()
        pages: list[Response] = []
        page.on("response", lambda one: pages.append(one) if one.request.is_navigation_request() else None)
        page.reload()
        shows(page, "Two", folder)
        assert len(pages) == 2  # once of the old one, which steps back, and once of the new one, when it is in charge
        only_its_own = (
            r"default-src 'none'; script-src 'sha256-[\w+/]{43}='; img-src data:; base-uri 'none'; form-action 'none'"
        )
        assert re.fullmatch(only_its_own, pages[0].headers["content-security-policy"])
        page.evaluate(KEPT)
        assert list(page.evaluate(CACHED)) == [f"pneumonia {address}/ {staged(folder)['version']}"]


class Isolated(Files):
    """Hands out pages that are isolated themselves: they show in a frame only what is so, too."""

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()


def test_a_new_version_takes_over_in_a_frame_of_an_isolated_page(
    browser: Browser, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    course = tmp_path_factory.mktemp("course")
    with handed_out(folder) as address, handed_out(course, Isolated) as around, visited(browser, address) as page:
        page.evaluate(KEPT)
        frame = f'<link rel="icon" href="data:,"><iframe src="{address}/"></iframe>'
        (course / "index.html").write_text(f'<!doctype html><html lang="en"><title>A course</title>{frame}')
        page.goto(around)
        inside = page.frame_locator("iframe").get_by_role("heading")
        expect(inside).to_have_text("One")
        deployed(folder, "Two", 10**9 + 10)
        page.reload()
        expect(inside).to_have_text("One")
        page.frames[1].evaluate(WAITING)
        page.frames[1].evaluate("() => { location.reload(); }")
        expect(inside).to_have_text("Two")


def test_half_a_version_is_not_kept(browser: Browser, folder: Path) -> None:
    """As in the midst of a deployment, where one file is newer than the others. The next visit goes on."""
    title = folder / "page" / "title.js"
    right = title.read_text()
    title.write_text(right + "// newer")
    with handed_out(folder) as address, visited(browser, address) as page:
        shows(page, "One")
        assert page.evaluate(ENDED) == "not kept"
        title.write_text(right)
        page.reload()
        page.evaluate(KEPT)


def test_a_host_may_add_lines_to_the_page(browser: Browser, folder: Path) -> None:
    """As static Spaces do for their variables."""
    page_file = folder / "index.html"
    page_file.write_text(page_file.read_text().replace("<head>", "<head><script>window.huggingface = {};</script>"))
    with handed_out(folder) as address, visited(browser, address) as page:
        page.evaluate(KEPT)


def test_two_pages_of_one_server_leave_each_other_alone(browser: Browser, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "a")
    shutil.copytree(folder, tmp_path / "b")
    with handed_out(tmp_path) as address, visited(browser, f"{address}/a/") as page:
        page.evaluate(KEPT)
        page.goto(f"{address}/b/")
        page.evaluate(KEPT)
        version = staged(folder)["version"]
        assert sorted(page.evaluate(CACHED)) == [f"pneumonia {address}/{name}/ {version}" for name in "ab"]
