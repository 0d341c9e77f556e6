"""What is said about one image, to a person or to a program: one dataclass, one JSON, one table of advice."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

SCHEMA = 1
NORMAL, PNEUMONIA = LABELS = ("NORMAL", "PNEUMONIA")

#: With less confidence than this an answer says that the model is not sure: NORMAL is then to be read again.
CONFIDENT = 0.80

NOTICE = "Not a medical device. For research and teaching only; it must not be used to diagnose or treat anyone."

#: How sure an answer is where it has no confidence, and where its label is not the likelier one; a page in another
#: language says that in its own words, too.
NOT_RELIABLE, FLAGGED_AT = "not reliable", "flagged at {percent}"

#: Every sentence of a report by its code: advice, reasons not to judge, notes. A page in another language says them
#: in its own words (``pneumonia.ui.texts``); the JSON and the command line say them in these.
NOTES = {
    # What to do
    "advise_refused": "This image was not judged. Use a frontal chest X-ray, upright and uncropped.",
    "advise_pneumonia": "Signs of pneumonia. A doctor must confirm this before anything is done about it.",
    "advise_pneumonia_unsure": (
        "Possible signs of pneumonia, but the model is not sure. A doctor must confirm this before anything is done "
        "about it."
    ),
    "advise_unsure": ("No clear signs of pneumonia, but the model is not sure: have the X-ray read again by a doctor."),
    "advise_normal": (
        "No signs of pneumonia were found. That does not rule out illness: symptoms decide, not this page."
    ),
    "advise_unfamiliar": "Do not rely on this answer, whatever it is: have the X-ray read by a doctor.",
    # Why it was not judged
    "colour": "This does not look like a chest X-ray: it is a colour picture, and X-rays are grey.",
    "blank": "This does not look like a chest X-ray: the image is nearly blank.",
    "inverted": "This looks like an inverted chest X-ray (bones dark, air bright). Invert it and try again.",
    "other": (
        "This looks unlike any chest X-ray that the model learned from: it may lie on its side, be cropped or show "
        "something else."
    ),
    # What to keep in mind
    "unfamiliar": "This film looks unlike those the model learned from{population}. Its answer here is not reliable.",
    "older": (
        "The file says that the patient is {below} years old or older. The model learned from {population}. Its answer "
        "here is not reliable."
    ),
    "younger": (
        "The file says that the patient is below the age of {least}. The model learned from {population}. Its answer "
        "here is not reliable."
    ),
    "small": (
        "The image is small ({width} x {height} pixels). Below {least} pixels a side, details are lost that can turn "
        "the answer."
    ),
    "tinted": (
        "The image is coloured, as a photograph or screenshot of a film is. Glare, shadow or a frame can turn the "
        "answer: use the film's own file if you can."
    ),
    "tall": (
        "The image is much taller than wide ({width} x {height} pixels), as side views are. The model learned from "
        "frontal films only."
    ),
    "wide": (
        "The image is much wider than tall ({width} x {height} pixels), as cropped films are. The model learned from "
        "films of the whole chest."
    ),
    "negative": "The image was inverted before it was judged, because it looked like a negative.",
}


#: The notes that take the confidence away: the film, or its patient, is of another kind than the model learned from.
UNFAMILIAR = ("unfamiliar", "older", "younger")


def percent(share: float | None, digits: int = 0) -> str:
    """A share as text (to be escaped); one that is not quite 0 or 1 never reads as if it were."""
    if share is None:
        return "n/a"
    if 0.0 < share <= 0.5 / 10 ** (digits + 2):
        return f"< {1 / 10**digits:g}\N{NO-BREAK SPACE}%"
    if 1.0 - 0.5 / 10 ** (digits + 2) <= share < 1.0:
        return f"> {100 - 1 / 10**digits:g}\N{NO-BREAK SPACE}%"
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class Note:
    """One sentence of ``NOTES`` by its code, with the values it names; ``str(note)`` is the sentence in English."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return NOTES[self.code].format(**self.values)


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
    False when the image is refused, and ``reason`` then says why in one sentence (None otherwise).
    """

    ok: bool
    score: float
    reason: Note | None = None


@dataclass(frozen=True)
class Report:
    """The answer about one image. ``label``, ``probability`` and ``confidence`` are None when it is refused.

    ``probability`` is the calibrated probability of PNEUMONIA, ``confidence`` that of the label given, both in [0, 1].
    A film unlike those the model learned from has no confidence either: its probability is calibrated for others.
    """

    label: str | None
    probability: float | None
    confidence: float | None
    operating_point: str
    threshold: float
    advice: Note
    warnings: tuple[Note, ...]
    chest_xray: ChestXRayCheck
    model: ModelInfo
    image: ImageInfo
    elapsed_ms: float

    @property
    def unfamiliar(self) -> bool:
        """Is it a chest X-ray of another kind, or of another age, than those the model learned from?"""
        return _unfamiliar(self.warnings)

    @property
    def flagged(self) -> bool:
        """Is it called PNEUMONIA only because the threshold is low, although NORMAL is the likelier of the two?"""
        return self.label == PNEUMONIA and (self.probability or 0.0) < 0.5

    def sure(self, *, unreliable: str = NOT_RELIABLE, flagged_at: str = FLAGGED_AT) -> str:
        """How sure the model is of its label, in a word or two."""
        if self.confidence is None:
            return unreliable
        stated = percent(self.confidence)
        return flagged_at.format(percent=stated) if self.flagged else stated

    def at(self, operating_point: str, threshold: float) -> "Report":
        """The same image judged at another operating point with this threshold; what was refused stays refused."""
        label, confidence, advice = judge(self.probability, threshold, self.warnings)
        return replace(
            self,
            label=label,
            confidence=confidence,
            operating_point=operating_point,
            threshold=threshold,
            advice=advice,
        )

    def to_json(self) -> dict[str, Any]:
        """The versioned JSON that every door of the product returns (plain types only, sentences in English).

        ``elapsed_ms`` has one decimal, because the rest is noise; a probability keeps all of its own.
        """
        said = {"advice": str(self.advice), "warnings": [str(note) for note in self.warnings]}
        check = asdict(self.chest_xray) | {"reason": str(self.chest_xray.reason or "")}
        return {"schema": SCHEMA} | asdict(self) | said | {"chest_xray": check, "elapsed_ms": round(self.elapsed_ms, 1)}


def judge(
    probability: float | None, threshold: float, warnings: tuple[Note, ...]
) -> tuple[str | None, float | None, Note]:
    """Label, confidence and advice at ``threshold``, from the calibrated probability of PNEUMONIA (None: refused)."""
    if probability is None:
        return None, None, Note("advise_refused")
    label = PNEUMONIA if probability >= threshold else NORMAL
    if _unfamiliar(warnings):
        return label, None, Note("advise_unfamiliar")
    confidence = probability if label == PNEUMONIA else 1.0 - probability
    return label, confidence, _advise(label, confidence)


def _advise(label: str, confidence: float) -> Note:
    """What to do with an answer that may be relied on."""
    if label == PNEUMONIA:
        return Note("advise_pneumonia_unsure" if confidence < CONFIDENT else "advise_pneumonia")
    return Note("advise_unsure" if confidence < CONFIDENT else "advise_normal")


def _unfamiliar(warnings: tuple[Note, ...]) -> bool:
    return any(note.code in UNFAMILIAR for note in warnings)
