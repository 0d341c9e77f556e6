"""The log of experiments is drawn from what was measured, and a row names what it changes."""

from pathlib import Path

import pytest

from pneumonia import experiments
from pneumonia.experiments import DOCS, EXPERIMENTS, SEARCH


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
    assert bool(differing) == (name != "start")
    assert name == "start" or list(EXPERIMENTS).index(row.on) < list(EXPERIMENTS).index(name)


def test_a_new_result_replaces_its_own_row_and_no_other(tmp_path: Path) -> None:
    areas = {"stressed": [0.98, 0.99], "reframed": [0.9, 0.92], "plain": [0.99, 0.995]}
    result = {"folds": 2, "films": 5232, "auroc": areas, "minutes": 19.6, "machine": "a machine"}
    experiments.write({"start": result}, tmp_path)
    experiments.write(experiments.stored(tmp_path) | {"reframe": result | {"minutes": 21.0}}, tmp_path)
    rows = [line for line in (tmp_path / "experiments.md").read_text().splitlines() if line.startswith("| `")]
    assert [row.split(" | ")[:2] for row in rows] == [["| `start`", ""], ["| `reframe`", "`start`"]]
    assert "**0.9850** (0.9800, 0.9900) | **0.9100** (0.9000, 0.9200) | **0.9925** (0.9900, 0.9950) |" in rows[0]
    assert experiments.stored(tmp_path)["reframe"]["minutes"] == 21.0
