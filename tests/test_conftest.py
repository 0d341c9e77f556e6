"""What tests/conftest.py arranges for the others."""

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process has all tests anyway")
def test_a_files_tests_stay_together_in_one_process(request: pytest.FixtureRequest) -> None:
    """Some versions of pytest take no notice of groups, and every process starts its own servers and browsers."""
    assert request.node.nodeid.endswith("@test_conftest")
