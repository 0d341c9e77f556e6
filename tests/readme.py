"""What the README tells a reader to type, for the tests that type it."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def publishing(section: str = "Publish your own") -> list[str]:
    """The command lines of that section."""
    section = README.split(f"## {section}")[1].split("\n## ")[0]
    return [line.strip() for line in section.splitlines() if line.startswith("    ")]


def arguments(command: str, replaced: dict[str, str]) -> list[str]:
    """What follows ``python -m pneumonia`` in the line of that command, with the reader's own names put in."""
    [line] = [line for line in publishing() if f"-m pneumonia {command} " in line]
    line = re.sub("|".join(map(re.escape, replaced)), lambda found: replaced[found[0]], line)
    return shlex.split(line, comments=True)[3:]
