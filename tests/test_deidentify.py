"""Names of one's own films stay at home: the static page and the API tell numbers instead of them."""

import json
import shutil
from pathlib import Path

import pytest

from pneumonia import bundle
from pneumonia.bundle import Bundle
from pneumonia.classifier import Classifier
from pneumonia.deidentify import without_names
from pneumonia.ui import api
from space.twin import stage

SCORED, LEARNED, SKIPPED = "Nguyen_Van_A_1987.dcm", "Jane_Doe_2.png", "John_Smith.png"


@pytest.fixture
def own(release: Path, tmp_path: Path) -> Bundle:
    """The embedded model, as if it came from films of one's own."""
    for name in (bundle.BUNDLE, *bundle.SERVING):
        shutil.copy(release / name, tmp_path)
    given = bundle.load(release)
    rows = [{"name": SCORED, "label": 1, "probability": 0.75}]
    scores = {"validation": [rows[0] | {"name": LEARNED}], "test": rows}
    split = given.metrics["split"] | {"validation_names": [LEARNED]}
    bundle.write_metrics(tmp_path, given.metrics | {"scores": scores, "split": split})
    bundle.seal(tmp_path, given.info | {"data": {"name": "films, not the published data set", "skipped": [SKIPPED]}})
    return bundle.load(tmp_path)


def check(info: dict[str, object], metrics: dict[str, object]) -> None:
    """The numbers are there and the names are not."""
    assert info["data"] == {"name": "films, not the published data set", "skipped": ["skipped-1"]}
    assert metrics["scores"] == {
        "validation": [{"name": "validation-1", "label": 1, "probability": 0.75}],
        "test": [{"name": "test-1", "label": 1, "probability": 0.75}],
    }
    told = json.dumps([info, metrics])
    assert "validation-1" in told
    assert [name for name in (SCORED, LEARNED, SKIPPED) if name in told] == []


def test_they_are_not_in_the_static_page(own: Bundle, tmp_path: Path) -> None:
    served = stage._model(tmp_path / "model", own)
    check(served.info, served.metrics)
    assert served.revision != own.revision, "other files have another hash"
    assert stage._model(tmp_path / "again", served).revision == served.revision


def test_they_do_not_come_out_of_the_api(own: Bundle) -> None:
    *_, metrics, model = api.endpoints(Classifier(own))
    check(model(), metrics(True))
    assert metrics()["split"]["validation_names"] == ["validation-1"]


def test_the_published_data_set_keeps_its_names(release: Path, tmp_path: Path) -> None:
    given = bundle.load(release)
    assert without_names(given.info, given.metrics) == (given.info, given.metrics)
    served = stage._model(tmp_path / "model", given)
    for name in (bundle.BUNDLE, bundle.METRICS):
        assert (served.folder / name).read_bytes() == (release / name).read_bytes()
