"""The Hugging Face Hub: where a bundle comes from, and where it goes.

The client library takes half a second to import and the embedded bundle does not need it, so it is imported where it is
used. Downloads are pinned to a commit; an upload is one commit, so that a reader sees the old revision or the new one.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pneumonia import bundle
from pneumonia.bundle import Bundle
from pneumonia.errors import BundleCorrupt, BundleNotFound, HubError
from pneumonia.files import visible
from pneumonia.hub_errors import explained

if TYPE_CHECKING:
    from huggingface_hub import HfApi

NAME = r"[\w.-]+/[\w.-]+"
#: What a repository may hold besides the uploaded folder; the Hub makes it itself.
KEPT = (".gitattributes",)
#: Names files that the Hub does not take, even in the commit that deletes it.
IGNORES = ".gitignore"


@dataclass(frozen=True)
class Commit:
    """A commit of a repository on the Hub, and the page that shows it."""

    repo: str
    oid: str
    url: str


def resolve(model: str | None = None) -> Bundle:
    """The bundle that ``PNEUMONIA_MODEL`` names: None for the release, a folder, or ``USER/REPO[@REVISION]``.

    From the Hub only what serving reads is downloaded, once, and pinned to a commit. Raises
    :class:`~pneumonia.errors.BundleError` or :class:`~pneumonia.errors.HubError` with what to do.
    """
    if not model:
        return bundle.load(bundle.RELEASE)
    if Path(model).is_dir():
        return bundle.load(model)
    if not re.fullmatch(rf"{NAME}(@[\w./-]+)?", model):
        raise BundleNotFound(
            f"Expected a bundle's folder or a Hub repository USER/REPO[@REVISION]; received {model!r}, which is none."
        )
    repo, _, revision = model.partition("@")
    return pull(repo, revision or None)


def pull(repo: str, revision: str | None = None) -> Bundle:
    """Download, or find in the cache, what serving reads of a published bundle; verified, named by its commit."""
    folder = _download(repo, revision)
    try:
        return bundle.load(folder, revision=folder.name, repo=repo)  # snapshots lie in folders named by their commit
    except (BundleCorrupt, BundleNotFound):
        # A copy that was damaged or cut off, on its way or on this disk, would stay in the cache: fetch it once more.
        folder = _download(repo, revision, force_download=True)
        return bundle.load(folder, revision=folder.name, repo=repo)


def _download(repo: str, revision: str | None, *, force_download: bool = False) -> Path:
    from huggingface_hub import snapshot_download

    wanted = [bundle.BUNDLE, *bundle.SERVING, bundle.OUT_OF_FOLD, f"{bundle.EXAMPLES}/*"]
    with explained(f"The model {repo}{f' at {revision}' if revision else ''} could not be downloaded"):
        return Path(snapshot_download(repo, revision=revision, allow_patterns=wanted, force_download=force_download))


def check_access(repo: str) -> None:
    """Raise :class:`HubError` if this token cannot create or change ``USER/REPO``: better now than after hours."""
    _check_name(repo)
    with explained(f"Nothing can be published as {repo}"):
        who = _api().whoami()
    if who.get("auth", {}).get("accessToken", {}).get("role") == "read":
        raise HubError(f"Nothing can be published as {repo}: the token may only read. Make one with write access.")
    spaces = [who["name"], *(org["name"] for org in who.get("orgs", []) if org.get("roleInOrg") != "read")]
    if repo.split("/")[0] not in spaces:
        raise HubError(
            f"Nothing can be published as {repo}: the token belongs to {who['name']}, who may write to "
            f"{', '.join(spaces)}. Use one of these names, or another token."
        )


def push(
    folder: Path,
    repo: str,
    *,
    private: bool = False,
    message: str = "",
    tag: str | None = None,
) -> Commit:
    """Make the model repository ``repo`` hold exactly what ``folder`` holds, in one commit, and tag it if asked to.

    Only what changed is uploaded, and what an interrupted push has uploaded is not sent again; until the commit,
    readers see the revision before. Raises :class:`HubError`.
    """
    _check_name(repo)
    api = _api()
    with explained(f"Publishing {repo} failed"):
        head = create(api, repo, private=private)
        tagged = {ref.name: ref.target_commit for ref in api.list_repo_refs(repo).tags}.get(tag or "")
        if tagged and not _same(api, repo, tagged, folder):
            raise HubError(
                f"{repo} has a tag {tag} already, on commit {tagged[:7]} with other content. Nothing was sent; choose "
                "another tag."
            )
        commit = commit_folder(api, folder, repo, "model", message or "Publish the bundle", head)
        if tag and not tagged:
            api.create_tag(repo, tag=tag, revision=commit.oid)
    return commit


def create(api: "HfApi", repo: str, *, private: bool = False, **options: Any) -> str | None:
    """Make a repository unless there is one; its latest commit. ``options`` are those of ``HfApi.create_repo``."""
    api.create_repo(repo, private=private or None, exist_ok=True, **options)
    info = api.repo_info(repo, repo_type=options.get("repo_type"))
    if private and not info.private:
        raise HubError(
            f"{repo} exists already and is public, so nothing private was sent there. Make it private on its settings "
            "page, or choose another name."
        )
    return info.sha


def commit_folder(api: "HfApi", folder: Path, repo: str, kind: str, message: str, head: str | None) -> Commit:
    """One commit on top of ``head`` after which the repository holds the folder's files and no others.

    If somebody else has committed meanwhile, the Hub refuses. Hidden files are left out.
    ``HfApi.upload_folder`` would not do: it spreads a folder over several commits, and readers could see half of it.
    Raises :class:`HubError` where the Hub would leave out files of ours, without a word.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    files, there = visible(folder), set(api.list_repo_files(repo, repo_type=kind))
    if IGNORES in there:
        raise HubError(
            f"{repo} has a file {IGNORES}: the Hub would leave out what it names. No file was sent; delete it on the "
            "repository's page, and try again."
        )
    gone = there - set(files) - set(KEPT)
    operations: list[Any] = [CommitOperationDelete(name) for name in sorted(gone)]
    operations += [CommitOperationAdd(name, path) for name, path in files.items()]
    commit = api.create_commit(repo, operations, commit_message=message, repo_type=kind, parent_commit=head)
    return Commit(repo, commit.oid, commit.commit_url)


def _same(api: "HfApi", repo: str, commit: str, folder: Path) -> bool:
    """Does a commit hold what the folder holds? ``bundle.json`` has the checksums of all files but the card."""
    from huggingface_hub.errors import RemoteEntryNotFoundError

    names = (bundle.BUNDLE, bundle.CARD)
    try:
        there = [Path(api.hf_hub_download(repo, name, revision=commit)).read_bytes() for name in names]
    except RemoteEntryNotFoundError:  # it holds no bundle
        return False
    return there == [(folder / name).read_bytes() for name in names]


def _api() -> "HfApi":
    from huggingface_hub import HfApi

    return HfApi()


def _check_name(repo: str) -> None:
    if not re.fullmatch(NAME, repo):
        raise HubError(f"Expected a name on the Hub such as USER/REPO; received {repo!r}.")
