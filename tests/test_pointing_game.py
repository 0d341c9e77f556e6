"""Films joined of two halves, and how much of a map lies on one side."""

import numpy as np
import pytest

from pneumonia.evaluation import pointing_game


def test_a_joined_film_is_each_film_on_its_side_and_both_in_the_seam() -> None:
    left, right = np.full((8, 64), 40, np.uint8), np.full((8, 64), 200, np.uint8)
    film = pointing_game.joined(left, right)
    assert (film.dtype, film.shape) == (np.uint8, (8, 64))
    assert (film[:, :31] == 40).all()
    assert (film[:, 33:] == 200).all()
    assert (film[:, 31] == 80).all()
    assert (film[:, 32] == 160).all()


def test_every_ill_film_is_joined_with_a_healthy_one_both_ways() -> None:
    films = np.stack([np.full((4, 64), grey, np.uint8) for grey in (10, 20, 200, 210, 220)])
    made, on_the_right = pointing_game.pairs(films, np.array([0, 0, 1, 1, 1]))
    assert on_the_right.tolist() == [False, True] * 3
    for film, right, ill in zip(made, on_the_right, (200, 200, 210, 210, 220, 220), strict=True):
        ends = film[0, 0], film[0, -1]
        assert ends[int(right)] == ill
        assert ends[1 - int(right)] in (10, 20)
    again, _ = pointing_game.pairs(films, np.array([0, 0, 1, 1, 1]))
    assert (again == made).all()


@pytest.mark.parametrize("width", [12, 13])
def test_the_heat_on_either_side_is_shared_out(width: int) -> None:
    heat = np.zeros((3, 5, width), np.float32)
    heat[0, 2, 0], heat[0, 1, -1] = 3, 1  # three quarters on the left, the hottest place too
    heat[1, 4, -2] = 2  # all on the right
    shares = pointing_game.found(np.repeat(heat, 2, axis=0), np.resize([False, True], 6))
    assert shares[:4].tolist() == [[0.75, 1], [0.25, 0], [0, 0], [1, 1]]
    assert np.isnan(shares[4:]).all()  # no heat is on no side


def test_the_column_in_the_middle_belongs_to_both_halves() -> None:
    heat = np.zeros((1, 3, 5), np.float32)
    heat[0, 1, 2] = 4
    assert pointing_game.found(heat, np.array([True])).tolist() == [[0.5, 0.5]]
