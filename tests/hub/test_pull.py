"""Pulling from the Hub: the real client, in processes of its own, against a server on 127.0.0.1."""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hubcode import MADE_UP, PULL, Run, shown
from hubserver.faults import corrupt, drop_download, status, truncate
from hubserver.server import OWNER, READER, Hub

from pneumonia import bundle
from pneumonia.errors import BundleNotFound
from pneumonia.hub import resolve

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


def test_a_pull_takes_what_serving_needs_at_one_commit(server: Hub, run: Run, published: str) -> None:
    before = len(server.requests)
    pulled = run(f"{PULL}\nfor rev in ('', '@main', '@v1', '@{published}'): show(*pull('user/model' + rev))")
    served = sorted([bundle.BUNDLE, *bundle.SERVING, bundle.EXAMPLES])
    assert pulled == [["user/model", published, served]] * 4
    fetched = [request for request in server.requests[before:] if "/resolve/" in request]
    assert sum("model.onnx" in request for request in fetched if request.startswith("GET")) == 1, "cached after that"
    assert not [request for request in fetched if "model.keras" in request or "README.md" in request]


def test_what_was_pulled_once_is_served_without_a_network(run: Run, published: str) -> None:
    code = f"{PULL}\nshow(*pull('user/model@v1')[:2])"
    assert run(code) == [["user/model", published]]
    assert run(code, HF_ENDPOINT="http://127.0.0.1:9") == [["user/model", published]]


def test_the_report_names_repository_and_commit(run: Run, published: str, films: list[Path]) -> None:
    code = f"""
from pneumonia.classifier import Classifier
report = Classifier(hub.resolve("user/model")).predict({str(films[0])!r}).report.to_json()
show(report["model"])"""
    model = {"id": "user/model", "revision": published, "architecture": "compact"}
    assert run(code) == [[model]]


#: What is wrong, how the server is made to do it ("user/<name>" is a repository of its own), and what is said.
REFUSALS: dict[str, tuple[Callable[[Hub, str], None] | None, str]] = {
    "missing": (
        None,
        "HubError: The model user/missing could not be downloaded: there is no such repository, or it is",
    ),
    "gated": (
        lambda server, repo: server.gate(repo),
        "HubError: The model user/gated could not be downloaded: its owner gives access on request only (HTTP 403)",
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
        "BundleCorrupt: user/altered/model.onnx was altered: its SHA-256 is not the one in bundle.json.",
    ),
    "newer": (
        None,
        "BundleTooNew: user/newer/bundle.json has schema 2; this version reads up to 1. Update this package",
    ),
    "odd": (None, "BundleCorrupt: The metrics.json of user/odd lacks 'test'. Export it again."),
    "other": (None, "BundleNotFound: Expected a model bundle; user/other/ has no bundle.json."),
}


@pytest.fixture(scope="module")
def refused(shared_server: Hub, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """For each of ``REFUSALS`` what the app has to say, and which model answers instead; all asked in one process."""
    newer, other = tmp_path_factory.mktemp("newer"), tmp_path_factory.mktemp("other")
    shutil.copytree(folder, newer, dirs_exist_ok=True)
    (newer / bundle.BUNDLE).write_text(json.dumps(json.loads((newer / bundle.BUNDLE).read_text()) | {"schema": 2}))
    (other / "notes.txt").write_text("no model")
    odd = Path(shutil.copytree(folder, tmp_path_factory.mktemp("odd") / "odd"))
    bundle.write_metrics(odd, {})
    bundle.seal(odd, bundle.load(folder).info)
    contents = {
        name: str({"newer": newer, "odd": odd, "other": other}.get(name, folder))
        for name in REFUSALS
        if name != "missing"
    }
    home = tmp_path_factory.mktemp("home")

    def run(code: str, token: str) -> list[Any]:
        return shown(code, os.environ | shared_server.environment(home, token))

    run(f"for name, folder in {contents!r}.items(): push(Path(folder), f'user/{{name}}')", OWNER)
    for name, (prepare, _) in REFUSALS.items():
        if prepare:
            prepare(shared_server, f"user/{name}")
    code = f"""
import app
for name in {list(REFUSALS)!r}:
    classifier, stand_in = app.load(f"user/{{name}}")
    error = told(lambda: str(app.open_model(f"user/{{name}}")))
    show(name, error, [stand_in.wanted, stand_in.reason], classifier.model.id)"""
    rows = run(code, READER)
    shared_server.heal()
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_model_that_cannot_be_had_says_why_and_the_embedded_one_answers(refused: dict[str, Any], name: str) -> None:
    error, (wanted, reason), answers = refused[name]
    assert REFUSALS[name][1] in error
    assert error.split(": ", 1)[1] in reason
    assert wanted == f"user/{name}"
    assert answers == bundle.load(bundle.RELEASE).info["id"]


@pytest.mark.usefixtures("published")
def test_a_revision_that_is_not_there(run: Run) -> None:
    [[message]] = run(f"{PULL}\nshow(pull('user/model@v9'))")
    assert message == (
        "HubError: The model user/model at v9 could not be downloaded: it has no such revision (HTTP 404). Check the "
        "branch, tag or commit."
    )


@pytest.mark.usefixtures("published")
def test_a_token_that_is_none(run: Run) -> None:
    [[message]] = run(f"{PULL}\nshow(pull('user/model'))", token=MADE_UP)
    assert message.endswith("no valid token was sent (HTTP 401). Make one on the Hub's settings page and set HF_TOKEN.")
    assert MADE_UP not in message


def test_a_hub_that_cannot_be_reached(run: Run) -> None:
    [[message]] = run(f"{PULL}\nshow(pull('someone/a-model@v1'))", HF_ENDPOINT="http://127.0.0.1:9")
    assert message == (
        "HubError: The model someone/a-model at v1 could not be downloaded: the Hub cannot be reached or hung up. "
        "Check the network and try again; what has arrived is kept."
    )


def test_a_connection_lost_in_the_middle_is_taken_up_again(server: Hub, run: Run, published: str) -> None:
    before = len(server.requests)
    server.fail("GET /user/model/resolve/.*onnx", drop_download(after=100_000))
    assert run(f"{PULL}\nshow(*pull('user/model')[:2])") == [["user/model", published]]
    assert sum(r.startswith("GET") and "model.onnx" in r for r in server.requests[before:]) == 2


@pytest.mark.usefixtures("published")
def test_a_copy_that_was_damaged_on_its_way_is_fetched_once_more(server: Hub, run: Run) -> None:
    server.fail("GET /user/model/resolve/.*onnx", corrupt)
    assert run(f"{PULL}\nshow(pull('user/model')[0])") == [["user/model"]]


@pytest.mark.usefixtures("published")
def test_a_cached_copy_that_was_altered_on_disk_is_replaced(run: Run) -> None:
    code = f"{PULL}\nfound = hub.resolve('user/model')\nshow(str(found.model))"
    [[model]] = run(code)
    Path(model).write_bytes(b"x" * Path(model).stat().st_size)
    assert run(code) == [[model]]
    assert (
        sha256(Path(model).read_bytes()).hexdigest()
        == bundle.load(bundle.RELEASE).info["files"]["model.onnx"]["sha256"]
    )


@pytest.mark.usefixtures("published")
def test_a_cached_copy_that_lost_a_file_is_completed_or_the_hub_is_blamed(run: Run) -> None:
    code = f"{PULL}\nfound = hub.resolve('user/model')\nshow(str(found.folder / 'metrics.json'))"
    [[metrics]] = run(code)
    Path(metrics).unlink()
    [[message]] = run(f"{PULL}\nshow(pull('user/model'))", HF_ENDPOINT="http://127.0.0.1:9")
    assert "the Hub cannot be reached" in message
    assert run(code) == [[metrics]]
    assert Path(metrics).is_file()


@pytest.mark.usefixtures("published")
def test_a_full_disk_is_told(run: Run) -> None:
    code = f"{PULL}\nshow(pull('user/model'))"
    [[message]] = run(code, limit="-f 2000")  # largest file in KiB; beyond it, writes fail as on a full disk
    assert message.startswith("HubError: The model user/model could not be downloaded: the disk is full (")
    assert message.endswith("Make room, or let HF_HOME name another disk.")
