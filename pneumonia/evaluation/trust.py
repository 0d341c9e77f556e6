"""Can the Grad-CAM map be trusted? Five questions to the shipped graph, asked on the test films at the end of training.

Is it Grad-CAM at all (:mod:`pneumonia.evaluation.autodiff`), does the answer rest on what it shows
(:mod:`pneumonia.evaluation.faithfulness`), does it look at the thorax (:mod:`pneumonia.evaluation.thorax`), does it
point to the side that is ill (:mod:`pneumonia.evaluation.pointing_game`), and does it depend on what was learned
(:mod:`pneumonia.evaluation.randomise`)? Nothing but ``model.onnx`` is asked: what was trained plays no part any more.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pneumonia.classifier import Network
from pneumonia.evaluation import faithfulness, graph, pointing_game, randomise, thorax
from pneumonia.evaluation.autodiff import gradcam
from pneumonia.metrics import Calibration
from pneumonia.report import LABELS

#: How many films are enough, spread evenly over those given: for the curves, whose frames take half a second per film,
#: and for the maps of graphs that are randomised, twenty times in each of so many draws.
CURVES, MAPS, DRAWS = 78, 16, 3


def measure(
    model: Path, inputs: np.ndarray, labels: np.ndarray, calibration: Calibration, threshold: float
) -> dict[str, Any]:
    """All figures of a serving graph (``model.onnx``), in plain types, ready for ``metrics.json``.

    ``inputs`` are grey films (n, size, size) uint8, ``labels`` (n,) 0 for NORMAL and 1 for PNEUMONIA, both there. The
    maps are the evidence for each film's own answer, as a visitor gets it: PNEUMONIA from the ``threshold`` of the
    calibrated probability on. Results stand under its true label.

    - ``autodiff``: the largest ``absolute`` difference, in logit units, and the ``relative`` one, to the largest value
    - ``deletion``, ``insertion``: per label, see :func:`pneumonia.evaluation.faithfulness.summary`
    - ``thorax``: per label, the mean shares in [0, 1] of the ``heat`` (positive evidence), of the ``area`` and of the
      heat in the map of an ``other`` film (:func:`pneumonia.evaluation.faithfulness.another`) inside
    - ``halves``: per answer (the labels are the answers here: a joined film has no true one), the mean share in [0, 1]
      of the ``heat`` on the side that the answer is about, and of films whose ``hottest`` place is there
    - ``randomisation``: see :func:`pneumonia.evaluation.randomise.cascade`, under ``layers``

    Each says on how many ``films``. Raises :class:`~pneumonia.errors.BundleCorrupt` for a file that is no such graph.
    """
    network, loaded = Network(model), graph.load(model)

    def answered(logits: np.ndarray) -> np.ndarray:
        """1 where the answer is PNEUMONIA, -1 where it is NORMAL."""
        return np.where(calibration.probabilities(logits) < threshold, -1.0, 1.0)

    logits, cams, _ = network.run(inputs)
    signs = answered(logits)
    evidence = signs[:, np.newaxis, np.newaxis] * cams
    few, some = _spread(len(inputs), MAPS), _spread(len(inputs), CURVES)
    curves = faithfulness.areas(
        lambda frames: calibration.logits(network.run(frames)[0]), inputs[some], evidence[some], signs[some]
    )
    heat = np.maximum(evidence, 0)
    inside = np.array(
        [
            (*thorax.share_inside(film, own), thorax.share_inside(film, others)[0])
            for film, own, others in zip(inputs, heat, heat[faithfulness.another(signs)], strict=True)
        ]
    )
    return {
        "autodiff": _difference(gradcam(loaded, inputs[some]), cams[some]),
        "deletion": _by_label(partial(faithfulness.summary, better=np.less), curves[:, 0], labels[some]),
        "insertion": _by_label(partial(faithfulness.summary, better=np.greater), curves[:, 1], labels[some]),
        "thorax": _by_label(partial(_means, names=("heat", "area", "other")), inside, labels),
        "halves": _halves(network, answered, inputs, labels),
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


def _halves(
    network: Network, answered: Callable[[np.ndarray], np.ndarray], inputs: np.ndarray, labels: np.ndarray
) -> dict[str, Any]:
    """On films joined of two: is the evidence for the answer on the side that the answer is about?"""
    films, ill_right = pointing_game.pairs(inputs, labels)
    logits, cams, _ = network.run(films)
    signs = answered(logits)
    shares = pointing_game.found(np.maximum(signs[:, np.newaxis, np.newaxis] * cams, 0), ill_right == (signs > 0))
    return _by_label(partial(_means, names=("heat", "hottest")), shares, signs > 0)


def _means(found: np.ndarray, names: tuple[str, ...]) -> dict[str, float | None]:
    """The mean of each column (n, len(names)). A film without any heat has no share of it, and is left out; None where
    all have none.
    """
    columns = (column[~np.isnan(column)] for column in found.T)
    return {name: float(column.mean()) if len(column) else None for name, column in zip(names, columns, strict=True)}
