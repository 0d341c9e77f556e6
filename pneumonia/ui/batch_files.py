"""What a table of films is saved as: its rows as CSV, and the overlays as pictures in a ZIP.

Both are made when they are asked for and go straight to the browser; nothing is written on the server. The columns:

    file                          the name as it was handed in
    error                         why it could not be read; then all other columns are empty
    label                         PNEUMONIA, NORMAL, or empty when it was not judged
    probability, confidence       calibrated, of PNEUMONIA and of the label, 0 to 1
    operating_point, threshold    the probability from which on the label is PNEUMONIA
    advice, warnings              sentences, in English as in the API's JSON; several warnings are set apart by a space
    chest_xray_ok, chest_xray_score    does it look like a chest X-ray, and how typical it is, 0 to 1
    width, height, format, sha256      the file as it was received
    model, revision               which model answered
"""

import csv
import io
import re
import unicodedata
import zipfile
from html import escape
from pathlib import PurePath
from typing import Any

import cv2
import numpy as np

from pneumonia.explain import overlay
from pneumonia.report import Report
from pneumonia.ui.batch_rows import Row
from pneumonia.ui.record import link
from pneumonia.ui.texts import English

COLUMNS = (
    *("file", "error", "label", "probability", "confidence", "operating_point", "threshold", "advice", "warnings"),
    *("chest_xray_ok", "chest_xray_score", "width", "height", "format", "sha256", "model", "revision"),
)
KINDS = {"csv": "text/csv", "zip": "application/zip"}
#: A cell that begins so is a formula to a spreadsheet: OWASP, "CSV Injection".
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n]")


def buttons(rows: list[Row], texts: English, kind: str = "") -> str:
    """The buttons below a complete table; with a ``kind`` out of ``KINDS`` also that file, as a link to follow."""
    if not rows or not all(row.done for row in rows):
        return ""
    file = ""
    if kind in KINDS:
        content = as_csv(rows) if kind == "csv" else as_zip(rows)
        file = link(f"pneumonia.{kind}" if kind == "csv" else f"pneumonia-overlays.{kind}", content, KINDS[kind])
    offered = {"csv": texts.save.format(kind="CSV"), "zip": texts.batch_overlays, "close": texts.batch_close}
    if not any(row.judged for row in rows):
        del offered["zip"]
    shown = "".join(
        f'<button type="button" data-kind="{kind}">{escape(words)}</button>' for kind, words in offered.items()
    )
    return f'<div class="px-save">{shown}{file}</div>'


def as_csv(rows: list[Row]) -> bytes:
    """One line per file, in the order in which they were handed in; UTF-8 with the mark that spreadsheets look for."""
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, COLUMNS)
    writer.writeheader()
    for row in rows:
        cells = {"file": row.name, "error": row.error} | (_facts(row.report) if row.report else {})
        writer.writerow({column: _harmless(cell) for column, cell in cells.items()})
    return lines.getvalue().encode("utf-8-sig")


def as_zip(rows: list[Row]) -> bytes:
    """The overlay of every film that was judged, as PNG with a longest side of at most ``batch_rows.PICTURE``."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:  # a PNG is packed already
        for number, row in enumerate(rows, start=1):
            if row.judged and row.cam is not None:
                film = cv2.imdecode(np.frombuffer(row.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
                picture = cv2.imencode(".png", overlay(np.asarray(film), row.cam)[..., ::-1])[1].tobytes()
                archive.writestr(f"{number:02d}-{_plain(row.name)}.png", picture)
    return content.getvalue()


def _facts(report: Report) -> dict[str, Any]:
    told = report.to_json()
    return {key: told[key] for key in COLUMNS[2:8]} | {
        "warnings": " ".join(told["warnings"]),
        "chest_xray_ok": told["chest_xray"]["ok"],
        "chest_xray_score": told["chest_xray"]["score"],
        **told["image"],
        "model": told["model"]["id"],
        "revision": told["model"]["revision"],
    }


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before it, which makes it text."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _plain(name: str) -> str:
    """A file name of letters, digits, dots, dashes and underscores, without its extension, for any system.

    The number before it makes it unique and keeps names such as CON and .htaccess from meaning anything.
    """
    stem = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).stem
    return re.sub(r"[^\w.-]+", "_", stem).strip("._")[:80] or "film"
