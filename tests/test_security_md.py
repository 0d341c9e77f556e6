"""SECURITY.md promises nothing that no test holds, and no other number than the code's."""

import ast
import re
from functools import cache
from importlib import import_module

import pytest
from readme import ROOT

SECURITY = (ROOT / "SECURITY.md").read_text()
SPACES = ("space/requirements.txt", "space/twin/requirements.txt")
UNITS = {"": 1, "MiB": 2**20, "million": 10**6, "s": 1, "minutes": 60}


def rows(columns: int) -> list[list[str]]:
    """The cells of all tables of so many columns, without their heads."""
    lines = [line.strip("|").split("|") for line in SECURITY.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line] for line in lines]
    return [line for line in cells if len(line) == columns and line[-1] != "held by"]


LIMITS, PROMISES = rows(4), rows(2)


@cache
def functions(path: str) -> set[str]:
    """The names of a test file's functions."""
    tree = ast.parse((ROOT / "tests" / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_tables_are_read_whole() -> None:
    assert len(LIMITS) >= 8
    assert len(PROMISES) >= 15
    assert len(LIMITS) + len(PROMISES) == len(re.findall(r"^\| (?!.*\| held by \|)", SECURITY, re.MULTILINE))


@pytest.mark.parametrize("row", [*LIMITS, *PROMISES], ids=lambda row: row[0][:40])
def test_every_promise_names_tests_that_exist(row: list[str]) -> None:
    named = re.findall(r"`([\w/.]+)::(\w+)`", row[-1])
    assert named, "a promise that nothing holds"
    assert row[-1] == ", ".join(f"`{path}::{test}`" for path, test in named)
    for path, test in named:
        assert test in functions(path)


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: row[0][:40])
def test_every_number_is_the_one_in_the_code(row: list[str]) -> None:
    number, _, unit = row[1].partition(" ")
    module, _, name = row[2].strip("`").rpartition(".")
    assert getattr(import_module(f"pneumonia.{module}"), name) // UNITS[unit] == int(number)


def test_no_promise_is_made_twice() -> None:
    assert len({row[0] for row in LIMITS + PROMISES}) == len(LIMITS + PROMISES)


def test_dependencies_are_pinned_as_it_says() -> None:
    for file in ("requirements.txt", "requirements-dev.txt", "requirements-ray.txt", "requirements-setup.txt", *SPACES):
        lines = [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
        assert [line for line in lines if not re.fullmatch(r"[\w\[\]-]+==[\w.]+", line)] == []
