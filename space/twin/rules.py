"""What the page must know of the package's own rules: taken from where they stand, so that nothing is written twice."""

from typing import Any

import cv2
import numpy as np

from pneumonia import bundle, descriptions, dicom, explain, headers, image, report, score_table, typical
from pneumonia.dataset_facts import FACTS
from pneumonia.metrics import Z95
from pneumonia.refusals import FORMATS, REFUSALS
from pneumonia.ui import batch_rows, card, closeup, gallery, gradcam, paint, quiz, viewer
from pneumonia.ui.texts import ENGLISH


def rules() -> dict[str, Any]:
    """Plain types only: the JSON of ``rules.json``."""
    return {
        "schema": report.SCHEMA,
        "failures": ENGLISH.browser_failures,
        "labels": list(report.LABELS),
        "confident": report.CONFIDENT,
        "notes": report.NOTES,
        "unfamiliar": report.UNFAMILIAR,
        "published": {"doi": FACTS.doi, "ages": FACTS.ages},
        "z95": Z95,
        "image": _image(),
        "bundle_schema": bundle.SCHEMA,
        "bundle_keys": bundle.REQUIRED_KEYS,
        "typical": {
            name.lower(): getattr(module, name)
            for module, names in (
                (descriptions, ("THUMBNAIL", "BLANK", "MARGIN", "EVEN", "EDGES", "CELL", "DIRECTIONS", "FAINT")),
                (descriptions, ("TEXTURES", "SCALES", "PLACES", "GRAIN")),
                (typical, ("COARSE", "FINE", "TINTED", "COLOURFUL", "SMALL", "TALL", "WIDE", "ORDINARY")),
            )
            for name in names
        },
        "explain": {
            "colormaps": {name: _colours(number) for name, number in explain.COLORMAPS.items()},
            "colormap_names": list(explain.COLORMAP_NAMES),
            "by_label": explain.BY_LABEL,
            "default_colormap": explain.DEFAULT_COLORMAP,
            "default_opacity": explain.DEFAULT_OPACITY,
            "default_level": gradcam.DEFAULT_LEVEL,
            "longest_side": explain.LONGEST_SIDE,
            "heat_side": viewer.HEAT_SIDE,
            "outline_side": viewer.OUTLINE_SIDE,
            "levels": list(viewer.LEVELS),
            "closeup_side": closeup.LONGEST_SIDE,
        },
        "paint": {"side": paint.SIDE},
        "batch": {"thumbnail": batch_rows.THUMBNAIL, "picture": batch_rows.PICTURE},
        "table": {"columns": list(score_table.COLUMNS), "formula": score_table.FORMULA.pattern},
        "icons": {label or "": path for label, path in card.ICONS.items()},
        "marks": gallery.MARKS,
        "quiz": {"films": quiz.FILMS, "uneven": quiz.UNEVEN, "hot": quiz.HOT},
    }


def _image() -> dict[str, Any]:
    """Limits, signatures and refusals of the reader. A browser decodes no TIFF, so that is what it does not read."""
    signatures = {kind: signature.decode("latin-1") for kind, signature in image.SIGNATURES.items()}
    tiff = signatures.pop("TIFF")
    return {
        "max_bytes": image.MAX_BYTES,
        "max_pixels": image.MAX_PIXELS,
        "min_side": image.MIN_SIDE,
        "formats": ", ".join(kind for kind in FORMATS.split(", ") if kind in signatures),
        "signatures": signatures,
        "not_read": {"a TIFF image": tiff} | {what: s.decode("latin-1") for what, s in image.NOT_READ.items()},
        "max_scans": headers.MAX_SCANS,
        "max_parts": headers.MAX_PARTS,
        "dicom": {
            "modalities": dicom.RADIOGRAPHS,
            "per_year": dicom.PER_YEAR,
            "deflated": dicom.DEFLATED.decode(),
            "most_reads": dicom.MOST_READS,
            "most_fragments": dicom.MOST_FRAGMENTS,
        },
        "refusals": REFUSALS,
    }


def _colours(number: int) -> list[list[int]]:
    """The 256 colours (r, g, b) of one of OpenCV's maps."""
    ramp = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, np.newaxis], number)[:, 0, ::-1]
    return [[int(part) for part in colour] for colour in ramp]
