"""The server that tests use as the Hugging Face Hub, and the real clients that use it: each in a process of its own."""

import json
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hubserver.faults import corrupt, drop_download, drop_upload, slow, status, truncate
from hubserver.server import OWNER, READER, Hub, hub
from processes import python
from tiny import FILES

SETUP = """
import json, sys
from pathlib import Path
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, hf_hub_download, snapshot_download
from huggingface_hub.errors import *
api = HfApi()
def show(value): print(json.dumps(value, default=str))
def add(path, content): return CommitOperationAdd(path, content if isinstance(content, bytes) else content.encode())
def error(function, *args, **options):
    try: return function(*args, **options)
    except Exception as error: return f"{type(error).__name__}: {error}"
GRAPH = bytes(range(256)) * 1200
"""
CARD = "---\nlicense: apache-2.0\ntags: [xray]\n---\n# A model\n"
GRAPH = bytes(range(256)) * 1200  # 300 kB
Run = Callable[..., list[Any]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path / "hub") as server:
        yield server


@pytest.fixture
def run(server: Hub, tmp_path: Path) -> Run:
    """Runs Python with the client in a process, and gives the values that it shows."""

    def run(code: str, token: str | None = OWNER, home: str = "home") -> list[Any]:
        done = python(SETUP + code, os.environ | server.environment(tmp_path / home, token))
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


@pytest.fixture
def model(run: Run) -> str:
    run(f"""
api.create_repo("user/model")
operations = [add("README.md", {CARD!r}), add("model.onnx", GRAPH), add("data/config.json", "1")]
api.create_commit("user/model", operations, commit_message="First")
""")
    return "user/model"


def test_commits_hold_what_was_sent_and_only_changes_are_sent(server: Hub, run: Run, model: str) -> None:
    first, name = server.files(model), sha256(GRAPH).hexdigest()
    del first[".gitattributes"]
    assert first == {"README.md": CARD.encode(), "model.onnx": GRAPH, "data/config.json": b"1"}
    assert server.uploaded == [name]
    changed = GRAPH + b"!"
    shown = run(f"""
api.create_tag("user/model", tag="v1.0")
show(error(api.create_tag, "user/model", tag="v1.0"))
head = api.model_info("user/model").sha
same = [add("README.md", {CARD!r}), add("model.onnx", GRAPH), add("copy.onnx", GRAPH)]
api.create_commit("user/model", [*same, CommitOperationDelete("data/")], commit_message="Second")
show(error(api.create_commit, "user/model", [add("late", "1")], commit_message="Late", parent_commit=head))
api.create_commit("user/model", [add("model.onnx", GRAPH + b"!")], commit_message="Third", commit_description="Why")
show(error(api.create_commit, "user/model", [add("new", "1"), CommitOperationDelete("nothing")], commit_message="No"))
for revision in ("main", "v1.0", head): print(json.dumps(snapshot_download("user/model", revision=revision)))
info = api.model_info("user/model", files_metadata=True)
show([info.card_data.license, info.tags, {{file.rfilename: file.size for file in info.siblings}}])
show([commit.title for commit in api.list_repo_commits("user/model")])
show([ref.name for ref in api.list_repo_refs("user/model").tags])
tree = api.list_repo_tree("user/model", revision="v1.0", recursive=True)
show([(file.path, file.lfs.sha256 if file.lfs else None) for file in tree if hasattr(file, "size")])
entries = api.get_paths_info("user/model", ["README.md", "copy.onnx", "no"], expand=True)
show([entry.last_commit.title for entry in entries])
""")
    taken, conflict, absent, *snapshots, info, titles, tags, tree, changes = shown
    assert server.uploaded == [name, sha256(changed).hexdigest()]
    assert "409" in taken
    assert "412" in conflict
    assert "A commit has happened since" in conflict
    assert absent.startswith("RemoteEntryNotFoundError")
    assert titles == ["Third", "Second", "First", "initial commit"]
    assert [commit.title for commit in server.commits(model)] == titles[::-1]
    assert tags == ["v1.0"]
    assert server.refs(model)["v1.0"] == server.commits(model)[1].oid
    sizes = {path: len(content) for path, content in server.files(model).items()}
    assert info == ["apache-2.0", ["xray", "license:apache-2.0", "region:us"], sizes]
    assert ["model.onnx", name] in tree
    assert ["data/config.json", None] in tree
    assert changes == ["First", "Second"]
    for folder, revision in zip(snapshots, ("main", "v1.0", "v1.0"), strict=True):
        for path, content in server.files(model, revision).items():
            assert (Path(folder) / path).read_bytes() == content


@pytest.mark.usefixtures("model")
def test_lists_come_in_pages(server: Hub, run: Run) -> None:
    server.page_size = 2
    [paths, commits] = run("""
show([file.path for file in api.list_repo_tree("user/model", recursive=True)])
show(len(api.list_repo_commits("user/model")))
""")
    assert paths == [".gitattributes", "README.md", "data", "data/config.json", "model.onnx"]
    assert commits == 2
    assert sum("/tree/" in request for request in server.requests) == 3


def test_uploads_survive_a_failing_network(server: Hub, run: Run, model: str) -> None:
    changed = GRAPH * 20
    server.fail("POST .*/batch", status(500), times=2)
    server.fail("PUT /lfs/", drop_upload)
    server.fail("POST .*/preupload/", status(429, {"Retry-After": "0"}))
    server.fail("POST .*/commit/", status(503, body='{"error": "Overloaded"}'))
    add = 'add("model.onnx", GRAPH * 20)'
    [failed] = run(f'show(error(api.create_commit, "user/model", [{add}], commit_message="Second"))')
    assert "Overloaded" in failed
    assert server.files(model)["model.onnx"] == GRAPH
    assert sum(request.startswith("PUT /lfs/") for request in server.requests) == 3
    run(f'api.create_commit("user/model", [{add}], commit_message="Second")')
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


@pytest.mark.usefixtures("model")
def test_downloads_resume_and_damage_shows(server: Hub, run: Run) -> None:
    where = "GET /user/model/resolve/.*onnx"
    server.fail(where, drop_download(after=100_000))
    [path] = run('show(hf_hub_download("user/model", "model.onnx"))')
    assert Path(path).read_bytes() == GRAPH
    assert sum(request.startswith("GET /user/model/resolve/") for request in server.requests) == 2
    server.fail(where, truncate)
    server.fail(where, corrupt)
    server.fail("HEAD .*/resolve/", slow(1.5))
    truncated, corrupted = run(
        """
show(error(hf_hub_download, "user/model", "model.onnx"))
show(hf_hub_download("user/model", "model.onnx", etag_timeout=9))
""",
        home="other",
    )
    assert truncated.startswith("OSError: Consistency check failed")
    content = Path(corrupted).read_bytes()
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


@pytest.mark.usefixtures("model")
def test_errors_are_the_right_exceptions(server: Hub, run: Run) -> None:
    run('api.create_repo("user/private", private=True); api.create_repo("user/gated")')
    server.gate("user/gated")
    code = """
show(error(api.model_info, "user/private"))
show(error(api.model_info, "user/nothing"))
show(error(hf_hub_download, "user/gated", ".gitattributes"))
show(error(hf_hub_download, "user/model", "nothing.txt"))
show(error(snapshot_download, "user/model", revision="v9"))
show(error(api.create_commit, "user/model", [add("a", "1")], commit_message="No"))
show(error(api.create_repo, "user/mine"))
show(error(api.whoami))
"""
    expected = {
        READER: [
            "404",
            "404",
            "GatedRepoError: 403",
            "RemoteEntryNotFound",
            "RevisionNotFound",
            "403",
            "403",
            "reader",
        ],
        None: [
            "401",
            "401",
            "GatedRepoError: 401",
            "RemoteEntryNotFound",
            "RevisionNotFound",
            "401",
            "401",
            "Token is",
        ],
        "hf_unknown": ["401", "401", "Invalid credentials", "Invalid", "Invalid", "Invalid", "Invalid", "Invalid"],
    }
    for token, parts in expected.items():
        shown = [str(value) for value in run(code, token, home=str(token))]
        assert [part in value for part, value in zip(parts, shown, strict=True)] == [True] * len(parts), shown
        hidden = [value.startswith("RepositoryNotFoundError") for value in shown[:2]]
        assert hidden == [token in (READER, None)] * 2
    assert run('show(api.repo_exists("user/private")); api.delete_repo("user/private")') == [True]
    assert not server.exists("user/private")


def test_cards_are_checked(run: Run) -> None:
    space = "sdk: flask\ncolorFrom: mauve\nshort_description: " + "x" * 61
    results = "model-index: [{name: x, results: [{task: {type: image-classification}, metrics: []}]}]"
    shown = run(f"""
def check(yaml, kind): show(error(api._validate_yaml, f"---\\n{{yaml}}\\n---\\n", repo_type=kind))
check("license: beerware", "model")
check("a: [", "model")
check({results!r}, "model")
check({space!r}, "space")
check("sdk: gradio\\nlicense: mit", "space")
""")
    licence, syntax, index, space, fine = shown
    assert '"license" must be one of [apache-2.0, mit, ' in licence
    assert "Invalid YAML" in syntax
    assert '"model-index[0].results[0].dataset" is required' in index
    assert '"sdk" must be one of [gradio, streamlit, docker, static]' in space
    assert '"colorFrom" must be one of [red, ' in space
    assert '"short_description" length must be less than or equal to 60 characters long' in space
    assert fine is None


def test_spaces(server: Hub, run: Run) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def run_space(folder: Path, environment: dict[str, str]) -> str:
        if "broken" in (folder / "app.py").read_text():
            raise RuntimeError("the app is broken")
        started.append((sorted(path.name for path in folder.iterdir()), environment))
        return "http://127.0.0.1:7860"

    server.spaces_need_pro = True
    options = 'repo_type="space", space_sdk="gradio"'
    [refused] = run(f'show(error(api.create_repo, "user/app", {options}))')
    assert "402" in refused
    assert "requires a PRO subscription" in refused
    assert not server.exists("user/app", "space")
    watch = """
runtime = api.wait_for_space("user/app", poll_interval=0.05, timeout=9)
show([runtime.stage, api.space_info("user/app").host, *api.fetch_space_logs("user/app", build=True)])
"""
    commit = 'api.create_commit("user/app", [add("app.py", {!r})], commit_message="App", repo_type="space")'
    [state] = run(f"""
api.create_repo("user/app", {options}, space_hardware="zero-a10g", space_variables=[{{"key": "A", "value": "1"}}])
api.add_space_secret("user/app", "S", "secret")
{commit.format("works")}
{watch}""")
    assert state[:2] == ["RUNNING", f"{server.address}/running/user/app"]
    server.run_space = run_space
    working, broken, variables, secrets = run(f"""
api.add_space_variable("user/app", "B", "2")
api.restart_space("user/app")
{watch}
{commit.format("broken")}
{watch}
show({{key: variable.value for key, variable in api.get_space_variables("user/app").items()}})
show(repr(api.get_space_secrets("user/app")))
""")
    assert working[:2] == ["RUNNING", "http://127.0.0.1:7860"]
    assert started == [([".gitattributes", "README.md", "app.py"], {"A": "1", "B": "2", "S": "secret"})]
    assert broken[:2] == ["BUILD_ERROR", None]
    assert broken[-1] == "the app is broken\n"
    assert variables == {"A": "1", "B": "2"}
    assert "key='S'" in secrets
    assert "secret'" not in secrets
    assert server.secrets("user/app") == {"S": "secret"}


def test_data_sets_load(run: Run, tmp_path: Path) -> None:
    images = {f"data/{name}": content for name, content in FILES.items() if not name.startswith("val")}
    for name, content in images.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    [rows, names] = run(f"""
api.create_repo("user/films", repo_type="dataset")
api.upload_folder(repo_id="user/films", folder_path={str(tmp_path / "data")!r}, repo_type="dataset")
from datasets import load_dataset
films = load_dataset("user/films")
show({{split: list(films[split]["label"]) for split in films}})
show(films["train"].features["label"].names)
""")
    assert rows == {"train": [0, 0, 1, 1], "test": [0, 1]}
    assert names == ["NORMAL", "PNEUMONIA"]
