"""A film squeezed as if it had been wider has a narrower chest, and all else is as it was."""

import numpy as np
import pytest

from pneumonia.shortcuts import SHORTCUTS, WIDER, as_wide


def disc(height: int = 200, width: int = 200) -> np.ndarray:
    """A white disc in the middle, 80 pixels across, of a grey film."""
    y, x = np.indices((height, width))
    inside = np.hypot(y - (height - 1) / 2, x - (width - 1) / 2) <= 40
    return np.where(inside, 255, 90).astype(np.uint8)


def extent(film: np.ndarray) -> tuple[int, int]:
    """Height and width of what is white."""
    white = film > 200
    return int(white.any(axis=1).sum()), int(white.any(axis=0).sum())


@pytest.mark.parametrize("factor", [1.44, 1 / 1.44])
def test_what_was_wider_looks_narrower_and_keeps_its_area(factor: float) -> None:
    film = disc()
    changed = as_wide(film, factor)
    assert changed.shape == film.shape
    height, width = extent(changed)
    assert height / width == pytest.approx(factor, abs=0.03)
    assert np.sum(changed > 200) == pytest.approx(np.sum(film > 200), rel=0.02)
    sides = changed[100, [0, -1]] if factor > 1 else changed[[0, -1], 100]
    assert not sides.any(), "black was added"


def test_the_middle_stays_where_it_is_and_no_change_changes_nothing() -> None:
    film = disc(200, 160)
    assert np.array_equal(as_wide(film, 1.0), film)
    changed = as_wide(film, WIDER)
    assert np.abs(changed.astype(int) - changed[::-1, ::-1]).max() <= 1


def test_each_film_goes_the_way_of_the_class_that_it_borrows_from() -> None:
    film = disc()
    labels = np.array([1, 0])
    normal, ill = SHORTCUTS["proportions"].borrowed(np.stack([film, film]), labels, 1 - labels, seed=0)
    assert np.array_equal(ill, as_wide(film, WIDER))
    assert np.array_equal(normal, as_wide(film, 1 / WIDER))
