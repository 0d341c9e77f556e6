"""What the page must know of the package's own rules: taken from where they stand, so that nothing is written twice."""

from typing import Any

import cv2
import numpy as np

from pneumonia import explain, image, report, typical
from pneumonia.metrics import Z95
from pneumonia.ui import batch_rows, closeup, collection, gradcam, inputs, paint, quiz, viewer


def rules() -> dict[str, Any]:
    """Plain types only: the JSON of ``rules.json``."""
    return {
        "schema": report.SCHEMA,
        "labels": list(report.LABELS),
        "confident": report.CONFIDENT,
        "notice": report.NOTICE,
        "notes": report.NOTES,
        "z95": Z95,
        "image": {"max_bytes": image.MAX_BYTES, "max_pixels": image.MAX_PIXELS, "min_side": image.MIN_SIDE},
        "typical": {
            name.lower(): getattr(typical, name)
            for name in ("THUMBNAIL", "TINTED", "COLOURFUL", "BLANK", "SMALL", "TALL", "WIDE")
        },
        "explain": {
            "colormaps": {name: _colours(number) for name, number in explain.COLORMAPS.items()},
            "default_colormap": explain.DEFAULT_COLORMAP,
            "default_opacity": explain.DEFAULT_OPACITY,
            "default_level": gradcam.DEFAULT_LEVEL,
            "longest_side": explain.LONGEST_SIDE,
            "heat_side": viewer.HEAT_SIDE,
            "outline_side": viewer.OUTLINE_SIDE,
            "levels": list(viewer.LEVELS),
            "closeup_side": closeup.LONGEST_SIDE,
        },
        "paint": {"side": paint.SIDE, "greys": paint.GREYS, "crop": paint.CROP},
        "batch": {"most": inputs.MOST_FILES, "thumbnail": batch_rows.THUMBNAIL},
        "gallery": {"shown": collection.SHOWN},
        "quiz": {"films": quiz.FILMS, "uneven": quiz.UNEVEN, "hot": quiz.HOT},
    }


def _colours(number: int) -> list[list[int]]:
    """The 256 colours (r, g, b) of one of OpenCV's maps."""
    ramp = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, np.newaxis], number)[:, 0, ::-1]
    return [[int(part) for part in colour] for colour in ramp]
