"""What is said about one image, to a person or to a program: one dataclass, one JSON, one table of advice."""

from dataclasses import asdict, dataclass
from typing import Any

SCHEMA = 1
NORMAL, PNEUMONIA = LABELS = ("NORMAL", "PNEUMONIA")

#: NORMAL with less confidence than this is answered with "have it read again".
CONFIDENT = 0.80

NOTICE = "Not a medical device. For research and teaching only; it must not be used to diagnose or treat anyone."


@dataclass(frozen=True)
class ModelInfo:
    """Which model answered: its id, the exact revision and the architecture's name."""

    id: str
    revision: str
    architecture: str


@dataclass(frozen=True)
class ImageInfo:
    """The image as it was received: size in pixels after EXIF rotation, file format, SHA-256 of the file's bytes."""

    width: int
    height: int
    format: str
    sha256: str


@dataclass(frozen=True)
class ChestXRayCheck:
    """Does it look like a frontal chest X-ray?

    ``score`` is in [0, 1]: the share of held-out training films that look less typical than this image; ``ok`` is
    False when the image is refused, and ``reason`` then says why in one sentence (empty otherwise).
    """

    ok: bool
    score: float
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """The answer about one image. ``label``, ``probability`` and ``confidence`` are None when it is refused.

    ``probability`` is the calibrated probability of PNEUMONIA, ``confidence`` that of the label given, both in [0, 1].
    """

    label: str | None
    probability: float | None
    confidence: float | None
    operating_point: str
    threshold: float
    advice: str
    warnings: tuple[str, ...]
    chest_xray: ChestXRayCheck
    model: ModelInfo
    image: ImageInfo
    elapsed_ms: float

    def to_json(self) -> dict[str, Any]:
        """The versioned JSON that every door of the product returns (plain types only)."""
        return {"schema": SCHEMA} | asdict(self) | {"warnings": list(self.warnings)}


def decide(probability: float, threshold: float) -> tuple[str, float]:
    """The label at ``threshold`` and the confidence in it, both from the calibrated probability of PNEUMONIA."""
    if probability >= threshold:
        return PNEUMONIA, probability
    return NORMAL, 1.0 - probability


def advise(label: str | None, confidence: float | None) -> str:
    """One or two sentences on what to do with the answer."""
    if label is None or confidence is None:
        return "This image was not judged. Use a frontal chest X-ray, upright and uncropped."
    if label == PNEUMONIA:
        return "Signs of pneumonia. A doctor must confirm this before anything is done about it."
    if confidence < CONFIDENT:
        return "No clear signs of pneumonia, but the model is not sure: have the X-ray read again by a doctor."
    return "No signs of pneumonia were found. That does not rule out illness: symptoms decide, not this page."
