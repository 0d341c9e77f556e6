"""What the web server lets in and out: asked as an attacker would, over a raw socket."""

import json
import re
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from made import Made
from playwright.sync_api import Browser
from rawhttp import form
from rawsocket import Answer, ask
from served import ROOT

from pneumonia.bundle import BUNDLE
from pneumonia.image import MAX_BYTES
from pneumonia.ui.server.guard import _OPEN, HEADERS
from pneumonia.ui.server.receiving import MAX_BODY
from pneumonia.ui.server.uploads import PREFIX
from pneumonia.ui.session import FORGET_AFTER
from pneumonia.ui.texts import ENGLISH

#: Every path of Gradio 6.31 that is open. One that a later version adds is closed until somebody puts it here.
OPEN_ROUTES = [
    *("/", "/vi", "/vi/", "/config", "/config/", "/assets/{path}", "/static/{path}"),
    *("/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json", "/pwa_icon"),
    *(f"/gradio_api/{name}" for name in ("info", "info/", "openapi.json", "startup-events", "file={path_or_url}")),
    *(f"/gradio_api/{name}" for name in ("upload", "cancel", "reset")),
    *(f"/gradio_api/queue/{name}" for name in ("join", "data", "status")),
    "/gradio_api/heartbeat/{session_hash}",
    *(f"/gradio_api/call/{version}{{api_name}}{end}" for version in ("", "v2/") for end in ("", "/", "/{event_id}")),
]
#: Those that serve files from a disk, and those that did before they were closed.
SERVE_FILES = ("/gradio_api/file=", "/static/", "/assets/")
CLOSED = (
    *("/gradio_api/file/", "/file=", "/file/", "/svelte/", "/pwa_icon/", "/gradio_api/proxy=", "/gradio_api/stream/"),
    *("/gradio_api/custom_component/gradio/client/component/", "/gradio_api/file=file://", "/theme.css/", "/vi/"),
)
#: A state of the page was a file of this name.
DEEP_LINKS = ("/?deep_link=", "/config?deep_link=")
SECRET = b"the-canary-that-nobody-may-read"
#: What stands in files that must not be served; the environment of the server is one of them.
NEVER = (SECRET, b"root:x:0:0", b"def open_model", b"GRADIO_SERVER_PORT=", b'"standardisation"')


def test_only_what_the_page_and_the_api_need_is_open(made: Made) -> None:
    opened = [route for route in made.paths if _OPEN.fullmatch(re.sub("{.*?}", "x", route))]
    assert sorted(opened) == sorted(OPEN_ROUTES)
    assert _OPEN.fullmatch(f"/gradio_api/heartbeat/{uuid4()}"), "as the client for Python calls its sessions"
    closed = set(made.paths) - set(opened)
    assert closed >= {"/gradio_api/deep_link", "/gradio_api/process_recording", "/gradio_api/run/{api_name}", "/login"}
    assert closed >= {"/gradio_api/component_server", "/gradio_api/vibe-edit", "/gradio_api/proxy={url_path}"}


def test_whatever_else_gradio_opens_does_not_exist(address: str, made: Made) -> None:
    closed = [re.sub("{.*?}", "x", route) for route in set(made.paths) - set(OPEN_ROUTES)]
    for path in [*closed, "/docs", "/redoc", "/openapi.json", "/nothing", "/Config", "//config", "/.git/config"]:
        for method in ("GET", "POST"):
            answer = ask(address, path, method, {"Content-Type": "application/json"}, b"{}")
            assert (path, answer.status, answer.body) == (path, 404, b'{"detail":"Not Found"}')


def test_what_visitors_look_at_is_forgotten(made: Made) -> None:
    assert len(made.states) >= 6
    assert set(made.states) == {FORGET_AFTER}, "and not an hour after the upload: a click may begin it anew"
    assert FORGET_AFTER <= 3600
    assert "images are deleted within an hour of your last click" in ENGLISH.privacy


# --- files ------------------------------------------------------------------------------------------------------------


def spellings(file: Path) -> list[str]:
    """An absolute path in the ways that have opened other servers."""
    path = str(file)
    up = "../" * 12
    climbs = [up + path[1:], up.replace("../", "..%2f") + path[1:], up.replace("../", "%2e%2e/") + path[1:]]
    climbs += [up.replace("../", "%2e%2e%2f") + path[1:], up.replace("../", "%252e%252e%252f") + path[1:]]
    climbs += [up.replace("../", "..\\") + path[1:], up.replace("../", "..%5c") + path[1:].replace("/", "%5c")]
    climbs += [up.replace("../", "....//") + path[1:], up.replace("../", "..;/") + path[1:], "%c0%ae%c0%ae/" + path[1:]]
    climbs += ["x/" + up + path[1:], "img/" + up + path[1:], up.replace("../", ".%00./") + path[1:]]
    straight = [path, "/" + path, "//" + path, quote(path, safe=""), quote(quote(path, safe=""), safe="")]
    straight += [f"file://{path}", f"file:{path}", f"FILE://localhost{path}", f"{path}%00.png", f"{path}/", f"./{path}"]
    straight += [f"{path}?x=1", f"{path}#x", f"{path};x", f"\\{path}", f"~{path}", f"/.{path}", path.replace("/", "//")]
    straight += [f"/proc/self/root{path}", f"/proc/self/cwd/{up}{path[1:]}", f"/dev/fd/../..{path}"]
    return climbs + straight


@pytest.fixture(scope="module")
def forbidden(tmp_path_factory: pytest.TempPathFactory, app_folder: Path, release: Path) -> list[Path]:
    """Files that exist: secrets of this machine, of the app, and one that lies beside the uploads."""
    token = tmp_path_factory.mktemp("home") / ".cache" / "huggingface" / "token"
    beside = app_folder / "uploads" / "beside.png"
    for path in (token, beside):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SECRET)
    return [token, beside, Path("/etc/passwd"), Path("/proc/self/environ"), ROOT / "app.py", release / BUNDLE]


@pytest.mark.parametrize("route", SERVE_FILES)
def test_no_spelling_of_a_path_leaves_the_folder_of_uploads(address: str, forbidden: list[Path], route: str) -> None:
    for file in forbidden:
        for spelling in spellings(file):
            answer = ask(address, route + spelling)
            assert answer.status in (400, 403, 404), (route + spelling, answer.body[:99])
            assert not [secret for secret in NEVER if secret in answer.body]


@pytest.mark.parametrize("route", [*CLOSED, *DEEP_LINKS])
def test_no_other_way_leads_to_a_file(address: str, forbidden: list[Path], route: str) -> None:
    for spelling in spellings(forbidden[0])[:: 6 if route in DEEP_LINKS else 2]:
        answer = ask(address, route + spelling)
        assert answer.status == (200 if route in DEEP_LINKS else 404) or "file=" in route
        assert not [secret for secret in NEVER if secret in answer.body]


def test_a_link_in_the_folder_of_uploads_leads_nowhere(address: str, app_folder: Path, forbidden: list[Path]) -> None:
    [uploads] = (app_folder / "uploads").glob(f"{PREFIX}*")
    (uploads / "film.png").symlink_to(forbidden[0])
    (uploads / "folder").symlink_to(forbidden[0].parent)
    for name in ("film.png", "folder/token", "folder/../film.png"):
        assert ask(address, f"/gradio_api/file={uploads}/{name}").status == 403
    for name in ("film.png", "folder"):
        (uploads / name).unlink()


@pytest.mark.parametrize("endpoint", ["predict", "gradcam"])
def test_no_path_of_the_server_is_read_as_an_image(
    address: str, forbidden: list[Path], films: list[Path], endpoint: str
) -> None:
    """The argument that a client fills with the path of its upload."""
    for file in (*forbidden, films[0]):
        for path in (str(file), f"file://{file}", f"{app_uploads(address)}/../{file.name}"):
            data = {"path": path, "meta": {"_type": "gradio.FileData"}}
            call = ask(address, f"/gradio_api/call/v2/{endpoint}", "POST", JSON, json.dumps({"image": data}).encode())
            event = json.loads(call.body)["event_id"]
            answer = ask(address, f"/gradio_api/call/{endpoint}/{event}")
            assert b"event: error" in answer.body
            assert b"Expected an uploaded image; received a path that is none." in answer.body


JSON = {"Content-Type": "application/json"}


def app_uploads(address: str) -> str:
    """The folder of uploads, as a caller learns it: from the path of an upload."""
    return str(Path(upload(address, "film.png", b"a film")).parents[1])


def upload(address: str, name: str, content: bytes) -> str:
    """The path that the server gives an upload."""
    headers, body = form(name, content)
    answer = ask(address, "/gradio_api/upload", "POST", headers, body)
    assert answer.status == 200, answer
    return str(json.loads(answer.body)[0])


@pytest.mark.parametrize(
    "name",
    ["../../canary.png", "..%2f..%2fcanary.png", "/etc/canary.png", "..\\..\\canary.png", "C:\\canary.png", "~/canary"],
)
def test_the_name_of_an_upload_does_not_say_where_it_lies(address: str, app_folder: Path, name: str) -> None:
    path = Path(upload(address, name, b"a canary"))
    [uploads] = (app_folder / "uploads").glob(f"{PREFIX}*")
    assert path.parents[1] == uploads
    assert uploads.stat().st_mode & 0o777 == 0o700, "readable by nobody else"
    assert path.resolve() == path
    assert re.fullmatch("[0-9a-f]{64}", path.parent.name), "only who knows the content can guess the path"
    assert path.is_file()


# --- what browsers are told -------------------------------------------------------------------------------------------

EVIL = {
    "evil.html": b"<html><body><script>document.title = 'owned'</script></body></html>",
    "evil.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>document.title = 'owned'</script></svg>",
    "evil.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><script>document.title = 'owned'</script></html>",
    "evil.png": b"<html><body><script>document.title = 'owned'</script></body></html>",
    "evil.txt": b"<html><body><script>document.title = 'owned'</script></body></html>",
    "evil.pdf": b"%PDF-1.7\n<html><script>document.title = 'owned'</script></html>",
    "evil": b"<html><body><script>document.title = 'owned'</script></body></html>",
}


def test_uploads_are_never_active_content(address: str) -> None:
    for name, content in EVIL.items():
        for headers in ({}, {"Range": "bytes=0-400"}):
            answer = ask(address, f"/gradio_api/file={upload(address, name, content)}", headers=headers)
            assert answer.status == 200
            assert answer.body == content
            assert answer.head["x-content-type-options"] == "nosniff"
            assert answer.head["content-security-policy"] == "default-src 'none'; sandbox"
            inert = answer.head["content-type"].split(";")[0] in ("image/png", "text/plain", "application/pdf")
            assert inert or answer.head["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["evil.html", "evil.svg"])
def test_a_browser_runs_no_script_of_an_upload(browser: Browser, address: str, name: str) -> None:
    path = upload(address, name, EVIL[name])
    with browser.new_context(accept_downloads=True) as context:
        page = context.new_page()
        page.goto(f"{address}/theme.css")  # the same origin, and no page of ours
        page.evaluate("(url) => { location.href = url; }", f"{address}/gradio_api/file={path}")
        page.wait_for_timeout(300)
        assert page.title() != "owned"
        page.goto(f"{address}/theme.css")
        frame = "(url) => new Promise((done) => { const f = document.createElement('iframe'); f.onload = done; f.src ="
        page.evaluate(
            frame + " url; document.documentElement.append(f); setTimeout(done, 500); })", path_of(address, path)
        )
        assert [frame.title() for frame in page.frames if frame.title() == "owned"] == []


def path_of(address: str, path: str) -> str:
    return f"{address}/gradio_api/file={path}"


def everywhere(address: str) -> dict[str, Answer]:
    """Answers of every kind: page, settings, styles, API, a refusal, a path that does not exist."""
    paths = ("/", "/vi", "/config", "/theme.css", "/gradio_api/info", "/gradio_api/file=/etc/passwd", "/nothing")
    return {path: ask(address, path) for path in paths}


def test_headers_are_fit_for_embedding_and_nothing_more(address: str) -> None:
    for path, answer in everywhere(address).items():
        assert {name: answer.head[name.lower()] for name in HEADERS} == HEADERS, path
        policy = answer.head["content-security-policy"]
        assert "frame-ancestors" not in policy, "courses embed the page from anywhere"
        assert policy.startswith("default-src 'self' data: blob:" if "file=" not in path else "default-src 'none'")
        assert not {"x-frame-options", "set-cookie", "x-powered-by"} & set(answer.head)
        assert not re.search(r"\d", answer.head["server"]), "no version"
        assert "access-control-allow-origin" not in answer.head, "nobody asked"


def test_a_foreign_page_may_not_ask_an_app_on_its_visitors_own_machine(address: str) -> None:
    """Gradio's own rule: who serves on a name of the internet is open to all pages, and there is no login to misuse."""
    there = ask(address, "/config", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in there.head
    named = {"Origin": "https://school.example", "Host": "demo.example"}
    assert ask(address, "/config", headers=named).head["access-control-allow-origin"] == "https://school.example"


def test_an_answer_repeats_no_header_of_its_request(address: str) -> None:
    path = upload(address, "film.png", b"a film")
    for headers in ({"Range": "bytes=0-2"}, {"Range": "bytes=9-2"}, {"Range": "bytes=99999999999-"}):
        answer = ask(address, f"/gradio_api/file={path}", headers=headers | {"Cookie": "canary=1", "X-Canary": "1"})
        assert answer.status == 200
        assert answer.body == b"a film"
        assert "canary" not in str(answer.head).lower()


# --- answers to calls -------------------------------------------------------------------------------------------------


def test_an_answer_that_does_not_wait_is_not_found(address: str, app_folder: Path) -> None:
    """Neither of a call that never was, nor a second time; ``serving`` looks for tracebacks in the log at the end."""
    body = json.dumps({}).encode()
    call = json.loads(ask(address, "/gradio_api/call/v2/model", "POST", JSON, body).body)["event_id"]
    first = ask(address, f"/gradio_api/call/model/{call}")
    assert first.status == 200
    assert b"event: complete" in first.body
    for path in (f"model/{call}", f"v2/model/{call}", "predict/deadbeef", "predict/" + "x" * 5000, "v2/predict"):
        answer = ask(address, f"/gradio_api/call/{path}")
        assert answer.status == 404
        told = json.loads(answer.body)["detail"]
        received = path.rpartition("/")[2][:80]
        assert told.startswith(f"Expected the number of a call whose answer waits; received {received!r}. ")
        assert told.endswith("call the endpoint again.")
    assert "Traceback" not in (app_folder / "log").read_text()


def test_a_stream_for_nobody_ends_whole(address: str, app_folder: Path) -> None:
    answer = ask(address, "/gradio_api/queue/data?session_hash=nobody")
    assert answer.status == 200
    assert b'"session_not_found":true' in answer.body
    assert answer.body.endswith(b"\r\n0\r\n\r\n"), "the end of a body in pieces"
    assert "Traceback" not in (app_folder / "log").read_text()


# --- sizes ------------------------------------------------------------------------------------------------------------


def test_a_body_is_limited_whether_it_says_its_length_or_not(address: str) -> None:
    for path in ("/gradio_api/upload", "/gradio_api/queue/join", "/gradio_api/call/predict", "/gradio_api/mcp/"):
        answer = ask(address, path, "POST", {"Content-Length": str(MAX_BODY + 1)})
        assert answer.status == 413
        assert json.loads(answer.body)["detail"].startswith("Expected at most 86 MiB in one request; received more.")
    assert ask(address, "/config", headers={"Content-Length": "-1"}).status in (400, 413)
    unannounced = JSON | {"Content-Length": "", "Transfer-Encoding": "chunked"}
    one_too_many = b"%x\r\n" % (MAX_BODY + 1) + bytes(MAX_BODY + 1)
    assert ask(address, "/gradio_api/queue/join", "POST", unannounced, one_too_many).status == 413


def test_a_file_is_limited(address: str) -> None:
    headers, body = form("film.png", bytes(MAX_BYTES + 1))
    answer = ask(address, "/gradio_api/upload", "POST", headers, body)
    assert answer.status == 413
    assert b"maximum allowed size of 67108864 bytes" in answer.body
