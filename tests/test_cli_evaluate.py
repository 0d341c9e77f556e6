"""``python -m pneumonia evaluate`` as it is typed: what it prints, what it writes, and what it leaves alone."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sklearn.metrics import roc_auc_score
from typed import Typed, pneumonia

from pneumonia import bundle
from pneumonia.evaluation import goals
from pneumonia.report import LABELS

#: The last cannot be: no folder is given.
MEASURED = ("subgroups", "borders", "negatives", "originals")


@dataclass(frozen=True)
class Evaluated:
    done: Typed
    before: bundle.Bundle
    after: bundle.Bundle


@pytest.fixture(scope="module")
def few(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of each class to train on, and three to test: as few as a data set may have."""
    folder = tmp_path_factory.mktemp("data") / "few"
    for split, n in (("train", 1), ("test", 3)):
        for label in LABELS:
            (folder / split / label).mkdir(parents=True)
            files = sorted((shared_data / "chest_xray" / split / label).iterdir())
            for file in files[:: len(files) // n][:n]:
                (folder / split / label / file.name).symlink_to(file)
    return folder


def measured_on(data: Path, release: Path, folder: Path, moved: float = 0.0) -> bundle.Bundle:
    """A copy of the release as if these few test films had been its whole test set."""
    copy = bundle.load(shutil.copytree(release, folder))
    names = {path.name for path in data.glob("test/*/*")}
    rows = [row for row in copy.metrics["scores"]["test"] if row["name"] in names]
    rows[0] |= {"probability": rows[0]["probability"] + moved}
    kept = {name: part for name, part in copy.metrics.items() if name in ("split", "history", "validation")}
    bundle.write_metrics(
        folder, kept | {"scores": copy.metrics["scores"] | {"test": rows}, "originals": {"n": 3, "largest_gap": 0.01}}
    )
    bundle.seal(folder, copy.info)
    return bundle.load(folder)


@pytest.fixture(scope="module")
def evaluated(
    few: Path, release: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Evaluated:
    before = measured_on(few, release, tmp_path_factory.mktemp("evaluated") / "bundle")
    assert before.metrics  # read now: the file is about to change
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PNEUMONIA_CACHE", environment["PNEUMONIA_CACHE"])
        done = pneumonia("evaluate", before.folder, "--data", few, "--any-counts", "--only", *MEASURED)
    assert done.returncode == 0, done.stderr
    return Evaluated(done, before, bundle.load(before.folder))


def test_what_training_wrote_stays_and_the_rest_is_measured(evaluated: Evaluated) -> None:
    before, after = evaluated.before.metrics, evaluated.after.metrics
    for name in ("split", "history", "validation", "scores", "originals"):
        assert after[name] == before[name]
    rows = after["scores"]["test"]
    expected = roc_auc_score([row["label"] for row in rows], [row["probability"] for row in rows])
    assert after["test"]["n"] == len(rows) == 6
    assert after["test"]["auroc"]["value"] == pytest.approx(expected)
    assert set(after) == set(before) | {"test", *MEASURED[:-1]}


def test_the_bundle_is_sealed_anew_and_otherwise_the_same(evaluated: Evaluated) -> None:
    changed = {"files"}
    before, after = evaluated.before.info, evaluated.after.info
    assert {key: after[key] for key in after if key not in changed} == {
        key: before[key] for key in before if key not in changed
    }
    assert {name for name in after["files"] if after["files"][name] != before["files"][name]} == {bundle.METRICS}


def test_it_prints_the_goals_and_what_it_could_not_measure(evaluated: Evaluated) -> None:
    assert evaluated.done.stdout == goals.table(evaluated.after.metrics) + "\n"
    assert "test        AUROC" in evaluated.done.stderr
    assert "left out    originals: what it needs was not given" in evaluated.done.stderr
    assert "warning" not in evaluated.done.stderr


def test_other_films_under_the_same_names_are_warned_of_and_nothing_is_written(
    few: Path,
    release: Path,
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PNEUMONIA_CACHE", environment["PNEUMONIA_CACHE"])
    before = measured_on(few, release, tmp_path / "bundle", moved=0.3)
    done = pneumonia("evaluate", before.folder, "--data", few, "--any-counts", "--only", "cost")
    assert done.returncode == 1
    assert "warning: a test image's probability differs by 0.300 from the one stored" in done.stderr
    assert f"{before.folder} was left as it was." in done.stderr
    assert bundle.load(before.folder).revision == before.revision


def test_the_tables_of_a_readme_are_those_of_the_bundle(evaluated: Evaluated, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("# Mine\n<!-- goals: made -->\n<!-- end of goals -->\n")
    assert pneumonia("tables", page, "--model", evaluated.after.folder).returncode == 0
    assert page.read_text() == f"# Mine\n<!-- goals: made -->\n{evaluated.done.stdout}<!-- end of goals -->\n"
    page.write_text("# Mine\n")
    done = pneumonia("tables", page)
    assert (done.returncode, page.read_text()) == (2, "# Mine\n")
    assert "error: Expected marks such as <!-- goals: ... -->" in done.stderr
