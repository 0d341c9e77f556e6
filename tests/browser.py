"""A real browser that notices what a visitor would not see: console errors and requests to third parties."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

#: The first that is there. Debian's headless shell is the browser without windows: the 26 tests of three files took
#: 125 s with it, 151 s with the whole browser.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Other work beside the tests may slow the app down; what never comes fails all the same.
expect.set_options(timeout=20_000)
#: This machine is the whole network: whoever asks another one gets nothing, and the page must live with it.
#: It is ``plain.test``, too, which unlike 127.0.0.1 is no secure place without https.
ALONE = "--host-resolver-rules=MAP plain.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
#: What Playwright itself writes on the console where it keeps a service worker away.
BLOCKED = "Service Worker registration blocked by Playwright"
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


@contextmanager
def launched(*options: str) -> Iterator[Browser]:
    """The system's Chromium, headless; raises if there is none (``make browser`` installs it)."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise FileNotFoundError(f"no browser named {', '.join(NAMES)}; run `make browser`")
    with sync_playwright() as playwright:
        # No sandbox: it cannot be had as root, and the only pages opened are our own.
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", *(options or ["--disable-gpu"]), ALONE, *QUIET]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")  # not longer: while Playwright runs, no test can start an event loop of its own
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def again(browser: Browser) -> BrowserContext:
    """One visitor for all of a file's tests: of what was fetched once, the next page of the app takes half the time."""
    return browser.contexts[0] if browser.contexts else browser.new_context(service_workers="block")


@contextmanager
def visit(
    who: Browser | BrowserContext, address: str, width: int = 1280, *, dark: bool = False, kept: bool = False
) -> Iterator[Page]:
    """A page of a new visitor, or of one who comes again.

    On leaving, it must have logged no error or warning and asked nobody but ``address``.

    Unless it is to be ``kept``, no service worker fetches all 20 MB of a static page for the next visit: none follows,
    and a test would wait for it.
    """
    size, colours = ViewportSize(width=width, height=900), "dark" if dark else "light"
    with ExitStack() as stack:
        if isinstance(who, Browser):
            workers = "allow" if kept else "block"
            new = who.new_context(viewport=size, color_scheme=colours, service_workers=workers)
            page = stack.enter_context(new).new_page()
        else:
            page = stack.enter_context(who.new_page())
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=colours)
        page.set_default_timeout(20_000)
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if _complains(line) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if _foreign(request.url, address) else None)
        page.goto(address)
        page.get_by_role("tab").first.wait_for()
        yield page
        assert not complaints, complaints
        assert not page.context.cookies(), "the page set a cookie"


def settle(page: Page) -> None:
    """Wait until the app owes this page nothing more: Gradio complains on the console when it is left before."""
    quiet = 0
    while quiet < 5:  # one event may start the next: half a second without any is the end
        sent = page.requests()
        # What an earlier address of the page had asked for is owed to nobody, and its end is not always told.
        pages = [at for at, request in enumerate(sent) if request.is_navigation_request()]
        since = max((at for at in pages if sent[at].frame == page.main_frame), default=0)
        under_way = any("/queue/" in request.url and not _over(request) for request in sent[since:])
        quiet = 0 if under_way else quiet + 1
        page.wait_for_timeout(100)


def _complains(line: ConsoleMessage) -> bool:
    return line.type in ("error", "warning") and line.text != BLOCKED


def _over(request: Request) -> bool:
    return request.failure is not None or request.timing["responseEnd"] >= 0


def _foreign(url: str, address: str) -> bool:
    origin = "/".join(address.split("/")[:3])
    return not url.startswith((origin + "/", "data:", "blob:"))
