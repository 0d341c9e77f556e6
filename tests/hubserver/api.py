"""The Hub's endpoints that change repositories: create, upload, commit, tag.

Each answers as the Hub does, as far as the clients look. Endpoints are coroutines that do not wait between reading the
state of a repository and writing it, so that one request at a time changes anything.
"""

import base64
import fnmatch
import json
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.requests import ClientDisconnect

from hubserver import cards
from hubserver.access import (
    KINDS,
    OWNER,
    REPO,
    USERS,
    HubError,
    Open,
    Readable,
    Segment,
    Writable,
    find_commit,
    hub_of,
    may_write,
    user_of,
)
from hubserver.spaces import given, require_plan
from hubserver.store import Commit, Files, Repo, Settings

Payload = Annotated[dict[str, Any], Body()]
LARGE = 10 * 1024 * 1024
LARGE_SUFFIXES = ("onnx", "keras", "h5", "npz", "npy", "bin", "safetensors", "parquet", "zip", "png", "jpeg", "jpg")
ATTRIBUTES = "".join(f"*.{suffix} filter=lfs diff=lfs merge=lfs -text\n" for suffix in LARGE_SUFFIXES)
SPACE_CARD = "---\ntitle: {title}\nemoji: 🚀\ncolorFrom: red\ncolorTo: gray\nsdk: {sdk}\npinned: false\n---\n"
router = APIRouter()


# Users and repositories


@router.get("/api/whoami-v2")
async def whoami(request: Request) -> dict[str, Any]:
    user = user_of(request)
    if user is None:
        raise HubError(401, "Invalid username or password.")
    role = "write" if user == USERS[OWNER] else "read"
    token = {"type": "access_token", "accessToken": {"displayName": "tests", "role": role}}
    pro = not hub_of(request).spaces_need_pro
    return {"type": "user", "id": user, "name": user, "fullname": user, "isPro": pro, "orgs": [], "auth": token}


@router.post("/api/repos/create")
async def create(request: Request, payload: Payload) -> Response:
    hub, (kind, owner, name) = hub_of(request), _named(request, payload)
    if not may_write(user_of(request), owner):
        raise HubError(403, f'You don\'t have the rights to create a {kind} under the namespace "{owner}"')
    settings = Settings(private=payload.get("visibility") == "private" or bool(payload.get("private")))
    files = {".gitattributes": ATTRIBUTES.encode()}
    if kind == "space":
        settings.sdk, settings.hardware = payload["sdk"], payload.get("hardware", "cpu-basic")
        require_plan(hub.spaces_need_pro, settings.sdk, settings.hardware)
        settings.variables, settings.secrets = given(payload.get("variables")), given(payload.get("secrets"))
        files["README.md"] = SPACE_CARD.format(title=name, sdk=settings.sdk).encode()
    known = hub.store.find(kind, f"{owner}/{name}")
    repo = known or hub.store.create(kind, f"{owner}/{name}", settings, files)
    answer = {"url": f"{hub.address}/{repo.web}", "name": repo.name}
    if known:
        return JSONResponse(answer | {"error": f"You already created this {kind} repo"}, 409)
    return JSONResponse(answer)


@router.delete("/api/repos/delete")
async def delete(request: Request, payload: Payload) -> None:
    hub, (kind, owner, name) = hub_of(request), _named(request, payload)
    repo = hub.store.find(kind, f"{owner}/{name}")
    if repo is None:
        raise HubError(404, "Repository not found", "RepoNotFound")
    if not may_write(user_of(request), owner):
        raise HubError(403, "Authorization error.")
    hub.store.delete(repo)
    hub.forget(repo)


@router.put(REPO + "/settings")
async def configure(repo: Writable, payload: Payload) -> dict[str, Any]:
    settings = repo.settings
    settings.gated = payload.get("gated", settings.gated)
    settings.private = payload.get("visibility", "private" if settings.private else "public") == "private"
    repo.configure(settings)
    return {"private": settings.private, "gated": settings.gated}


@router.get(REPO + "/auth-check")
async def check_access(repo: Open) -> None:
    """The checks are what ``Open`` does."""


@router.get(REPO + "/auth-check/write")
async def check_write_access(repo: Writable) -> None:
    """The checks are what ``Writable`` does."""


@router.post("/api/validate-yaml")
async def validate(request: Request, payload: Payload) -> Response:
    errors, warnings = cards.check(payload["content"], payload.get("repoType") or "model")
    if errors and request.headers.get("Accept") == "text/plain":
        return PlainTextResponse("\n".join(errors), 400)
    answer = {"errors": [{"message": error} for error in errors], "warnings": [{"message": text} for text in warnings]}
    return JSONResponse(answer, 400 if errors else 200)


# Uploads


@router.post(REPO + "/preupload/{revision}")
async def preupload(repo: Writable, revision: Segment, payload: Payload) -> dict[str, Any]:
    """How each file is to be sent, and what it is now: clients leave out what has not changed."""
    commit = find_commit(repo, revision)
    ignored = payload.get("gitIgnore", repo.text(commit, ".gitignore"))
    return {
        "files": [
            {
                "path": file["path"],
                "uploadMode": "lfs" if _is_large(file) else "regular",
                "shouldIgnore": _is_ignored(file["path"], ignored),
                "oid": commit.files[file["path"]].key if file["path"] in commit.files else None,
            }
            for file in payload["files"]
        ]
    }


@router.post("/{owner}/{name}.git/info/lfs/objects/batch")
@router.post("/{kinds}/{owner}/{name}.git/info/lfs/objects/batch")
async def batch(request: Request, repo: Writable, payload: Payload) -> dict[str, Any]:
    """Where to send large files; those that the repository has need no sending."""
    here = f"{hub_of(request).address}/lfs/{repo.kind}s/{repo.name}"

    def actions(oid: str) -> dict[str, Any]:
        if repo.object(oid).is_file():
            return {}
        return {"actions": {"upload": {"href": f"{here}/{oid}"}, "verify": {"href": f"{here}/{oid}/verify"}}}

    objects = [{"oid": item["oid"], "size": item["size"]} | actions(item["oid"]) for item in payload["objects"]]
    return {"transfer": "basic", "objects": objects}


@router.put("/lfs/{kinds}/{owner}/{name}/{oid}")
async def upload(request: Request, kinds: str, owner: str, name: str, oid: str) -> Response:
    """Receive a large file. As with the Hub's storage, the address is the permission, and no token comes along."""
    hub = hub_of(request)
    repo = hub.store.find(KINDS[kinds], f"{owner}/{name}")
    assert repo
    try:
        with repo.receiving(oid) as file:
            async for chunk in request.stream():
                file.write(chunk)
    except ClientDisconnect:
        return Response(status_code=400)
    if not repo.object(oid).is_file():
        raise HubError(400, "BadDigest: the content is not what its SHA-256 says")
    hub.uploaded.append(oid)
    return Response()


@router.post("/lfs/{kinds}/{owner}/{name}/{oid}/verify")
async def verify(repo: Writable, oid: str, payload: Payload) -> None:
    file = repo.object(oid)
    if not file.is_file() or file.stat().st_size != payload["size"]:
        raise HubError(404, f"The object {oid} was not uploaded", "EntryNotFound")


@router.post(REPO + "/commit/{revision}")
async def commit(request: Request, repo: Writable, revision: Segment) -> dict[str, Any]:
    """All or nothing: files are only kept until the last line is understood, and then the branch moves."""
    header, *operations = [json.loads(line) for line in (await request.body()).splitlines()]
    head, expected = find_commit(repo, revision), header["value"].get("parentCommit")
    if revision not in repo.refs("heads"):
        raise HubError(400, f"{revision} is not a branch")
    if expected and not head.oid.startswith(expected):
        raise HubError(412, "A commit has happened since. Please refresh and try again.")
    files = dict(head.files)
    for operation in operations:
        _APPLY[operation["key"]](repo, files, operation["value"])
    text = header["value"]
    author = user_of(request) or ""
    created, hub = repo.commit(revision, files, text["summary"], text.get("description", ""), author), hub_of(request)
    if repo.kind == "space" and revision == "main":
        hub.build(repo)
    return {"success": True, "commitOid": created.oid, "commitUrl": f"{hub.address}/{repo.web}/commit/{created.oid}"}


# Branches and tags


@router.get(REPO + "/refs")
async def refs(repo: Readable) -> dict[str, list[dict[str, str]]]:
    def entries(kind: str) -> list[dict[str, str]]:
        refs = repo.refs(kind).items()
        return [{"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": oid} for name, oid in refs]

    return {"branches": entries("heads"), "converts": [], "tags": entries("tags"), "pullRequests": []}


@router.post(REPO + "/tag/{revision}")
async def add_tag(repo: Writable, revision: Segment, payload: Payload) -> None:
    _add_ref(repo, "tags", payload["tag"], find_commit(repo, revision))


@router.post(REPO + "/branch/{branch}")
async def add_branch(repo: Writable, branch: Segment, payload: Payload) -> None:
    _add_ref(repo, "heads", branch, find_commit(repo, payload.get("startingPoint", "main")))


@router.delete(REPO + "/tag/{tag}")
async def delete_tag(repo: Writable, tag: Segment) -> None:
    if tag not in repo.refs("tags"):
        raise HubError(404, f"Tag not found: {tag}", "RevisionNotFound")
    repo.delete_ref("tags", tag)


def _named(request: Request, payload: dict[str, Any]) -> tuple[str, str, str]:
    """Kind, owner and name in a request to create or delete; without an owner it is the user."""
    user = user_of(request)
    if user is None:
        raise HubError(401, "Invalid username or password.")
    return payload.get("type") or "model", payload.get("organization") or user, payload["name"]


def _is_large(file: dict[str, Any]) -> bool:
    """Whether a file may only come as a large one: by its name, its size, or because it is binary."""
    binary = b"\0" in base64.b64decode(file["sample"])
    return file["path"].rpartition(".")[2] in LARGE_SUFFIXES or file["size"] > LARGE or binary


def _is_ignored(path: str, ignored: str) -> bool:
    patterns = [line.strip().rstrip("/") for line in ignored.splitlines() if line.strip() and line[0] != "#"]
    candidates = [path, *PurePosixPath(path).parts]
    return any(fnmatch.fnmatchcase(candidate, pattern) for pattern in patterns for candidate in candidates)


def _add_file(repo: Repo, files: Files, value: dict[str, Any]) -> None:
    path, content = value["path"], base64.b64decode(value["content"])
    errors, _ = cards.check(content.decode(), repo.kind) if path == "README.md" else ([], [])
    if errors:
        raise HubError(400, f"Invalid metadata in README.md: {'; '.join(errors)}")
    files[path] = repo.add(path, content)


def _add_large_file(repo: Repo, files: Files, value: dict[str, Any]) -> None:
    entry = repo.add_large(value["path"], value["oid"])
    if entry is None:
        raise HubError(400, f"LFS pointer pointed to a file that does not exist: {value['path']} ({value['oid']})")
    files[value["path"]] = entry


def _delete_file(_: Repo, files: Files, value: dict[str, Any]) -> None:
    if files.pop(value["path"], None) is None:
        raise HubError(404, f"A file with this name doesn't exist: {value['path']}", "EntryNotFound")


def _delete_folder(_: Repo, files: Files, value: dict[str, Any]) -> None:
    folder = value["path"].rstrip("/") + "/"
    inside = [path for path in files if path.startswith(folder)]
    if not inside:
        raise HubError(404, f"A folder with this name doesn't exist: {folder}", "EntryNotFound")
    for path in inside:
        del files[path]


_APPLY = {
    "file": _add_file,
    "lfsFile": _add_large_file,
    "deletedFile": _delete_file,
    "deletedFolder": _delete_folder,
}


def _add_ref(repo: Repo, kind: str, name: str, commit: Commit) -> None:
    if name in repo.refs(kind):
        raise HubError(409, f"Reference already exists: refs/{kind}/{name}")
    repo.set_ref(kind, name, commit.oid)
