"""The augmentation stream can be repeated, its ranges are what they say, and switched off it changes nothing."""

import math
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import cv2
import keras
import numpy as np
import pytest

from pneumonia.augment import (
    AUGMENTATIONS,
    REFERENCE,
    STRESS,
    STRONG,
    Augmentation,
    Batches,
    augment,
    plain,
    stressed,
)
from pneumonia.image import read_image, to_input

OFF = Augmentation()
RAMP = np.tile(np.arange(16, 240, dtype=np.uint8), (224, 1))  # (224, 224), column x has the grey x + 16


@pytest.fixture(scope="module")
def films(shared_data: Path) -> np.ndarray:
    """Twelve real films of both classes, (12, 224, 224) uint8."""
    files = sorted(shared_data.glob("chest_xray/train/*/*.jpeg"))[::450]
    return np.stack([read_image(file).pixels for file in files])


def views(image: np.ndarray, how: Augmentation, n: int = 100, size: int = 224) -> np.ndarray:
    return np.stack([augment(image, size, how, np.random.default_rng(i)) for i in range(n)])


def spans(values: np.ndarray, low: float, high: float, tolerance: float) -> None:
    """Drawn values stay within their range and use at least four fifths of it."""
    assert low - tolerance <= values.min()
    assert values.max() <= high + tolerance
    assert np.ptp(values) >= 0.8 * (high - low)


# --- switched off -----------------------------------------------------------------------------------------------------


def test_switched_off_it_is_the_identity(films: np.ndarray) -> None:
    for image in films:
        assert np.array_equal(augment(image, 224, OFF, np.random.default_rng(0)), image)


@pytest.mark.parametrize("size", [128, 160, 192])
def test_switched_off_it_resizes_like_serving(films: np.ndarray, size: int) -> None:
    """Interpolated instead of averaged, so not to the last bit; but nothing is shifted, and as bright as before."""
    for image, expected in zip(films, plain(films, size).astype(float), strict=True):
        received = augment(image, size, OFF, np.random.default_rng(0)).astype(float)
        here = np.abs(received - expected).mean()
        assert here < 2.0
        assert abs(received.mean() - expected.mean()) < 0.5
        assert all(np.abs(np.roll(received, 1, axis) - expected).mean() > here for axis in (0, 1))


def test_every_field_changes_something(films: np.ndarray) -> None:
    """Each step of STRONG, alone and drawn with certainty, differs from no augmentation."""
    for spec in fields(Augmentation):
        if spec.name == "outside":
            continue
        # STRONG shifts by cropping alone; flip, detail and aspect are options of a run.
        value = (0.75, 1.33) if spec.name == "aspect" else getattr(STRONG, spec.name) or 0.1
        chance = spec.name in ("blur", "noise", "erase", "margin", "jpeg", "flip")
        how = replace(OFF, **{spec.name: 1.0 if chance else value})
        changed = [not np.array_equal(augment(image, 224, how, np.random.default_rng(5)), image) for image in films]
        assert all(changed), spec.name


def test_detail_scales_what_is_small_and_leaves_the_large_shapes(films: np.ndarray) -> None:
    """Within its limits, a half and the double; the mean over a quarter of the film stays as it was."""
    film = np.clip(films[0] // 2 + 64, 64, 191).astype(np.uint8)  # far from black and white, so nothing is cut off
    several = views(film, replace(OFF, detail=math.log(2)), n=100).astype(float)
    fine = film - cv2.GaussianBlur(film, (0, 0), 1.5).astype(float)
    raised = [np.vdot(view - cv2.GaussianBlur(view, (0, 0), 1.5), fine) / np.vdot(fine, fine) for view in several]
    spans(np.array(raised), 0.5, 2.0, 0.05)
    quarters = several.reshape(100, 2, 112, 2, 112).mean((2, 4))
    assert np.abs(quarters - film.reshape(2, 112, 2, 112).mean((1, 3))).max() < 2.0


# --- ranges -----------------------------------------------------------------------------------------------------------


def test_a_crop_shows_its_share_of_the_area() -> None:
    cropped = views(RAMP, replace(OFF, area=(0.25, 0.25)))
    width = np.ptp(cropped[:, 112].astype(float), axis=1)  # greys across = source columns across
    assert np.abs(width - 112).max() <= 2
    spans(cropped[:, 112, 112].astype(float), 16 + 56, 16 + 168, 2)  # it lies anywhere inside


def test_zooming_out_shrinks_the_film_inside_a_frame() -> None:
    bright = np.full((224, 224), 200, np.uint8)
    shrunk = views(bright, replace(OFF, area=(1.6, 1.6), outside="black"))
    share = (shrunk > 100).mean(axis=(1, 2))
    assert np.abs(share - 1 / 1.6).max() < 0.02
    assert (shrunk[:, 0, :] > 100).any() and (shrunk[:, -1, :] > 100).any()  # noqa: PT018 - anywhere inside the frame


def test_areas_and_aspects_span_their_ranges() -> None:
    width = np.ptp(views(RAMP, replace(OFF, area=(0.3, 0.9)))[:, 112].astype(float), axis=1)
    spans((width / 224) ** 2, 0.3, 0.9, 0.02)
    across = np.ptp(views(RAMP, replace(OFF, area=(0.5, 0.5), aspect=(3 / 4, 4 / 3)))[:, 112].astype(float), axis=1)
    spans((across / 224) ** 2 / 0.5, 3 / 4, 4 / 3, 0.02)


def test_shifts_are_a_share_of_the_side() -> None:
    moved = views(RAMP, replace(OFF, shift=0.1))[:, 112, 112].astype(float) - RAMP[112, 112]
    spans(moved / 224, -0.1, 0.1, 0.01)


def test_rotations_are_degrees_to_both_sides() -> None:
    def tilt(view: np.ndarray) -> float:
        middle = view[62:162, 62:162].astype(float)
        down, across = np.gradient(middle)
        return float(np.degrees(np.arctan2(down.mean(), across.mean())))

    angles = np.array([tilt(view) for view in views(RAMP, replace(OFF, rotation=12.0))])
    spans(angles, -12, 12, 0.6)


def test_exposure_keeps_order_and_reaches_its_limits() -> None:
    brighter = views(RAMP, replace(OFF, brightness=0.2))[:, 0, 112].astype(float) - 128
    spans(brighter / 127.5, -0.2, 0.2, 0.01)
    contrast = np.ptp(views(RAMP, replace(OFF, contrast=0.1))[:, 0, 56:168].astype(float), axis=1) / 111
    spans(contrast, 0.9, 1.1, 0.02)
    gamma = np.log(views(RAMP, replace(OFF, gamma=0.4))[:, 0, 112] / 255) / np.log(128 / 255)
    spans(np.log(gamma), -0.4, 0.4, 0.02)
    every = views(RAMP, replace(OFF, brightness=0.3, contrast=0.4, gamma=0.4))[:, 0].astype(int)
    assert (np.diff(every, axis=1) >= 0).all()


@pytest.mark.parametrize(("outside", "greys"), [("nearest", {200}), ("black", {0}), ("random", {0, 200, "other"})])
def test_what_lies_outside_the_film(outside: str, greys: set[object]) -> None:
    bright = np.full((224, 224), 200, np.uint8)
    corners = views(bright, replace(OFF, area=(4.0, 4.0), outside=outside))[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    # A film of half the side covers at most one corner; the others show what lies outside.
    found = {int(np.median(view)) for view in corners}
    assert {grey if grey in (0, 200) else "other" for grey in found} == greys


def test_on_another_backend_threads_share_the_films_of_one_batch(
    films: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keras there leaves batches that were made ahead to the next epoch."""
    labels = np.arange(len(films)) % 2
    options = {"size": 32, "batch_size": 4, "how": STRONG, "seed": 1, "workers": 2}
    ahead = Batches(films, labels, labels + 1.0, **options)
    monkeypatch.setattr(keras.backend, "backend", lambda: "torch")
    together = Batches(films, labels, labels + 1.0, **options)
    assert (ahead.workers, together.workers) == (2, 1)
    for one, other in zip(ahead[0], together[0], strict=True):
        np.testing.assert_array_equal(one, other)


def test_chances_are_kept(films: np.ndarray) -> None:
    changed = [not np.array_equal(view, films[0]) for view in views(films[0], replace(OFF, blur=0.25), n=400)]
    assert 0.2 < np.mean(changed) < 0.3


@pytest.mark.parametrize("how", [OFF, REFERENCE, STRONG, STRESS])
@pytest.mark.parametrize("shape", [(224, 224), (120, 90), (400, 700)])
def test_any_image_becomes_a_square_of_greys(how: Augmentation, shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    before = image.copy()
    for size in (96, 160):
        drawn = views(image, how, n=25, size=size)
        assert (drawn.shape, drawn.dtype) == ((25, size, size), np.uint8)
    assert np.array_equal(image, before)


def test_the_reference_recipe_is_the_published_one() -> None:
    """Rotation 10 degrees, shifts 10 %, shear 10 %, zoom 20 % (of the side, so 0.8 squared to 1.2 squared), no more."""
    assert AUGMENTATIONS == {"reference": REFERENCE, "strong": STRONG}
    assert replace(OFF, rotation=10.0, shear=0.1, shift=0.1, zoom=0.2) == REFERENCE


def test_the_reference_zooms_either_axis_by_itself_and_shifts_by_no_more_than_it_says() -> None:
    """Read off a film that brightens from left to right, and off one that brightens from top to bottom."""
    how = replace(REFERENCE, rotation=0.0, shear=0.0)
    ramp = np.tile(np.arange(64, 192, dtype=np.uint8), (128, 1))
    found = []
    for seed in range(200):
        across, down = (augment(film, 128, how, np.random.default_rng(seed)).astype(float) for film in (ramp, ramp.T))
        middle = [(across[64, 32:96].mean() - 127.5) / 128, (down[32:96, 64].mean() - 127.5) / 128]
        zoom = [(across[64, 80] - across[64, 48]) / 32, (down[80, 64] - down[48, 64]) / 32]
        found.append([*middle, *zoom])
    left, top, width, height = np.transpose(found)
    for shift in (left, top):
        assert 0.085 < np.abs(shift).max() < 0.105
    for zoom in (width, height):
        assert 0.78 < zoom.min() < 0.83
        assert 1.17 < zoom.max() < 1.22
    assert abs(np.corrcoef(width, height)[0, 1]) < 0.2


# --- the stream -------------------------------------------------------------------------------------------------------

SIZE, BATCH, VIEWS = 96, 4, 4


def batches(films: np.ndarray, seed: int = 7, workers: int = 1, how: Augmentation = STRONG) -> Batches:
    labels = np.arange(len(films)) % 2
    weights = np.where(labels == 1, 0.674, 1.939)
    return Batches(films, labels, weights, size=SIZE, batch_size=BATCH, how=how, seed=seed, workers=workers)


def epoch(stream: Batches, number: int) -> np.ndarray:
    stream.start(number)
    return np.concatenate([stream[i][0] for i in range(len(stream))])


def test_batches_have_the_shapes_that_keras_gets(films: np.ndarray) -> None:
    stream = batches(films[:11])
    assert len(stream) == 2  # of 11 films; the last three wait for another epoch's order
    images, labels, weights = stream[0]
    assert (images.shape, images.dtype) == ((BATCH, SIZE, SIZE, 1), np.float32)
    assert (labels.shape, labels.dtype) == ((BATCH, 1), np.float32)
    assert (weights.shape, weights.dtype) == ((BATCH,), np.float32)
    assert images.min() >= 0 and 1 < images.max() <= 255  # noqa: PT018
    assert np.allclose(weights, np.where(labels[:, 0] == 1, 0.674, 1.939))


def test_an_epoch_shows_every_film_once_with_its_own_label(films: np.ndarray) -> None:
    stream = batches(films, how=OFF)
    expected = [augment(film, SIZE, OFF, np.random.default_rng(0)) for film in films]
    seen = []
    for index in range(len(stream)):
        for image, label in zip(*stream[index][:2], strict=True):
            [which] = [i for i, film in enumerate(expected) if np.array_equal(film, image[..., 0])]
            assert label == which % 2
            seen.append(which)
    assert sorted(seen) == list(range(12))


def test_the_stream_follows_from_seed_epoch_and_position_alone(films: np.ndarray) -> None:
    # Generators of the whole process must not matter.
    random.seed(1)
    np.random.seed(1)
    cv2.setRNGSeed(1)
    first = epoch(batches(films), 3)
    random.seed(2)
    np.random.seed(2)
    cv2.setRNGSeed(2)
    stream = batches(films, workers=4)
    epoch(stream, 0)
    assert np.array_equal(epoch(stream, 3), first)
    assert not np.array_equal(epoch(stream, 4), first)
    assert not np.array_equal(epoch(batches(films, seed=8), 3), first)


def test_threads_and_order_do_not_matter(films: np.ndarray) -> None:
    stream = batches(films)
    stream.start(5)
    alone = [stream[i] for i in range(len(stream))]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stream.__getitem__, list(range(len(stream)))[::-1] * 8))
    for index, batch in enumerate(together):
        expected = alone[len(stream) - 1 - index % len(stream)]
        assert all(np.array_equal(one, other) for one, other in zip(batch, expected, strict=True))


def test_a_film_looks_different_in_every_epoch(films: np.ndarray) -> None:
    def view(number: int) -> np.ndarray:
        stream = batches(films)
        stream.start(number)
        place = int(np.flatnonzero(stream.order == 5)[0])
        return stream[place // BATCH][0][place % BATCH]

    drawn = [view(number) for number in range(4)]
    assert all(not np.array_equal(one, other) for i, one in enumerate(drawn) for other in drawn[:i])


# --- without augmentation ---------------------------------------------------------------------------------------------


def test_plain_is_what_serving_does(films: np.ndarray) -> None:
    received = plain(films, SIZE)
    assert (received.shape, received.dtype) == ((12, SIZE, SIZE), np.uint8)
    assert all(np.array_equal(one, to_input(film, SIZE)) for one, film in zip(received, films, strict=True))


def test_stressed_images_come_view_by_view_the_plain_ones_first() -> None:
    y, x = np.mgrid[-112:112, -112:112]
    edges = [np.cos(angle) * x + np.sin(angle) * y > 0 for angle in np.radians(range(0, 360, 30))]
    images = np.where(edges, 220, 30).astype(np.uint8)  # (12, 224, 224), each bright on another side
    received = stressed(images, SIZE, VIEWS, seed=3)
    assert (received.shape, received.dtype) == ((VIEWS * 12, SIZE, SIZE), np.uint8)
    rounds = received.reshape(VIEWS, 12, SIZE, SIZE)
    assert np.array_equal(rounds[0], plain(images, SIZE))
    for view in rounds[1:]:  # in the same order, so that labels may be repeated
        alike = np.corrcoef(view.reshape(12, -1), rounds[0].reshape(12, -1))[:12, 12:]
        assert alike.argmax(axis=1).tolist() == list(range(12))
    assert not np.array_equal(rounds[1], rounds[2])


def test_stress_depends_on_the_seed_and_the_position(films: np.ndarray) -> None:
    once, again, other = (stressed(films, SIZE, VIEWS, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(once, again)
    assert not np.array_equal(once[12:], other[12:])
    fewer = stressed(films[:5], SIZE, VIEWS, seed=3)
    assert np.array_equal(fewer[5:10], once[12:17])


# --- several films in one ---------------------------------------------------------------------------------------------


def mixed(films: np.ndarray, **options: float) -> Batches:
    labels = np.arange(len(films)) % 2
    return Batches(films, labels, labels + 1.0, size=SIZE, batch_size=BATCH, how=OFF, seed=7, **options)


def test_reframed_films_keep_their_middle_and_their_label(films: np.ndarray) -> None:
    stream, bare = mixed(films, reframe=1.0), mixed(films)
    for index in range(len(stream)):
        (both, labels, weights), (alone, *others) = stream[index], bare[index]
        middle, edge = slice(SIZE // 4, -SIZE // 4), slice(0, SIZE // 40)
        assert np.abs(both[:, middle, middle] - alone[:, middle, middle]).max() <= 1
        changed = np.abs(both[:, edge] - alone[:, edge]).max(axis=(1, 2, 3)) > 1
        assert changed.sum() >= BATCH - 2  # a film may by chance get its own border
        assert np.array_equal(labels, others[0])
        assert np.array_equal(weights, others[1])


def test_restyled_films_have_the_processing_of_another_and_their_own_label(films: np.ndarray) -> None:
    stream, bare = mixed(films, restyle=1.0), mixed(films)
    for index in range(len(stream)):
        (both, labels, weights), (alone, *others) = stream[index], bare[index]
        slow = [cv2.GaussianBlur(film[..., 0], (0, 0), SIZE / 8) for batch in (both, alone) for film in batch]
        assert np.abs(np.array(slow[:BATCH]) - slow[BATCH:]).max() < 6.0
        changed = np.abs(both - alone).mean(axis=(1, 2, 3)) > 0.5
        assert changed.sum() >= BATCH - 2  # a film may by chance get its own processing
        assert np.array_equal(labels, others[0])
        assert np.array_equal(weights, others[1])


@pytest.mark.parametrize("name", ["reframe", "restyle"])
def test_only_a_share_of_the_films_is_changed(films: np.ndarray, name: str) -> None:
    stream = mixed(films, **{name: 0.5})
    views = np.stack([stream._view(i % 12) for epoch in range(10) for i in (stream.start(epoch) or range(12))])
    own = np.stack([augment(film, SIZE, OFF, np.random.default_rng(0)) for film in films])
    changed = [not np.array_equal(view, own[i % 12]) for i, view in enumerate(views)]
    assert 0.3 < np.mean(changed) < 0.65


def test_mixup_blends_images_labels_and_weights_in_one_proportion(films: np.ndarray) -> None:
    stream, bare = mixed(films, mixup=1.0), mixed(films)
    for index in range(len(stream)):
        (images, labels, weights), (alone, own, heavy) = stream[index], bare[index]
        share = np.vdot(images - alone[::-1], alone - alone[::-1]) / np.vdot(alone - alone[::-1], alone - alone[::-1])
        assert 0.0 < share < 1.0
        for both, one in ((images, alone), (labels, own), (weights, heavy)):
            np.testing.assert_allclose(both, share * one + (1 - share) * one[::-1], rtol=1e-3, atol=1e-3)
        assert np.array_equal(stream[index][0], images)


def test_a_mirrored_film_is_the_film_from_behind(films: np.ndarray) -> None:
    always = augment(films[0], SIZE, replace(OFF, flip=1.0), np.random.default_rng(0))
    assert np.array_equal(always, augment(films[0][:, ::-1].copy(), SIZE, OFF, np.random.default_rng(0)))
