"""Pushing to the Hub: the real client, in processes of its own, against a server on 127.0.0.1."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hubcode import CARD, MADE_UP, PULL, SETUP, Run
from hubserver.faults import drop_upload, slow, status
from hubserver.server import OWNER, READER, Hub
from processes import ROOT

from pneumonia import bundle
from pneumonia.files import visible


def test_a_push_is_one_commit_of_exactly_the_folder(server: Hub, published: str, folder: Path) -> None:
    files = {name: path.read_bytes() for name, path in visible(folder).items()}
    found = server.files("user/model")
    assert {name: content for name, content in found.items() if name != ".gitattributes"} == files
    assert [commit.title for commit in server.commits("user/model")[1:]] == ["Publish the bundle"]
    assert server.refs("user/model") == {"main": published, "v1": published}


def test_a_second_push_sends_what_changed_and_takes_away_what_is_gone(
    server: Hub, run: Run, folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    code = f"show(push(Path({str(copy)!r}), 'user/again', message='Once more'))"
    [[first]] = run(code)
    sent = len(server.uploaded)
    assert run(code) == [[first]], "nothing changed, so there is no new commit"
    assert server.uploaded[sent:] == []
    (copy / bundle.KERAS_MODEL).write_bytes(b"\0other" * 1000)
    shutil.rmtree(copy / bundle.EXAMPLES)
    [[second]] = run(code)
    assert server.uploaded[sent:] == [sha256(b"\0other" * 1000).hexdigest()]
    assert set(server.files("user/again", first)) - set(server.files("user/again", second)) == {
        "examples/examples.json"
    }
    assert [commit.title for commit in server.commits("user/again")[1:]] == ["Once more"] * 2


def test_a_push_that_is_killed_leaves_the_revision_before_and_is_taken_up_again(
    server: Hub, run: Run, folder: Path, tmp_path: Path, environment: Callable[..., dict[str, str]]
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    code = f"show(push(Path({str(copy)!r}), 'user/killed'))"
    [[first]] = run(code)
    for name in (bundle.KERAS_MODEL, bundle.TYPICAL, bundle.MODEL):
        (copy / name).write_bytes(b"\0" + name.encode() * 9999)
    sent = len(server.uploaded)
    server.fail(f"PUT /lfs/models/user/killed/{sha256((copy / bundle.MODEL).read_bytes()).hexdigest()}", slow(3))
    process = subprocess.Popen([sys.executable, "-c", SETUP + code], cwd=ROOT, env=environment())
    deadline = time.monotonic() + 30
    while len(server.uploaded) < sent + 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert server.refs("user/killed") == {"main": first}
    server.heal()
    [[second]] = run(code)
    assert second != first
    assert len(server.uploaded) == sent + 3, "what had arrived was not sent again"


def test_a_failing_network_is_borne(server: Hub, run: Run, folder: Path) -> None:
    """A dropped upload, two faults of the server, a request for patience: the push waits and goes through."""
    server.fail("PUT /lfs/models/user/patient", drop_upload)
    server.fail("POST /api/models/user/patient/preupload", status(500), times=2)
    server.fail("POST /user/patient.git/info/lfs", status(429, {"Retry-After": "1"}))
    [[commit]] = run(f"show(push(Path({str(folder)!r}), 'user/patient'))")
    assert server.refs("user/patient") == {"main": commit}


def test_a_commit_that_fails_is_told_and_the_next_push_sends_no_file_again(server: Hub, run: Run, folder: Path) -> None:
    server.fail("POST /api/models/user/late/commit", status(500))
    code = f"show(push(Path({str(folder)!r}), 'user/late'))"
    assert run(code) == [["HubError: Publishing user/late failed: the Hub has a fault (HTTP 500). Try again later."]]
    assert len(server.commits("user/late")) == 1
    sent = len(server.uploaded)
    [[commit]] = run(code)
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
    server: Hub, run: Run, folder: Path, token: str | None, repo: str, message: str
) -> None:
    [[error]] = run(f"show(push(Path({str(folder)!r}), {repo!r}))", token=token)
    assert error.startswith("HubError: ")
    assert message in error
    assert not server.exists(repo)


def test_access_is_checked_before_the_work(run: Run) -> None:
    assert run("show(told(hub.check_access, 'user/new'))") == [[None]]
    [[foreign]] = run("show(told(hub.check_access, 'google/new'))")
    assert "the token belongs to user, who may write to user. Use one of these names, or another token." in foreign
    [[invalid]] = run("show(told(hub.check_access, 'user/new'))", token=MADE_UP)
    assert "Nothing can be published as user/new: no valid token was sent (HTTP 401)." in invalid
    [[reader]] = run("show(told(hub.check_access, 'reader/new'))", token=READER)
    assert "Nothing can be published as reader/new: the token may only read." in reader
    [[nobody]] = run("show(told(hub.check_access, 'user/new'))", token=None)
    assert nobody.endswith("no token was found. Set HF_TOKEN to one with write access, or run `hf auth login`.")


def test_private_is_private_or_not_sent(server: Hub, run: Run, folder: Path, published: str) -> None:
    [[commit]] = run(f"show(push(Path({str(folder)!r}), 'user/secret', private=True))")
    assert run(f"{PULL}\nshow(*pull('user/secret')[:2])") == [["user/secret", commit]]
    [[hidden]] = run(f"{PULL}\nshow(pull('user/secret'))", token=READER, home="reader")
    assert "there is no such repository, or it is private and not open to you (HTTP 404)" in hidden
    [[refused]] = run(f"show(push(Path({str(folder)!r}), 'user/model', private=True))")
    assert "user/model exists already and is public, so nothing private was sent there." in refused
    assert server.refs("user/model")["main"] == published


def test_a_tag_stays_where_it_is(server: Hub, run: Run, folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    code = f"show(push(Path({str(copy)!r}), 'user/tagged', tag='v1'))"
    [[first]] = run(code)
    assert run(code) == [[first]]
    commits = len(server.commits("user/tagged"))
    (copy / bundle.CARD).write_text(CARD + "More.\n")
    [[refused]] = run(code)
    assert f"user/tagged has a tag v1 already, on commit {first[:7]} with other content. Nothing was sent;" in refused
    assert len(server.commits("user/tagged")) == commits
    [[second]] = run(code.replace("v1", "v2"))
    assert server.refs("user/tagged") == {"main": second, "v1": first, "v2": second}


def test_hidden_files_are_not_sent(server: Hub, run: Run, folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    for name in (".DS_Store", ".metrics.123.json"):
        (copy / name).write_text("left behind")
    run(f"show(push(Path({str(copy)!r}), 'user/tidy'))")
    assert set(server.files("user/tidy")) == {*visible(folder), ".gitattributes"}


def test_a_card_that_the_hub_does_not_take_is_told_before_anything_is_sent(
    server: Hub, run: Run, folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / bundle.CARD).write_text("---\nlicense: whatever-i-like\n---\n")
    sent = len(server.uploaded)
    [[error]] = run(f"show(push(Path({str(copy)!r}), 'user/odd'))")
    assert 'Publishing user/odd failed: the Hub answered HTTP 400: "license" must be one of' in error
    assert len(server.uploaded) == sent
