"""A result for the record: one page of PDF with both pictures and every fact about the answer, or the API's JSON.

Both are made when they are asked for and go straight to the browser; nothing is written on the server.
"""

import base64
import io
import json
from datetime import UTC, datetime
from functools import cache
from html import escape
from typing import Any

import cv2
import numpy as np

from pneumonia.explain import overlay
from pneumonia.report import NOTICE, Report, percent
from pneumonia.ui.card import sure, sure_why
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts
from pneumonia.ui.viewer import caption, original

#: What a visitor may save: how the file's name ends, its media type.
KINDS = {"pdf": "application/pdf", "json": "application/json"}
#: A click asks the server for the file; once it has come as data in a link, the link is followed. As a blob, because
#: phones open data links instead of saving them. When it was is for a click that asks for a film (newest.py).
BUTTONS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-kind]');
  if (button) trigger('select', { kind: button.dataset.kind, at: performance.now() });
});
"""
_FOLLOW = """async () => {
  const link = document.querySelector('#PLACE a[download]');
  if (!link) return;
  link.href = URL.createObjectURL(await (await fetch(link.href)).blob());
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); link.remove(); }, 10000);
}"""
#: Longest side of a picture on the page, and the room that both have side by side, in points (1/72 inch).
PICTURE, GAP, MARGIN = 244.0, 12.0, 48.0


def buttons(seen: Seen | None, texts: Texts, kind: str = "") -> str:
    """The buttons below an answer; with a ``kind`` out of ``KINDS`` also that file, as a link for ``follow``."""
    if seen is None:
        return ""
    file = ""
    if kind in KINDS:
        content = as_pdf(seen, texts) if kind == "pdf" else as_json(seen)
        file = link(f"pneumonia-{seen.report.image.sha256[:8]}.{kind}", content, KINDS[kind])
    shown = "".join(
        f'<button type="button" data-kind="{kind}">{escape(texts.save.format(kind=kind.upper()))}</button>'
        for kind in KINDS
    )
    return f'<div class="px-save">{shown}{file}</div>'


def link(name: str, content: bytes, media_type: str) -> str:
    """A file as data in a link that nobody sees."""
    data = f"data:{media_type};base64,{base64.b64encode(content).decode()}"
    return f'<a hidden download="{escape(name)}" href="{data}"></a>'


def follow(place: str) -> str:
    """The script that follows the link inside the element with this id, if one has come."""
    return _FOLLOW.replace("PLACE", place)


def as_json(seen: Seen) -> bytes:
    """The report as every door of the product returns it."""
    return json.dumps(seen.report.to_json(), indent=1).encode()


def as_pdf(seen: Seen, texts: Texts, *, made: datetime | None = None) -> bytes:
    """One page of A4. ``made`` is printed in UTC (default: now)."""
    # Imported when somebody saves a result: it takes a tenth of a second, which the first page need not wait for.
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    font, bold = _fonts()
    body = ParagraphStyle("body", fontName=font, fontSize=10.5, leading=13)
    small = ParagraphStyle("small", parent=body, fontSize=9, leading=10.5)
    title = ParagraphStyle("title", parent=body, fontName=bold, fontSize=14, leading=18)
    verdict = ParagraphStyle("verdict", parent=title, fontSize=20, leading=26, spaceBefore=6)

    report = seen.report
    flow: list[Any] = [Paragraph(_plain(texts.title), title), Paragraph(texts.notice, body)]
    flow += [Paragraph(_plain(_verdict(report, texts)), verdict), Paragraph(_plain(texts.say(report.advice)), body)]
    title_of_notes = texts.warnings_title if report.label else texts.refused_title
    flow += [Paragraph(_plain(f"{title_of_notes}: {texts.say(warning)}"), body) for warning in report.warnings]
    flow += [Spacer(0, 8), _pictures(seen, texts, small), Spacer(0, 10)]
    moment = (made or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    rows = [[Paragraph(_plain(k), small), Paragraph(_plain(v), small)] for k, v in _facts(seen, moment, texts)]
    flow += [
        Table(
            rows,
            colWidths=[118, None],
            hAlign="LEFT",
            style=[
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("PADDING", (0, 0), (-1, -1), 1),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ],
        )
    ]
    flow += [Spacer(0, 8), Paragraph(_plain(_limits(report, texts)), small)]
    page = io.BytesIO()
    margins = {f"{side}Margin": MARGIN for side in ("left", "right", "top", "bottom")}
    about = {"title": texts.title, "author": report.model.id, "subject": NOTICE}
    SimpleDocTemplate(page, pagesize=A4, **margins, **about).build(flow)
    return page.getvalue()


@cache
def _fonts() -> tuple[str, str]:
    """The names of Source Sans Pro and of its bold: the fonts that come with PDF lack the letters of most languages."""
    from font_source_sans_pro import font_files_ttf
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    names = ("SourceSansPro", "SourceSansProBold")
    for name in names:
        pdfmetrics.registerFont(TTFont(name, font_files_ttf[name]))
    pdfmetrics.registerFontFamily(names[0], normal=names[0], bold=names[1])
    return names


def _verdict(report: Report, texts: Texts) -> str:
    if report.label is None:
        return texts.verdict_refused
    return f"{report.label}, {sure(report, texts)}{': ' if report.unfamiliar else ' '}{sure_why(report, texts)}"


def _limits(report: Report, texts: Texts) -> str:
    """What not to conclude; of a percentage and a heat map only where there are any."""
    reading = [texts.record_reading] if report.label else []
    return " ".join([texts.record_diagnosis, *reading, texts.record_kept])


def _facts(seen: Seen, moment: str, texts: Texts) -> list[tuple[str, str]]:
    report = seen.report
    image, model = report.image, report.model
    facts = [(texts.record_date, moment)]
    if report.probability is not None:
        facts.append((texts.probability, f"{percent(report.probability, 1)} ({report.probability:.6f})"))
    point = texts.point_names.get(report.operating_point, report.operating_point)
    facts.append((texts.threshold.capitalize(), f"{percent(report.threshold, 1)} ({point})"))
    if seen.truth:
        facts.append((texts.record_truth, seen.truth))
    return [
        *facts,
        (texts.record_image, f"{image.width} x {image.height} px, {image.format}, SHA-256 {image.sha256}"),
        (texts.about_id, f"{model.id}, {texts.about_revision.lower()} {model.revision}, {model.architecture}"),
    ]


def _pictures(seen: Seen, texts: Texts, style: Any) -> Any:
    """The film, and for an answer the film under the evidence for it, as on the page."""
    from reportlab.platypus import Image, Paragraph, Table

    height, width = seen.pixels.shape
    scale = PICTURE / max(height, width)
    label = seen.report.label
    shown = [(cv2.cvtColor(seen.pixels, cv2.COLOR_GRAY2RGB), original(seen, texts))]
    if label:
        explained = overlay(seen.pixels, seen.cam, evidence=label)
        shown.append((explained, caption(seen.cam, label, texts).format(label=label)))
    cells = [Image(_jpeg(picture), width * scale, height * scale) for picture, _ in shown]
    captions = [Paragraph(_plain(words), style) for _, words in shown]
    return Table(
        [cells, captions],
        colWidths=[PICTURE + GAP] * len(shown),
        hAlign="LEFT",
        style=[("LEFTPADDING", (0, 0), (-1, -1), 0)],
    )


def _jpeg(picture: np.ndarray) -> io.BytesIO:
    return io.BytesIO(cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())


def _plain(words: str) -> str:
    """Text for a paragraph: its markup escaped, and without the hyphen that the font lacks."""
    return escape(words.replace("\N{NON-BREAKING HYPHEN}", "-"))
