"""The Space: what is staged, that it runs alone, and that deploying it tells the truth."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from hubserver.faults import drop_upload, status
from hubserver.server import OWNER, READER, Hub, hub
from hubserver.store import Settings
from huggingface_hub import HfApi
from readme import arguments
from served import ROOT, wait_for
from trained import REPO, Trained
from typed import Typed, pneumonia

import space.deploy
from pneumonia.errors import HubError
from pneumonia.hub import Commit, push
from pneumonia.iframe import iframe

SPACE = "user/demo"


def requirements(name: str) -> dict[str, str]:
    lines = (line.split("==") for line in (ROOT / name).read_text().splitlines() if "==" in line)
    return {package.partition("[")[0].strip(): version.strip() for package, version in lines}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with what ``space/requirements.txt`` installs and nothing else, set up as by ``make run``."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    rule = f"{folder}/ready: space/requirements.txt\n"
    subprocess.run(
        ["make", "-f", "Makefile", "-f", "-", f"{folder}/ready"], cwd=ROOT, input=rule, text=True, check=True
    )
    return folder / "bin" / "python"


class Runner:
    """Starts the app of a Space as the Hub would: its folder, its variables and secrets, its requirements alone."""

    def __init__(self, python: Path, environment: dict[str, str], stack: ExitStack) -> None:
        self.python, self.environment, self.stack = python, environment, stack
        self.addresses: list[str] = []

    def __call__(self, folder: Path, variables: dict[str, str]) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        places = {"GRADIO_SERVER_PORT": str(port), "GRADIO_TEMP_DIR": str(folder / "uploads"), "HOME": str(folder)}
        self.log = folder / "log"
        log = self.stack.enter_context(self.log.open("wb"))
        environment = {"PATH": os.environ["PATH"]} | self.environment | places | variables
        process = subprocess.Popen([self.python, "app.py"], cwd=folder, env=environment, stdout=log, stderr=log)
        self.stack.callback(process.wait, 20)
        self.stack.callback(process.terminate)
        self.addresses.append(wait_for(f"http://127.0.0.1:{port}", process, self.log))
        return self.addresses[-1]


@pytest.fixture
def runner(python: Path, trained: Trained, tmp_path: Path) -> Iterator[Runner]:
    """The Space reads from the Hub as anybody would: without a token."""
    with ExitStack() as stack:
        yield Runner(python, trained.hub.environment(tmp_path / "space-home", None), stack)


@pytest.fixture(scope="module")
def staged(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staged") / "space"
    with trained.client():
        done = pneumonia("deploy", SPACE, "--model", REPO, "--dry-run", folder)
    assert done.returncode == 0, done.stderr[-2000:]
    commit = trained.hub.refs(REPO)["main"]
    assert f"Try it there: PNEUMONIA_MODEL={REPO}@{commit} python app.py" in done.stdout
    return folder


# --- what is staged ---------------------------------------------------------------------------------------------------


def front_matter(readme: Path) -> dict[str, object]:
    return dict(yaml.safe_load(readme.read_text().split("---")[1]))


def test_the_front_matter_is_what_the_hub_reads(staged: Path, trained: Trained) -> None:
    front = front_matter(staged / "README.md")
    commit = trained.hub.refs(REPO)["main"]
    assert front["sdk"] == "gradio"
    assert front["sdk_version"] == requirements("space/requirements.txt")["gradio"], (
        "one version of Gradio, named twice"
    )
    assert front["python_version"] == "3.12.12"
    assert front["models"] == [REPO]
    assert (staged / str(front["app_file"])).is_file()
    assert len(str(front["short_description"])) <= 60
    [preload] = front["preload_from_hub"]  # type: ignore[misc]
    repo, files, revision = preload.split(" ")
    assert (repo, revision) == (REPO, commit)
    published = trained.hub.files(REPO)
    assert {"bundle.json", "model.onnx", "metrics.json", "typical.npz", "examples/examples.json"} <= set(
        files.split(",")
    )
    assert set(files.split(",")) <= set(published)
    assert "model.keras" not in files


def test_only_what_serving_needs_is_installed(staged: Path) -> None:
    assert (staged / "requirements.txt").read_text() == (ROOT / "space" / "requirements.txt").read_text()
    serving = requirements("space/requirements.txt")
    assert not {"tensorflow", "keras", "torch", "datasets", "scikit-learn"} & set(serving)
    assert all(
        re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)
        for line in (staged / "requirements.txt").read_text().split("\n")[1:]
        if line
    )


def test_the_code_is_the_repositorys_and_nothing_else_comes_along(staged: Path) -> None:
    for path in staged.rglob("*"):
        if path.is_file() and path.name not in ("README.md", "requirements.txt"):
            assert path.read_bytes() == (ROOT / path.relative_to(staged)).read_bytes()
    assert sorted(path.name for path in staged.iterdir()) == ["README.md", "app.py", "pneumonia", "requirements.txt"]
    assert not list(staged.rglob("__pycache__"))


def test_a_space_without_a_model_serves_the_embedded_one(tmp_path: Path) -> None:
    done = pneumonia("deploy", SPACE, "--dry-run", tmp_path / "space")
    assert done.returncode == 0, done.stderr
    front = front_matter(tmp_path / "space" / "README.md")
    assert "models" not in front
    assert "preload_from_hub" not in front
    assert front["datasets"] == ["hf-vision/chest-xray-pneumonia"]


def test_zero_gpu_finds_the_function_it_asks_for() -> None:
    """A ZeroGPU Space starts only with a function decorated by ``@spaces.GPU``; elsewhere there is no such package."""
    tree = ast.parse((ROOT / "app.py").read_text())
    decorators = [ast.unparse(d) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for d in f.decorator_list]
    assert "spaces.GPU" in decorators


# --- the whole way ----------------------------------------------------------------------------------------------------


def test_deploy_makes_the_space_waits_and_asks_it(trained: Trained, runner: Runner) -> None:
    """Trained, pushed, deployed: the app starts alone in its own environment, with the model from the Hub."""
    trained.hub.run_space = runner
    commit = trained.hub.refs(REPO)["main"]
    try:
        with trained.client():
            first = pneumonia(*arguments("deploy", {"USER/SPACE": SPACE, "USER/REPO": REPO}))
            commits = trained.hub.commits(SPACE, "space")
            repo = trained.hub.store.find("space", SPACE)
            assert repo
            trained.hub.space(repo).stage = "SLEEPING"  # as the Hub lets idle ones; deploying wakes it
            trained.hub.run_space = lambda *_: runner.addresses[0]
            again = pneumonia("deploy", SPACE, "--model", REPO)
    finally:
        trained.hub.run_space = None
    assert first.returncode == 0, first.stderr[-2000:]
    address = re.search(
        r"^(http://127\.0\.0\.1:\d+) runs and answered a request with (.*)$", first.stdout, re.MULTILINE
    )
    assert address
    assert json.loads(address[2]) == {"id": REPO, "revision": commit, "architecture": "compact"}
    assert iframe(f"{address[1]}/?embed=1", "Pneumonia on chest X-rays") in first.stdout
    assert f'Client("{SPACE}").predict(handle_file("film.jpeg"), api_name="/predict")' in first.stdout
    assert commits[-1].title == f"Serve {REPO} {commit[:7]}"
    assert "spaces/user/demo/commit" in first.stderr
    assert again.returncode == 0, again.stderr[-2000:]
    assert len(trained.hub.commits(SPACE, "space")) == len(commits), "nothing changed, so there is no new commit"
    assert "Traceback" not in runner.log.read_text()


def test_what_serving_needs_brings_no_training_along(runner: Runner) -> None:
    [packages] = runner.python.parents[1].glob("lib/python*/site-packages")
    assert (packages / "gradio").is_dir()
    assert not [name for name in ("tensorflow", "keras", "torch") if (packages / name).exists()]


# --- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path / "hub") as server:
        yield server


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's Spaces have nothing to build."""
    monkeypatch.setattr(space.deploy, "PAUSE", 0.1)
    monkeypatch.setattr(space.deploy, "SETTLED", 0.5)


def deploy(server: Hub, home: Path, *flags: str, token: str = OWNER) -> Typed:
    with server.client(home, token):
        return pneumonia("deploy", SPACE, *flags)


def test_a_free_account_is_told_its_choices(server: Hub, tmp_path: Path) -> None:
    server.spaces_need_pro = True
    done = deploy(server, tmp_path / "home", "--hardware", "cpu-basic")
    assert done.returncode == 2
    assert "error: The Hub does not make a Gradio Space on cpu-basic for this account (HTTP 402)." in done.stderr
    for choice in ("ZeroGPU: --hardware zero-gpu", "PRO or Team", "--static", "docker build -f space/Dockerfile"):
        assert choice in done.stderr
    assert not server.exists(SPACE, "space")


def test_zero_gpu_is_not_recommended_to_whom_it_was_refused(server: Hub, tmp_path: Path) -> None:
    server.fail("POST /api/repos/create", status(402))
    done = deploy(server, tmp_path / "home")
    assert "a Gradio Space on zero-gpu for this account (HTTP 402)" in done.stderr
    assert "PRO or Team" in done.stderr
    assert "--hardware zero-gpu" not in done.stderr


def test_a_folder_is_no_model_for_a_space(server: Hub, tmp_path: Path, release: Path) -> None:
    done = deploy(server, tmp_path / "home", "--model", str(release))
    assert done.returncode == 2
    assert f"Expected a published model USER/REPO; received the folder {release}. Push it first." in done.stderr
    assert not server.exists(SPACE, "space")


def test_a_free_account_gets_zero_gpu(server: Hub, tmp_path: Path) -> None:
    server.spaces_need_pro = True

    def fail(folder: Path, variables: dict[str, str]) -> str:
        raise RuntimeError(f"No matching distribution, {len(list(folder.iterdir()))} files, {variables}\n")

    server.run_space = fail
    done = deploy(server, tmp_path / "home")
    assert done.returncode == 2
    assert server.exists(SPACE, "space")
    assert "error: The Space user/demo ended in BUILD_ERROR. Its log ends:" in done.stderr
    assert "No matching distribution" in done.stderr


def test_the_same_command_again_repairs_a_space_that_failed(
    server: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is committed then, so the Hub builds nothing by itself. A bad moment of the Hub's is borne meanwhile."""
    builds: list[Path] = []

    def run(folder: Path, _: dict[str, str]) -> str:
        builds.append(folder)
        if len(builds) < 3:
            raise RuntimeError("no room\n")
        for fault in (status(502), status(429), drop_upload):
            server.fail(f"GET /api/spaces/{SPACE}/runtime", fault)
        return server.address

    server.run_space = run
    monkeypatch.setattr(space.deploy, "_ask", lambda *_, **__: {"model": {"id": "asked"}})
    for n in (1, 2):
        done = deploy(server, tmp_path / "home")
        assert done.returncode == 2
        assert "error: The Space user/demo ended in BUILD_ERROR. Its log ends:" in done.stderr
        assert len(builds) == n, "one each time"
    commits = len(server.commits(SPACE, "space"))
    done = deploy(server, tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert len(builds) == 3
    assert len(server.commits(SPACE, "space")) == commits
    restarts = [request for request in server.requests if "/restart" in request]
    assert restarts == [f"POST /api/spaces/{SPACE}/restart?factory=true"] * 2, "what was cached may be what is wrong"


def test_what_was_waited_for_in_vain_is_told(server: Hub, tmp_path: Path) -> None:
    found = server.space(server.store.create("space", SPACE, Settings(), {}))

    def told() -> str:
        with server.client(tmp_path / "home"), pytest.raises(HubError) as caught:
            space.deploy.wait(HfApi(), Commit(SPACE, "f" * 40, ""), lambda *_: pytest.fail("it is not ready"), 0.3)
        return str(caught.value)

    found.stage = "APP_STARTING"
    assert told() == "The Space user/demo does not answer as it should after 0 minutes: its stage is APP_STARTING."
    found.stage, found.sha = "RUNNING", "0" * 40
    assert "after 0 minutes: another commit than fffffff runs." in told()
    found.sha = "f" * 40
    assert "after 0 minutes: it has no address." in told()
    server.fail("/runtime", status(503), times=99)
    assert "after 0 minutes: the Hub has a fault (HTTP 503). Try again later." in told()


def test_an_existing_space_is_brought_up_to_date_and_keeps_the_rest(server: Hub, tmp_path: Path) -> None:
    """It served a model from the Hub on hardware of its owner's choice; now it is to serve the embedded one."""
    variables = [{"key": "PNEUMONIA_MODEL", "value": "user/old@1"}, {"key": "MINE", "value": "stays"}]
    with server.client(tmp_path / "home"):
        HfApi().create_repo(
            SPACE,
            repo_type="space",
            space_sdk="gradio",
            space_hardware="cpu-upgrade",
            space_variables=variables,
        )
    seen: list[dict[str, str]] = []

    def stop(_: Path, variables: dict[str, str]) -> str:
        seen.append(variables)
        raise RuntimeError("enough\n")

    server.run_space = stop
    deploy(server, tmp_path / "home")
    assert seen == [{"MINE": "stays"}]
    changed = [request for request in server.requests if request.startswith("POST") and request.endswith("/hardware")]
    assert changed == []
    deploy(server, tmp_path / "home", "--hardware", "zero-gpu")
    changed = [request for request in server.requests if request.startswith("POST") and request.endswith("/hardware")]
    assert changed == ["POST /api/spaces/user/demo/hardware"]
    private = deploy(server, tmp_path / "home", "--private")
    assert "user/demo exists already and is public, so nothing private was sent there." in private.stderr


def test_who_may_not_is_told_before_anything_is_made(server: Hub, tmp_path: Path) -> None:
    done = deploy(server, tmp_path / "home", token=READER)
    assert done.returncode == 2
    assert "Nothing can be published as user/demo: the token may only read." in done.stderr
    assert not server.exists(SPACE, "space")


@pytest.mark.parametrize(("gated", "why"), [(False, "private"), (True, "given on request only")])
def test_a_model_that_is_not_for_everybody_needs_a_token_in_the_space(
    server: Hub, tmp_path: Path, release: Path, monkeypatch: pytest.MonkeyPatch, gated: bool, why: str
) -> None:
    secret = "hf_space_reader"  # noqa: S105 - not a token of anybody
    with server.client(tmp_path / "home"):
        push(release, "user/m", private=not gated)
    if gated:
        server.gate("user/m")
    done = deploy(server, tmp_path / "home", "--model", "user/m")
    assert done.returncode == 2
    assert f"The model user/m is {why}, and the Space could not read it. Set PNEUMONIA_SPACE_TOKEN" in done.stderr
    assert not server.exists(SPACE, "space")

    def stop(*_: object) -> str:
        raise RuntimeError("enough\n")

    server.run_space = stop
    monkeypatch.setenv("PNEUMONIA_SPACE_TOKEN", secret)
    done = deploy(server, tmp_path / "home", "--model", "user/m")
    assert "enough" in done.stderr
    assert server.secrets(SPACE) == {"HF_TOKEN": secret}
    assert b"preload_from_hub" not in server.files(SPACE, kind="space")["README.md"], "the build has no token"
    assert secret not in done.stderr + done.stdout


# --- one's own server -------------------------------------------------------------------------------------------------


def test_the_dockerfile_copies_what_exists_runs_as_nobody_special_and_is_checked(address: str) -> None:
    """No image can be built here, so its parts are: what it copies, and its health check against a running app."""
    text = (ROOT / "space" / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (\S+) ", text, flags=re.MULTILINE)
    assert copied
    for source in copied:
        assert (ROOT / source).exists()
        assert f"!{source}" in (ROOT / "space" / "Dockerfile.dockerignore").read_text()
    assert "\nUSER app\n" in text
    assert text.index("USER app") < text.index("CMD")
    [check] = re.findall(r"HEALTHCHECK[^[]*(\[.*\])", text)
    command = json.loads(check.replace("http://127.0.0.1:7860", address))
    subprocess.run([sys.executable, *command[1:]], check=True, timeout=20)
    nobody = json.loads(check.replace("http://127.0.0.1:7860", "http://127.0.0.1:9"))
    assert subprocess.run([sys.executable, *nobody[1:]], capture_output=True, check=False).returncode != 0
