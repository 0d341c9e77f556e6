"""What is no chest X-ray is refused with its reason, and real films are let through."""

from itertools import cycle, product
from pathlib import Path

import cv2
import numpy as np
import pytest
from sklearn.datasets import load_sample_images

from pneumonia.augment import plain
from pneumonia.classifier import Classifier
from pneumonia.dataset import FACTS, Dataset
from pneumonia.image import read_image
from pneumonia.report import NOTES, ChestXRayCheck, Note
from pneumonia.typical import COLOURFUL, SMALL, WARN_QUANTILE, Typicality, coarse, fine, fit

COLOUR, BLANK, INVERTED, OTHER = (Note(code) for code in ("colour", "blank", "inverted", "other"))


def bmp(pixels: np.ndarray) -> bytes:
    """A file that is written and read in no time."""
    return cv2.imencode(".bmp", np.ascontiguousarray(pixels))[1].tobytes()


def check(classifier: Classifier, pixels: np.ndarray) -> ChestXRayCheck:
    return classifier.predict(bmp(pixels)).report.chest_xray


@pytest.fixture(scope="module")
def films(shared_data: Path) -> list[np.ndarray]:
    """The 16 originals, decoded."""
    return [read_image(file).pixels for file in sorted(shared_data.glob("originals/*/*.jpeg"))]


# --- with the embedded bundle -----------------------------------------------------------------------------------------


def test_held_out_films_are_accepted(classifier: Classifier, real_data: Dataset) -> None:
    """Every fourth validation film of the bundle's own split (not the test set, which is read once)."""
    names = classifier.bundle.metrics["split"]["validation_names"]
    held_out = np.flatnonzero(np.isin(real_data.names, names) & (real_data.official == "pool"))
    assert len(held_out) == len(names) > 500
    held_out = held_out[::4]
    inputs = plain(real_data.images[held_out], classifier.size)
    typicality = Typicality(classifier.bundle.typical)
    beyond = typicality.beyond(inputs, classifier.network.run(inputs)[2])
    refused = float(np.mean(coarse(beyond) > typicality.refuse_above))
    warned = float(np.mean(fine(beyond) > typicality.warn_above))
    print(f"of {len(held_out)} held-out films {refused:.1%} refused, {warned:.1%} warned about")
    assert refused <= 0.01
    assert warned == pytest.approx(1 - WARN_QUANTILE, abs=0.02)  # the threshold is that quantile of all of them


def test_full_size_films_are_accepted_without_a_warning(classifier: Classifier, films: list[np.ndarray]) -> None:
    for film in films:
        report = classifier.predict(bmp(film)).report
        assert report.chest_xray.ok, report.chest_xray
        assert report.chest_xray.reason is None
        assert report.warnings == ()
        assert 0.0 <= report.chest_xray.score <= 1.0


def test_films_of_adults_are_judged_without_confidence_and_with_a_warning(
    classifier: Classifier, shared_data: Path
) -> None:
    """From another hospital: chest X-rays, but of a kind that the model knows nothing about."""
    unfamiliar = Note("unfamiliar", {"population": f" ({FACTS.population})"})
    files = sorted((shared_data / "adults").glob("*.png"))
    assert len(files) == 8
    for file in files:
        report = classifier.predict(file).report
        assert report.chest_xray.ok
        assert report.warnings == (unfamiliar,)
        assert report.unfamiliar
        assert report.label is not None
        assert report.confidence is None
        assert report.advice == Note("advise_unfamiliar")
        for threshold in (0.0, 1.0):
            assert report.at("another", threshold).confidence is None


@pytest.mark.parametrize("which", [0, 1])
def test_photographs_are_refused(classifier: Classifier, which: int) -> None:
    photograph = load_sample_images().images[which]  # a temple, a flower; (427, 640, 3)
    assert check(classifier, photograph) == ChestXRayCheck(False, pytest.approx(0.0, abs=0.02), COLOUR)
    assert check(classifier, cv2.cvtColor(photograph, cv2.COLOR_RGB2GRAY)).reason == OTHER


def test_drawings_noise_and_text_are_refused(classifier: Classifier) -> None:
    rng = np.random.default_rng(0)
    text = np.full((400, 300), 255, np.uint8)
    for line in range(20, 400, 22):
        cv2.putText(text, "Findings: none", (8, line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    pictures = {
        "noise": rng.integers(0, 256, (300, 300), np.uint8),
        "text": text,
        "ramp": np.tile(np.arange(256, dtype=np.uint8), (256, 1)),
        "checks": np.kron(np.indices((8, 8)).sum(axis=0) % 2 * 255, np.ones((40, 40))).astype(np.uint8),
    }
    for name, picture in pictures.items():
        received = check(classifier, picture)
        assert received.ok is False, name
        assert received.score < 0.02, name
        assert received.reason in (OTHER, INVERTED), name


@pytest.mark.parametrize("grey", [0, 127, 255])
def test_blank_pictures_are_refused(classifier: Classifier, grey: int) -> None:
    assert check(classifier, np.full((300, 300), grey, np.uint8)).reason == BLANK


def turned(film: np.ndarray, degrees: float, grey: int) -> np.ndarray:
    height, width = film.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(film, matrix, (width, height), borderValue=grey)


def test_a_coloured_film_is_judged_with_a_note(classifier: Classifier, films: list[np.ndarray]) -> None:
    """A picture of something else is not: see the photographs above."""
    film = films[0]
    coloured = {  # blue, green, red
        "sepia": np.dstack([film * 0.92, film * 0.97, film]).astype(np.uint8),
        "on a light box": np.dstack([film, film * 0.75, film * 0.5]).astype(np.uint8),
        "in false colours": np.dstack([film, film, 255 - film]),
    }
    for name, picture in coloured.items():
        report = classifier.predict(bmp(picture)).report
        assert report.chest_xray.ok, name
        assert report.warnings == (Note("tinted"),), name
    assert read_image(bmp(coloured["on a light box"])).colour > COLOURFUL


def test_a_grey_film_in_a_colour_file_gets_no_note(classifier: Classifier, films: list[np.ndarray]) -> None:
    for film in films[::5]:
        colour = cv2.cvtColor(film, cv2.COLOR_GRAY2BGR)
        for kind, options in ((".jpg", [cv2.IMWRITE_JPEG_QUALITY, 20]), (".webp", [cv2.IMWRITE_WEBP_QUALITY, 20])):
            stored = cv2.imencode(kind, colour, options)[1].tobytes()
            assert classifier.predict(stored).report.warnings == ()


#: Black or white, each film with one of them and with one of two degrees of what is done to it.
GREYS = (0, 255)


def test_a_margin_makes_no_film_unlike_the_others(classifier: Classifier, films: list[np.ndarray]) -> None:
    for film, (share, grey) in zip(films, cycle(product((0.02, 0.1), GREYS)), strict=False):
        height, width = (round(share * side) for side in film.shape)
        padded = cv2.copyMakeBorder(film, height, height, width, width, cv2.BORDER_CONSTANT, value=grey)
        report = classifier.predict(bmp(padded)).report
        assert report.chest_xray.ok
        assert report.warnings == ()


def test_even_corners_make_no_film_unlike_the_others(classifier: Classifier, films: list[np.ndarray]) -> None:
    """A page laid askew on a scanner; before the corners were left out, nearly all turned by 8 degrees were."""
    ways = cycle(product((4, -8), GREYS))
    reports = [classifier.predict(bmp(turned(film, *way))).report for film, way in zip(films, ways, strict=False)]
    assert all(report.chest_xray.ok for report in reports)
    assert sum(report.unfamiliar for report in reports) <= 2  # of 16


def test_inverted_films_are_refused_and_named_so(classifier: Classifier, films: list[np.ndarray]) -> None:
    reasons = [check(classifier, 255 - film).reason for film in films]
    print(f"of 16 inverted films {reasons.count(INVERTED)} named, {reasons.count(None)} accepted")
    assert reasons.count(INVERTED) == 16


def test_an_inverted_film_is_judged_when_it_is_asked_for(classifier: Classifier, films: list[np.ndarray]) -> None:
    """The answer is the film's own, and says what was done."""
    for film in films[::5]:
        expected = classifier.predict(bmp(film))
        received = classifier.predict(bmp(255 - film), invert=True)
        assert received.report.probability == pytest.approx(expected.report.probability, abs=1e-5)
        assert np.array_equal(received.xray.pixels, film)
        assert received.report.warnings == (Note("negative"),)
        assert received.report.to_json()["warnings"] == [NOTES["negative"]]


def test_films_on_their_side_are_refused(classifier: Classifier, films: list[np.ndarray]) -> None:
    """Every other one on its left, the rest on their right."""
    reasons = [
        check(classifier, np.rot90(film, turns)).reason for film, turns in zip(films, cycle((1, 3)), strict=False)
    ]
    assert reasons.count(None) <= 1
    assert all(reason in (OTHER, INVERTED, None) for reason in reasons)


def test_a_film_upside_down_is_refused_or_warned_of(classifier: Classifier, films: list[np.ndarray]) -> None:
    reports = [classifier.predict(bmp(np.rot90(film, 2))).report for film in films]
    assert all(report.confidence is None for report in reports)
    assert all(report.unfamiliar or not report.chest_xray.ok for report in reports)


@pytest.mark.parametrize(("width", "height", "noted"), [(127, 130, True), (130, 127, True), (128, 128, False)])
def test_a_small_film_gets_a_note(
    classifier: Classifier, films: list[np.ndarray], width: int, height: int, noted: bool
) -> None:
    assert classifier.size == 192
    report = classifier.predict(bmp(cv2.resize(films[0], (width, height), interpolation=cv2.INTER_AREA))).report
    assert report.chest_xray.ok
    assert report.warnings == ((Note("small", {"width": width, "height": height, "least": 128}),) if noted else ())


def test_films_that_are_not_small_keep_their_answer(classifier: Classifier, real_data: Dataset) -> None:
    """What the threshold was chosen by, on every eighth validation film."""
    names = classifier.bundle.metrics["split"]["validation_names"]
    images = real_data.images[np.isin(real_data.names, names) & (real_data.official == "pool")][::8]
    least = round(SMALL * classifier.size)
    shrunk = np.stack([cv2.resize(image, (least, least), interpolation=cv2.INTER_AREA) for image in images])
    full, small = (
        np.array([classifier.probability(logit) for logit in classifier.network.run(plain(of, classifier.size))[0]])
        for of in (images, shrunk)
    )
    moved = np.quantile(np.abs(small - full), 0.95)
    print(f"at {least} pixels 95 % of {len(full)} probabilities move by less than {moved:.3f}")
    assert moved < 0.07
    for threshold in classifier.operating_points.values():
        assert np.mean((small >= threshold) != (full >= threshold)) <= 0.02


@pytest.mark.parametrize(
    ("width", "height", "code"), [(300, 600, "tall"), (400, 480, ""), (640, 300, ""), (700, 300, "wide")]
)
def test_an_aspect_that_no_frontal_film_has_gets_a_note(
    classifier: Classifier, films: list[np.ndarray], width: int, height: int, code: str
) -> None:
    report = classifier.predict(bmp(cv2.resize(films[0], (width, height), interpolation=cv2.INTER_AREA))).report
    assert report.warnings == ((Note(code, {"width": width, "height": height}),) if code else ())


# --- the statistics ---------------------------------------------------------------------------------------------------


def test_fitted_on_real_films_it_tells_films_from_noise(real_data: Dataset) -> None:
    """Thumbnails of real films, with made-up features that follow one distribution for all."""
    rng = np.random.default_rng(4)
    pool = rng.permutation(np.flatnonzero(real_data.official == "pool"))[:1000]
    inputs, features = plain(real_data.images[pool], 64), rng.normal(size=(1000, 96)).astype(np.float32)
    arrays = fit((inputs[:700], features[:700]), (inputs[700:], features[700:]), plain=200)
    assert {name: array.dtype for name, array in arrays.items()} == dict.fromkeys(arrays, np.dtype(np.float32))
    assert (np.diff(arrays["held_out"]) >= 0).all()
    typicality = Typicality(arrays)
    strange = coarse(typicality.beyond(inputs[700:], features[700:]))
    assert np.allclose(np.sort(strange), arrays["held_out"], atol=1e-3)
    assert np.mean(strange > typicality.refuse_above) <= 0.02
    noise = rng.integers(0, 256, (50, 64, 64), np.uint8)
    assert (coarse(typicality.beyond(noise, features[:50])) > typicality.refuse_above).all()
    odd_features = (features[:50] * 5).astype(np.float32)
    assert (coarse(typicality.beyond(inputs[:50], odd_features)) > typicality.refuse_above).all()
    grainy = np.clip(inputs[:50] + rng.normal(0.0, 30.0, inputs[:50].shape), 0, 255).astype(np.uint8)
    assert np.mean(fine(typicality.beyond(grainy, features[:50])) > typicality.warn_above) > 0.9
