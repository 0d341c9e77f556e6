"""Downloads from strangers' addresses: what is refused, and a real server that lies, drips, redirects and breaks off.

A test has no public server, so it brings rules of its own (which addresses, ports and certificates); what it asks is a
real server on 127.0.0.1 over real sockets.
"""

import asyncio
import datetime
import ipaddress
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pneumonia.errors import DownloadFailed, ImageTooLarge, PneumoniaError, RefusedURL
from pneumonia.fetch import HEADERS, PORTS, REDIRECTS, Fetcher, is_public

CONTENT = b"an image" * 1000
LEAKS = ("127.0.0.1", "secret")
Answer = Callable[[BaseHTTPRequestHandler], None]


def get(url: str, fetcher: Fetcher | None = None) -> bytes:
    return asyncio.run((fetcher or Fetcher())(url))


def finds(*addresses: str) -> Callable[[str], Awaitable[list[str]]]:
    async def resolve(_host: str) -> list[str]:
        return list(addresses)

    return resolve


@contextmanager
def server(
    *answers: Answer, context: ssl.SSLContext | None = None
) -> Iterator[tuple[Fetcher, str, list[dict[str, str]]]]:
    """A server that gives one answer after the other; a fetcher that may ask it, its URL, the headers it received."""
    received: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            received.append(dict(self.headers) | {":path": self.path})
            answers[len(received) - 1](self)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what these tests are about."""

    with Quiet(("127.0.0.1", 0), Handler) as httpd:
        if context:
            httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
        Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
        port = httpd.server_address[1]

        fetcher = Fetcher(resolve=finds("127.0.0.1"), allowed="127.0.0.1".__eq__, ports=frozenset([port]), seconds=5)
        yield fetcher, f"http{'s' * bool(context)}://films.example:{port}/a/film.jpeg?size=1", received
        httpd.shutdown()


def send(status: int = 200, content: bytes = CONTENT, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in ({"Content_Length": str(len(content))} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return answer


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("168.63.129.16", "192.0.0.192", "192.88.99.1"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:8.8.8.8", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:1::1", "::127.0.0.1"),
        *("fe80::1%eth0", "2130706433", "films.example", ""),
    ],
)
def test_what_is_not_plainly_public_is_not_asked(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.0.223", "2606:4700:4700::1111", "2a00:1450:4001::1"])
def test_the_public_internet_is_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://127.0.0.1/x", "none that this app may ask"),
        ("https://localhost/x", "none that this app may ask"),
        ("http://169.254.169.254/latest/meta-data/", "none that this app may ask"),
        ("http://[::1]/x", "none that this app may ask"),
        ("http://[::ffff:127.0.0.1]/x", "none that this app may ask"),
        ("http://2130706433/x", "none that this app may ask"),
        ("http://134744072/x", "none that this app may ask"),  # 8.8.8.8, but why would anybody write it like that?
        ("http://0x7f.1/x", "none that this app may ask"),
        ("http://127.1/x", "none that this app may ask"),
        ("http://0177.0.0.1/x", "cannot be read"),
        ("http://no-such-host.invalid/x", "none that this app may ask"),
        ("ftp://films.example/x", "none with http or https"),
        ("file:///etc/passwd", "none with http or https"),
        ("http:///x", "none with http or https"),
        ("https://user:secret@films.example/x", "received one with a user name or password"),
        ("https://films.example:22/x", "received port 22"),
        ("https://films.example:abc/x", "cannot be read"),
    ],
)
def test_an_address_is_refused_and_said_why(url: str, message: str) -> None:
    with pytest.raises(RefusedURL, match=message) as caught:
        get(url)
    assert "secret" not in str(caught.value)


def test_a_private_and_an_unknown_host_cannot_be_told_apart() -> None:
    """Or strangers could list the names of this network."""

    async def resolve(host: str) -> list[str]:
        return ["10.0.0.5"] if host.startswith("intra") else []

    said = []
    for host in ("intra.example", "other.example"):
        with pytest.raises(RefusedURL) as caught:
            get(f"https://{host}/", Fetcher(resolve=resolve))
        said.append(str(caught.value).replace(host, ""))
    assert said[0] == said[1]


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(RefusedURL):
        get("https://films.example/", Fetcher(resolve=finds("8.8.8.8", "127.0.0.1")))


def test_the_file_comes_whole_and_the_server_learns_no_more_than_it_must() -> None:
    with server(send()) as (fetcher, url, received):
        assert get(url, fetcher) == CONTENT
    [asked] = received
    assert asked.pop(":path") == "/a/film.jpeg?size=1"
    assert asked.pop("Host") == url.split("/")[2]
    assert asked == HEADERS


def test_the_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with server(send()) as (fetcher, url, _):
        assert get(url, fetcher) == CONTENT


def test_a_name_is_looked_up_once_so_it_cannot_change_its_mind() -> None:
    """DNS rebinding: a first answer that is allowed, and a second that would lead inside."""
    with server(send()) as (fetcher, url, _):
        looked_up: list[str] = []

        async def rebinding(host: str) -> list[str]:
            looked_up.append(host)
            return ["127.0.0.1"] if len(looked_up) == 1 else ["10.0.0.5"]

        assert get(url, replace(fetcher, resolve=rebinding)) == CONTENT
    assert looked_up == ["films.example"]


def test_a_few_redirects_are_followed_without_cookies() -> None:
    moved = send(302, b"", Location="/b", Set_Cookie="a=1")
    with server(moved, send(301, b"", Location="c"), send()) as (fetcher, url, received):
        assert get(url, fetcher) == CONTENT
    assert [asked[":path"] for asked in received] == ["/a/film.jpeg?size=1", "/b", "/c"]
    assert not any("Cookie" in asked for asked in received)


def test_too_many_redirects_are_not_followed() -> None:
    answers = [send(302, b"", Location="/again")] * 9
    with server(*answers) as (fetcher, url, received), pytest.raises(DownloadFailed, match="at most 3 redirects"):
        get(url, fetcher)
    assert len(received) == REDIRECTS + 1


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.5/secret", "http://localhost/", "file:///etc/passwd", "http://films.example:22/", "//x:secret"],
)
def test_a_redirect_is_checked_like_the_first_address(location: str) -> None:
    with server(send(302, b"", Location=location)) as (fetcher, url, received):
        inside = {"films.example": ["127.0.0.1"], "10.0.0.5": ["10.0.0.5"], "localhost": ["::1"]}

        async def resolve(host: str) -> list[str]:
            return inside[host]

        with pytest.raises(RefusedURL) as caught:
            get(url, replace(fetcher, resolve=resolve))
    assert len(received) == 1
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("length", ["10", "9999999"])
def test_bytes_are_counted_whatever_the_length_says(length: str) -> None:
    with server(send(Content_Length=length)) as (fetcher, url, _):
        limited = replace(fetcher, max_bytes=len(CONTENT) - 1)
        if length == "10":  # fewer are announced than sent: only those belong to the answer
            assert get(url, limited) == CONTENT[:10]
        else:
            with pytest.raises(ImageTooLarge, match="received more from that web address"):
                get(url, limited)


def test_an_endless_body_is_cut_off() -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(CONTENT)

    with server(endless) as (fetcher, url, _), pytest.raises(ImageTooLarge):
        get(url, replace(fetcher, max_bytes=10**6))


@pytest.mark.parametrize("where", ["header", "body"])
def test_a_dripping_server_is_left_when_the_time_is_over(where: str) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"X: " if where == "header" else b"\r\n"))
        while True:
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.02)

    with server(drip) as (fetcher, url, _), pytest.raises(DownloadFailed, match=r"within 0\.3 seconds"):
        get(url, replace(fetcher, seconds=0.3))


def test_a_slow_look_up_counts_too() -> None:
    async def slow(_host: str) -> list[str]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(DownloadFailed, match=r"within 0\.1 seconds"):
        get("https://films.example/", Fetcher(resolve=slow, seconds=0.1))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (send(404, b"secret"), "HTTP status 404"),
        (send(204, b""), "HTTP status 204"),
        (send(302, b""), "HTTP status 302"),
        (send(Content_Length="99999"), "broke off"),
        (lambda request: request.wfile.write(b"SSH-2.0-secret\r\n"), "broke off"),
    ],
)
def test_what_is_no_image_is_told_without_what_the_server_said(answer: Answer, message: str) -> None:
    with server(answer) as (fetcher, url, _), pytest.raises(DownloadFailed, match=message) as caught:
        get(url, fetcher)
    assert not any(leak in str(caught.value) for leak in LEAKS)


def test_a_closed_port_is_told_without_its_address() -> None:
    with server() as (fetcher, url, _):
        pass
    with pytest.raises(DownloadFailed, match="cannot be reached") as caught:
        get(url, fetcher)
    assert not any(leak in str(caught.value) for leak in LEAKS)


def test_compressed_bytes_are_not_unpacked() -> None:
    with server(send(Content_Encoding="gzip")) as (fetcher, url, _):
        assert get(url, fetcher) == CONTENT


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that ``films.example`` signed for itself, with its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "films.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("films.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = tmp_path / "films.pem"
    path.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, *plain))
    return path


def test_certificates_are_checked_against_the_name_not_the_address(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    believed = ssl.create_default_context(cafile=str(certificate))
    with server(send(), context=context) as (fetcher, url, _):
        assert get(url, replace(fetcher, verify=believed)) == CONTENT
        assert asked == ["films.example"]
        with pytest.raises(DownloadFailed, match="no valid certificate"):
            get(url, fetcher)  # nobody whom the machine trusts has signed it
        with pytest.raises(DownloadFailed, match="no valid certificate"):
            get(url.replace("films.example", "other.example"), replace(fetcher, verify=believed))


def test_the_rules_of_the_tests_are_not_those_of_the_app() -> None:
    ours = Fetcher()
    assert (ours.allowed, ours.ports, ours.verify) == (is_public, frozenset(PORTS.values()), True)
    assert issubclass(RefusedURL, PneumoniaError)
    assert not ours.allowed(str(ipaddress.ip_address("127.0.0.1")))
