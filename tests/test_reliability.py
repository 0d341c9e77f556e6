"""Bins and calibration errors on numbers that can be worked out by hand."""

import numpy as np
import pytest

from pneumonia.evaluation.evaluate import evaluate
from pneumonia.evaluation.reliability import BINS, at_equal_frequency, reliability


def test_reliability_bins_hold_every_image_once() -> None:
    rng = np.random.default_rng(5)
    labels, probabilities = rng.integers(0, 2, 2000), rng.random(2000)
    probabilities[:3] = 0.0, 1.0, 0.2  # the ends, and an inner edge
    bins = reliability(labels, probabilities)
    assert len(bins) == BINS
    assert sum(b["n"] for b in bins) == len(labels)
    assert sum(b["n"] * b["observed"] for b in bins) == pytest.approx(labels.sum())
    assert all(b["low"] - 1e-9 <= b["mean_probability"] <= b["high"] for b in bins)
    assert [b["low"] for b in bins[1:]] == [b["high"] for b in bins[:-1]]


def test_reliability_and_calibration_error_by_hand() -> None:
    labels, probabilities = np.array([0, 1, 1, 1]), np.array([0.01, 0.03, 0.97, 0.99])
    bins = reliability(labels, probabilities)
    assert bins[0] | {"high": 0} == {
        "low": 0,
        "high": 0,
        "n": 2,
        "mean_probability": pytest.approx(0.02),
        "observed": 0.5,
    }
    assert bins[7] == {"low": 7 / 15, "high": 8 / 15, "n": 0, "mean_probability": None, "observed": None}
    result = evaluate(labels, probabilities, {})
    assert result["ece"] == pytest.approx(0.5 * 0.48 + 0.5 * 0.02)
    assert result["brier"] == pytest.approx((0.01**2 + 0.97**2 + 0.03**2 + 0.01**2) / 4)


def test_calibration_if_both_labels_were_equally_frequent() -> None:
    """Calibrated for half of the films being ill, measured on a set of which nine in ten are."""
    labels = np.array([1] * 90 + [0] * 10)
    probabilities = np.array([0.75] * 81 + [0.25] * 9 + [0.75] * 1 + [0.25] * 9)
    found = at_equal_frequency(labels, probabilities)
    # Of each label's half, nine tenths get 0.75 (or 0.25), so 0.9 of the films that get 0.75 would be ill.
    assert found["ece"] == pytest.approx(0.15)
    assert found["brier"] == pytest.approx(0.9 * 0.25**2 + 0.1 * 0.75**2)
    twice = np.r_[labels, np.zeros(80, int)], np.r_[probabilities, [0.75] * 8, [0.25] * 72]
    assert at_equal_frequency(*twice) == pytest.approx(found)
    assert evaluate(*twice, {})["ece"] == pytest.approx(found["ece"])
    assert found["stated"] == pytest.approx(0.5 * (0.9 * 0.75 + 0.1 * 0.25) + 0.5 * (0.1 * 0.75 + 0.9 * 0.25))
    assert set(at_equal_frequency(np.ones(3, int), np.full(3, 0.5)).values()) == {None}
