"""What is known about the published data set, and what a bundle knows about the one that it was trained on.

Nothing is read here; :mod:`pneumonia.dataset` does that.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

#: The two parts of the data: what a model may learn from, and what it is judged by.
POOL, TEST = "pool", "test"


@dataclass(frozen=True)
class Facts:
    """What is known about the data set; the loader checks the counts, the card and the app print the rest.

    ``ages`` of the patients in years: from the first on, below the second.
    """

    name: str
    hub_id: str
    doi: str
    licence: str
    citation: str
    population: str
    ages: tuple[int, int]
    counts: dict[str, dict[str, int]]


FACTS = Facts(
    name="Chest X-Ray Images (Pneumonia)",
    hub_id="hf-vision/chest-xray-pneumonia",
    doi="10.17632/rscbjbr9sj.2",
    licence="CC BY 4.0",
    citation=(
        "Kermany, Goldbaum, Cai et al. Identifying Medical Diagnoses and Treatable Diseases by Image-Based Deep "
        "Learning. Cell 172 (2018) 1122-1131. doi:10.1016/j.cell.2018.02.010"
    ),
    population="children of one to five years, Guangzhou Women and Children's Medical Center",
    ages=(1, 6),
    counts={POOL: {"NORMAL": 1349, "PNEUMONIA": 3883}, TEST: {"NORMAL": 234, "PNEUMONIA": 390}},
)


def is_published(about: dict[str, Any]) -> bool:
    """Is it the published data set, of which everybody may know and show everything?

    ``about`` is the ``data`` of a bundle's ``bundle.json``, which :func:`pneumonia.dataset.describe` made.
    """
    return about.get("doi") == FACTS.doi


def ages(about: dict[str, Any]) -> tuple[int, int] | None:
    """Of the patients, as in :class:`Facts`; None where nobody knows. ``about`` is as in :func:`is_published`.

    What was trained on the published data before bundles said the ages has those of the published data.
    """
    if "ages" not in about:
        return FACTS.ages if is_published(about) else None
    least, below = about["ages"]
    return int(least), int(below)


def patient(name: str) -> str:
    """The patient that a file name carries, e.g. ``person12_bacteria_46.jpeg`` -> ``person12``.

    ``IM-0115-0001`` and ``NORMAL2-IM-0115-0001`` count as one patient: whether the two series number the same children
    is not documented, and keeping them together can only make the split stricter. A name of another form is its own
    patient.
    """
    match = re.match(r"(person)(\d+)_|(?:NORMAL2-)?(IM)-(\d+)-", name)
    return "".join(part for part in match.groups() if part) if match else PurePosixPath(name).stem
