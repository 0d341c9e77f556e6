"""Fixtures that several test files share."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import browser  # noqa: F401  a fixture: the real browser
from made import made  # noqa: F401  a fixture: what is seen of the app when it is made
from odd import client_of_odd, odd, web  # noqa: F401  fixtures of an app that waits, hurries and asks
from served import address, app_folder, client, doubtful, films  # noqa: F401  fixtures of the app as a process
from trained import environment, excerpt, the_hub, trained  # noqa: F401  fixtures of a tiny run
from twin import blank, twin, twin_folder  # noqa: F401  fixtures of the static twin
from twin_reader import reader  # noqa: F401  a fixture: its reader of files

from pneumonia.bundle import BUNDLE, RELEASE
from pneumonia.classifier import Classifier
from pneumonia.dataset import Dataset, load
from pneumonia.machine import keep_freed_memory

# As training does it: TensorFlow's part of the tests takes half the time on a virtual machine.
keep_freed_memory()


#: The tiny training, which takes half a minute, the real data set, decoded anew, and apps of a test's own.
DEAR = ("trained", "real_data", "made", "odd")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests stay together in one process with ``--dist loadgroup``: a file's, because they share its servers,
    but all that need one of the ``DEAR`` fixtures wherever they are.
    """
    for item in items:
        needs = getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group(next((dear for dear in DEAR if dear in needs), item.path.stem)))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the real X-rays (``shared/data``), beside the repository or where PNEUMONIA_SHARED says."""
    shared = Path(os.environ.get("PNEUMONIA_SHARED", Path(__file__).parents[2] / "shared"))
    if not (shared / "data").is_dir():
        pytest.skip(f"NO REAL X-RAYS: {shared / 'data'} is missing; PNEUMONIA_SHARED may name the folder of data/")
    return shared / "data"


@pytest.fixture(scope="session")
def real_data(shared_data: Path) -> Iterator[Dataset]:
    """The whole real data set, decoded anew (5 s), so that no cache of older code can hide a change."""
    with tempfile.TemporaryDirectory() as cache:
        yield load(str(shared_data / "chest_xray"), cache=Path(cache))


@pytest.fixture(scope="session")
def release() -> Path:
    """The folder of the bundle that comes with the package."""
    if not (RELEASE / BUNDLE).is_file():
        pytest.skip(f"NO MODEL: {RELEASE} holds no {BUNDLE}; copy the serving files of a trained bundle there")
    return RELEASE


@pytest.fixture(scope="session")
def classifier(release: Path) -> Classifier:
    return Classifier.load(release)
