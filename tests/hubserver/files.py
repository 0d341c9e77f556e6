"""The Hub's endpoints that read repositories: describe, list and download."""

import itertools
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from hubserver import cards
from hubserver.access import REPO, Open, Readable, Segment, find_commit, hub_of, no_entry
from hubserver.store import Commit, Entry, Repo

router = APIRouter()


@router.get(REPO)
async def describe(request: Request, repo: Readable, blobs: bool = False) -> dict[str, Any]:
    return _described(request, repo, find_commit(repo, "main"), blobs)


@router.get(REPO + "/revision/{revision}")
async def describe_revision(request: Request, repo: Readable, revision: Segment, blobs: bool = False) -> dict[str, Any]:
    return _described(request, repo, find_commit(repo, revision), blobs)


@router.get(REPO + "/tree/{revision}")
async def tree(request: Request, repo: Readable, revision: Segment) -> Response:
    return await tree_below(request, repo, revision, "")


@router.get(REPO + "/tree/{revision}/{path:path}")
async def tree_below(request: Request, repo: Readable, revision: Segment, path: Segment) -> Response:
    found, options = find_commit(repo, revision), request.query_params
    inside = _below(found, path, recursive=options.get("recursive", "").lower() == "true")
    if path and not inside:
        raise no_entry(found, path)
    expand = options.get("expand", "").lower() == "true"
    return _page(request, [_listed(repo, found, item, expand) for item in inside])


@router.post(REPO + "/paths-info/{revision}")
async def paths_info(request: Request, repo: Readable, revision: Segment) -> list[dict[str, Any]]:
    found, form = find_commit(repo, revision), parse_qs((await request.body()).decode())
    expand = form.get("expand", [""])[0].lower() == "true"
    folders = {str(folder) for path in found.files for folder in PurePosixPath(path).parents}
    known = [path for path in form.get("paths", []) if path in found.files or path in folders]
    return [_listed(repo, found, path, expand) for path in known]


@router.get(REPO + "/commits/{revision}")
async def commits(request: Request, repo: Readable, revision: Segment) -> Response:
    history = repo.history(find_commit(repo, revision))
    return _page(request, [_commit(commit) | {"message": commit.description} for commit in history])


@router.api_route("/{owner}/{name}/resolve/{revision}/{path:path}", methods=["GET", "HEAD"])
@router.api_route("/{kinds}/{owner}/{name}/resolve/{revision}/{path:path}", methods=["GET", "HEAD"])
async def resolve(repo: Open, revision: Segment, path: Segment) -> Response:
    """A file, or the part of it that the client still lacks."""
    found = find_commit(repo, revision)
    entry = found.files.get(path)
    if entry is None:
        raise no_entry(found, path)
    headers = {"X-Repo-Commit": found.oid, "ETag": f'"{entry.key}"'}
    if entry.sha256:
        headers |= {"X-Linked-Etag": f'"{entry.sha256}"', "X-Linked-Size": str(entry.size)}
    return FileResponse(repo.object(entry.key), headers=headers, filename=PurePosixPath(path).name)


def _described(request: Request, repo: Repo, commit: Commit, blobs: bool) -> dict[str, Any]:
    settings, card = repo.settings, cards.card_data(repo.text(commit, "README.md"))
    licences = card.get("license", [])
    licences = licences if isinstance(licences, list) else [licences]
    tags = [*card.get("tags", []), *(f"license:{licence}" for licence in licences), "region:us"]
    entries = [commit.files[path] for path in sorted(commit.files)]
    siblings = [{"rfilename": entry.path} | _blob(entry) if blobs else {"rfilename": entry.path} for entry in entries]
    described: dict[str, Any] = {
        "_id": commit.oid[:24],
        "id": repo.name,
        "author": repo.owner,
        "sha": commit.oid,
        "lastModified": commit.date,
        "createdAt": settings.created,
        "private": settings.private,
        "gated": settings.gated,
        "disabled": False,
        "likes": 0,
        "downloads": 0,
        "tags": tags,
        "cardData": card,
        "siblings": siblings,
        **{key: card[key] for key in ("pipeline_tag", "library_name", "model-index") if key in card},
    }
    if repo.kind == "space":
        space = hub_of(request).space(repo)
        subdomain = repo.name.replace("/", "-")
        described |= {"sdk": settings.sdk, "subdomain": subdomain, "runtime": space.poll(), "host": space.host}
    return described


def _blob(entry: Entry) -> dict[str, Any]:
    large = {"sha256": entry.sha256, "size": entry.size, "pointerSize": entry.pointer_size}
    return {"size": entry.size, "blobId": entry.oid} | ({"lfs": large} if entry.sha256 else {})


def _below(commit: Commit, folder: str, recursive: bool) -> list[str]:
    """Files and folders in a folder."""
    prefix = f"{folder}/" if folder else ""
    parts = [PurePosixPath(path.removeprefix(prefix)).parts for path in commit.files if path.startswith(prefix)]
    depths = [range(1, len(part) + 1) if recursive else [1] for part in parts]
    return sorted({prefix + "/".join(part[:depth]) for part, ds in zip(parts, depths, strict=True) for depth in ds})


def _listed(repo: Repo, commit: Commit, path: str, expand: bool) -> dict[str, Any]:
    entry = commit.files.get(path)
    if entry is None:
        listed: dict[str, Any] = {"type": "directory", "oid": commit.oid, "size": 0, "path": path}
    else:
        listed = {"type": "file", "oid": entry.oid, "size": entry.size, "path": path}
        if entry.sha256:
            listed["lfs"] = {"oid": entry.sha256, "size": entry.size, "pointerSize": entry.pointer_size}
    if expand:
        listed["lastCommit"] = _commit(_last_change(repo, commit, path))
    return listed


def _commit(commit: Commit) -> dict[str, Any]:
    return {"id": commit.oid, "title": commit.title, "date": commit.date, "authors": [{"user": commit.author}]}


def _last_change(repo: Repo, commit: Commit, path: str) -> Commit:
    """The latest commit before which the file, or the folder, was different."""

    def state(commit: Commit) -> list[Entry]:
        return [entry for name, entry in commit.files.items() if name == path or name.startswith(f"{path}/")]

    history = repo.history(commit)
    changed = [new for new, old in itertools.pairwise(history) if state(new) != state(old)]
    return changed[0] if changed else history[-1]


def _page(request: Request, items: list[dict[str, Any]]) -> Response:
    """As many items as fit, and the address of the others."""
    start, size = int(request.query_params.get("cursor", 0)), hub_of(request).page_size
    following = request.url.include_query_params(cursor=start + size)
    headers = {"Link": f'<{following}>; rel="next"'} if start + size < len(items) else {}
    return JSONResponse(items[start : start + size], headers=headers)
