"""Python and the project's own commands in processes of their own: the Hub's client reads its address at import."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Warnings are errors, but for one: the Hub's client uploads in a way that its own HTTP client has deprecated.
STRICT = ("-W", "error", "-W", "ignore::DeprecationWarning")
Done = subprocess.CompletedProcess[str]


def python(code: str, environment: dict[str, str], *, limit: str = "") -> Done:
    """Run code; ``limit`` is one of bash's ``ulimit``, e.g. ``-f 2000``."""
    command = [sys.executable, *STRICT, "-c", code]
    if limit:
        command = ["bash", "-c", f'ulimit {limit}; exec "$@"', "-", *command]
    return run(command, environment)


def pneumonia(environment: dict[str, str], *arguments: str | Path) -> Done:
    """Run ``python -m pneumonia`` as it is typed."""
    return run([sys.executable, "-m", "pneumonia", *map(str, arguments)], environment)


def run(command: list[str], environment: dict[str, str]) -> Done:
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
