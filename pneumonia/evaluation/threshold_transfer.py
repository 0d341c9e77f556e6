"""Does a threshold keep its error rates? On the films that it was set by, and on validation and test films."""

from dataclasses import dataclass

import numpy as np

from pneumonia.bundle import Bundle
from pneumonia.evaluation.reliability import at_equal_frequency
from pneumonia.metrics import Calibration, Confusion, confusion

#: The films that calibration and thresholds were fitted on, as networks answer them that had not seen them.
OUT_OF_FOLD = "out of fold"


@dataclass(frozen=True)
class Transfer:
    """What became of some films at the default point; ``calibration`` is of :func:`at_equal_frequency`."""

    confusion: Confusion
    calibration: dict[str, float | None]


def measure(bundle: Bundle) -> dict[str, Transfer]:
    """By the films' name: :data:`OUT_OF_FOLD` where the bundle has them, then its sets ("validation", "test")."""
    found = {}
    if answers := bundle.out_of_fold:
        calibration = Calibration(bundle.info["calibration"]["temperature"], bundle.info["calibration"]["offset"])
        found[OUT_OF_FOLD] = answers["labels"].astype(np.int64), calibration.probabilities(answers["views"][0])
    for name, scores in bundle.metrics["scores"].items():
        pairs = [(each["label"], each["probability"]) for each in scores]
        found[name] = np.array([label for label, _ in pairs]), np.array([p for _, p in pairs])
    threshold = bundle.info["operating_points"][bundle.info["default"]]
    return {
        name: Transfer(confusion(labels, probabilities, threshold), at_equal_frequency(labels, probabilities))
        for name, (labels, probabilities) in found.items()
    }
