"""What the Makefile and tests/conftest.py arrange for the others."""

import os
import re

import pytest
from browser import NAMES
from readme import ROOT


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process has all tests anyway")
def test_a_files_tests_stay_together_in_one_process(request: pytest.FixtureRequest) -> None:
    """Some versions of pytest take no notice of groups, and every process starts its own servers and browsers."""
    assert request.node.nodeid.endswith("@test_conftest")


def test_make_looks_for_the_browsers_that_the_tests_would_take() -> None:
    [browsers] = re.findall(r"^BROWSERS := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert tuple(browsers.split()) == NAMES
