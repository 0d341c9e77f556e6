"""Other seeds are counted only where nothing but the seed is another."""

from pathlib import Path
from typing import Any

import pytest

from pneumonia.bundle import Bundle
from pneumonia.errors import InvalidOption
from pneumonia.evaluation import seeds


def trained(seed: int, probabilities: tuple[float, ...], fingerprint: str = "f", **recipe: Any) -> Bundle:
    info = {"training": {"seed": seed, "epochs": 50} | recipe, "data": {"fingerprint": fingerprint}}
    made = Bundle(Path(f"run-{seed}"), info, "sha256:0")
    rows = [{"label": label, "probability": p} for label, p in zip((0, 0, 1, 1), probabilities, strict=True)]
    made.__dict__["metrics"] = {"scores": {"test": rows}}  # as the cached property would hold it
    return made


RELEASED = trained(42, (0.1, 0.2, 0.8, 0.9))


def test_every_seed_has_its_area_from_its_own_scores() -> None:
    found = seeds.measure([RELEASED, trained(43, (0.1, 0.85, 0.8, 0.9)), trained(44, (0.9, 0.8, 0.2, 0.1))])
    assert found == [{"seed": 42, "auroc": 1.0}, {"seed": 43, "auroc": 0.75}, {"seed": 44, "auroc": 0.0}]


def test_thresholds_may_come_from_elsewhere() -> None:
    assert len(seeds.measure([RELEASED, trained(43, (0.1, 0.2, 0.8, 0.9), folds=2)])) == 2


@pytest.mark.parametrize(
    ("other", "received"),
    [
        (trained(43, (0.1, 0.2, 0.8, 0.9), epochs=60), "received run-43, which differs in epochs"),
        (trained(43, (0.1, 0.2, 0.8, 0.9), "g"), "received run-43, which differs in its data"),
        (trained(42, (0.1, 0.2, 0.8, 0.9)), "received seed 42 twice"),
    ],
)
def test_another_recipe_other_data_and_the_same_seed_are_refused(other: Bundle, received: str) -> None:
    with pytest.raises(InvalidOption, match=received):
        seeds.measure([RELEASED, other])
