"""What a table of films is saved as: its rows as CSV, and the overlays as pictures in a ZIP.

Both are made when they are asked for and go straight to the browser; nothing is written on the server. The columns are
those of :mod:`pneumonia.score_table`.
"""

import io
import re
import unicodedata
import zipfile
from html import escape
from pathlib import PurePath

import cv2
import numpy as np

from pneumonia import score_table
from pneumonia.explain import overlay
from pneumonia.ui.batch_rows import Row
from pneumonia.ui.record import link
from pneumonia.ui.texts import Texts

KINDS = {"csv": "text/csv", "zip": "application/zip"}


def buttons(rows: list[Row], texts: Texts, kind: str = "") -> str:
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
    score_table.write_csv(lines, (_cells(row) for row in rows))
    return lines.getvalue().encode("utf-8-sig")


def as_zip(rows: list[Row]) -> bytes:
    """The overlay of every film that was judged, with the evidence for its answer, as PNG with a longest side of at
    most ``batch_rows.PICTURE``.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:  # a PNG is packed already
        for number, row in enumerate(rows, start=1):
            if row.report and row.report.label and row.cam is not None:
                film = cv2.imdecode(np.frombuffer(row.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
                heat = overlay(np.asarray(film), row.cam, evidence=row.report.label)
                picture = cv2.imencode(".png", heat[..., ::-1])[1].tobytes()
                archive.writestr(f"{number:02d}-{_plain(row.name)}.png", picture)
    return content.getvalue()


def _cells(row: Row) -> score_table.Row:
    return score_table.row(row.name, row.report) if row.report else {"file": row.name, "error": row.error}


def _plain(name: str) -> str:
    """A file name of letters, digits, dots, dashes and underscores, without its extension, for any system.

    The number before it makes it unique and keeps names such as CON and .htaccess from meaning anything.
    """
    stem = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).stem
    return re.sub(r"[^\w.-]+", "_", stem).strip("._")[:80] or "film"
