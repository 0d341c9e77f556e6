"""The thorax on a drawn film whose place is known, and on real films as they are, framed otherwise and marked."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pneumonia.evaluation.robustness import CHANGES
from pneumonia.evaluation.thorax import mask, share_inside
from pneumonia.image import read_image, to_input

SIZE = 192


@pytest.fixture(scope="module")
def real(shared_data: Path) -> list[np.ndarray]:
    return [to_input(read_image(file).pixels, SIZE) for file in sorted(shared_data.glob("originals/*/*"))]


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Jaccard's index."""
    return float((first & second).sum() / (first | second).sum())


def drawn(right: int = 0, down: int = 0) -> np.ndarray:
    """A grey body on black with two dark lungs, 30 to 150 pixels from the top and 40 to 152 from the left."""
    film = np.zeros((SIZE, SIZE), np.uint8)
    film[:, 10:182] = 140
    for middle in (62, 130):
        cv2.ellipse(film, (middle + right, 130 + down), (22, 100), 0, 0, 360, 90, -1)
    film[150 + down :, 10:182] = 140
    return film


@pytest.mark.parametrize(("right", "down"), [(0, 0), (10, 0), (-10, 0), (0, -20), (8, 15)])
def test_it_is_found_where_the_lungs_are(right: int, down: int) -> None:
    found = mask(drawn(right, down))
    assert (found.shape, found.dtype) == ((SIZE, SIZE), bool)
    rows, columns = np.nonzero(found)
    for edge, expected in (
        (rows.min(), 30 + down),
        (rows.max(), 150 + down),
        (columns.min(), 40 + right),
        (columns.max(), 152 + right),
    ):
        assert edge == pytest.approx(expected, abs=17), "two steps of what is tried"
    assert found[90 + down, 96 + right], "the mediastinum is inside"


def test_on_real_films_it_is_the_chest_and_not_what_is_around_it(real: list[np.ndarray]) -> None:
    for film in real:
        found = mask(film)
        assert 0.25 < found.mean() < 0.65
        assert found[SIZE // 2, SIZE // 3 : 2 * SIZE // 3].all()
        assert not found[[0, 0, -1, -1], [0, -1, 0, -1]].any()
        assert not found[-5:].any(), "the abdomen"
        assert cv2.connectedComponents(found.astype(np.uint8))[0] == 2, "in one piece"


def test_it_goes_with_the_chest_when_the_film_is_framed_otherwise(real: list[np.ndarray]) -> None:
    padded, mirrored = [], []
    for film in real:
        found = mask(film)
        expected = to_input(CHANGES["10 % of black added on each side"](255 * found.astype(np.uint8)), SIZE) > 127
        padded.append(overlap(mask(to_input(CHANGES["10 % of black added on each side"](film), SIZE)), expected))
        mirrored.append(overlap(mask(film[:, ::-1].copy())[:, ::-1], found))
    assert np.median(padded) > 0.85
    assert np.median(mirrored) > 0.9


def test_neither_exposure_nor_a_marker_moves_it(real: list[np.ndarray]) -> None:
    for name in ("contrast 0.7", "gamma 1.4", "a letter painted in a corner"):
        assert np.median([overlap(mask(CHANGES[name](film)), mask(film)) for film in real]) > 0.95, name


def test_a_film_without_anything_on_it_gets_the_usual_chest() -> None:
    for level in (0, 128, 255):
        assert 0.3 < mask(np.full((SIZE, SIZE), level, np.uint8)).mean() < 0.6


def test_shares_count_heat_by_how_much_of_its_place_is_thorax() -> None:
    film = drawn()
    area = mask(film).mean()
    assert share_inside(film, np.ones((12, 12), np.float32)) == pytest.approx((area, area), abs=1e-3)
    middle, corner = np.zeros((2, 12, 12), np.float32)
    middle[5:7, 5:7] = 3.0
    corner[0, 0] = 3.0
    assert share_inside(film, middle) == pytest.approx((1.0, area), abs=1e-3)
    assert share_inside(film, corner) == pytest.approx((0.0, area), abs=1e-3)
    assert share_inside(film, middle + 4 * corner)[0] == pytest.approx(0.5)
    assert np.isnan(share_inside(film, np.zeros((12, 12), np.float32))[0])
