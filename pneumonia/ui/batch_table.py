"""The table of several films: how it looks, how it is sorted in the browser, and what a click on a row does."""

from collections import Counter
from html import escape

from pneumonia.report import CONFIDENT, NORMAL, PNEUMONIA, Report, percent
from pneumonia.ui.batch_rows import Row
from pneumonia.ui.card import UNRELIABLE, icon, verdict
from pneumonia.ui.run_panel import progress
from pneumonia.ui.scripts import script
from pneumonia.ui.texts import Texts

#: A click on a row becomes a ``select`` event with its ``number``, and ``at`` for :mod:`pneumonia.ui.newest`.
SCRIPT = script("batch_table.js")


def draw(rows: list[Row], texts: Texts) -> str:
    """The table as far as it has been read."""
    if not rows:
        return ""
    done = sum(row.done for row in rows)
    title = escape(texts.batch_title.format(n=len(rows)))
    if done < len(rows):
        below = progress(done / len(rows), texts.batch_reading.format(done=done, total=len(rows)))
    else:
        below = f'<p role="status">{escape(_summary(rows, texts))}</p><p class="px-fine">{_hint(rows, texts)}</p>'
    lines = "".join(_line(number, row, texts) for number, row in enumerate(rows))
    return (
        f'<section class="px-card px-batch" aria-label="{title}"><h2>{title}</h2>{below}'
        f'<div class="px-rows"><table><thead><tr><td></td>'
        f'<th scope="col" data-sort="name" aria-sort="none">{_sorter(texts.batch_file)}</th>'
        f'<th scope="col" data-sort="probability" aria-sort="none">{_sorter(texts.probability)}</th>'
        f"</tr></thead><tbody>{lines}</tbody></table></div></section>"
    )


def _sorter(words: str) -> str:
    return f'<button type="button">{escape(words)}</button>'


def _summary(rows: list[Row], texts: Texts) -> str:
    verdicts = Counter(verdict(row.report) for row in rows if row.report)
    bad = sum(bool(row.error) for row in rows)
    counted = [
        (verdicts[PNEUMONIA], PNEUMONIA),
        (verdicts[NORMAL], NORMAL),
        (verdicts[UNRELIABLE], texts.unreliable),
        (verdicts[None], texts.outcomes["refused"]),
        (bad, texts.gallery_unreadable),
    ]
    return " · ".join(f"{count} {words}" for count, words in counted if count)


def _hint(rows: list[Row], texts: Texts) -> str:
    thresholds = [row.report.threshold for row in rows if row.report]
    return escape(texts.batch_hint.format(threshold=percent(thresholds[0]))) if thresholds else ""


def _line(number: int, row: Row, texts: Texts) -> str:
    """One row; two where there is an answer and something to keep in mind about it, in words that need the width.

    Both carry the same data, so that they stay together however the table is sorted.
    """
    name, picture, kind, probability = f"<bdi>{escape(row.name)}</bdi>", "", "unread", ""
    notes, below, span = _notes(row, texts), "", ""
    if row.report:
        name, picture = f'<button type="button">{name}</button>', f'<img alt="" src="{row.thumbnail}">'
        kind = (verdict(row.report) or "refused").lower()
    if row.report and row.report.probability is not None:
        probability = f"{row.report.probability:.6f}"
        cells = f'<th scope="row">{name}</th><td>{_answer(row.report, texts)}</td>'
        below, span = (f'<td colspan="2">{notes}</td>', ' rowspan="2"') if notes else ("", "")
    else:  # without an answer its words have the room of both columns
        cells = f'<th scope="row" colspan="2">{name}{notes}</th>'
    data = f'data-number="{number}" data-name="{escape(row.name)}" data-probability="{probability}"'
    second = f'<tr class="px-notes" {data}>{below}</tr>' if below else ""
    return f'<tr class="px-{kind}" {data}><td{span}>{picture}</td>{cells}</tr>{second}'


def _notes(row: Row, texts: Texts) -> str:
    """Why there is no answer, or what to keep in mind about it."""
    head, sentences = "", [row.error] if row.error else []
    if row.report:
        sentences = [texts.say(note) for note in row.report.warnings]
        head = "" if row.judged else f"<b>{icon(None)}{escape(texts.verdict_refused)}</b>"
    elif row.error:
        head = f"<b>{escape(texts.gallery_unreadable)}</b>"
    return (f"<div>{head}</div>" if head else "") + "".join(f"<small>{escape(words)}</small>" for words in sentences)


def _answer(report: Report, texts: Texts) -> str:
    """Verdict and probability, with a small bar on which the threshold is marked, and a word where it is doubtful."""
    probability, label = report.probability or 0.0, report.label or ""
    return (
        f"<b>{icon(verdict(report))}{escape(label)}</b> <span>{escape(percent(probability))}</span>"
        f'<span class="px-bar" aria-hidden="true"><i class="px-fill" style="width:{100 * probability:.1f}%"></i>'
        f'<i class="px-mark" style="left:{100 * report.threshold:.1f}%"></i></span>{_doubt(report, texts)}'
    )


def _doubt(report: Report, texts: Texts) -> str:
    """Which answers of many to look at again; the sure ones say nothing."""
    if report.confidence is not None and report.confidence >= CONFIDENT:
        return ""
    return f"<small>{escape(texts.unreliable if report.confidence is None else texts.unsure)}</small>"
