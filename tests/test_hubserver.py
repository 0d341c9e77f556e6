"""The server that tests use as the Hugging Face Hub, and the real client that uses it."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hubserver.faults import corrupt, drop_download, drop_upload, slow, status, truncate
from hubserver.server import OWNER, READER, Hub, hub
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, hf_hub_download, snapshot_download
from huggingface_hub.hf_api import RepoFile

CARD = "---\nlicense: apache-2.0\ntags: [xray]\n---\n# A model\n"
GRAPH = bytes(range(256)) * 1200  # 300 kB
At = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path / "hub") as server:
        yield server


@pytest.fixture
def at(server: Hub, tmp_path: Path) -> At:
    """Inside, the server is the Hub of this process; each home is an empty cache at first."""
    return lambda token=OWNER, home="home": server.client(tmp_path / home, token)


@pytest.fixture
def api(at: At) -> Iterator[HfApi]:
    """The owner's client."""
    with at():
        yield HfApi()


@pytest.fixture
def model(api: HfApi) -> str:
    api.create_repo("user/model")
    operations = [add("README.md", CARD), add("model.onnx", GRAPH), add("data/config.json", "1")]
    api.create_commit("user/model", operations, commit_message="First")
    return "user/model"


def add(path: str, content: bytes | str) -> CommitOperationAdd:
    return CommitOperationAdd(path, content if isinstance(content, bytes) else content.encode())


def error(function: Callable[..., Any], *arguments: Any, **options: Any) -> str:
    """What the client raises."""
    try:
        function(*arguments, **options)
    except Exception as error:  # noqa: BLE001  of many kinds, which the tests look at
        return f"{type(error).__name__}: {error}"
    raise AssertionError(f"{function} {arguments} had no error")


def test_commits_hold_what_was_sent_and_only_changes_are_sent(server: Hub, api: HfApi, model: str) -> None:
    first, name = server.files(model), sha256(GRAPH).hexdigest()
    del first[".gitattributes"]
    assert first == {"README.md": CARD.encode(), "model.onnx": GRAPH, "data/config.json": b"1"}
    assert server.uploaded == [name]
    api.create_tag(model, tag="v1.0")
    assert "409" in error(api.create_tag, model, tag="v1.0")
    head = api.model_info(model).sha
    same = [add("README.md", CARD), add("model.onnx", GRAPH), add("copy.onnx", GRAPH)]
    api.create_commit(model, [*same, CommitOperationDelete("data/")], commit_message="Second")
    conflict = error(api.create_commit, model, [add("late", "1")], commit_message="Late", parent_commit=head)
    assert "412" in conflict
    assert "A commit has happened since" in conflict
    api.create_commit(model, [add("model.onnx", GRAPH + b"!")], commit_message="Third", commit_description="Why")
    absent = error(api.create_commit, model, [add("new", "1"), CommitOperationDelete("nothing")], commit_message="No")
    assert absent.startswith("RemoteEntryNotFoundError")
    assert server.uploaded == [name, sha256(GRAPH + b"!").hexdigest()]
    for revision in ("main", "v1.0", head):
        folder = Path(snapshot_download(model, revision=revision))
        for path, content in server.files(model, "main" if revision == "main" else "v1.0").items():
            assert (folder / path).read_bytes() == content


def test_what_is_asked_of_a_repository_is_told(server: Hub, api: HfApi, model: str) -> None:
    api.create_tag(model, tag="v1.0")
    api.create_commit(model, [add("copy.onnx", GRAPH), CommitOperationDelete("data/")], commit_message="Second")
    info = api.model_info(model, files_metadata=True)
    assert info.card_data
    assert (info.card_data.license, info.tags) == ("apache-2.0", ["xray", "license:apache-2.0", "region:us"])
    sizes = {path: len(content) for path, content in server.files(model).items()}
    assert {file.rfilename: file.size for file in info.siblings or ()} == sizes
    titles = [commit.title for commit in api.list_repo_commits(model)]
    assert titles == ["Second", "First", "initial commit"]
    assert [commit.title for commit in server.commits(model)] == titles[::-1]
    assert [ref.name for ref in api.list_repo_refs(model).tags] == ["v1.0"]
    assert server.refs(model)["v1.0"] == server.commits(model)[1].oid
    tree = api.list_repo_tree(model, revision="v1.0", recursive=True)
    files = {file.path: file.lfs for file in tree if isinstance(file, RepoFile)}
    assert files["model.onnx"]
    assert files["model.onnx"].sha256 == sha256(GRAPH).hexdigest()
    assert files["data/config.json"] is None
    entries = api.get_paths_info(model, ["README.md", "copy.onnx", "no"], expand=True)
    assert [entry.last_commit.title for entry in entries if entry.last_commit] == ["First", "Second"]


def test_lists_come_in_pages(server: Hub, api: HfApi, model: str) -> None:
    server.page_size = 2
    paths = [file.path for file in api.list_repo_tree(model, recursive=True)]
    assert paths == [".gitattributes", "README.md", "data", "data/config.json", "model.onnx"]
    assert len(api.list_repo_commits(model)) == 2
    assert sum("/tree/" in request for request in server.requests) == 3


def test_uploads_survive_a_failing_network(server: Hub, api: HfApi, model: str) -> None:
    changed = GRAPH * 20
    server.fail("POST .*/batch", status(500), times=2)
    server.fail("PUT /lfs/", drop_upload)
    server.fail("POST .*/preupload/", status(429, {"Retry-After": "0"}))
    server.fail("POST .*/commit/", status(503, body='{"error": "Overloaded"}'))
    assert "Overloaded" in error(api.create_commit, model, [add("model.onnx", changed)], commit_message="Second")
    assert server.files(model)["model.onnx"] == GRAPH
    assert sum(request.startswith("PUT /lfs/") for request in server.requests) == 3
    api.create_commit(model, [add("model.onnx", changed)], commit_message="Second")
    assert server.files(model)["model.onnx"] == changed
    assert server.uploaded == [sha256(GRAPH).hexdigest(), sha256(changed).hexdigest()]  # the object stayed


def test_contents_that_are_not_what_their_names_say_are_refused(server: Hub, model: str) -> None:
    missing = sha256(b"right").hexdigest()
    assert httpx2.put(f"{server.address}/lfs/models/{model}/{missing}", content=b"wrong").status_code == 400
    lines = [
        {"key": "header", "value": {"summary": "Second", "description": ""}},
        {"key": "file", "value": {"path": "new", "content": "", "encoding": "base64"}},
        {"key": "lfsFile", "value": {"path": "model.onnx", "algo": "sha256", "oid": missing, "size": 5}},
    ]
    answer = httpx2.post(
        f"{server.address}/api/models/{model}/commit/main",
        content="\n".join(map(json.dumps, lines)).encode(),
        headers={"Authorization": f"Bearer {OWNER}"},
    )
    assert answer.status_code == 400
    assert "does not exist" in answer.json()["error"]
    assert [commit.title for commit in server.commits(model)] == ["initial commit", "First"]


def test_downloads_resume_and_damage_shows(server: Hub, at: At, model: str) -> None:
    where = "GET /user/model/resolve/.*onnx"
    with at(home="reader"):
        server.fail(where, drop_download(after=100_000))
        assert Path(hf_hub_download(model, "model.onnx")).read_bytes() == GRAPH
        assert sum(request.startswith("GET /user/model/resolve/") for request in server.requests) == 2
    with at(home="other"):
        server.fail(where, truncate)
        server.fail(where, corrupt)
        server.fail("HEAD .*/resolve/", slow(1.5))
        assert error(hf_hub_download, model, "model.onnx").startswith("OSError: Consistency check failed")
        content = Path(hf_hub_download(model, "model.onnx", etag_timeout=9)).read_bytes()
    assert len(content) == len(GRAPH)
    assert sum(a != b for a, b in zip(content, GRAPH, strict=True)) == 16


def test_parts_of_files(server: Hub, model: str) -> None:
    address = f"{server.address}/{model}/resolve/main/model.onnx"
    part = httpx2.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, GRAPH[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(GRAPH)}"
    beyond = httpx2.get(address, headers={"Range": f"bytes={len(GRAPH)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(GRAPH)}")
    head, name = httpx2.head(address).headers, sha256(GRAPH).hexdigest()
    assert (head["ETag"], head["X-Linked-Etag"]) == (f'"{name}"', f'"{name}"')
    assert head["Content-Length"] == head["X-Linked-Size"] == str(len(GRAPH))
    assert (head["Accept-Ranges"], head["X-Repo-Commit"]) == ("bytes", server.commits(model)[-1].oid)


READERS = ["404", "404", "GatedRepoError: 403", "RemoteEntryNotFound", "RevisionNotFound", "403", "403"]
NOBODYS = ["401", "401", "GatedRepoError: 401", "RemoteEntryNotFound", "RevisionNotFound", "401", "401"]
STRANGERS = ["401", "401", "Invalid credentials", "Invalid", "Invalid", "Invalid", "Invalid"]


@pytest.mark.parametrize(
    ("token", "expected"), [(READER, READERS), (None, NOBODYS), ("hf_unknown", STRANGERS)], ids=str
)
@pytest.mark.usefixtures("model")
def test_errors_are_the_right_exceptions(
    server: Hub, api: HfApi, at: At, token: str | None, expected: list[str]
) -> None:
    api.create_repo("user/private", private=True)
    api.create_repo("user/gated")
    server.gate("user/gated")
    with at(token, home="other"):
        own = HfApi()
        shown = [
            error(own.model_info, "user/private"),
            error(own.model_info, "user/nothing"),
            error(hf_hub_download, "user/gated", ".gitattributes"),
            error(hf_hub_download, "user/model", "nothing.txt"),
            error(snapshot_download, "user/model", revision="v9"),
            error(own.create_commit, "user/model", [add("a", "1")], commit_message="No"),
            error(own.create_repo, "user/mine"),
        ]
        if token == READER:
            assert own.whoami()["name"] == "reader"
        else:
            assert ("Invalid" if token else "Token is") in error(own.whoami)
    assert [part in value for part, value in zip(expected, shown, strict=True)] == [True] * len(expected), shown
    hidden = [value.startswith("RepositoryNotFoundError") for value in shown[:2]]
    assert hidden == [token in (READER, None)] * 2


def test_a_repository_is_deleted(server: Hub, api: HfApi, model: str) -> None:
    assert api.repo_exists(model)
    api.delete_repo(model)
    assert not server.exists(model)


def test_cards_are_checked(api: HfApi) -> None:
    def check(yaml: str, kind: str = "model") -> str:
        return error(api._validate_yaml, f"---\n{yaml}\n---\n", repo_type=kind)

    assert '"license" must be one of [apache-2.0, mit, ' in check("license: beerware")
    assert "Invalid YAML" in check("a: [")
    results = "model-index: [{name: x, results: [{task: {type: image-classification}, metrics: []}]}]"
    assert '"model-index[0].results[0].dataset" is required' in check(results)
    space = check("sdk: flask\ncolorFrom: mauve\nshort_description: " + "x" * 61, "space")
    assert '"sdk" must be one of [gradio, streamlit, docker, static]' in space
    assert '"colorFrom" must be one of [red, ' in space
    assert '"short_description" length must be less than or equal to 60 characters long' in space
    api._validate_yaml("---\nsdk: gradio\nlicense: mit\n---\n", repo_type="space")


def test_spaces(server: Hub, api: HfApi) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def run_space(folder: Path, environment: dict[str, str]) -> str:
        if "broken" in (folder / "app.py").read_text():
            raise RuntimeError("the app is broken")
        started.append((sorted(path.name for path in folder.iterdir()), environment))
        return "http://127.0.0.1:7860"

    def watch() -> list[str | None]:
        runtime = api.wait_for_space("user/app", poll_interval=0.05, timeout=9)
        return [runtime.stage, api.space_info("user/app").host, *api.fetch_space_logs("user/app", build=True)]

    def send(content: str) -> None:
        api.create_commit("user/app", [add("app.py", content)], commit_message="App", repo_type="space")

    server.spaces_need_pro = True
    options: dict[str, Any] = {"repo_type": "space", "space_sdk": "gradio"}
    refused = error(api.create_repo, "user/app", **options)
    assert "402" in refused
    assert "requires a PRO subscription" in refused
    assert not server.exists("user/app", "space")
    options |= {"space_hardware": "zero-a10g", "space_variables": [{"key": "A", "value": "1"}]}
    api.create_repo("user/app", **options)
    api.add_space_secret("user/app", "S", "secret")
    send("works")
    assert watch()[:2] == ["RUNNING", f"{server.address}/running/user/app"]

    server.run_space = run_space
    api.add_space_variable("user/app", "B", "2")
    api.restart_space("user/app")
    assert watch()[:2] == ["RUNNING", "http://127.0.0.1:7860"]
    assert started == [([".gitattributes", "README.md", "app.py"], {"A": "1", "B": "2", "S": "secret"})]
    send("broken")
    broken = watch()
    assert broken[:2] == ["BUILD_ERROR", None]
    assert broken[-1] == "the app is broken\n"
    variables = api.get_space_variables("user/app")
    assert {key: variable.value for key, variable in variables.items()} == {"A": "1", "B": "2"}
    assert "key='S'" in (secrets := repr(api.get_space_secrets("user/app")))
    assert "secret'" not in secrets
    assert server.secrets("user/app") == {"S": "secret"}
