"""The same recipe trained from other seeds: how much of a result is luck.

The released model is that of the default seed: it was released before the others were trained, and their test results
choose nothing. All of them together tell what to expect of the recipe.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pneumonia.bundle import Bundle
from pneumonia.errors import InvalidOption
from pneumonia.metrics import auroc

#: What may differ: folds set temperature and thresholds, which leave the order of the films as it is.
FREE = {"seed", "folds"}


def measure(bundles: Sequence[Bundle]) -> list[dict[str, Any]]:
    """The test AUROC of each bundle, the released one first, from the scores that training stored.

    ``seed`` and ``auroc``; plain types, ready for ``metrics.json``. Raises
    :class:`~pneumonia.errors.InvalidOption` if two have the same seed, or differ in more than :data:`FREE`.
    """
    first = bundles[0]
    runs: dict[int, float | None] = {}
    for bundle in bundles:
        recipe, own = first.info["training"], bundle.info["training"]
        differing = sorted({key for key in recipe.keys() | own.keys() if recipe.get(key) != own.get(key)} - FREE)
        if differing or first.info["data"]["fingerprint"] != bundle.info["data"]["fingerprint"]:
            raise InvalidOption(
                f"Expected bundles of one recipe and its data, trained from other seeds; received {bundle.folder}, "
                f"which differs in {', '.join(differing) or 'its data'}."
            )
        if own["seed"] in runs:
            raise InvalidOption(f"Expected bundles of different seeds; received seed {own['seed']} twice.")
        rows = bundle.metrics["scores"]["test"]
        labels, probabilities = (np.array([row[key] for row in rows]) for key in ("label", "probability"))
        runs[own["seed"]] = auroc(labels, probabilities).value
    return [{"seed": seed, "auroc": area} for seed, area in runs.items()]
