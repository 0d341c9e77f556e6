"""Bulk on a real Ray cluster whose worker is killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from processes import ROOT, pneumonia

from pneumonia.errors import ScoringError
from pneumonia.score_ray import Worker

#: Films in a part, here; ``python -m pneumonia`` but for that.
PART = 24
COMMAND = f"from pneumonia import cli, score; score.PART = {PART}; raise SystemExit(cli.main())"
CLUSTER = """
import sys
from ray.cluster_utils import Cluster

node = {"num_cpus": 1, "object_store_memory": 100 << 20, "include_dashboard": False}
cluster = Cluster(initialize_head=True, head_node_args=node)
cluster.wait_for_nodes()
print(cluster.address, flush=True)
sys.stdin.read()
cluster.shutdown()
"""


@pytest.fixture
def cluster() -> Iterator[tuple[str, psutil.Process]]:
    """The address of a cluster with one core, so one worker, and the process above all of its processes."""
    with tempfile.TemporaryDirectory(prefix="ray") as folder:  # short: the names of sockets have a limit
        environment = os.environ | {"RAY_USAGE_STATS_ENABLED": "0", "RAY_TMPDIR": folder}
        environment["RAY_prestart_worker_first_driver"] = "0"  # they would wait for work that is not theirs
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([sys.executable, "-c", CLUSTER], cwd=folder, env=environment, text=True, **pipes)  # type: ignore[call-overload]
        everything = psutil.Process(process.pid)
        try:
            yield process.stdout.readline().strip(), everything
        finally:
            started = everything.children(recursive=True)
            process.communicate(timeout=60)
            _, alive = psutil.wait_procs(started, timeout=20)
            for left in alive:
                left.kill()


def workers(everything: psutil.Process) -> list[psutil.Process]:
    """The processes that score."""
    found = []
    for child in everything.children(recursive=True):
        try:
            if child.cmdline()[:1] and "MapWorker" in child.cmdline()[0]:
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def test_a_killed_worker_costs_no_row_and_doubles_none(
    cluster: tuple[str, psutil.Process], shared_data: Path, tmp_path: Path
) -> None:
    address, everything = cluster
    films = tmp_path / "films"
    films.mkdir()
    for film in sorted((shared_data / "chest_xray" / "test").glob("*/*"))[: 6 * PART]:
        (films / film.name).symlink_to(film)
    (films / "page.jpeg").write_text("<html>")
    relative = os.path.relpath(films, ROOT)  # the workers' own folder is another one
    out, parts = tmp_path / "ray.csv", tmp_path / ".ray.csv.parts"
    arguments = [sys.executable, "-c", COMMAND, "score", relative, "--out", str(out), "--ray", address]
    with subprocess.Popen(arguments, cwd=ROOT, env=dict(os.environ), stderr=subprocess.PIPE, text=True) as process:
        while not list(parts.glob("[0-9]*.jsonl")):
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        victims = workers(everything)
        assert len(victims) == 1
        victims[0].send_signal(signal.SIGKILL)
        missing = 7 - len(list(parts.glob("[0-9]*.jsonl")))
        assert missing >= 2, "killed too late to matter"
        _, said = process.communicate(timeout=300)
    assert process.returncode == 1, said
    assert "page.jpeg: Expected an image of a chest X-ray" in said
    assert "Traceback" not in said
    plain = tmp_path / "plain.csv"
    assert pneumonia(dict(os.environ), "score", relative, "--out", plain).returncode == 1
    assert out.read_bytes() == plain.read_bytes()
    assert not parts.exists()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("here", "Invalid address format: here"),
        pytest.param("127.0.0.1:1", "Failed to connect to Ray cluster", marks=pytest.mark.slow),  # Ray takes 40 s
    ],
)
def test_a_cluster_that_is_not_there_is_told(shared_data: Path, tmp_path: Path, address: str, reason: str) -> None:
    films, out = shared_data / "originals", tmp_path / "a.csv"
    done = pneumonia(dict(os.environ), "score", films, "--out", out, "--ray", address)
    assert done.returncode == 2
    assert f"error: The Ray cluster at {address} failed: {reason}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_with_another_model_refuses() -> None:
    with pytest.raises(ScoringError, match="Expected the model sha256:other; this worker finds sha256:"):
        Worker("", "sha256:other", "balanced", "/")
