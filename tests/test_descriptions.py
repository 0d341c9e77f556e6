"""What describes an image: bright and dark places, edges, and texture."""

import cv2
import numpy as np
import pytest

from pneumonia.descriptions import (
    CELL,
    DIRECTIONS,
    EDGES,
    FAINT,
    GRAIN,
    PLACES,
    SCALES,
    TEXTURES,
    _without_corners,
    edges,
    textures,
    thumbnails,
    without_margins,
)
from pneumonia.image import to_input

CELLS = EDGES // CELL


def framed(side: int, rows: slice, columns: slice, margin: int) -> np.ndarray:
    """(side, side) uint8, noise inside a margin of one grey level."""
    picture = np.full((side, side), margin, np.uint8)
    content = np.random.default_rng(3).integers(0, 256, picture.shape, np.uint8)
    picture[rows, columns] = content[rows, columns]
    return picture


@pytest.mark.parametrize("margin", [0, 77, 255])
def test_margins_go_and_one_more_row_with_them(margin: int) -> None:
    picture = framed(64, slice(5, 60), slice(0, 50), margin)
    [found] = without_margins(picture[np.newaxis])
    np.testing.assert_array_equal(found, _without_corners(to_input(picture[6:59, :49], 64)))


def test_of_a_picture_without_margins_or_with_nothing_else_nothing_is_cut_off() -> None:
    everything = slice(None)
    whole, marked = framed(64, everything, everything, 0), framed(64, slice(8, None), everything, 0)
    marked[2, 10:20] = 255  # a side marker: the margin below it is a part of the picture
    marked[:2, 30:32] = 255
    narrow, blank = framed(64, everything, slice(20, 51), 0), np.full((64, 64), 9, np.uint8)
    pictures = np.stack([whole, marked, narrow, blank])
    np.testing.assert_array_equal(without_margins(pictures), [_without_corners(picture) for picture in pictures])


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("ground", [0, 77, 255])
def test_even_corners_get_the_grey_behind_the_shortest_run(ground: int, turns: int) -> None:
    picture = np.where(np.indices((12, 12)).sum(axis=0) % 2, 20, 150) + np.arange(144).reshape(12, 12) // 2
    picture[0, :5] = picture[1, :4] = picture[:3, 0] = ground
    picture[0, 1] = abs(ground - 4)  # as even as counts
    expected = picture.copy()
    expected[:4, 0] = picture[4, 0]  # a run of three pixels downwards, and one more
    expected[:3, 1:4] = picture[3, 1:4]  # of two pixels
    expected[0, 4:6] = picture[0, 6]  # five pixels across: only where none is shorter
    expected[1, 4] = picture[1, 5]
    found = _without_corners(np.rot90(picture, turns).astype(np.uint8))
    np.testing.assert_array_equal(found, np.rot90(expected, turns))


def test_a_single_pixel_half_a_side_and_a_blank_picture_are_no_runs() -> None:
    picture = np.where(np.indices((8, 8)).sum(axis=0) % 2, 100, 180).astype(np.uint8)
    picture[3, :4] = 9
    blank = np.full((8, 8), 9, np.uint8)
    for image in (picture, blank):
        np.testing.assert_array_equal(_without_corners(image), image)


def test_a_thumbnail_forgets_the_exposure() -> None:
    picture = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 256, (96, 96), np.uint8), (0, 0), 8)
    picture = cv2.normalize(picture, None, 40, 200, cv2.NORM_MINMAX)
    brighter = picture // 2 + 100
    first, second = thumbnails(np.stack([picture, brighter]))
    assert first.shape == (144,)
    assert first.mean() == pytest.approx(0, abs=1e-9)
    assert np.corrcoef(first, second)[0, 1] > 0.999
    assert thumbnails(np.full((1, 96, 96), 77, np.uint8)).tolist() == [[0.0] * 144]


@pytest.mark.parametrize(("angle", "direction"), [(0, 0), (45, 2), (90, 4), (135, 6), (180, 0)])
def test_an_edge_is_found_in_its_cell_and_direction(angle: int, direction: int) -> None:
    """A ramp across one cell of an otherwise even picture; bin 0 is brighter to the right (or to the left)."""
    y, x = np.indices((EDGES, EDGES)) - 2.5 * CELL + 0.5
    along = x * np.cos(np.radians(angle)) + y * np.sin(np.radians(angle))
    ramp = np.rint(128 + 10 * along).clip(0, 255)
    inside = np.maximum(abs(x), abs(y)) <= CELL / 2 + 1  # and the border that the gradient looks at
    [found] = edges(np.where(inside, ramp, 128).astype(np.uint8)[np.newaxis])
    cell = found.reshape(CELLS, CELLS, DIRECTIONS)[2, 2]
    assert found.shape == (288,)
    assert cell.argmax() == direction
    assert cell[direction] ** 2 == pytest.approx(np.square(cell).sum(), rel=0.05)


def test_shares_of_all_edges_add_up_to_one_unless_there_is_only_grain() -> None:
    rng = np.random.default_rng(1)
    strong = rng.integers(0, 256, (EDGES, EDGES), np.uint8)
    faint = np.full((EDGES, EDGES), 99, np.uint8)
    faint[20, 20] += 1  # eight neighbours: 2 of strength 2 across, 2 down, 4 of root 2
    found = np.square(edges(np.stack([strong, faint]))).sum(axis=1)
    total = 8 + 4 * np.sqrt(2)
    assert found == pytest.approx([1.0, total / (total + FAINT)], abs=0.01)


@pytest.mark.parametrize("scale", range(SCALES))
def test_structures_are_found_in_their_size_and_place(scale: int) -> None:
    """A chequerboard in the last place of an even picture; its fields have 1, 2, 4 or 8 pixels a side."""
    picture = np.full((TEXTURES, TEXTURES), 100, np.uint8)
    y, x = np.indices((TEXTURES // PLACES,) * 2) >> scale
    picture[-len(y) :, -len(y) :] += (20 * ((x + y) % 2)).astype(np.uint8)
    [found] = textures(picture[np.newaxis])
    strengths = (np.exp(found) - GRAIN).reshape(SCALES, PLACES * PLACES)
    expected = np.zeros_like(strengths)
    expected[scale, -1] = 10.0  # the standard deviation of two greys, 20 apart
    np.testing.assert_allclose(strengths, expected, atol=1e-9)


def test_texture_is_that_of_the_picture_at_one_size() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (1, TEXTURES, TEXTURES), np.uint8)
    larger = np.kron(picture, np.ones((1, 2, 2), np.uint8))
    assert textures(picture).shape == (1, SCALES * PLACES * PLACES)
    np.testing.assert_array_equal(textures(larger), textures(picture))
