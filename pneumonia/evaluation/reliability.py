"""Is the percentage honest? How often films are ill to which a model gave so much; NumPy only, for the metrics page."""

from typing import Any

import numpy as np

BINS = 15


def reliability(labels: np.ndarray, probabilities: np.ndarray) -> list[dict[str, Any]]:
    """Equal-width bins of the probability: how many images, their mean probability, the observed share of PNEUMONIA."""
    edges = np.linspace(0.0, 1.0, BINS + 1)
    which = _bins(probabilities)
    rows = []
    for b in range(BINS):
        inside = which == b
        n = int(inside.sum())
        rows.append(
            {
                "low": float(edges[b]),
                "high": float(edges[b + 1]),
                "n": n,
                "mean_probability": float(probabilities[inside].mean()) if n else None,
                "observed": float(labels[inside].mean()) if n else None,
            }
        )
    return rows


def at_equal_frequency(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, float | None]:
    """``brier``, ``ece`` and ``stated`` if both labels were equally frequent, which probabilities are calibrated for.

    ``stated`` is the mean probability, which should be a half ("calibration in the large", Van Calster et al., BMC
    Medicine 17 (2019) 230). Each label's images weigh half of the whole; None where one label has none.
    """
    counts = np.bincount(labels, minlength=2)
    if not counts.all():
        return {"brier": None, "ece": None, "stated": None}
    weights = 0.5 / counts[labels]  # (n,), 1 in all
    gaps = np.bincount(_bins(probabilities), weights * (probabilities - labels), BINS)
    return {
        "brier": float(weights @ (probabilities - labels) ** 2),
        "ece": float(np.abs(gaps).sum()),
        "stated": float(weights @ probabilities),
    }


def _bins(probabilities: np.ndarray) -> np.ndarray:
    """In which of the ``BINS`` bins of equal width each probability lies."""
    return np.asarray(np.clip(np.digitize(probabilities, np.linspace(0.0, 1.0, BINS + 1)[1:-1]), 0, BINS - 1))
