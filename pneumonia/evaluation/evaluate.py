"""Calibrate and set thresholds on films that the network has not seen, then measure the test set once.

The rule, fixed before any test image is read: calibration and operating points come from films that the network was
not trained on, each seen as it is and under stress (:data:`pneumonia.augment.STRESS`), because plain ones are too easy
to place a threshold by. These films are the validation split or, with ``--folds``, the whole pool, judged out of fold.
"""

from dataclasses import asdict
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, precision_recall_curve, roc_curve

from pneumonia.evaluation.reliability import at_equal_frequency, reliability
from pneumonia.metrics import Calibration, auroc, confusion

#: The screening point is the highest threshold that still finds this share of stressed validation pneumonias.
SCREENING_SENSITIVITY = 0.98
#: Thresholds whose Youden index is this close to the best count as equally good; the balanced point is their middle.
PLATEAU = 0.005


def calibrate(logits: np.ndarray, labels: np.ndarray) -> Calibration:
    """Temperature and offset with the least log loss, both classes weighing the same.

    The temperature is Guo et al.'s (ICML 2017, section 4.2), the offset Platt's (1999). With equal weights a
    probability holds where pneumonia is as frequent as health, whatever the mixture of the validation films, and 50 %
    is neutral.
    """
    # C: next to no regularisation, but a finite answer where the classes do not overlap at all.
    found = LogisticRegression(C=1e4, class_weight="balanced").fit(logits[:, np.newaxis], labels)
    # A useless network has a slope of nothing or less; it keeps a temperature, and every image gets about 50 %.
    return Calibration(temperature=1 / max(float(found.coef_[0, 0]), 1e-3), offset=float(found.intercept_[0]))


def pooled(views: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logits (v, n) of all views of n films labelled ``labels`` (n,), and their labels: (v * n,) each."""
    return views.ravel(), np.tile(labels, len(views))


def operating_points(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Two thresholds: ``balanced`` (best Youden index, J = sensitivity + specificity - 1) and ``screening``."""
    # The curve starts at an infinite threshold ("call nothing"), which is no operating point.
    fpr, tpr, thresholds = (part[1:] for part in roc_curve(labels, probabilities, drop_intermediate=False))
    good = thresholds[tpr - fpr >= (tpr - fpr).max() - PLATEAU]
    balanced = float(good.min() + good.max()) / 2
    screening = float(thresholds[np.argmax(tpr >= SCREENING_SENSITIVITY)])
    # Screening means to miss less: where the balanced point already finds more, it serves both.
    return {"balanced": balanced, "screening": min(balanced, screening)}


def evaluate(labels: np.ndarray, probabilities: np.ndarray, points: dict[str, float]) -> dict[str, Any]:
    """All numbers of one set of images: rates with intervals, curves, calibration. Plain types, ready for JSON."""
    fpr, tpr, roc_thresholds = roc_curve(labels, probabilities)
    precision, recall, pr_thresholds = precision_recall_curve(labels, probabilities)
    bins = reliability(labels, probabilities)
    return {
        "n": len(labels),
        "auroc": asdict(auroc(labels, probabilities)),
        "average_precision": {"value": float(average_precision_score(labels, probabilities))},
        "brier": float(brier_score_loss(labels, probabilities)),
        "ece": float(sum(b["n"] * abs(b["mean_probability"] - b["observed"]) for b in bins if b["n"]) / len(labels)),
        "equal_frequency": at_equal_frequency(labels, probabilities),
        "operating_points": {
            name: {"threshold": threshold} | confusion(labels, probabilities, threshold).to_json()
            for name, threshold in points.items()
        },
        # The first ROC threshold is infinite ("call nothing"), which JSON does not know: 1.01 means the same.
        "roc": {"fpr": _rounded(fpr), "tpr": _rounded(tpr), "thresholds": _rounded(np.minimum(roc_thresholds, 1.01))},
        "pr": {"recall": _rounded(recall), "precision": _rounded(precision), "thresholds": _rounded(pr_thresholds)},
        "reliability": bins,
    }


def scores(names: np.ndarray, labels: np.ndarray, probabilities: np.ndarray) -> list[dict[str, Any]]:
    """One row per image, from which every number above can be computed again."""
    return [
        {"name": str(name), "label": int(label), "probability": round(float(p), 6)}
        for name, label, p in zip(names, labels, probabilities, strict=True)
    ]


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 6) for value in values]


def summary(part: dict[str, Any]) -> str:
    """One line for the log: AUROC with its interval, then accuracy, sensitivity and specificity per operating point."""
    area = part["auroc"]
    line = f"AUROC {area['value']:.4f} ({area['low']:.4f} to {area['high']:.4f})"
    for name, point in part["operating_points"].items():
        rates = {key: point["rates"][key]["value"] for key in ("accuracy", "sensitivity", "specificity")}
        line += f"; {name} at {point['threshold']:.3f}: " + ", ".join(f"{k} {v:.3f}" for k, v in rates.items())
    return line
