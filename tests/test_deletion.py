"""The deletion curve of a network whose answer is known, and of real films."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from pneumonia.classifier import Classifier
from pneumonia.deletion import ELSEWHERE, SHARES, Deletion, deletion
from pneumonia.image import to_input
from pneumonia.metrics import sigmoid
from pneumonia.ui.deletion import verdict
from pneumonia.ui.texts import ENGLISH

SIZE = 60
#: Even grey with a bright square of 4 % of the film, and a map that marks it.
FILM = np.full((SIZE, SIZE), 60, np.uint8)
FILM[6:18, 36:48] = 200
MAP = np.zeros((10, 10), np.float32)
MAP[1:3, 6:8] = 1.0


def bright(inputs: np.ndarray) -> np.ndarray:
    """Logit 2 when the square is whole, -2 when nothing of it is left."""
    return 4.0 * (inputs > 130).mean(axis=(1, 2)) / 0.04 - 2.0


def last(*arguments: object) -> Deletion:
    *_, found = deletion(*arguments)  # type: ignore[arg-type]
    return found


def test_hiding_what_counts_costs_the_answer_and_hiding_anything_else_does_not() -> None:
    found = last(bright, FILM, MAP, "PNEUMONIA")
    assert found.frames.shape == (len(SHARES), SIZE, SIZE)
    assert found.elsewhere.shape == (ELSEWHERE, len(SHARES))
    assert np.array_equal(found.frames[0], FILM)
    assert found.curve[0] == pytest.approx(sigmoid(np.array(2.0)))
    assert found.curve[2:] == pytest.approx(float(sigmoid(np.array(-2.0)))), "10 % hide the whole square"
    assert found.area < found.areas.min()
    assert found.matters


def test_each_step_hides_its_share() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE)).astype(np.uint8)
    frames = last(bright, noise, MAP, "PNEUMONIA").frames
    for share, frame in zip(SHARES, frames, strict=True):
        changed = (frame != noise).mean()
        assert changed <= share
        assert changed >= share * 0.95, "by chance a filled pixel may have the value it had"


def test_the_label_turns_map_and_probability_around() -> None:
    found = last(lambda inputs: -bright(inputs), FILM, -MAP, "NORMAL")
    assert np.allclose(found.curve, last(bright, FILM, MAP, "PNEUMONIA").curve)
    assert found.matters


def test_a_map_of_the_wrong_place_does_not_matter() -> None:
    found = last(bright, FILM, MAP[::-1, ::-1], "PNEUMONIA")
    assert not found.matters
    assert found.area > found.areas.min()


def test_a_network_that_never_changes_its_mind_is_noticed() -> None:
    found = last(lambda inputs: np.full(len(inputs), 3.0), FILM, MAP, "PNEUMONIA")
    assert not found.noticeable
    assert not found.matters
    assert found.area == pytest.approx(float(found.curve[0]))


def test_the_verdict_says_which_of_the_three_it_is() -> None:
    high, low = np.full(len(SHARES), 0.9), np.full(len(SHARES), 0.4)
    low[0] = 0.9
    dip = np.full(len(SHARES), 0.95)  # it rises as much as it falls
    dip[[0, 5]] = 0.9, 0.5
    nothing = "Hiding parts of this film costs the answer next to nothing on average"
    frames = np.zeros((len(SHARES), 8, 8), np.uint8)
    for curve, elsewhere, expected in (
        (low, [high] * ELSEWHERE, "The map matters: hiding its places costs the answer more than hiding any of 19"),
        (
            low,
            [high] * 7 + [low] * 12,
            "Not convincing: hiding its places costs the answer more than hiding 7 of 19 others. "
            "It would have to be all 19, which chance alone gives at most once in 20 times.",
        ),
        (high, [high] * ELSEWHERE, nothing),
        (dip, [dip] * ELSEWHERE, nothing),
    ):
        assert verdict(Deletion(frames, curve, np.array(elsewhere)), ENGLISH).startswith(expected)


def test_the_random_places_are_the_same_every_time_and_come_one_by_one() -> None:
    steps = list(deletion(bright, FILM, MAP, "PNEUMONIA"))
    assert [len(step.elsewhere) for step in steps] == list(range(1, ELSEWHERE + 1))
    assert np.array_equal(steps[-1].elsewhere, last(bright, FILM, MAP, "PNEUMONIA").elsewhere)
    assert not np.array_equal(steps[-1].elsewhere, last(bright, FILM, MAP, "PNEUMONIA", 1).elsewhere)


def test_on_a_real_film_it_starts_at_the_answer(classifier: Classifier, films: list[Path]) -> None:
    for file in films:
        prediction = classifier.predict(file)
        film = to_input(prediction.xray.pixels, classifier.size)
        first = next(deletion(classifier.logits, film, prediction.cam, str(prediction.report.label)))
        assert first.curve[0] == pytest.approx(prediction.report.confidence, abs=1e-4)
        assert ((first.curve >= 0) & (first.curve <= 1)).all()


def test_hiding_the_hottest_places_costs_more_than_hiding_others(classifier: Classifier, shared_data: Path) -> None:
    """Not for every film, but over all of them: that is what makes the maps worth looking at."""
    less = []
    for file in sorted(shared_data.glob("originals/*/*"))[::6]:
        prediction = classifier.predict(file)
        film = to_input(prediction.xray.pixels, classifier.size)
        found = list(islice(deletion(classifier.logits, film, prediction.cam, str(prediction.report.label)), 3))[-1]
        less.append(found.area < found.areas.mean())
    assert sum(less) >= len(less) - 1
