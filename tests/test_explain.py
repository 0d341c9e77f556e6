"""Heat and overlays: ranges, sizes, what stays unchanged, and that real maps point somewhere."""

import tracemalloc
from pathlib import Path

import cv2
import numpy as np
import pytest

from pneumonia.classifier import Classifier
from pneumonia.errors import InvalidOption
from pneumonia.explain import (
    AUTO,
    BY_LABEL,
    COLORMAPS,
    DEFAULT_OPACITY,
    LONGEST_SIDE,
    coloured,
    contours,
    for_screen,
    heat,
    layer,
    overlay,
)

CAM = np.array([[4.0, 1.0, 0.0], [-2.0, 0.0, 0.5]], np.float32)  # logit units; (2, 3)
GREY = np.random.default_rng(2).integers(0, 256, (200, 300), np.uint8)


# --- heat -------------------------------------------------------------------------------------------------------------


def test_heat_is_the_share_of_the_largest_magnitude() -> None:
    warm = heat(CAM)
    assert (warm.shape, warm.dtype) == ((2, 3), np.float32)
    assert warm.tolist() == [[1.0, 0.25, 0.0], [0.0, 0.0, 0.125]]
    assert heat(CAM, "NORMAL").tolist() == [[0.0, 0.0, 0.0], [0.5, 0.0, 0.0]]  # weak evidence looks weak


def test_the_two_labels_share_the_map() -> None:
    cam = np.random.default_rng(0).normal(size=(10, 10)).astype(np.float32)
    for_it, against = heat(cam), heat(cam, "NORMAL")
    assert not (for_it * against).any()
    assert np.allclose(for_it - against, cam / np.abs(cam).max())
    assert np.array_equal(heat(-cam), against)


def test_an_empty_map_is_cold() -> None:
    assert not heat(np.zeros((10, 10), np.float32)).any()
    assert not heat(np.zeros((10, 10), np.float32), "NORMAL").any()


# --- overlay ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("colormap", COLORMAPS)
@pytest.mark.parametrize("opacity", [0.0, 0.3, 1.0])
def test_an_overlay_is_a_colour_picture_of_the_same_size(colormap: str, opacity: float) -> None:
    picture = overlay(GREY, CAM, colormap=colormap, opacity=opacity)
    assert (picture.shape, picture.dtype) == ((200, 300, 3), np.uint8)


def test_without_opacity_or_evidence_the_image_shows_unchanged() -> None:
    grey = np.dstack([GREY] * 3)
    assert np.array_equal(overlay(GREY, CAM, opacity=0.0), grey)
    assert np.array_equal(overlay(GREY, np.zeros((5, 5), np.float32), opacity=1.0), grey)
    assert np.array_equal(overlay(GREY, -np.abs(CAM) - 1, opacity=1.0), grey)  # all of it speaks for NORMAL


def test_cold_areas_show_unchanged() -> None:
    one_sided = np.zeros((10, 10), np.float32)
    one_sided[:, :3] = 1.0
    picture = overlay(GREY, one_sided, opacity=1.0)
    assert np.array_equal(picture[:, 160:], np.dstack([GREY[:, 160:]] * 3))
    assert np.abs(picture[:, :60].astype(int) - GREY[:, :60, np.newaxis]).mean() > 20


@pytest.mark.parametrize("colormap", COLORMAPS)
def test_the_hottest_place_has_the_end_of_the_colour_map_in_rgb(colormap: str) -> None:
    everywhere = np.ones((4, 4), np.float32)
    picture = overlay(GREY, everywhere, opacity=1.0, colormap=colormap)
    blue, green, red = cv2.applyColorMap(np.full((1, 1), 255, np.uint8), COLORMAPS[colormap])[0, 0]
    assert (picture == (red, green, blue)).all()


def test_opacity_mixes_linearly() -> None:
    everywhere = np.ones((4, 4), np.float32)
    clear, half, full = (overlay(GREY, everywhere, opacity=o).astype(float) for o in (0.0, 0.5, 1.0))
    assert np.abs(half - (clear + full) / 2).max() <= 1
    assert np.array_equal(overlay(GREY, CAM), overlay(GREY, CAM, opacity=DEFAULT_OPACITY, colormap="inferno"))


def test_each_label_has_colours_of_its_own() -> None:
    """Read in a hurry, a bright place in warm colours is a finding."""
    one_sided = np.full((4, 4), -1.0, np.float32)
    healthy, ill = (
        overlay(GREY, s * one_sided, evidence=e, opacity=1.0) for s, e in ((1, "NORMAL"), (-1, "PNEUMONIA"))
    )
    assert healthy[0, 0].argmax() == 1, "green"
    assert ill[0, 0].argmin() == 2, "yellow"
    for label, name in BY_LABEL.items():
        chosen, named = (overlay(GREY, CAM, evidence=label, colormap=colormap) for colormap in (AUTO, name))
        assert np.array_equal(chosen, named)


@pytest.mark.parametrize("colormap", [name for name in COLORMAPS if name != "turbo"])
def test_stronger_evidence_is_lighter_in_grey_too(colormap: str) -> None:
    ramp = np.linspace(0, 255, 16).astype(np.uint8)[np.newaxis]
    grey = cv2.cvtColor(np.ascontiguousarray(coloured(ramp, "NORMAL", colormap)), cv2.COLOR_RGB2GRAY)[0]
    assert (np.diff(grey.astype(int)) > 0).all()


def test_evidence_for_normal_is_drawn_where_the_map_is_negative() -> None:
    picture = overlay(GREY, CAM, evidence="NORMAL", opacity=1.0)
    change = np.abs(picture.astype(int) - GREY[..., np.newaxis]).max(axis=2)
    assert (change[150:, :50] > 10).mean() > 0.8  # below left, where the map holds -2
    assert change[:50].max() <= 5  # cubic enlargement rings a little


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((500, 1024), (500, 1024)), ((2048, 1000), (1024, 500)), ((300, 4096), (75, 1024)), ((32, 64_000), (1, 1024))],
)
def test_large_images_are_reduced_for_the_screen(shape: tuple[int, int], expected: tuple[int, int]) -> None:
    image = np.full(shape, 90, np.uint8)
    reduced = for_screen(image)
    assert (reduced.shape, reduced.dtype) == (expected, np.uint8)
    assert (reduced == 90).all()
    assert overlay(image, CAM).shape == (*expected, 3)
    assert max(reduced.shape) == LONGEST_SIDE


def test_small_images_are_not_enlarged() -> None:
    assert for_screen(GREY) is GREY


def test_inputs_stay_as_they_are() -> None:
    grey, cam = GREY.copy(), CAM.copy()
    overlay(grey, cam, evidence="NORMAL", opacity=1.0)
    assert np.array_equal(grey, GREY)
    assert np.array_equal(cam, CAM)


def test_a_large_film_is_mixed_in_parts_and_looks_as_if_in_one_piece() -> None:
    film = np.random.default_rng(3).integers(0, 256, (1030, 1200), np.uint8)
    tracemalloc.start()
    try:
        picture = overlay(film, CAM, opacity=0.7, longest=4096)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak / film.size < 12, "bytes for a pixel; in one piece it takes 36"
    warm, below = layer(CAM, film.shape).astype(np.float32), film[..., np.newaxis].astype(np.float32)
    alpha = warm[..., 3:] * np.float32(0.7 / 255)
    expected = (below + (warm[..., :3] - below) * alpha + np.float32(0.5)).astype(np.uint8)
    assert np.array_equal(picture, expected)


# --- contours ---------------------------------------------------------------------------------------------------------


def test_a_contour_encloses_what_is_above_the_level() -> None:
    ramp = np.tile(np.linspace(0, 1, 100, dtype=np.float32), (80, 1))
    for level in (0.25, 0.5, 0.75):
        [line] = contours(ramp, (80, 100), level)
        assert (line.dtype, line.shape[1]) == (np.int32, 2)
        assert line[:, 0].min() == pytest.approx(100 * level, abs=2)
        assert (line[:, 0].max(), line[:, 1].min(), line[:, 1].max()) == (99, 0, 79)


def test_a_level_is_a_share_of_the_strongest_evidence_for_either_label() -> None:
    weak_against = np.zeros((10, 10), np.float32)
    weak_against[1:4, 1:4], weak_against[6:9, 6:9] = 1.0, -0.2
    assert contours(weak_against, (100, 100), 0.5, evidence="NORMAL") == [], "as weak as its colours"
    [line] = contours(weak_against, (100, 100), 0.1, evidence="NORMAL")
    assert line.min() > 50
    assert len(contours(np.ones((4, 4), np.float32), (50, 50), 0.9)) == 1
    assert contours(np.ones((4, 4), np.float32), (50, 50), 0.5, evidence="NORMAL") == []


def test_a_hole_is_outlined_too() -> None:
    ring = np.zeros((20, 20), np.float32)
    ring[3:17, 3:17], ring[8:12, 8:12] = 1.0, 0.0
    assert len(contours(ring, (200, 200), 0.5)) == 2


def test_an_overlay_is_outlined_at_any_opacity_and_any_size() -> None:
    plain = np.dstack([GREY] * 3)
    picture = overlay(GREY, CAM, opacity=0.0, level=0.5)
    changed = (picture != plain).any(axis=2)
    assert 0.005 < changed.mean() < 0.2, "a line, not an area"
    assert changed[:110, :130].any(), "around the hottest place, above left"
    assert not changed[:, 200:].any()
    assert np.array_equal(overlay(GREY, CAM, opacity=0.0), plain)
    large = np.full((1500, 2000), 90, np.uint8)
    assert overlay(large, CAM, level=0.5, longest=4096).shape == (1500, 2000, 3)


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            {"colormap": "jet"},
            "Expected a colour map out of auto, inferno, winter, viridis, cividis, turbo; received 'jet'.",
        ),
        ({"evidence": "FLU"}, "Expected evidence for NORMAL or PNEUMONIA; received 'FLU'."),
        ({"opacity": 1.01}, "Expected an opacity from 0 to 1; received 1.01."),
        ({"opacity": -0.1}, "Expected an opacity from 0 to 1; received -0.1."),
        ({"opacity": float("nan")}, "Expected an opacity from 0 to 1; received nan."),
    ],
)
def test_options_that_do_not_exist(option: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        overlay(GREY, CAM, **option)  # type: ignore[arg-type]
    assert str(caught.value) == message


# --- real maps --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [0.0, -0.5, 1.01, float("nan")])
def test_levels_that_do_not_exist(level: float) -> None:
    with pytest.raises(InvalidOption) as caught:
        contours(CAM, (10, 10), level)
    assert str(caught.value) == f"Expected a level above 0, up to 1; received {level}."


def test_maps_of_real_films_have_evidence_and_agree_with_the_answer(classifier: Classifier, shared_data: Path) -> None:
    """Summed over the map, the evidence is larger for the films that the model is surer are PNEUMONIA."""
    sums, probabilities = [], []
    for file in sorted(shared_data.glob("originals/*/*.jpeg")):
        prediction = classifier.predict(file)
        assert prediction.cam.ndim == 2
        assert min(prediction.cam.shape) >= 10
        assert np.isfinite(prediction.cam).all()
        assert heat(prediction.cam, str(prediction.report.label)).max() > 0.1
        sums.append(float(prediction.cam.sum()))
        probabilities.append(prediction.report.probability)
    assert np.corrcoef(np.argsort(np.argsort(sums)), np.argsort(np.argsort(probabilities)))[0, 1] > 0.9
