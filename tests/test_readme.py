"""The README says what the shipped bundle says, and its commands exist."""

import re
from pathlib import Path

from pneumonia import bundle, card

README = (Path(__file__).parents[1] / "README.md").read_text()
MAKEFILE = (Path(__file__).parents[1] / "Makefile").read_text()


def test_the_results_are_those_of_the_shipped_bundle() -> None:
    expected = card.results_table(bundle.load(bundle.RELEASE).metrics)
    assert expected in README, f"paste this into the README:\n{expected}"


def test_every_make_target_named_exists() -> None:
    named = set(re.findall(r"`make ([a-z]+)", README))
    assert {"run", "test"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", MAKEFILE, flags=re.MULTILINE))


def test_every_file_named_exists() -> None:
    root = Path(__file__).parents[1]
    for name in re.findall(r"`((?:pneumonia|tests|space)/[\w./-]+|[\w-]+\.(?:py|txt|toml))`", README):
        assert (root / name).exists(), name
