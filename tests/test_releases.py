"""The table of releases: its last column is the shipped bundle, and its differences are what they are called."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pneumonia import bundle
from pneumonia.errors import InvalidOption
from pneumonia.evaluation import readme, releases

FILMS = [{"name": f"IM-{k // 2:04d}-{k:04d}.jpeg", "label": k % 2} for k in range(40)]


def rows(before: np.ndarray, now: np.ndarray) -> dict[str, Any]:
    each = {"epochs": 2, "threshold": 0.5, "measures": {"AUROC": 0.98765, "Brier score": None}}
    return {"first": each | {"test": before.tolist()}, "second": each | {"test": now.tolist()}}


def test_the_last_release_is_the_shipped_one() -> None:
    stored = releases.stored()
    assert list(stored)[:2] == ["first", "second"]
    assert list(stored.values())[-1] == releases.row(bundle.load(bundle.RELEASE)), (
        "run: python -m pneumonia.evaluation.releases NAME"
    )
    assert len({row["model"] for row in stored.values()}) == len(stored)
    assert len({row["fingerprint"] for row in stored.values()}) == 1, "releases are compared on one data set"


def test_what_was_never_measured_stays_empty() -> None:
    table = releases.table(rows(np.zeros(40), np.zeros(40)))
    assert "| official test set | first | second |\n" in table
    assert "| epochs of training | 2 | 2 |\n" in table
    assert "| AUROC | 0.9877 | 0.9877 |\n" in table
    assert "| Brier score |  |  |\n" in table


def test_differences_are_of_the_same_films_and_by_patient() -> None:
    labels = np.array([film["label"] for film in FILMS])
    perfect = np.where(labels == 1, 0.9, 0.1)
    same = "+0.0000 (+0.0000 to +0.0000)"
    worse = perfect.copy()
    worse[:4] = 1 - worse[:4]  # two of twenty patients are judged the wrong way round
    three = rows(worse, perfect)
    words = releases.differences(three | {"third": three["second"]}, FILMS)
    assert "\n| second less first | +" in words
    assert "| +0.1000 (+0.0000 to +0.2500) | -0.0800 (-0.2000 to +0.0000) |\n" in words
    assert f"\n| third less second | {same} | {same} | {same} |\n" in words
    assert words.endswith("2,000 bootstrap samples of the 20 patients.")


def test_a_row_is_not_replaced_by_that_of_another_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, release = tmp_path / "releases.json", bundle.load(bundle.RELEASE)
    releases.keep("third", release, path)
    releases.keep("third", release, path)
    kept = path.read_bytes()
    files = release.info["files"] | {bundle.MODEL: {"bytes": 1, "sha256": "0" * 64}}
    other = replace(release, info=release.info | {"files": files})
    with pytest.raises(InvalidOption, match=r"Expected a new name, or one out of third with .*; received third with"):
        releases.keep("third", other, path)
    assert path.read_bytes() == kept
    for rows, newest in ((releases.stored(), r"\w+"), ({}, "none")):
        monkeypatch.setattr(releases, "stored", lambda rows=rows: rows)
        with pytest.raises(InvalidOption, match=rf"received {newest}\. Run python -m pneumonia\.evaluation\.releases"):
            readme.tables(other)["releases"]()


def test_a_measure_of_seeds_shows_each() -> None:
    measure = next(each for each in releases.MEASURES if each.name == "the same of other seeds")
    metrics = {"seeds": [{"seed": 42, "auroc": 0.9}, {"seed": 43, "auroc": 0.98}, {"seed": 44, "auroc": 0.97}]}
    assert measure.shown(measure.read(metrics)) == "0.980, 0.970"
