"""What others have published about the same 624 test images, in one table: page, card and README show it beside us.

These are facts from papers, except for one row: the reference baseline, trained again by this project, whose numbers
are in ``pneumonia/baseline/``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pneumonia.bundle import BUNDLE, Bundle
from pneumonia.metrics import Calibration, Confusion, Rate, confusion, hanley_mcneil, wilson

#: The official test set of Kermany et al. 2018.
NORMAL_IMAGES, PNEUMONIA_IMAGES = 234, 390
IMAGES = NORMAL_IMAGES + PNEUMONIA_IMAGES

NOTE = (
    "The results of others are as they published them; only the reference baseline was trained again here, and has a "
    "second row of its own. Their intervals are worked out from the published value and the number of images (AUROC: "
    "Hanley and McNeil 1982; proportions: Wilson), and no row was made under quite the same conditions as another. Of "
    "the seven results in the MedMNIST paper the best service and the best ResNet are shown; the others have AUROC "
    "0.942 to 0.956. Left out are results whose epoch or threshold was chosen by the test images themselves, unless "
    "the row says so:"
)


@dataclass(frozen=True)
class Published:
    """One published result: AUROC in [0, 1] and all four counts or what was told of them; ``caveat`` limits it."""

    key: str
    name: str
    source: str
    doi: str
    caveat: str
    auroc: float
    accuracy: float | None = None
    sensitivity: float | None = None
    specificity: float | None = None
    confusion: Confusion | None = None

    def rates(self) -> dict[str, Rate]:
        """AUROC, accuracy and what else was published, with 95 % intervals."""
        area = hanley_mcneil(self.auroc, PNEUMONIA_IMAGES, NORMAL_IMAGES)
        if self.confusion:
            return {"auroc": area} | self.confusion.rates()
        told = {
            "accuracy": (self.accuracy, IMAGES),
            "sensitivity": (self.sensitivity, PNEUMONIA_IMAGES),
            "specificity": (self.specificity, NORMAL_IMAGES),
        }
        return {"auroc": area} | {name: wilson(rate * n, n) for name, (rate, n) in told.items() if rate is not None}


_MEDMNIST, _MEDMNIST_DOI = "Yang et al., MedMNIST v2. Scientific Data 10 (2023) 41", "10.1038/s41597-022-01721-8"

PUBLISHED = (
    Published(
        key="automl",
        name="Google AutoML Vision",
        source=_MEDMNIST,
        doi=_MEDMNIST_DOI,
        caveat="A commercial service whose network and training are not public. It saw every film cropped to a square "
        "and reduced to 28 x 28 pixels.",
        auroc=0.991,
        accuracy=0.946,
    ),
    Published(
        key="kermany",
        name="Kermany et al. 2018",
        source="Kermany, Goldbaum, Cai et al. Cell 172 (2018) 1122-1131",
        doi="10.1016/j.cell.2018.02.010",
        caveat="The data set's authors, with a larger network that had first learned from a million photographs. Their "
        "sensitivity and specificity would give an accuracy of 0.920 on these images, not the 0.928 that they state.",
        auroc=0.968,
        accuracy=0.928,
        sensitivity=0.932,
        specificity=0.901,
    ),
    Published(
        key="resnet50",
        name="ResNet-50",
        source=_MEDMNIST,
        doi=_MEDMNIST_DOI,
        caveat="It saw every film cropped to a square, reduced to 28 x 28 pixels and enlarged again to 224 x 224.",
        auroc=0.962,
        accuracy=0.884,
    ),
    Published(
        key="baseline",
        name="Reference baseline",
        source="A network with 27,000,801 parameters, published in 2025",
        doi="",
        caveat="Split by image, so a child can be in training and in validation. At which threshold it was counted is "
        "not said; the best one that is named, 0.946, was read off the ROC curve of these very test images.",
        auroc=0.9516,
        # The only whole counts that give its accuracy 85.74 %, precision 82.65 %, recall 97.69 % and F1 0.8954.
        confusion=Confusion(tp=381, fp=80, tn=154, fn=9),
    ),
)

#: What ``train.py --architecture baseline`` made of the reference baseline: ``bundle.json`` and ``metrics.json`` of its
#: bundle. Its 108 MB of weights are not kept.
RETRAINED = Path(__file__).parent / "baseline"
#: What limits its row; see :func:`retrained_facts`.
RETRAINED_CAVEAT = (
    "The published recipe, trained by this project ({epochs} epochs in {minutes:.0f} minutes; {machine}; kept is the "
    "one with the best validation AUROC, number {kept}). Split by image too. It is counted at the threshold that its "
    "validation images set by the rule of this model's; where its own output, not calibrated, is 0.5, which is usual, "
    "it has accuracy {accuracy:.3f}, sensitivity {sensitivity:.3f} and specificity {specificity:.3f}. What the "
    "publication leaves open, such as how the learning rate falls, is as in Keras' documentation; no two trainings end "
    "alike."
)

#: What each is called, by its key.
NAMES = {entry.key: entry.name for entry in PUBLISHED} | {"retrained": "Baseline, trained here"}


def beside(test: dict[str, Any], point: str, this_model: str, names: Mapping[str, str] = NAMES) -> list[dict[str, Any]]:
    """This model at an operating point, then what others published, best AUROC first, then the baseline trained here:
    names, and rates with intervals.

    ``test`` is ``metrics.json``'s evaluation on the official test set; ``names`` are what to call the others, by key.
    """
    theirs = [
        {"name": names[entry.key]} | {rate: asdict(value) for rate, value in entry.rates().items()}
        for entry in PUBLISHED
    ]
    return [_row(test, point, this_model), *theirs, _row(retrained().metrics["test"], point, names["retrained"])]


def _row(test: dict[str, Any], point: str, name: str) -> dict[str, Any]:
    return {"name": name, "auroc": test["auroc"], **test["operating_points"][point]["rates"]}


@cache
def retrained() -> Bundle:
    """What is kept of the baseline that was trained here: it can be read, and answers nothing."""
    return Bundle(RETRAINED, json.loads((RETRAINED / BUNDLE).read_text()), revision="")


def is_subsampled(about: dict[str, Any]) -> bool:
    """Are a model's data the small versions, one pixel of many, from which the baseline was trained again here?

    Of the published data there are other copies, at full size. ``about`` is the ``data`` of a bundle's ``bundle.json``.
    """
    return bool(about.get("fingerprint") == retrained().info["data"]["fingerprint"])


def retrained_facts() -> dict[str, Any]:
    """The values for the placeholders of :data:`RETRAINED_CAVEAT`, in whatever language it is said."""
    info, metrics = retrained().info, retrained().metrics
    epochs, films = metrics["history"], metrics["scores"]["test"]
    labels, probabilities = (np.array([film[key] for film in films]) for key in ("label", "probability"))
    neutral = float(Calibration(**info["calibration"]).probabilities(np.zeros(1))[0])  # where the logit is 0
    rates = confusion(labels, probabilities, neutral).rates()
    return {
        "epochs": len(epochs),
        "kept": max(epochs, key=lambda row: row["val_auc"])["epoch"],
        "minutes": info["minutes"],
        "machine": info["machine"],
    } | {name: rates[name].value or 0.0 for name in ("accuracy", "sensitivity", "specificity")}
