"""Films that borrow borders, processing or proportions borrow that and nothing else."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from pneumonia.image import read_image
from pneumonia.shortcuts import BLACK, SHORTCUTS, WIDER, as_wide, framed, processed_like

# --- borders ----------------------------------------------------------------------------------------------------------
# The middle is the film's, the border the frame's, and no edge tells where they meet.


def test_the_middle_is_the_films_and_the_border_the_frames() -> None:
    rng = np.random.default_rng(0)
    film, frame = rng.integers(0, 256, (2, 224, 224), np.uint8)
    before = film.copy(), frame.copy()
    both = framed(film, frame, 0.7)
    assert both.dtype == np.uint8
    inner = slice(38, 186)  # 70 % of 224 is from 33.6 to 190.4, the transition 3.5 pixels to either side of that
    assert (both[inner, inner] == film[inner, inner]).all()
    for ring in (np.s_[:30], np.s_[194:], np.s_[:, :30], np.s_[:, 194:]):
        assert (both[ring] == frame[ring]).all()
    assert (film == before[0]).all()
    assert (frame == before[1]).all()


def test_no_hard_edge_tells_and_both_ends_of_the_scale_survive() -> None:
    both = framed(np.full((224, 224), 255, np.uint8), np.zeros((224, 224), np.uint8), 0.7).astype(int)
    assert {both[112, 112], both[0, 0]} == {255, 0}
    assert np.abs(np.diff(both[112])).max() <= 255 / 6
    assert (both == both[::-1, ::-1]).all()


def test_a_frame_of_another_size_is_stretched_to_the_film() -> None:
    frame = np.tile(np.arange(256, dtype=np.uint8), (90, 1))  # from dark on the left to bright on the right
    both = framed(np.full((200, 120), 77, np.uint8), frame, 0.5)
    assert both.shape == (200, 120)
    assert both[100, 60] == 77
    assert both[0, 0] < 5
    assert both[-1, -1] > 250


def test_a_film_framed_by_itself_is_itself() -> None:
    film = np.random.default_rng(1).integers(0, 256, (64, 80), np.uint8)
    assert (framed(film, film, 0.7) == film).all()


def borders(films: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    return np.stack(list(SHORTCUTS["borders"].borrowed(films, labels, 1 - labels, seed)))


def test_films_get_the_borders_of_the_other_class() -> None:
    """Healthy films are dark here and ill ones bright, so a border tells where it is from."""
    labels = np.array([0, 1, 1, 0, 1])
    films = np.where(labels == 1, 200, 50).astype(np.uint8)[:, None, None] * np.ones((1, 64, 64), np.uint8)
    both = borders(films, labels, seed=3)
    assert both.shape == films.shape
    assert (both[:, 32, 32] == films[:, 32, 32]).all()
    assert (both[:, 0, 0] == np.where(labels == 1, 50, 200)).all()
    films[0, 0, 0], films[3, 0, 0] = 51, 52  # which of the other class it is follows from the seed
    corners = {tuple(borders(films, labels, seed=seed)[labels == 1, 0, 0]) for seed in range(20)}
    assert len(corners) > 1
    assert np.array_equal(borders(films, labels, seed=3), borders(films, labels, seed=3))


# --- processing -------------------------------------------------------------------------------------------------------
# A film processed like another has its strength of detail, and keeps its own shapes.


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


# --- proportions ------------------------------------------------------------------------------------------------------
# A film squeezed as if it had been wider has a narrower chest, and all else is as it was.


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
