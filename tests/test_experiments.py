"""The log of experiments is drawn from what was measured, and a row names what it changes."""

from pathlib import Path

import numpy as np
import pytest

from pneumonia.dataset import POOL, Dataset
from pneumonia.training import crossvalidate, experiments
from pneumonia.training.config import TrainConfig
from pneumonia.training.crossvalidate import OutOfFold
from pneumonia.training.experiments import DOCS, EXPERIMENTS, SEARCH, Experiment


def test_the_log_in_the_repository_is_drawn_from_its_results() -> None:
    results = experiments.stored(DOCS)
    assert (DOCS / "experiments.md").read_text() == experiments.page(results)
    assert set(results) == set(EXPERIMENTS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_row_differs_from_the_one_it_builds_on_in_what_it_names(name: str) -> None:
    row = EXPERIMENTS[name]
    other = EXPERIMENTS[row.on].config.to_json() if name != "start" else SEARCH.to_json()
    differing = {key for key, value in row.config.to_json().items() if value != other[key]}
    assert differing == set(row.changes)
    assert bool(differing or row.mean_with) == (name != "start")
    before = list(EXPERIMENTS)[: list(EXPERIMENTS).index(name)]
    assert name == "start" or {row.on, *row.mean_with} <= set(before)


def test_rows_answer_together_by_the_mean_of_their_logits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each is wrong about another film, and together they are right."""
    labels, ones = np.array([0, 0, 1, 1]), np.ones(4, dtype=int)
    alone = {"one": [-3.0, 2.0, 1.0, 4.0], "other": [2.0, -3.0, 4.0, 1.0]}

    def out_of_fold(_data: Dataset, _pool: np.ndarray, _config: TrainConfig, folder: Path) -> OutOfFold:
        logits = np.array(alone[folder.name])
        return OutOfFold(ones, labels, np.stack([logits, logits]), logits, -logits, logits, minutes=3.0)

    monkeypatch.setattr(crossvalidate, "out_of_fold", out_of_fold)
    rows = {"one": Experiment("", "", ""), "other": Experiment("", "", "")}
    rows["both"] = Experiment("", "", "", on="one", mean_with=("other",))
    monkeypatch.setattr(experiments, "EXPERIMENTS", {"start": EXPERIMENTS["start"]} | rows)
    names = np.array(list("abcd"))
    data = Dataset(np.zeros((4, 8, 8), np.uint8), labels, names, np.full(4, POOL), names, fingerprint="", source="")
    assert experiments.run("one", data, tmp_path)["auroc"]["reframed"] == [0.75]
    both = experiments.run("both", data, tmp_path)
    assert both["auroc"] == {
        "plain": [1.0],
        "stressed": [1.0],
        "reframed": [1.0],
        "reprocessed": [0.0],
        "reshaped": [1.0],
    }
    assert both["minutes"] == 6.0


def test_a_new_result_replaces_its_own_row_and_no_other(tmp_path: Path) -> None:
    areas = {"stressed": [0.98, 0.99], "reframed": [0.9, 0.92], "plain": [0.99, 0.995]}
    result = {"folds": 2, "films": 5232, "auroc": areas, "minutes": 19.6, "machine": "a machine"}
    experiments.write({"start": result}, tmp_path)
    experiments.write(experiments.stored(tmp_path) | {"reframe": result | {"minutes": 21.0}}, tmp_path)
    rows = [line for line in (tmp_path / "experiments.md").read_text().splitlines() if line.startswith("| `")]
    assert [row.split(" | ")[:2] for row in rows] == [["| `start`", ""], ["| `reframe`", "`start`"]]
    assert "**0.9850** (0.9800, 0.9900) | **0.9100** (0.9000, 0.9200) |  |  | **0.9925** (0.9900, 0.9950) |" in rows[0]
    assert experiments.stored(tmp_path)["reframe"]["minutes"] == 21.0
