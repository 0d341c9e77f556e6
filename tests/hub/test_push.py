"""Pushing to the Hub: the real client against a server on 127.0.0.1."""

import os
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from hubcode import CARD, MADE_UP, PUSH, At, pull, push, told
from hubserver.faults import drop_upload, slow, status
from hubserver.server import OWNER, READER, Hub
from hubserver.store import Settings
from huggingface_hub import HfApi
from processes import ROOT

from pneumonia import bundle, hub
from pneumonia.files import visible


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """The bundle, to be changed."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_a_push_is_one_commit_of_exactly_the_folder(server: Hub, published: str, folder: Path) -> None:
    files = {name: path.read_bytes() for name, path in visible(folder).items()}
    found = server.files("user/model")
    assert {name: content for name, content in found.items() if name != ".gitattributes"} == files
    assert [commit.title for commit in server.commits("user/model")[1:]] == ["Publish the bundle"]
    assert server.refs("user/model") == {"main": published, "v1": published}


@pytest.mark.usefixtures("owner")
def test_a_second_push_sends_what_changed_and_takes_away_what_is_gone(server: Hub, copy: Path) -> None:
    first = push(copy, "user/again", message="Once more")
    sent = len(server.uploaded)
    assert push(copy, "user/again", message="Once more") == first, "nothing changed, so there is no new commit"
    assert server.uploaded[sent:] == []
    (copy / bundle.KERAS_MODEL).write_bytes(b"\0other" * 1000)
    shutil.rmtree(copy / bundle.EXAMPLES)
    second = push(copy, "user/again", message="Once more")
    assert server.uploaded[sent:] == [sha256(b"\0other" * 1000).hexdigest()]
    assert set(server.files("user/again", first)) - set(server.files("user/again", second)) == {
        "examples/examples.json"
    }
    assert [commit.title for commit in server.commits("user/again")[1:]] == ["Once more"] * 2


def test_a_push_that_is_killed_leaves_the_revision_before_and_is_taken_up_again(
    server: Hub, copy: Path, at: At, tmp_path: Path
) -> None:
    with at():
        first = push(copy, "user/killed")
    for name in (bundle.KERAS_MODEL, bundle.TYPICAL, bundle.MODEL):
        (copy / name).write_bytes(b"\0" + name.encode() * 9999)
    sent = len(server.uploaded)
    server.fail(f"PUT /lfs/models/user/killed/{sha256((copy / bundle.MODEL).read_bytes()).hexdigest()}", slow(3))
    variables = os.environ | server.environment(tmp_path / "home")
    process = subprocess.Popen([sys.executable, "-c", PUSH, copy, "user/killed"], cwd=ROOT, env=variables)
    deadline = time.monotonic() + 30
    while len(server.uploaded) < sent + 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert server.refs("user/killed") == {"main": first}
    server.heal()
    with at():
        assert push(copy, "user/killed") == server.refs("user/killed")["main"] != first
    assert len(server.uploaded) == sent + 3, "what had arrived was not sent again"


@pytest.mark.usefixtures("owner")
def test_a_failing_network_is_borne(server: Hub, folder: Path) -> None:
    """A dropped upload, two faults of the server, a request for patience: the push waits and goes through."""
    server.fail("PUT /lfs/models/user/patient", drop_upload)
    server.fail("POST /api/models/user/patient/preupload", status(500), times=2)
    server.fail("POST /user/patient.git/info/lfs", status(429, {"Retry-After": "1"}))
    commit = push(folder, "user/patient")
    assert server.refs("user/patient") == {"main": commit}


@pytest.mark.usefixtures("owner")
def test_a_commit_that_fails_is_told_and_the_next_push_sends_no_file_again(server: Hub, folder: Path) -> None:
    server.fail("POST /api/models/user/late/commit", status(500))
    failed = push(folder, "user/late")
    assert failed == "HubError: Publishing user/late failed: the Hub has a fault (HTTP 500). Try again later."
    assert len(server.commits("user/late")) == 1
    sent = len(server.uploaded)
    commit = push(folder, "user/late")
    assert server.refs("user/late") == {"main": commit}
    assert len(server.uploaded) == sent


@pytest.mark.parametrize(
    ("token", "repo", "message"),
    [
        (None, "user/new", "no valid token was sent (HTTP 401). Make one on the Hub's settings page and set HF_TOKEN."),
        (MADE_UP, "user/new", "no valid token was sent (HTTP 401)"),
        (READER, "user/new", "this token may not do that (HTTP 403). Set HF_TOKEN to one that may"),
        (OWNER, "reader/new", "this token may not do that (HTTP 403)"),
        (OWNER, "no-owner", "Expected a name on the Hub such as USER/REPO; received 'no-owner'."),
    ],
)
def test_who_may_not_push_is_told(
    server: Hub, at: At, folder: Path, token: str | None, repo: str, message: str
) -> None:
    with at(token):
        error = push(folder, repo)
    assert error.startswith("HubError: ")
    assert message in error
    assert not server.exists(repo)


def test_access_is_checked_before_the_work(at: At) -> None:
    def checked(repo: str, token: str | None) -> str | None:
        with at(token):
            said: str | None = told(hub.check_access, repo)
            return said

    assert checked("user/new", OWNER) is None
    foreign = checked("google/new", OWNER) or ""
    assert "the token belongs to user, who may write to user. Use one of these names, or another token." in foreign
    invalid = checked("user/new", MADE_UP) or ""
    assert "Nothing can be published as user/new: no valid token was sent (HTTP 401)." in invalid
    reader = checked("reader/new", READER) or ""
    assert "Nothing can be published as reader/new: the token may only read." in reader
    nobody = checked("user/new", None) or ""
    assert nobody.endswith("no token was found. Set HF_TOKEN to one with write access, or run `hf auth login`.")


def test_private_is_private_or_not_sent(server: Hub, at: At, folder: Path, published: str) -> None:
    with at():
        commit = push(folder, "user/secret", private=True)
        assert pull("user/secret") == ("user/secret", commit)
        refused = push(folder, "user/model", private=True)
    with at(READER, home="reader"):
        hidden = pull("user/secret")
    assert "there is no such repository, or it is private and not open to you (HTTP 404)" in hidden
    assert "user/model exists already and is public, so nothing private was sent there." in refused
    assert server.refs("user/model")["main"] == published


@pytest.mark.usefixtures("owner")
def test_a_tag_stays_where_it_is(server: Hub, copy: Path) -> None:
    first = push(copy, "user/tagged", tag="v1")
    assert push(copy, "user/tagged", tag="v1") == first
    commits = len(server.commits("user/tagged"))
    (copy / bundle.CARD).write_text(CARD + "More.\n")
    refused = push(copy, "user/tagged", tag="v1")
    assert f"user/tagged has a tag v1 already, on commit {first[:7]} with other content. Nothing was sent;" in refused
    assert len(server.commits("user/tagged")) == commits
    second = push(copy, "user/tagged", tag="v2")
    assert server.refs("user/tagged") == {"main": second, "v1": first, "v2": second}
    HfApi().create_tag("user/tagged", tag="v0", revision=server.commits("user/tagged")[0].oid)
    assert "user/tagged has a tag v0 already, on commit" in push(copy, "user/tagged", tag="v0"), "one without a bundle"


@pytest.mark.usefixtures("owner")
def test_a_repository_that_ignores_files_gets_none(server: Hub, folder: Path) -> None:
    """The Hub's client would say that all is well."""
    server.store.create("model", "user/ignoring", Settings(), {".gitignore": b"examples/\n*.keras\n"})
    refused = push(folder, "user/ignoring")
    assert refused.startswith("HubError: user/ignoring has a file .gitignore: the Hub would leave out what it names.")
    assert len(server.commits("user/ignoring")) == 1


@pytest.mark.usefixtures("owner")
def test_hidden_files_are_not_sent(server: Hub, folder: Path, copy: Path) -> None:
    for name in (".DS_Store", ".metrics.123.json"):
        (copy / name).write_text("left behind")
    push(copy, "user/tidy")
    assert set(server.files("user/tidy")) == {*visible(folder), ".gitattributes"}


@pytest.mark.usefixtures("owner")
def test_a_card_that_the_hub_does_not_take_is_told_before_anything_is_sent(server: Hub, copy: Path) -> None:
    (copy / bundle.CARD).write_text("---\nlicense: whatever-i-like\n---\n")
    sent = len(server.uploaded)
    error = push(copy, "user/odd")
    assert 'Publishing user/odd failed: the Hub answered HTTP 400: "license" must be one of' in error
    assert len(server.uploaded) == sent
