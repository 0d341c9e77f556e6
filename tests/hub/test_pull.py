"""Pulling from the Hub: the real client against a server on 127.0.0.1."""

import json
import resource
import shutil
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from hubcode import MADE_UP, At, pull, push, unreachable
from hubserver.faults import corrupt, drop_download, status, truncate
from hubserver.server import READER, Hub

import app
from pneumonia import bundle, cli, hub
from pneumonia.classifier import Classifier
from pneumonia.errors import BundleNotFound
from pneumonia.hub import resolve
from pneumonia.ui.page import StandIn

# --- what a name means ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_means_the_release(nothing: str | None) -> None:
    resolved = resolve(nothing)
    assert resolved.folder == bundle.RELEASE
    assert resolved.revision.startswith("sha256:")
    assert resolved.id == resolved.info["id"]


def test_a_folder_is_itself() -> None:
    assert resolve(str(bundle.RELEASE)).info["id"] == resolve(None).info["id"]


def test_a_name_of_neither_form_is_refused() -> None:
    with pytest.raises(BundleNotFound, match="received 'no such thing', which is none"):
        resolve("no such thing")


# --- pull -------------------------------------------------------------------------------------------------------------


def test_a_pull_takes_what_serving_needs_at_one_commit(server: Hub, at: At, published: str) -> None:
    before = len(server.requests)
    with at():
        for revision in ("", "@main", "@v1", f"@{published}"):
            assert pull(f"user/model{revision}") == ("user/model", published)
        folder = hub.resolve("user/model").folder
    served = {bundle.BUNDLE, *bundle.SERVING, bundle.OUT_OF_FOLD, bundle.EXAMPLES}
    assert {path.name for path in folder.iterdir()} == served
    fetched = [request for request in server.requests[before:] if "/resolve/" in request]
    assert sum("model.onnx" in request for request in fetched if request.startswith("GET")) == 1, "cached after that"
    assert not [request for request in fetched if "model.keras" in request or "README.md" in request]


@pytest.mark.usefixtures("published", "owner")
def test_an_embedded_model_keeps_what_its_thresholds_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so does one that is served from the Hub, whose page tells it."""
    assert hub.resolve("user/model").out_of_fold
    monkeypatch.setattr(bundle, "embed", partial(bundle.embed, target=tmp_path / "release"))
    assert cli.main(["embed", "user/model@v1"]) == 0
    expected = (bundle.RELEASE / bundle.OUT_OF_FOLD).read_bytes()
    assert (tmp_path / "release" / bundle.OUT_OF_FOLD).read_bytes() == expected


@pytest.mark.usefixtures("owner")
def test_what_was_pulled_once_is_served_without_a_network(published: str) -> None:
    assert pull("user/model@v1") == ("user/model", published)
    with unreachable():
        assert pull("user/model@v1") == ("user/model", published)


@pytest.mark.usefixtures("owner")
def test_the_report_names_repository_and_commit(published: str, films: list[Path]) -> None:
    report = Classifier(hub.resolve("user/model")).predict(films[0]).report.to_json()
    assert report["model"] == {"id": "user/model", "revision": published, "architecture": "compact"}


Loaded = tuple[Classifier, StandIn | None]
#: What is wrong, how the server is made to do it ("user/<name>" is a repository of its own), and what is said.
REFUSALS: dict[str, tuple[Callable[[Hub, str], None] | None, str]] = {
    "missing": (
        None,
        "The model user/missing could not be downloaded: there is no such repository, or it is",
    ),
    "gated": (
        lambda server, repo: server.gate(repo),
        "The model user/gated could not be downloaded: its owner gives access on request only (HTTP 403)",
    ),
    "refused": (
        lambda server, repo: server.fail(f"/{repo}", status(403), times=99),
        "this token may not do that (HTTP 403). Set HF_TOKEN to one that may",
    ),
    "ill": (
        lambda server, repo: server.fail(f"/{repo}", status(500), times=99),
        "the Hub has a fault (HTTP 500). Try again later.",
    ),
    "busy": (
        lambda server, repo: server.fail(f"/{repo}", status(429, {"Retry-After": "1"}), times=99),
        "the Hub asks for patience (HTTP 429). Try again in 1 s.",
    ),
    "half": (
        lambda server, repo: server.fail(f"GET /{repo}/resolve/.*onnx", truncate, times=99),
        "a file arrived incomplete. Try again.",
    ),
    "altered": (
        lambda server, repo: server.fail(f"GET /{repo}/resolve/.*onnx", corrupt, times=99),
        "user/altered/model.onnx was altered: its SHA-256 is not the one in bundle.json.",
    ),
    "newer": (
        None,
        "user/newer/bundle.json has schema 2; this version reads up to 1. Update this package",
    ),
    "odd": (None, "The metrics.json of user/odd lacks 'test'. Export it again."),
    "other": (None, "Expected a model bundle; user/other/ has no bundle.json."),
}


@pytest.fixture(scope="module")
def refused(shared_server: Hub, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    """For each of ``REFUSALS`` what the app has to say, and which model answers instead."""
    newer, other = tmp_path_factory.mktemp("newer"), tmp_path_factory.mktemp("other")
    shutil.copytree(folder, newer, dirs_exist_ok=True)
    (newer / bundle.BUNDLE).write_text(json.dumps(json.loads((newer / bundle.BUNDLE).read_text()) | {"schema": 2}))
    (other / "notes.txt").write_text("no model")
    odd = Path(shutil.copytree(folder, tmp_path_factory.mktemp("odd") / "odd"))
    bundle.write_metrics(odd, {})
    bundle.seal(odd, bundle.load(folder).info)
    contents = {
        name: {"newer": newer, "odd": odd, "other": other}.get(name, folder) for name in REFUSALS if name != "missing"
    }
    home = tmp_path_factory.mktemp("home")
    with shared_server.client(home):
        for name, content in contents.items():
            push(content, f"user/{name}")
    for name, (prepare, _) in REFUSALS.items():
        if prepare:
            prepare(shared_server, f"user/{name}")
    with shared_server.client(home, READER):
        found = {name: app.load(f"user/{name}") for name in REFUSALS}
    shared_server.heal()
    return found


@pytest.mark.parametrize("name", REFUSALS)
def test_a_model_that_cannot_be_had_says_why_and_the_embedded_one_answers(
    refused: dict[str, Loaded], name: str
) -> None:
    classifier, stand_in = refused[name]
    assert stand_in
    assert REFUSALS[name][1] in stand_in.reason
    assert stand_in.wanted == f"user/{name}"
    assert classifier.model.id == bundle.load(bundle.RELEASE).info["id"]


@pytest.mark.usefixtures("published", "owner")
def test_a_revision_that_is_not_there() -> None:
    assert pull("user/model@v9") == (
        "HubError: The model user/model at v9 could not be downloaded: it has no such revision (HTTP 404). Check the "
        "branch, tag or commit."
    )


@pytest.mark.usefixtures("published")
def test_a_token_that_is_none(at: At) -> None:
    with at(MADE_UP):
        message = pull("user/model")
    assert message.endswith("no valid token was sent (HTTP 401). Make one on the Hub's settings page and set HF_TOKEN.")
    assert MADE_UP not in message


@pytest.mark.usefixtures("owner")
def test_a_hub_that_cannot_be_reached() -> None:
    with unreachable():
        message = pull("someone/a-model@v1")
    assert message == (
        "HubError: The model someone/a-model at v1 could not be downloaded: the Hub cannot be reached or hung up. "
        "Check the network and try again; what has arrived is kept."
    )


@pytest.mark.usefixtures("owner")
def test_a_connection_lost_in_the_middle_is_taken_up_again(server: Hub, published: str) -> None:
    before = len(server.requests)
    server.fail("GET /user/model/resolve/.*onnx", drop_download(after=100_000))
    assert pull("user/model") == ("user/model", published)
    assert sum(r.startswith("GET") and "model.onnx" in r for r in server.requests[before:]) == 2


@pytest.mark.usefixtures("owner")
def test_a_copy_that_was_damaged_on_its_way_is_fetched_once_more(server: Hub, published: str) -> None:
    server.fail("GET /user/model/resolve/.*onnx", corrupt)
    assert pull("user/model") == ("user/model", published)


@pytest.mark.usefixtures("published", "owner")
def test_a_cached_copy_that_was_altered_on_disk_is_replaced() -> None:
    model = hub.resolve("user/model").model
    model.write_bytes(b"x" * model.stat().st_size)
    assert hub.resolve("user/model").model == model
    stored = bundle.load(bundle.RELEASE).info["files"]["model.onnx"]["sha256"]
    assert sha256(model.read_bytes()).hexdigest() == stored


@pytest.mark.usefixtures("published", "owner")
def test_a_cached_copy_that_lost_a_file_is_completed_or_the_hub_is_blamed() -> None:
    metrics = hub.resolve("user/model").folder / "metrics.json"
    metrics.unlink()
    with unreachable():
        assert "the Hub cannot be reached" in pull("user/model")
    assert hub.resolve("user/model").folder / "metrics.json" == metrics
    assert metrics.is_file()


@pytest.mark.usefixtures("published", "owner")
def test_a_full_disk_is_told() -> None:
    """The limit on file sizes fails a write just as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard))
    try:
        message = pull("user/model")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert message.startswith("HubError: The model user/model could not be downloaded: the disk is full (")
    assert message.endswith("Make room, or let HF_HOME name another disk.")
