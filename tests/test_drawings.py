"""Drawn pictures: what a file may hold that is no X-ray, the same for the same seed, and none like another."""

from collections.abc import Callable

import numpy as np
import pytest

from pneumonia.evaluation import drawings

DRAWN = [
    drawings.page, drawings.form, drawings.screen, drawings.chart, drawings.noise, drawings.clouds, drawings.gradient,
    drawings.pattern, drawings.code, drawings.sketch, drawings.limb, drawings.hand, drawings.skin,
]  # fmt: skip


@pytest.mark.parametrize("draw", DRAWN)
def test_a_drawing_is_a_picture_that_its_seed_repeats(draw: Callable[[np.random.Generator], np.ndarray]) -> None:
    first, again, other = (draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    for picture in (first, other):
        assert picture.dtype == np.uint8
        assert picture.ndim == 2 or picture.shape[2] == 3
        assert min(picture.shape[:2]) >= 150
        assert picture.std() > 4, "nearly blank"


def test_bones_are_brighter_than_flesh_and_flesh_than_air() -> None:
    """As on a radiograph: else these would be refused as negatives, and tell nothing."""
    for draw in (drawings.limb, drawings.hand):
        film = draw(np.random.default_rng(3))
        air, brightest = film[:20, :20].mean(), np.quantile(film, 0.99)
        assert air < 20 < 60 < film[film > 40].mean() < brightest
