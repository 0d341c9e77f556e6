"""Calibration and thresholds on numbers whose answer is known, and a result that JSON can hold."""

import json
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from pneumonia.evaluation.evaluate import (
    PLATEAU,
    SCREENING_SENSITIVITY,
    calibrate,
    evaluate,
    operating_points,
    scores,
    summary,
)
from pneumonia.metrics import sigmoid


def sample(n: int = 2000, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Labels (n,) and probabilities (n,) that overlap, as a classifier's do."""
    rng = np.random.default_rng(seed)
    labels = (rng.random(n) < 0.6).astype(int)
    return labels, sigmoid(rng.normal(4 * labels - 2, 1.8))


@pytest.mark.parametrize(("temperature", "offset"), [(0.5, 0.0), (1.0, 1.5), (2.5, -0.7)])
@pytest.mark.parametrize("kept", [1.0, 0.2])
def test_temperature_and_offset_are_recovered_whatever_the_mixture(
    temperature: float, offset: float, kept: float
) -> None:
    """As many ill as healthy films by construction; then most of the ill ones are lost."""
    rng = np.random.default_rng(1)
    logits = rng.uniform(-6.0, 6.0, 400_000)
    labels = (rng.random(len(logits)) < sigmoid(logits / temperature + offset)).astype(int)
    ill, healthy = np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)
    n = min(len(ill), len(healthy))
    # Taking as many of each shifts the odds by their ratio, which the offset must take up.
    expected = offset + np.log(len(healthy) / len(ill))
    chosen = np.concatenate([ill[: int(n * kept)], healthy[:n]])
    found = calibrate(logits[chosen], labels[chosen])
    assert found.temperature == pytest.approx(temperature, rel=0.05)
    assert found.offset == pytest.approx(expected, abs=0.08)


def test_a_useless_network_is_calibrated_to_no_opinion() -> None:
    labels = np.arange(400) % 2
    found = calibrate(-5.0 * labels + np.random.default_rng(0).normal(size=400), labels)
    assert found.temperature == 1000.0


def rates(labels: np.ndarray, probabilities: np.ndarray, threshold: float) -> tuple[float, float]:
    called = probabilities >= threshold
    return float(called[labels == 1].mean()), float(1 - called[labels == 0].mean())


@pytest.mark.parametrize("seed", range(3))
def test_the_screening_point_is_the_highest_that_is_sensitive_enough(seed: int) -> None:
    labels, probabilities = sample(seed=seed)
    point = operating_points(probabilities, labels)["screening"]
    assert rates(labels, probabilities, point)[0] >= SCREENING_SENSITIVITY
    following = probabilities[probabilities > point].min()
    assert rates(labels, probabilities, following)[0] < SCREENING_SENSITIVITY


@pytest.mark.parametrize("seed", range(3))
def test_the_balanced_point_is_the_middle_of_the_best_youden_indices(seed: int) -> None:
    labels, probabilities = sample(seed=seed)
    youden = {float(p): sum(rates(labels, probabilities, p)) - 1 for p in probabilities}
    good = [p for p, j in youden.items() if j >= max(youden.values()) - PLATEAU]
    assert operating_points(probabilities, labels)["balanced"] == pytest.approx((min(good) + max(good)) / 2)


def test_screening_never_misses_more_than_balanced() -> None:
    labels = np.array([0] * 50 + [1] * 50)
    points = operating_points(np.linspace(0.0, 1.0, 100), labels)  # separated: one threshold serves both
    assert points["screening"] <= points["balanced"] == pytest.approx(50 / 99)


@pytest.mark.parametrize("probabilities", [np.full(6, 0.3), np.array([0.9, 0.8, 0.7, 0.3, 0.2, 0.1])])
def test_a_useless_model_still_has_finite_thresholds(probabilities: np.ndarray) -> None:
    """One that always says the same, or the opposite of the truth: after a first epoch there are such models."""
    points = operating_points(probabilities, np.array([0, 0, 0, 1, 1, 1]))
    assert all(0.0 <= point <= 1.0 for point in points.values())


def test_all_numbers_of_one_set() -> None:
    labels, probabilities = sample()
    result = evaluate(labels, probabilities, {"balanced": 0.5})
    assert result["n"] == 2000
    assert result["auroc"]["value"] == pytest.approx(roc_auc_score(labels, probabilities))
    point = result["operating_points"]["balanced"]
    assert (point["threshold"], sum(point["confusion"].values())) == (0.5, 2000)
    sensitivity, specificity = rates(labels, probabilities, 0.5)
    assert point["rates"]["sensitivity"]["value"] == pytest.approx(sensitivity)
    assert point["rates"]["specificity"]["value"] == pytest.approx(specificity)
    area = np.trapezoid(result["roc"]["tpr"], result["roc"]["fpr"])
    assert area == pytest.approx(result["auroc"]["value"], abs=1e-5)
    assert result["roc"]["thresholds"][0] == 1.01  # "call nothing": infinity is no JSON


@pytest.mark.parametrize("probabilities", [sample()[1], np.full(2000, 0.3), sample()[0] * 1.0])
def test_the_result_is_json_without_nan(probabilities: np.ndarray) -> None:
    labels, _ = sample()
    result = evaluate(labels, probabilities, operating_points(probabilities, labels))
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_scores_suffice_to_compute_everything_again() -> None:
    labels, probabilities = sample()
    names = np.array([f"film {i}.jpeg" for i in range(len(labels))])
    rows: list[dict[str, Any]] = json.loads(json.dumps(scores(names, labels, probabilities)))
    again = evaluate(np.array([r["label"] for r in rows]), np.array([r["probability"] for r in rows]), {"x": 0.25})
    assert rows[7]["name"] == "film 7.jpeg"
    assert again["auroc"]["value"] == pytest.approx(evaluate(labels, probabilities, {})["auroc"]["value"], abs=1e-6)


def test_the_log_line() -> None:
    part = evaluate(np.array([0, 0, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9]), {"balanced": 0.5})
    assert summary(part) == (
        "AUROC 1.0000 (1.0000 to 1.0000); balanced at 0.500: accuracy 0.750, sensitivity 1.000, specificity 0.500"
    )
