"""Fixtures that several test files share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the real X-rays (``shared/data``), beside the repository or where PNEUMONIA_SHARED says."""
    shared = Path(os.environ.get("PNEUMONIA_SHARED", Path(__file__).parents[2] / "shared"))
    if not (shared / "data").is_dir():
        pytest.skip(f"NO REAL X-RAYS: {shared / 'data'} is missing; PNEUMONIA_SHARED may name the folder of data/")
    return shared / "data"
