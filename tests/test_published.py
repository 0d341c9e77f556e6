"""What is quoted of others is what they published, and stands beside our own numbers."""

import math

import pytest

from pneumonia.classifier import Classifier
from pneumonia.published import (
    IMAGES,
    NORMAL_IMAGES,
    PNEUMONIA_IMAGES,
    PUBLISHED,
    RETRAINED,
    beside,
    retrained,
    retrained_facts,
)
from pneumonia.training.config import BASELINE, TrainConfig

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
    names = {key: key.upper() for key in (*BY_KEY, "retrained")}
    ours, *theirs = beside(test, "screening", "ours", names)
    assert test["n"] == IMAGES
    assert ours["name"] == "ours"
    assert ours["auroc"] == test["auroc"]
    assert ours["accuracy"] == test["operating_points"]["screening"]["rates"]["accuracy"]
    assert [row["name"] for row in theirs] == ["AUTOML", "KERMANY", "RESNET50", "BASELINE", "RETRAINED"]
    again = retrained().metrics["test"]
    assert theirs[-1]["auroc"] == again["auroc"]
    assert theirs[-1]["f1"] == again["operating_points"]["screening"]["rates"]["f1"]


def test_the_baseline_was_trained_again_by_its_recipe_on_its_split(classifier: Classifier) -> None:
    info, metrics = retrained().info, retrained().metrics
    assert info["architecture"]["parameters"] == 27_000_801
    recipe = TrainConfig(architecture="baseline", **BASELINE).to_json()
    assert info["training"].items() <= (recipe | {"data": info["data"]["source"]}).items()
    assert info["data"]["fingerprint"] == classifier.bundle.info["data"]["fingerprint"]
    after = metrics["split"]["after"]
    assert after["train"] == {"NORMAL": 1214, "PNEUMONIA": 3494}
    assert after["validation"] == {"NORMAL": 135, "PNEUMONIA": 389}
    assert {path.name for path in RETRAINED.iterdir()} == {"bundle.json", "metrics.json"}, "its weights are not kept"


def test_the_baseline_that_was_trained_again_is_what_its_answers_say() -> None:
    """Its rates and its area, from its answer to each test film; and those where the network's own output is 0.5."""
    info, metrics = retrained().info, retrained().metrics
    films = metrics["scores"]["test"]
    ill = [film["probability"] for film in films if film["label"]]
    well = [film["probability"] for film in films if not film["label"]]
    assert (len(ill), len(well)) == (PNEUMONIA_IMAGES, NORMAL_IMAGES)
    outranked = sum((a > b) + (a == b) / 2 for a in ill for b in well) / len(ill) / len(well)
    assert outranked == pytest.approx(metrics["test"]["auroc"]["value"], abs=1e-4)

    def shares(threshold: float) -> tuple[float, float]:
        return sum(p >= threshold for p in ill) / len(ill), sum(p < threshold for p in well) / len(well)

    for point in metrics["test"]["operating_points"].values():
        rates = point["rates"]
        assert shares(point["threshold"]) == (rates["sensitivity"]["value"], rates["specificity"]["value"])
    # A logit of 0 is an output of 0.5 before calibration, and the sigmoid of the offset after it.
    facts = retrained_facts()
    neutral = 1 / (1 + math.exp(-info["calibration"]["offset"]))
    assert shares(neutral) == (facts["sensitivity"], facts["specificity"])
    history = metrics["history"]
    assert history[int(facts["kept"]) - 1]["val_auc"] == max(row["val_auc"] for row in history)
    assert facts["epochs"] == len(history)
