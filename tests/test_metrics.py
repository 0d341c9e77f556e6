"""Numbers against values worked out by hand, printed in papers, and computed by scikit-learn."""

import json
import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from pneumonia.metrics import Z95, Confusion, Rate, auroc, confusion, hanley_mcneil, predictive_values, sigmoid, wilson

LABELS = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
SCORES = np.array([0.9, 0.8, 0.5, 0.2, 0.7, 0.5, 0.4, 0.3, 0.1, 0.0])


def test_confusion_counts_the_threshold_itself_as_positive() -> None:
    counts = confusion(LABELS, SCORES, 0.5)
    assert (counts.tp, counts.fp, counts.tn, counts.fn) == (3, 2, 4, 1)


def test_rates_by_hand() -> None:
    rates = confusion(LABELS, SCORES, 0.5).rates()
    assert {name: rate.value for name, rate in rates.items()} == pytest.approx(
        {"accuracy": 7 / 10, "sensitivity": 3 / 4, "specificity": 4 / 6, "precision": 3 / 5, "npv": 4 / 5, "f1": 6 / 9}
    )
    assert rates["sensitivity"] == wilson(3, 4)


@pytest.mark.parametrize(
    ("threshold", "undefined"), [(1.01, {"precision"}), (0.0, {"npv"})], ids=["nothing called", "everything called"]
)
def test_a_rate_with_nothing_to_divide_by_is_none(threshold: float, undefined: set[str]) -> None:
    rates = confusion(LABELS, SCORES, threshold).rates()
    assert {name for name, rate in rates.items() if rate.value is None} == undefined
    assert all(rates[name] == Rate(None, None, None) for name in undefined)


def test_one_class_alone_leaves_the_rates_of_the_other_undefined() -> None:
    rates = confusion(np.zeros(3), np.zeros(3), 0.5).rates()
    assert {name for name, rate in rates.items() if rate.value is None} == {"sensitivity", "precision", "f1"}
    assert auroc(np.zeros(3), np.arange(3)) == auroc(np.ones(3), np.arange(3)) == Rate(None)


def test_confusion_is_ready_for_json() -> None:
    stored = json.loads(json.dumps(confusion(LABELS, SCORES, 1.01).to_json(), allow_nan=False))
    assert stored["confusion"] == {"tp": 0, "fp": 0, "tn": 6, "fn": 4}
    assert stored["rates"]["precision"] == {"value": None, "low": None, "high": None}


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_printed(successes: int, trials: int, low: float, high: float) -> None:
    for rate, expected in (
        (wilson(successes, trials), (low, high)),
        (wilson(trials - successes, trials), (1 - high, 1 - low)),
    ):
        assert (rate.low, rate.high) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("trials", [1, 7, 390, 10**6])
def test_wilson_at_the_ends_stays_inside(trials: int) -> None:
    none, all_ = wilson(0, trials), wilson(trials, trials)
    assert (none.value, none.low) == (0.0, 0.0)
    assert (all_.value, all_.high) == (1.0, 1.0)
    bound = Z95**2 / (trials + Z95**2)  # the score equation solved for no success
    assert none.high == pytest.approx(bound)
    assert all_.low == pytest.approx(1 - bound)


def test_auroc_by_hand() -> None:
    # Pairs won by 0.9 and 0.8: 6 each; by 0.5: 4 and a tie; by 0.2: 2.
    assert auroc(LABELS, SCORES).value == pytest.approx((6 + 6 + 4.5 + 2) / 24)


def slow_delong(labels: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """Area and its standard error by comparing every pair (DeLong et al. 1988, equations 4 to 6)."""
    positives, negatives = scores[labels == 1], scores[labels == 0]
    m, n = len(positives), len(negatives)
    wins = [[1.0 if x > y else 0.5 if x == y else 0.0 for y in negatives] for x in positives]
    area = sum(map(sum, wins)) / (m * n)
    v10 = [sum(row) / n for row in wins]
    v01 = [sum(column) / m for column in zip(*wins, strict=True)]
    s10 = sum((v - area) ** 2 for v in v10) / (m - 1)
    s01 = sum((v - area) ** 2 for v in v01) / (n - 1)
    return area, math.sqrt(s10 / m + s01 / n)


@pytest.mark.parametrize("levels", [5, 100, 10**9], ids=["many ties", "some ties", "no ties"])
def test_delong_against_all_pairs_and_scikit_learn(levels: int) -> None:
    rng = np.random.default_rng(levels)
    labels = rng.permutation(np.repeat([0, 1], [60, 90]))
    scores = np.round((labels + rng.normal(size=150)) * levels / 6) / levels
    received = auroc(labels, scores)
    area, error = slow_delong(labels, scores)
    assert received.value == pytest.approx(roc_auc_score(labels, scores))
    assert (received.value, received.low, received.high) == pytest.approx(
        (area, area - Z95 * error, area + Z95 * error)
    )


def test_delongs_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Two normal distributions one deviation apart: the area is Phi(1 / sqrt 2)."""
    truth = 0.5 * (1 + math.erf(0.5))
    labels = np.repeat([0, 1], [80, 120])
    rng = np.random.default_rng(11)
    intervals = [auroc(labels, labels + rng.normal(size=200)) for _ in range(2000)]
    covered = np.mean([rate.low <= truth <= rate.high for rate in intervals])
    assert 0.93 <= covered <= 0.965


def test_auroc_at_its_ends() -> None:
    assert auroc(np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.4])) == Rate(1.0, 1.0, 1.0)
    assert auroc(np.array([1, 1, 0, 0]), np.array([0.1, 0.2, 0.3, 0.4])) == Rate(0.0, 0.0, 0.0)
    almost = auroc(LABELS, SCORES)
    assert 0.0 <= almost.low < almost.value < almost.high == 1.0  # cut: ten images leave room beyond 1


def test_one_image_of_a_class_has_no_variance_of_its_own() -> None:
    assert auroc(np.array([1, 0]), np.array([0.7, 0.3])) == Rate(1.0, 1.0, 1.0)


def test_sigmoid_at_the_ends() -> None:
    np.testing.assert_allclose(sigmoid(np.array([-1000.0, 0.0, 1000.0])), [0.0, 0.5, 1.0])


def test_predictive_values_are_what_counting_gives() -> None:
    """Of 1,000 children 100 are ill: 90 of them are flagged, and 180 of the 900 healthy."""
    ppv, npv = predictive_values(0.9, 0.8, 0.1)
    assert ppv == pytest.approx(90 / 270)
    assert npv == pytest.approx(720 / 730)


def test_predictive_values_follow_how_frequent_illness_is() -> None:
    values = [predictive_values(0.97, 0.9, prevalence) for prevalence in (0.01, 0.1, 0.5, 0.9)]
    assert [ppv for ppv, _ in values] == sorted(ppv for ppv, _ in values)
    assert [npv for _, npv in values] == sorted((npv for _, npv in values), reverse=True)
    assert predictive_values(0.0, 1.0, 0.3)[0] is None, "nobody is flagged"
    assert predictive_values(1.0, 0.0, 0.3)[1] is None, "nobody is cleared"


def test_hanley_and_mcneils_own_example() -> None:
    """Their paper: an area of 0.893 with 51 ill and 58 healthy has a standard error of 0.032."""
    rate = hanley_mcneil(0.893, 51, 58)
    assert rate.low is not None
    assert (0.893 - rate.low) / Z95 == pytest.approx(0.032, abs=0.001)
    assert hanley_mcneil(0.999, 10, 10).high == 1.0


def test_the_interval_of_f1_is_what_drawing_the_images_anew_gives() -> None:
    counts = np.array([386, 36, 198, 4])  # tp, fp, tn, fn
    drawn = np.random.default_rng(0).multinomial(counts.sum(), counts / counts.sum(), size=20_000)
    tp, fp, _, fn = drawn.T
    low, high = np.quantile(2 * tp / (2 * tp + fp + fn), [0.025, 0.975])
    rate = Confusion(*map(int, counts)).rates()["f1"]
    assert rate.value == pytest.approx(772 / 812)
    assert (rate.low, rate.high) == (pytest.approx(low, abs=0.003), pytest.approx(high, abs=0.003))
