"""How good a classifier is at a threshold, with 95 % intervals; NumPy only, because the metrics page needs it live.

Curves, calibration and the choice of thresholds belong to training: see :mod:`pneumonia.evaluation.evaluate`.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

#: Two-sided 95 % quantile of the normal distribution.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Calibration:
    """From logits to probabilities, in training and in serving: sigmoid(logit / temperature + offset)."""

    temperature: float
    offset: float

    def logits(self, logits: np.ndarray) -> np.ndarray:
        """The logits whose sigmoid is the calibrated probability, float64."""
        return np.asarray(logits, dtype=np.float64) / self.temperature + self.offset

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        return sigmoid(self.logits(logits))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)), without overflow for large negative x."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(logits, dtype=np.float64))))


@dataclass(frozen=True)
class Rate:
    """A rate in [0, 1] with its 95 % interval; ``value`` is None where it is undefined (nothing to divide by)."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Confusion:
    """Counts at one threshold; positive means PNEUMONIA."""

    tp: int
    fp: int
    tn: int
    fn: int

    def rates(self) -> dict[str, Rate]:
        """Accuracy, sensitivity (recall), specificity, precision (PPV), NPV and F1, with Wilson intervals.

        F1 is no proportion but a rising function of one, F1 = 2 J / (1 + J) with Jaccard's J = tp / (tp + fp + fn),
        and so are the ends of its interval.
        """
        tp, fp, tn, fn = self.tp, self.fp, self.tn, self.fn
        jaccard = wilson(tp, tp + fp + fn)
        f1 = [None if end is None else 2 * end / (1 + end) for end in (jaccard.value, jaccard.low, jaccard.high)]
        return {
            "accuracy": wilson(tp + tn, tp + fp + tn + fn),
            "sensitivity": wilson(tp, tp + fn),
            "specificity": wilson(tn, tn + fp),
            "precision": wilson(tp, tp + fp),
            "npv": wilson(tn, tn + fn),
            "f1": Rate(*f1),
        }

    def to_json(self) -> dict[str, Any]:
        return {"confusion": asdict(self), "rates": {name: asdict(rate) for name, rate in self.rates().items()}}


def confusion(labels: np.ndarray, probabilities: np.ndarray, threshold: float) -> Confusion:
    """Count outcomes; an image is called PNEUMONIA when its probability is at least ``threshold``."""
    positive = np.asarray(labels) == 1
    called = np.asarray(probabilities) >= threshold
    return Confusion(
        tp=int(np.sum(called & positive)),
        fp=int(np.sum(called & ~positive)),
        tn=int(np.sum(~called & ~positive)),
        fn=int(np.sum(~called & positive)),
    )


def predictive_values(sensitivity: float, specificity: float, prevalence: float) -> tuple[float | None, float | None]:
    """PPV and NPV where a share ``prevalence`` is ill, by Bayes' theorem; None where nobody is flagged, or everybody.

    All in [0, 1]. Sensitivity and specificity are supposed to be the same there: they do not depend on how many are
    ill, but they do on who is ill, and on how films are taken.
    """
    flagged_ill, flagged_healthy = sensitivity * prevalence, (1.0 - specificity) * (1.0 - prevalence)
    cleared_healthy, cleared_ill = specificity * (1.0 - prevalence), (1.0 - sensitivity) * prevalence
    flagged, cleared = flagged_ill + flagged_healthy, cleared_healthy + cleared_ill
    return (flagged_ill / flagged if flagged else None, cleared_healthy / cleared if cleared else None)


def wilson(successes: float, trials: int) -> Rate:
    """A proportion with Wilson's score interval (Wilson, JASA 22 (1927) 209-212), which stays inside [0, 1].

    ``successes`` may be a mean over several runs.
    """
    if trials == 0:
        return Rate(None)
    share, z2 = successes / trials, Z95**2
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2)) / (1 + z2 / trials)
    # min and max take off rounding only: at 0 and 1 the bound equals the share.
    return Rate(share, max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def auroc(labels: np.ndarray, scores: np.ndarray) -> Rate:
    """Area under the ROC curve with DeLong's interval (DeLong et al., Biometrics 44 (1988) 837-845), cut at 1."""
    labels, scores = np.asarray(labels), np.asarray(scores, dtype=np.float64)
    positives, negatives = np.sort(scores[labels == 1]), np.sort(scores[labels == 0])
    if not len(positives) or not len(negatives):
        return Rate(None)
    # For each image of one class: the share of the other class that it outranks, ties counting half.
    above = _share_below(negatives, positives)  # (positives,)
    below = 1.0 - _share_below(positives, negatives)  # (negatives,)
    area = float(above.mean())
    variance = sum(float(part.var(ddof=1)) / len(part) if len(part) > 1 else 0.0 for part in (above, below))
    half = Z95 * math.sqrt(variance)
    return Rate(area, max(0.0, area - half), min(1.0, area + half))


def hanley_mcneil(area: float, positives: int, negatives: int) -> Rate:
    """An AUROC of which only the value is known, with its interval (Hanley and McNeil, Radiology 143 (1982) 29-36)."""
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (positives - 1) * (q1 - area**2) + (negatives - 1) * (q2 - area**2)
    half = Z95 * math.sqrt(spread / (positives * negatives))
    return Rate(area, max(0.0, area - half), min(1.0, area + half))


def _share_below(ordered: np.ndarray, values: np.ndarray) -> np.ndarray:
    left = np.searchsorted(ordered, values, side="left")
    right = np.searchsorted(ordered, values, side="right")
    return np.asarray((left + right) / (2 * len(ordered)))
