"""The middle is the film's, the border the frame's, and no edge tells where they meet."""

import numpy as np

from pneumonia.shortcuts import SHORTCUTS, framed


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
