"""Occlusion sensitivity on a network whose answer is known, and on real films; and when two maps agree."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pneumonia.classifier import Classifier
from pneumonia.image import read_image, to_input
from pneumonia.occlusion import GRID, PATCH, agreement, hidden, sensitivity

RANDOM = np.random.default_rng(4)
SIZE = 96
#: Even grey with one bright square, in the 3rd row and 8th column of the grid's twelve.
FILM = np.full((SIZE, SIZE), 60, np.uint8)
FILM[17:23, 57:63] = 200


def brightest(inputs: np.ndarray) -> np.ndarray:
    """A network that asks only whether there is something bright."""
    return inputs.max(axis=(1, 2)) / 10.0


def test_what_is_hidden_takes_the_grey_of_its_surroundings() -> None:
    where = np.zeros(FILM.shape, bool)
    where[14:26, 54:66] = True
    filled = hidden(FILM, where)
    assert (filled == 60).all()
    assert FILM.max() == 200, "the film itself stays as it is"
    assert np.array_equal(hidden(FILM, np.zeros(FILM.shape, bool)), FILM)


def test_only_the_patches_over_what_counts_cost_anything() -> None:
    *_, lost = sensitivity(brightest, FILM)
    assert (lost.shape, lost.dtype) == ((GRID, GRID), np.float32)
    assert lost.max() == pytest.approx((200 - 60) / 10)
    rows, columns = np.nonzero(lost == lost.max())
    reach = PATCH * GRID / 2
    assert abs(rows + 0.5 - GRID * 20 / SIZE).max() < reach, "a patch that misses the square costs nothing"
    assert abs(columns + 0.5 - GRID * 60 / SIZE).max() < reach
    assert lost[GRID - 1].tolist() == [0.0] * GRID


def test_what_speaks_against_is_negative() -> None:
    *_, lost = sensitivity(lambda inputs: -brightest(inputs), FILM)
    assert lost.min() == pytest.approx(-14)
    assert lost.max() == 0


def test_the_map_grows_row_by_row() -> None:
    known = [np.isfinite(lost).all(axis=1).sum() for lost in sensitivity(brightest, FILM)]
    assert known == list(range(1, GRID + 1))


def test_a_map_agrees_with_itself_and_not_with_its_mirror_image() -> None:
    blob = np.zeros((12, 12), np.float32)
    blob[2:6, 1:5] = 1.0
    blob += RANDOM.normal(size=blob.shape).astype(np.float32) * 0.05
    itself = agreement(blob, cv2.resize(blob, (24, 24), interpolation=cv2.INTER_CUBIC))
    assert itself.agree
    assert itself.overlap > 0.9
    assert itself.correlation > 0.9
    mirrored = agreement(blob, blob[::-1, ::-1])
    assert not mirrored.agree
    assert mirrored.overlap < 0.3
    assert agreement(blob, -blob).correlation == pytest.approx(-1.0, abs=0.01)


def test_maps_that_have_nothing_to_do_with_each_other_seldom_agree() -> None:
    def smooth() -> np.ndarray:
        return cv2.GaussianBlur(RANDOM.normal(size=(12, 12)), (0, 0), 1.5)

    found = [agreement(smooth(), smooth()).agree for _ in range(40)]
    assert sum(found) <= 6, "2 are expected"


def test_the_places_of_a_real_film_sum_up_to_its_answer(classifier: Classifier, films: list[Path]) -> None:
    """For a pneumonia the hottest patch speaks for it."""
    *_, lost = sensitivity(classifier.logits, to_input(read_image(films[1]).pixels, classifier.size))
    assert np.isfinite(lost).all()
    assert lost.max() > 0.5, "in logits"
    assert lost.max() > -lost.min()
