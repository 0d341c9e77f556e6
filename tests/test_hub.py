"""Which bundle PNEUMONIA_MODEL means, and what is said when it cannot be had."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pneumonia import bundle
from pneumonia.errors import BundleNotFound
from pneumonia.hub import resolve


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_means_the_release(nothing: str | None) -> None:
    resolved = resolve(nothing)
    assert resolved.folder == bundle.RELEASE
    assert resolved.revision.startswith("sha256:")


def test_a_folder_is_itself() -> None:
    assert resolve(str(bundle.RELEASE)).info["id"] == resolve(None).info["id"]


def test_a_name_of_neither_form_is_refused() -> None:
    with pytest.raises(BundleNotFound, match="received 'no such thing', which is none"):
        resolve("no such thing")


def test_a_hub_that_cannot_be_reached_is_told() -> None:
    """The real client, pointed at a port where nobody listens (the endpoint is read when it is imported)."""
    code = (
        "from pneumonia.errors import BundleNotFound\nfrom pneumonia.hub import resolve\n"
        "try:\n    resolve('someone/a-model@v1')\nexcept BundleNotFound as error:\n    print(error)"
    )
    environment = os.environ | {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_DOWNLOAD_TIMEOUT": "2"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "The model someone/a-model at v1 could not be downloaded" in done.stdout, done.stderr[-1000:]
    assert "Check the name, the network" in done.stdout
