"""Downloads an image from an address that a stranger gave us, without becoming their way into this network.

What is refused follows OWASP's "Server-Side Request Forgery Prevention": only http and https on their own ports, only
public addresses. A name is looked up once, every address found is checked, and the connection goes to a checked address
(so no second look-up can lead elsewhere), with the name in Host, SNI and the certificate's check. Redirects are
followed by hand, each checked anew. Bytes and seconds are counted, whatever the server says or how slowly it drips.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx2

from pneumonia.errors import DownloadFailed, ImageTooLarge, RefusedURL
from pneumonia.image import MAX_BYTES

PORTS = {"http": 80, "https": 443}
REDIRECTS = 3
SECONDS = 10.0
HEADERS = {"User-Agent": "pneumonia-demo", "Accept": "image/*, application/dicom", "Accept-Encoding": "identity"}

#: Where the public IPv6 internet is (RFC 4291, section 2.4). Outside it lie loopback, link-local, unique local and
#: multicast, and prefixes that hide an IPv4 address in an IPv6 one: mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96).
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: Addresses that look public: of clouds' own services (Azure; Oracle's is in 192.0.0.0/24, which older Pythons take for
#: public), and of relays that lead anywhere (RFC 7526).
_OF_CLOUDS = [IPv4Network(each) for each in ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")]


def is_public(address: str) -> bool:
    """Is it an address on the public internet, and hides no other? False for what is no IP address at all."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and (ip not in _GLOBAL_UNICAST or ip.sixtofour or ip.teredo):
        return False
    if any(ip in network for network in _OF_CLOUDS):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


async def resolve(host: str) -> list[str]:
    """The addresses of a host, IPv4 first; none if there is no such host."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    addresses = {str(place[0]): family for family, _, _, _, place in found}
    return sorted(addresses, key=lambda address: addresses[address] != socket.AF_INET)


@dataclass(frozen=True)
class Fetcher:
    """``await Fetcher()(url)`` gives the bytes behind a public web address.

    ``seconds`` is the longest time for everything together, ``max_bytes`` the largest file. The other fields are what a
    test cannot have on the public internet: which addresses and ports are allowed, and whose certificates are believed.

    Raises :class:`~pneumonia.errors.RefusedURL`, :class:`~pneumonia.errors.DownloadFailed` or
    :class:`~pneumonia.errors.ImageTooLarge`. None of them names an address of this network or what a server answered,
    and a name with a private address is refused in the same words as one that does not exist.
    """

    seconds: float = SECONDS
    max_bytes: int = MAX_BYTES
    resolve: Callable[[str], Awaitable[list[str]]] = resolve
    allowed: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset(PORTS.values())
    verify: ssl.SSLContext | bool = True

    async def __call__(self, url: str) -> bytes:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._follow(self._checked(url))
        except TimeoutError:
            raise DownloadFailed(
                f"Expected the whole image within {self.seconds:g} seconds; the server was slower. Upload the file."
            ) from None
        except (httpx2.HTTPError, OSError):  # "from None": they name addresses
            raise DownloadFailed(
                "Expected an image at a web address; its server cannot be reached, has no valid certificate or "
                "broke off. Open the address in a browser to see whether it is right, or upload the file."
            ) from None

    def _checked(self, address: str, base: httpx2.URL | None = None) -> httpx2.URL:
        """The URL, which may be relative to ``base``, if everything but its host's addresses may be asked."""
        expected = "Expected a web address such as https://example.org/film.jpeg"
        try:
            url = base.join(address) if base else httpx2.URL(address)
        except httpx2.InvalidURL:
            raise RefusedURL(f"{expected}; received one that cannot be read. Check it, or upload the file.") from None
        if url.scheme not in PORTS or not url.host:
            raise RefusedURL(f"{expected}; received none with http or https and a host. Upload the file instead.")
        if url.userinfo:
            raise RefusedURL(f"{expected}; received one with a user name or password. Upload the file instead.")
        if (url.port or PORTS[url.scheme]) not in self.ports:
            raise RefusedURL(f"{expected} on the usual ports; received port {url.port}. Upload the file instead.")
        return url

    async def _address(self, url: httpx2.URL) -> str:
        """The address to connect to. One that is not public among those found is enough to refuse the host."""
        host = url.raw_host.decode("ascii")
        addresses = [] if _is_disguised(host) else await self.resolve(host)
        if not addresses or not all(map(self.allowed, addresses)):
            raise RefusedURL(
                f"Expected an image on a public web server; {host[:100]!r} is none that this app may ask. "
                "Upload the file instead."
            )
        return addresses[0]

    async def _follow(self, url: httpx2.URL) -> bytes:
        for _ in range(REDIRECTS + 1):
            request = httpx2.Request(
                "GET",
                url.copy_with(host=await self._address(url), fragment=None),
                headers=HEADERS | {"Host": url.netloc.decode("ascii")},
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            )
            # A transport of its own for every step: no cookies, no proxies, no connection shared between two names.
            async with httpx2.AsyncHTTPTransport(verify=self.verify, trust_env=False) as transport:
                response = await transport.handle_async_request(request)
                try:
                    if not response.has_redirect_location:
                        return await self._body(response)
                finally:
                    await response.aclose()
            url = self._checked(response.headers["Location"], url)
        raise DownloadFailed(
            f"Expected an image after at most {REDIRECTS} redirects; received one more. Use the address they lead to."
        )

    async def _body(self, response: httpx2.Response) -> bytes:
        if response.status_code != 200:
            raise DownloadFailed(
                f"Expected an image at a web address; its server answered with HTTP status {response.status_code}. "
                "Open the address in a browser to see whether it is right, or upload the file."
            )
        received = bytearray()
        async for chunk in response.aiter_raw():  # raw: nothing is unpacked, so nothing small can become large
            received += chunk
            if len(received) > self.max_bytes:
                raise ImageTooLarge(
                    f"Expected a file of at most {self.max_bytes / 2**20:g} MiB; received more from that web address. "
                    "Save the X-ray smaller or compressed."
                )
        return bytes(received)


def _is_disguised(host: str) -> bool:
    """Is it a number, but no plain IP address: 2130706433, 0x7f.1 or 0177.0.0.1 mean 127.0.0.1 to some resolvers."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    if not (last.isdigit() or last.startswith("0x")):
        return False
    try:
        return not isinstance(ip_address(host), IPv4Address)
    except ValueError:
        return True
