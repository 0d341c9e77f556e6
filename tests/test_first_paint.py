"""What a school's firewall must let through: the app's own server and nothing else, also inside another page."""

import gzip
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Route, expect

from pneumonia.ui.texts import ENGLISH

#: What makes a browser fetch something before any script runs.
FETCHED = r"""<(?:link|script|img|iframe|source|object|embed)\b[^>]*?\b(?:href|src|data)=["']?([^"' >]+)"""
IN_STYLES = r"""(?:url\(|@import\s+)["']?([^"')]+)"""
#: Another page that shows the app, as a web component with the module of the app's own server. In a frame it asks
#: whom it asks alone, which every test that opens the page looks at.
COMPONENT = '<script type="module" src="{module}"></script><gradio-app src="{address}/"></gradio-app>'


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def school(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another site: its address, and the folder that it serves."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", tmp_path
        server.shutdown()


def get(url: str, *accept: str) -> tuple[bytes, str | None]:
    """The body and how it is encoded."""
    with urlopen(Request(url, headers={"Accept-Encoding": ", ".join(accept) or "identity"}), timeout=20) as answer:
        return answer.read(), answer.headers["Content-Encoding"]


def markup(address: str) -> str:
    """The page as the server sends it, without what stands in its scripts."""
    return re.sub(r"(<script[^>]*>).*?</script>", r"\1</script>", get(address)[0].decode(), flags=re.DOTALL)


def foreign(urls: list[str], address: str) -> list[str]:
    return [url for url in urls if re.match(r"(?:https?:)?//", url) and not url.startswith(address)]


def test_the_served_page_and_its_styles_name_no_other_server(address: str) -> None:
    page = markup(address)
    fetched = re.findall(FETCHED, page)
    sheets = [url for url in fetched if url.split("?")[0].endswith(".css")]
    assert any(url.endswith(".js") for url in fetched)
    assert sheets
    styles = [page, *(get(f"{address}/{url.removeprefix('./')}")[0].decode() for url in [*sheets, "theme.css"])]
    fetched += [url for text in styles for url in re.findall(IN_STYLES, text)]
    assert foreign(fetched, address) == []


def test_nothing_is_preconnected(address: str) -> None:
    assert not re.search(r'rel="?(?:dns-prefetch|preconnect|prefetch)', markup(address))


def test_inside_another_page_nobody_else_is_asked(
    browser: Browser, address: str, school: tuple[str, Path], films: list[Path]
) -> None:
    site, folder = school
    module = next(url for url in re.findall(FETCHED, markup(address)) if url.endswith(".js"))
    body = COMPONENT.format(address=address, module=f"{address}/{module.removeprefix('./')}")
    (folder / "index.html").write_text(f"<!doctype html><title>Course</title>{body}")
    refused: list[str] = []

    def firewall(route: Route) -> None:
        if route.request.url.startswith((address, site)):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    with browser.new_context() as context:
        context.route("**/*", firewall)
        page = context.new_page()
        page.goto(site)
        page.set_input_files("#px-drop-predict input", films[1], timeout=30_000)
        expect(page.get_by_role("status", name=ENGLISH.result_label)).to_be_visible(timeout=20_000)
        page.get_by_role("tab", name=ENGLISH.tab_metrics).click()
        expect(page.locator(".vega-embed svg").first).to_be_visible(timeout=20_000)
        assert refused == []


def test_the_page_is_sent_compressed(address: str) -> None:
    whole, plain = get(address)
    packed, encoding = get(address, "gzip", "br")
    assert (plain, encoding) == (None, "gzip")
    assert gzip.decompress(packed) == whole
    assert len(packed) < len(whole) / 5
    script = next(url for url in re.findall(FETCHED, markup(address)) if url.endswith(".js"))
    assert get(f"{address}/{script.removeprefix('./')}", "gzip", "br")[1] == "br", "files are left to Gradio"
