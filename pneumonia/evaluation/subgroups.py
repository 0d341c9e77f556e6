"""For whom the model is better or worse: results per group of test films, by what their file names tell.

Kermany et al.'s names say whether a pneumonia was bacterial or viral (``person1_bacteria_2.jpeg``), and healthy films
come in two series (``IM-0001-0001.jpeg``, ``NORMAL2-IM-0001-0001.jpeg``) whose difference nobody has documented.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from pneumonia.metrics import auroc, wilson
from pneumonia.report import LABELS, NORMAL, PNEUMONIA

#: Each group's label and how the names of its films begin.
GROUPS = {
    "bacterial pneumonia": (PNEUMONIA, r"person\d+_bacteria_"),
    "viral pneumonia": (PNEUMONIA, r"person\d+_virus_"),
    "series IM": (NORMAL, r"IM-\d"),
    "series NORMAL2-IM": (NORMAL, r"NORMAL2-IM-\d"),
}


def measure(scores: Sequence[Mapping[str, Any]], points: Mapping[str, float]) -> list[dict[str, Any]]:
    """Results of each group that is among these films, with 95 % intervals; none where names tell nothing.

    ``scores`` are rows as of :func:`pneumonia.evaluation.evaluate.scores`, ``points`` thresholds by name. ``auroc`` is
    the group against all films of the other label (``against`` of them), ``right`` the share of the group that is
    called rightly at each point: sensitivity for groups of PNEUMONIA, specificity for groups of NORMAL. Plain types,
    ready for JSON.
    """
    labels = np.array([row["label"] for row in scores])
    probabilities = np.array([row["probability"] for row in scores])
    found = []
    for name, (label, pattern) in GROUPS.items():
        truth = LABELS.index(label)
        inside = (labels == truth) & [re.match(pattern, row["name"]) is not None for row in scores]
        both, n = inside | (labels != truth), int(inside.sum())
        if n:
            right = {
                point: asdict(wilson(int(np.sum((probabilities[inside] >= threshold) == truth)), n))
                for point, threshold in points.items()
            }
            area = asdict(auroc(labels[both], probabilities[both]))
            against = int(both.sum()) - n
            found.append({"name": name, "label": label, "n": n, "against": against, "auroc": area, "right": right})
    return found
