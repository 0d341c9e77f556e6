"""A film processed like another has its strength of detail, and keeps its own shapes."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from pneumonia.image import read_image
from pneumonia.shortcuts import BLACK, processed_like


@pytest.fixture(scope="module")
def films(shared_data: Path) -> list[np.ndarray]:
    """Six healthy and six ill films, (224, 224) uint8: on the healthy ones small structures stand out more."""
    files = [
        file
        for label in ("NORMAL", "PNEUMONIA")
        for file in sorted((shared_data / "chest_xray/train" / label).iterdir())[::220][:6]
    ]
    return [read_image(file).pixels for file in files]


def strengths(film: np.ndarray) -> np.ndarray:
    """Of structures of 1 to 3 and of 3 to 15 pixels: the mean absolute difference of two Gaussian blurs of the film."""
    blurs = [film.astype(float), *(cv2.GaussianBlur(film, (0, 0), sigma).astype(float) for sigma in (1.0, 6.0))]
    return np.array([np.abs(a - b)[film > BLACK].mean() for a, b in pairwise(blurs)])


def test_structures_become_as_strong_as_in_the_other_film(films: list[np.ndarray]) -> None:
    """Measured with other blurs than the module's; nothing is exact, because greys end at black and white."""
    for film, other in zip(films, films[::-1], strict=True):
        before, after, wanted = strengths(film), strengths(processed_like(film, other)), strengths(other)
        assert (np.abs(np.log(after / wanted)) < 0.25).all()
        far = np.abs(np.log(before / wanted)) > 0.3
        assert (np.abs(np.log(after / wanted)) < np.abs(np.log(before / wanted)))[far].all()


def test_slow_changes_stay(films: list[np.ndarray]) -> None:
    for film, other in zip(films, films[::-1], strict=True):
        slow, own = (cv2.GaussianBlur(x, (0, 0), 25.0).astype(float) for x in (processed_like(film, other), film))
        assert np.abs(slow - own).max() < 6.0


def test_a_film_processed_like_itself_is_itself(films: list[np.ndarray]) -> None:
    for film in films:
        assert np.abs(processed_like(film, film).astype(int) - film).max() <= 1


def test_the_other_film_may_have_any_size(films: list[np.ndarray]) -> None:
    """Bands are shares of the side, so the same film at half its size asks for much the same."""
    half = cv2.resize(films[0], (112, 112), interpolation=cv2.INTER_AREA)
    received = processed_like(films[7], half)
    assert received.shape == (224, 224)
    assert received.dtype == np.uint8
    assert np.abs(received.astype(int) - processed_like(films[7], films[0])).mean() < 3.0


@pytest.mark.parametrize("grey", [0, 24, 128, 255])
def test_blank_films_stay_blank_and_ask_for_little(films: list[np.ndarray], grey: int) -> None:
    blank = np.full((224, 224), grey, np.uint8)
    assert np.array_equal(processed_like(blank, films[0]), blank)
    flat = processed_like(films[0], blank)  # a third of its own strength: the limit
    assert np.log(strengths(films[0]) / strengths(flat)) == pytest.approx(np.log([3.0, 3.0]), abs=0.4)
