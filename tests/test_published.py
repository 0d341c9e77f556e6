"""What is quoted of others is what they published, and stands beside our own numbers."""

import pytest

from pneumonia.classifier import Classifier
from pneumonia.published import IMAGES, PUBLISHED, beside

BY_KEY = {entry.key: entry for entry in PUBLISHED}


def test_the_counts_of_the_baseline_give_every_published_rate() -> None:
    rates = BY_KEY["baseline"].rates()
    published = {"auroc": 0.9516, "accuracy": 0.8574, "precision": 0.8265, "sensitivity": 0.9769, "f1": 0.8954}
    assert {name: round(rates[name].value or 0.0, 4) for name in published} == published


@pytest.mark.parametrize(
    ("key", "published"),
    [
        ("kermany", {"auroc": 0.968, "accuracy": 0.928, "sensitivity": 0.932, "specificity": 0.901}),
        ("automl", {"auroc": 0.991, "accuracy": 0.946}),
        ("resnet50", {"auroc": 0.962, "accuracy": 0.884}),
    ],
)
def test_published_values_are_not_rounded_to_whole_images(key: str, published: dict[str, float]) -> None:
    rates = {name: rate.value for name, rate in BY_KEY[key].rates().items()}
    assert rates == pytest.approx(published, abs=1e-12), "and nothing is claimed that was not published"


def test_every_result_has_a_source_and_a_caveat_and_an_interval_around_it() -> None:
    for entry in PUBLISHED:
        assert entry.source
        assert entry.caveat.endswith(".")
        for name in ("auroc", "accuracy"):
            rate = entry.rates()[name]
            assert rate.value
            assert rate.low
            assert rate.high
            assert rate.low < rate.value < rate.high


def test_this_model_comes_first_with_its_own_numbers(classifier: Classifier) -> None:
    test = classifier.bundle.metrics["test"]
    ours, *theirs = beside(test, "screening", "ours", {entry.key: entry.key.upper() for entry in PUBLISHED})
    assert test["n"] == IMAGES
    assert ours["name"] == "ours"
    assert ours["auroc"] == test["auroc"]
    assert ours["accuracy"] == test["operating_points"]["screening"]["rates"]["accuracy"]
    assert [row["name"] for row in theirs] == ["AUTOML", "KERMANY", "RESNET50", "BASELINE"]
