"""Who may do what on the Hub: tokens, and the errors that clients tell apart by their headers."""

from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

from fastapi import Depends, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator

from hubserver.store import Commit, Repo

if TYPE_CHECKING:
    from hubserver.server import Hub

OWNER = "hf_ownerownerownerownerownerowner00"
READER = "hf_readerreaderreaderreaderreader0"
USERS = {OWNER: "user", READER: "reader"}
REPO = "/api/{kinds}/{owner}/{name}"
Segment = Annotated[str, AfterValidator(unquote)]  # a part of the path, which is matched before it is decoded
KINDS = {"models": "model", "datasets": "dataset", "spaces": "space"}


class HubError(Exception):
    """An answer that is an error; ``code`` is what the client makes its exception of."""

    def __init__(self, status: int, message: str, code: str | None = None, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        # A header holds one line of Latin-1; the body holds the message as it is.
        line = " ".join(message.split()).encode("latin-1", "replace").decode("latin-1")
        self.headers = {"X-Error-Message": line, **({"X-Error-Code": code} if code else {}), **headers}

    @staticmethod
    async def answer(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HubError)
        return JSONResponse({"error": str(error)}, error.status, error.headers)


def hub_of(request: Request) -> "Hub":
    hub: Hub = request.app.state.hub
    return hub


def user_of(request: Request) -> str | None:
    """The user whose token came with the request; None for visitors."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return None
    if scheme != "Bearer" or token not in USERS:
        raise HubError(401, "Invalid credentials in Authorization header")
    return USERS[token]


def may_write(user: str | None, owner: str) -> bool:
    """Everybody owns their own name, but the reader's token is for reading only."""
    return user == owner == USERS[OWNER]


async def readable(request: Request) -> Repo:
    """The repository that the path names, if the request may know of it."""
    user, path = user_of(request), request.path_params
    kind = KINDS.get(path.get("kinds", "models"))
    repo = hub_of(request).store.find(kind, f"{path['owner']}/{path['name']}") if kind else None
    if repo and (not repo.settings.private or user == repo.owner):
        return repo
    # The Hub does not tell whether a private repository exists, and has visitors log in first.
    if user:
        raise HubError(404, "Repository not found", "RepoNotFound")
    raise HubError(401, "Invalid username or password.", "RepoNotFound")


async def open_to(request: Request) -> Repo:
    """A repository whose contents the request may have: everybody may list a gated one, few may download it."""
    repo, user = await readable(request), user_of(request)
    if not repo.settings.gated or user == repo.owner:
        return repo
    restricted = f"Access to {repo.kind} {repo.name} is restricted"
    if user:
        raise HubError(403, f"{restricted} and you are not in the authorized list.", "GatedRepo")
    raise HubError(401, f"{restricted}. You must have access to it and be authenticated to access it.", "GatedRepo")


async def writable(request: Request) -> Repo:
    repo, user = await readable(request), user_of(request)
    if user is None:
        raise HubError(401, "Invalid username or password.")
    if not may_write(user, repo.owner):
        raise HubError(403, "Authorization error.")
    return repo


Readable = Annotated[Repo, Depends(readable)]
Open = Annotated[Repo, Depends(open_to)]
Writable = Annotated[Repo, Depends(writable)]


def find_commit(repo: Repo, revision: str) -> Commit:
    commit = repo.resolve(revision)
    if commit is None:
        raise HubError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    return commit


def no_entry(commit: Commit, path: str) -> HubError:
    # With the commit, from which clients remember that the file is not in it.
    return HubError(404, f"Entry not found: {path}", "EntryNotFound", **{"X-Repo-Commit": commit.oid})
