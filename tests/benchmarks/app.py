"""The app as a process, in the environment that `make run` makes, and what it takes of the machine."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.benchmarks.films import ROOT

SERVE_PYTHON = ROOT / ".venv-serve" / "bin" / "python"
PYTHON = SERVE_PYTHON if SERVE_PYTHON.exists() else Path(sys.executable)


@dataclass(frozen=True)
class App:
    """A running app: its process and port, and the folder that takes its uploads."""

    pid: int
    port: int
    uploads: Path

    def megabytes(self, what: str = "VmRSS") -> float:
        """Memory in MB: ``VmRSS`` now, ``VmHWM`` at its highest."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(what))

    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(folder: Path) -> Iterator[App]:
    """Start the app and wait until it serves its page; ``folder`` takes its uploads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    uploads = folder / "uploads"
    environment = os.environ | {"GRADIO_SERVER_PORT": str(port), "PNEUMONIA_MODEL": "", "GRADIO_TEMP_DIR": str(uploads)}
    process = subprocess.Popen([PYTHON, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/config", timeout=5):
                    break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.02)
        yield App(process.pid, port, uploads)
    finally:
        process.terminate()
        process.wait()
