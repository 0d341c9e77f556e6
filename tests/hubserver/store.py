"""Repositories as the Hugging Face Hub keeps them, as files in a folder: blobs, commits, branches and tags.

A repository is a folder ``models/user/name``. ``objects`` holds every content once, named by what clients compare with:
SHA-256 for a large (LFS) file, git's SHA-1 for any other. ``commits`` holds one JSON file per commit with its whole
tree, ``refs`` one file per branch or tag with the commit it stands for. Every file is written beside its place and then
renamed, and the branch comes last: whoever is killed at any moment leaves the old commit or the new one.
"""

import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote

Files = dict[str, "Entry"]


@dataclass(frozen=True)
class Entry:
    """A file of a commit."""

    path: str
    size: int
    oid: str  # git's name of the blob: of the content, or for a large file of the pointer that git keeps instead
    sha256: str | None = None  # of the content; only large files have one

    @property
    def key(self) -> str:
        """Names the content, in ``objects`` and as the ETag; clients compare it with what they are about to upload."""
        return self.sha256 or self.oid

    @property
    def pointer_size(self) -> int:
        return len(_pointer(self.sha256 or "", self.size))


@dataclass(frozen=True)
class Commit:
    oid: str
    title: str
    description: str
    parent: str | None
    author: str
    date: str
    files: Files


@dataclass
class Settings:
    """What a repository has beside its commits; the values of ``variables`` and ``secrets`` are as the API has them."""

    private: bool = False
    gated: str | bool = False
    created: str = ""
    sdk: str | None = None
    hardware: str | None = None
    variables: dict[str, dict[str, str]] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)


class Repo:
    def __init__(self, folder: Path, kind: str, name: str) -> None:
        self.folder = folder
        self.kind = kind
        self.name = name  # with its owner: user/films

    @property
    def owner(self) -> str:
        return self.name.split("/")[0]

    @property
    def web(self) -> str:
        """Its path on the web site."""
        return self.name if self.kind == "model" else f"{self.kind}s/{self.name}"

    @property
    def settings(self) -> Settings:
        return Settings(**json.loads((self.folder / "settings.json").read_bytes()))

    def configure(self, settings: Settings) -> None:
        _write(self.folder / "settings.json", json.dumps(asdict(settings)).encode())

    # Contents

    def object(self, key: str) -> Path:
        return self.folder / "objects" / key

    def add(self, path: str, content: bytes) -> Entry:
        """Keep a small file's content."""
        entry = Entry(path, len(content), git_oid(content))
        _write(self.object(entry.key), content)
        return entry

    def add_large(self, path: str, sha256: str) -> Entry | None:
        """A file whose content was uploaded before; None if it was not."""
        if not self.object(sha256).is_file():
            return None
        size = self.object(sha256).stat().st_size
        return Entry(path, size, git_oid(_pointer(sha256, size)), sha256)

    @contextmanager
    def receiving(self, sha256: str) -> Iterator[BinaryIO]:
        """A file for a large content that arrives; it is kept if it turns out to be what its name says."""
        arriving = self.object(f"{sha256}.{uuid.uuid4().hex}.part")
        arriving.parent.mkdir(parents=True, exist_ok=True)
        try:
            with arriving.open("xb") as file:
                yield file
            with arriving.open("rb") as file:
                complete = hashlib.file_digest(file, "sha256").hexdigest() == sha256
            if complete:
                arriving.replace(self.object(sha256))
        finally:
            arriving.unlink(missing_ok=True)

    def read(self, entry: Entry) -> bytes:
        return self.object(entry.key).read_bytes()

    def text(self, commit: Commit, path: str) -> str:
        """A text file of a commit; empty if there is none."""
        return self.read(commit.files[path]).decode() if path in commit.files else ""

    def check_out(self, commit: Commit, folder: Path) -> Path:
        """Fill an empty folder with exactly the files of a commit."""
        for entry in commit.files.values():
            (folder / entry.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.object(entry.key), folder / entry.path)
        return folder

    # Commits

    def commit(self, branch: str, files: Files, title: str, description: str = "", author: str = "system") -> Commit:
        """Put ``files``, all of which must have been added, on top of a branch."""
        parent = self.refs("heads").get(branch)
        content = {
            "title": title,
            "description": description,
            "parent": parent,
            "author": author,
            "date": now(),
            "files": [asdict(entry) for _, entry in sorted(files.items())],
        }
        encoded = json.dumps(content).encode()
        oid = hashlib.sha1(encoded, usedforsecurity=False).hexdigest()
        _write(self.folder / "commits" / f"{oid}.json", encoded)
        self.set_ref("heads", branch, oid)
        return self.load(oid)

    def load(self, oid: str) -> Commit:
        content = json.loads((self.folder / "commits" / f"{oid}.json").read_bytes())
        files = {entry["path"]: Entry(**entry) for entry in content.pop("files")}
        return Commit(oid=oid, files=files, **content)

    def resolve(self, revision: str) -> Commit | None:
        """The commit that a branch, a tag or a full commit name stands for."""
        oid = self.refs("heads").get(revision) or self.refs("tags").get(revision) or revision
        known = re.fullmatch("[0-9a-f]{40}", oid) and (self.folder / "commits" / f"{oid}.json").is_file()
        return self.load(oid) if known else None

    def history(self, commit: Commit) -> list[Commit]:
        """A commit and all before it, newest first."""
        commits = [commit]
        while commits[-1].parent:
            commits.append(self.load(commits[-1].parent))
        return commits

    def refs(self, kind: str) -> dict[str, str]:
        """Branches (``heads``) or ``tags``, and their commits."""
        paths = sorted((self.folder / "refs" / kind).glob("*"))
        return {unquote(path.name): path.read_text() for path in paths if path.suffix != ".part"}

    def set_ref(self, kind: str, name: str, oid: str) -> None:
        _write(self.folder / "refs" / kind / quote(name, safe=""), oid.encode())

    def delete_ref(self, kind: str, name: str) -> None:
        (self.folder / "refs" / kind / quote(name, safe="")).unlink()


class Store:
    """All repositories below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, kind: str, name: str) -> Repo | None:
        repo = Repo(self.folder / f"{kind}s" / name, kind, name)
        return repo if (repo.folder / "settings.json").is_file() else None

    def create(self, kind: str, name: str, settings: Settings, files: dict[str, bytes]) -> Repo:
        """As on the Hub, a new repository has a first commit by the system."""
        repo = Repo(self.folder / f"{kind}s" / name, kind, name)
        entries = {path: repo.add(path, content) for path, content in files.items()}
        settings.created = repo.commit("main", entries, "initial commit").date
        repo.configure(settings)
        return repo

    def delete(self, repo: Repo) -> None:
        gone = self.folder / f"deleted-{uuid.uuid4().hex}"
        repo.folder.rename(gone)
        shutil.rmtree(gone)


def git_oid(content: bytes) -> str:
    """The name git gives to a blob."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _pointer(sha256: str, size: int) -> bytes:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    beside.write_bytes(content)
    beside.replace(path)
