"""Pulling from and pushing to the Hub: the real client, in processes of its own, against a server on 127.0.0.1."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hubserver.faults import corrupt, drop_download, drop_upload, slow, status, truncate
from hubserver.server import OWNER, READER, Hub, hub

from pneumonia import bundle
from pneumonia.errors import BundleNotFound
from pneumonia.hub import resolve

ROOT = Path(__file__).parents[1]
MADE_UP = "hf_madeup"
CARD = "---\nlicense: apache-2.0\n---\n\n# A model\n"
SETUP = """
import json, sys
from pathlib import Path
from pneumonia import hub
from pneumonia.errors import PneumoniaError
def show(*values): print(json.dumps(values))
def told(function, *args, **options):
    try: return function(*args, **options)
    except PneumoniaError as error: return f"{type(error).__name__}: {error}"
def push(*args, **options):
    commit = told(hub.push, *args, **options)
    return commit if isinstance(commit, str) else commit.oid
"""
Run = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def folder(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle as it is published: the release, a card, a gallery, and bytes in place of a Keras model."""
    made = Path(shutil.copytree(release, tmp_path_factory.mktemp("bundle") / "model"))
    (made / bundle.CARD).write_text(CARD)
    (made / bundle.KERAS_MODEL).write_bytes(b"\0weights" * 40_000)
    (made / bundle.EXAMPLES).mkdir()
    (made / bundle.EXAMPLES / bundle.INDEX).write_text("[]")
    bundle.seal(made, {key: value for key, value in bundle.load(release).info.items() if key != "files"})
    return made


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with hub(tmp_path_factory.mktemp("hub")) as server:
        yield server


@pytest.fixture
def server(shared_server: Hub) -> Iterator[Hub]:
    yield shared_server
    shared_server.heal()


@pytest.fixture
def environment(server: Hub, tmp_path: Path) -> Callable[..., dict[str, str]]:
    def environment(token: str | None = OWNER, home: str = "home") -> dict[str, str]:
        return os.environ | server.environment(tmp_path / home, token)

    return environment


@pytest.fixture
def run(environment: Callable[..., dict[str, str]]) -> Run:
    """Runs Python in a process for which the server is the Hub; gives what it shows, line by line."""

    def run(code: str, token: str | None = OWNER, home: str = "home", limit: str = "", **more: str) -> list[Any]:
        # The Hub's client uploads in a way that its own HTTP client has deprecated.
        command = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", SETUP + code]
        if limit:
            command = ["bash", "-c", f'ulimit {limit}; exec "$@"', "-", *command]
        variables = environment(token, home) | more
        done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=90, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


@pytest.fixture(scope="module")
def published(shared_server: Hub, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The commit of user/model, which no test changes; its tag is v1."""
    variables = os.environ | shared_server.environment(tmp_path_factory.mktemp("home"))
    code = f"{SETUP}\nprint(push(Path({str(folder)!r}), 'user/model', tag='v1'))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    assert len(done.stdout.strip()) == 40, done.stdout
    return done.stdout.strip()


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

PULL = """
def pull(name):
    found = told(hub.resolve, name)
    if isinstance(found, str): return found
    return [found.id, found.revision, sorted(path.name for path in found.folder.iterdir())]
"""


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
    bundle.seal(odd, {key: value for key, value in bundle.load(folder).info.items() if key != "files"})
    contents = {
        name: str({"newer": newer, "odd": odd, "other": other}.get(name, folder))
        for name in REFUSALS
        if name != "missing"
    }
    home = tmp_path_factory.mktemp("home")

    def run(code: str, token: str) -> str:
        variables = os.environ | shared_server.environment(home, token)
        done = subprocess.run(
            [sys.executable, "-c", SETUP + code], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    run(f"for name, folder in {contents!r}.items(): push(Path(folder), f'user/{{name}}')", OWNER)
    for name, (prepare, _) in REFUSALS.items():
        if prepare:
            prepare(shared_server, f"user/{name}")
    code = f"""
import app
for name in {list(REFUSALS)!r}:
    classifier, notice = app.load(f"user/{{name}}")
    show(name, told(lambda: str(app.open_model(f"user/{{name}}"))), notice, classifier.model.id)"""
    rows = [json.loads(line) for line in run(code, READER).splitlines()]
    shared_server.heal()
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_model_that_cannot_be_had_says_why_and_the_embedded_one_answers(refused: dict[str, Any], name: str) -> None:
    error, notice, answers = refused[name]
    assert REFUSALS[name][1] in error
    assert error.split(": ", 1)[1] in notice
    assert f"(user/{name}) could not be loaded, so the built-in model answers." in notice
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


# --- push -------------------------------------------------------------------------------------------------------------


def test_a_push_is_one_commit_of_exactly_the_folder(server: Hub, published: str, folder: Path) -> None:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
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


def test_a_token_may_be_handed_over(server: Hub, run: Run, folder: Path) -> None:
    [[commit]] = run(f"show(push(Path({str(folder)!r}), 'user/handed', token={OWNER!r}))", token=None)
    assert server.refs("user/handed") == {"main": commit}


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
    assert set(server.files("user/tidy")) == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } | {".gitattributes"}


def test_a_card_that_the_hub_does_not_take_is_told_before_anything_is_sent(
    server: Hub, run: Run, folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / bundle.CARD).write_text("---\nlicense: whatever-i-like\n---\n")
    sent = len(server.uploaded)
    [[error]] = run(f"show(push(Path({str(copy)!r}), 'user/odd'))")
    assert 'Publishing user/odd failed: the Hub answered HTTP 400: "license" must be one of' in error
    assert len(server.uploaded) == sent
