"""Can the Grad-CAM map be trusted? Four questions to the shipped graph, asked on the test films at the end of training.

Is it Grad-CAM at all (:mod:`pneumonia.autodiff`), does the answer rest on what it shows
(:mod:`pneumonia.faithfulness`), does it look at the thorax (:mod:`pneumonia.thorax`), and does it depend on what was
learned (:mod:`pneumonia.randomise`)? Nothing but ``model.onnx`` is asked: what was trained plays no part any more.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pneumonia import faithfulness, graph, randomise, thorax
from pneumonia.autodiff import gradcam
from pneumonia.classifier import Network
from pneumonia.report import LABELS

#: How many films are enough, spread evenly over those given: for the curves, whose frames take half a second per film,
#: and for the maps of graphs that are randomised, twenty times in each of so many draws.
CURVES, MAPS, DRAWS = 78, 16, 3


def measure(model: Path, inputs: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """All figures of a serving graph (``model.onnx``), in plain types, ready for ``metrics.json``.

    ``inputs`` are grey films (n, size, size) uint8, ``labels`` (n,) 0 for NORMAL and 1 for PNEUMONIA. The maps are the
    evidence for each film's own answer, by the sign of its logit; results stand under the film's true label.

    - ``autodiff``: the largest ``absolute`` difference, in logit units, and the ``relative`` one, to the largest value
    - ``deletion``, ``insertion``: per label, see :func:`pneumonia.faithfulness.summary`
    - ``thorax``: per label, the mean shares in [0, 1] of the ``heat`` (positive evidence) and of the ``area`` inside
    - ``randomisation``: see :func:`pneumonia.randomise.cascade`, under ``layers``

    Each says on how many ``films``. Raises :class:`~pneumonia.errors.BundleCorrupt` for a file that is no such graph.
    """
    network, loaded = Network(model), graph.load(model)
    logits, cams, _ = network.run(inputs)
    signs = np.where(logits < 0, -1.0, 1.0)
    evidence = signs[:, np.newaxis, np.newaxis] * cams
    few, some = _spread(len(inputs), MAPS), _spread(len(inputs), CURVES)
    curves = faithfulness.areas(lambda frames: network.run(frames)[0], inputs[some], evidence[some], signs[some])
    inside = np.array([thorax.share_inside(*pair) for pair in zip(inputs, np.maximum(evidence, 0), strict=True)])
    return {
        "autodiff": _difference(gradcam(loaded, inputs[some]), cams[some]),
        "deletion": _by_label(partial(faithfulness.summary, better=np.less), curves[:, 0], labels[some]),
        "insertion": _by_label(partial(faithfulness.summary, better=np.greater), curves[:, 1], labels[some]),
        "thorax": _by_label(_mean_shares, inside, labels),
        "randomisation": {
            "films": len(few),
            "draws": DRAWS,
            "layers": randomise.cascade(loaded, inputs[few], DRAWS),
        },
    }


def _spread(n: int, most: int) -> np.ndarray:
    """Positions of at most so many of n films, evenly: films come sorted by label."""
    return np.linspace(0, n - 1, min(n, most)).round().astype(int)


def _difference(expected: np.ndarray, cams: np.ndarray) -> dict[str, Any]:
    absolute = float(np.abs(cams - expected).max())
    largest = float(np.abs(expected).max())
    return {"films": len(cams), "absolute": absolute, "relative": absolute / max(largest, 1e-12)}


def _by_label(
    summarise: Callable[[np.ndarray], dict[str, Any]], found: np.ndarray, labels: np.ndarray
) -> dict[str, Any]:
    """What was found on each film, summarised for each label that there are films of."""
    rows = ((name, found[labels == number]) for number, name in enumerate(LABELS))
    return {"films": len(found), "labels": {name: summarise(part) for name, part in rows if len(part)}}


def _mean_shares(inside: np.ndarray) -> dict[str, float | None]:
    """A film without any heat has no share of it, and is left out; None where all have none."""
    heat = inside[~np.isnan(inside[:, 0]), 0]
    return {"heat": float(heat.mean()) if len(heat) else None, "area": float(inside[:, 1].mean())}
