"""What goes wrong with the Hugging Face Hub, in words: what failed, why, and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pneumonia.errors import HubError
from pneumonia.files import is_full

#: A token of the Hub, which a server or a proxy may repeat in what it says.
_TOKEN = re.compile(r"\b(hf|api_org)_\w+")


@contextmanager
def explained(failure: str) -> Iterator[None]:
    """What the client library raises inside becomes one :class:`HubError`: what failed, why, what to do."""
    import httpx2  # huggingface_hub's own HTTP client

    try:
        yield
    except HubError:
        raise
    # RuntimeError: an upload's thread failed; ValueError: metadata, or a name, that the Hub does not take; LookupError:
    # an answer that lacks what the Hub's have, as a proxy's does.
    except (httpx2.HTTPError, OSError, RuntimeError, ValueError, LookupError) as error:
        raise HubError(f"{failure}: {_TOKEN.sub('hf_...', reason(error))}") from error


def is_passing(error: BaseException) -> bool:
    """Is this the network's or the Hub's bad moment, and not its answer?"""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    if isinstance(error, HfHubHTTPError):
        return error.response.status_code == 429 or error.response.status_code >= 500
    return isinstance(error, httpx2.TransportError)


def reason(error: BaseException) -> str:
    """In words, from the first error in the chain that says anything: clients wrap what went wrong in their own."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(cause)
    for link in chain:
        if isinstance(link, HfHubHTTPError):
            return _answered(link)
        if isinstance(link, LocalTokenNotFoundError):
            return "no token was found. Set HF_TOKEN to one with write access, or run `hf auth login`."
        if isinstance(link, httpx2.TransportError):
            return "the Hub cannot be reached or hung up. Check the network and try again; what has arrived is kept."
        if isinstance(link, OSError) and is_full(link):
            return f"the disk is full ({link.filename or link.strerror}). Make room, or let HF_HOME name another disk."
        if "Consistency check failed" in str(link):  # the client's own words; it has no class for it
            return "a file arrived incomplete. Try again."
    said = " ".join(" ".join(str(link) for link in (error, *chain[1:][-1:])).split())  # the outermost and the innermost
    return f"{said[:300]} ({type(chain[-1]).__name__})."


def _answered(error: Any) -> str:
    """The Hub's refusals, in words."""
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    status = error.response.status_code
    if isinstance(error, GatedRepoError):
        return "its owner gives access on request only (HTTP 403). Ask for it on its page, and set HF_TOKEN."
    if isinstance(error, RevisionNotFoundError):
        return "it has no such revision (HTTP 404). Check the branch, tag or commit."
    if isinstance(error, RepositoryNotFoundError):
        return (
            f"there is no such repository, or it is private and not open to you (HTTP {status}). Check the name and, "
            "for a private one, HF_TOKEN."
        )
    wait = error.response.headers.get("Retry-After", "some")
    said = {
        401: "no valid token was sent (HTTP 401). Make one on the Hub's settings page and set HF_TOKEN.",
        402: "the account's plan does not include this (HTTP 402).",
        403: "this token may not do that (HTTP 403). Set HF_TOKEN to one that may: to publish, one with write access.",
        409: "somebody else is changing it at this moment (HTTP 409). Try again.",
        412: "somebody else changed it meanwhile (HTTP 412). Try again.",
        429: f"the Hub asks for patience (HTTP 429). Try again in {wait} s.",
    }
    if status >= 500:
        return f"the Hub has a fault (HTTP {status}). Try again later."
    return said.get(status) or f"the Hub answered HTTP {status}: {(error.server_message or 'no reason given')[:300]}"
