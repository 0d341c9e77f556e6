"""The third tab: real images with their truth and the model's answer, mistakes included."""

from collections import Counter
from dataclasses import dataclass
from html import escape

import gradio as gr

from pneumonia.report import Report
from pneumonia.ui.block import html
from pneumonia.ui.card import ICONS, percent
from pneumonia.ui.collection import Answer, Collection
from pneumonia.ui.predict import SELECT
from pneumonia.ui.texts import English


@dataclass(frozen=True)
class GalleryTab:
    grid: gr.HTML


def build(collection: Collection, texts: English) -> GalleryTab:
    if not collection.items:
        return GalleryTab(html(_empty(texts)))
    html(f'<p class="px-intro">{escape(texts.gallery_intro)}</p>')
    return GalleryTab(
        html(f'<p class="px-wait">{escape(texts.gallery_busy)}</p>', js_on_load=SELECT, elem_id="px-gallery")
    )


def grid(collection: Collection, texts: English) -> str:
    """All answers as cards; called when the tab is opened for the first time."""
    answers = collection.answers()
    cards = "".join(_card(number, answer, texts) for number, answer in enumerate(answers))
    more = ""
    if collection.total > len(answers):
        more = f'<p class="px-fine">{escape(texts.gallery_more.format(shown=len(answers), total=collection.total))}</p>'
    if collection.about:
        more += f'<p class="px-fine">{escape(texts.gallery_chosen.format(**collection.about))}</p>'
    return f'<p class="px-summary">{_summary(answers, texts)}</p><div class="px-grid">{cards}</div>{more}'


def _summary(answers: list[Answer], texts: English) -> str:
    outcomes = Counter(answer.outcome for answer in answers)
    return escape(
        texts.gallery_summary.format(
            right=outcomes["right"],
            judged=len(answers) - outcomes["refused"],
            missed=outcomes["missed"],
            false_alarms=outcomes["false_alarm"],
            refused=outcomes["refused"],
        )
    )


def _card(number: int, answer: Answer, texts: English) -> str:
    if answer.thumbnail is None:
        return f'<div class="px-tile px-unreadable"><span>{escape(texts.gallery_unreadable)}</span></div>'
    label = answer.report.label if answer.report else None
    says = label or texts.outcomes["refused"]
    credit = " · ".join(part for part in (answer.item.source, answer.item.licence) if part)
    return (
        f'<button type="button" class="px-tile px-{answer.outcome}" data-number="{number}" '
        f'title="{escape(credit)}"><img src="{answer.thumbnail}" alt="">'
        f'<span class="px-outcome">{_mark(answer)}{escape(texts.outcomes[answer.outcome])}'
        f"{_confidence(answer.report)}</span>"
        f'<span class="px-pair"><span>{escape(texts.gallery_truth)}</span><b>{escape(answer.item.truth)}</b>'
        f"<span>{escape(texts.gallery_model)}</span><b>{escape(says)}</b></span></button>"
    )


def _confidence(report: Report | None) -> str:
    return f"<b>{escape(percent(report.confidence))}</b>" if report and report.label else ""


def _mark(answer: Answer) -> str:
    paths = {
        "right": ICONS["NORMAL"],
        "missed": '<path d="M6 6l12 12M18 6L6 18"/>',
        "false_alarm": ICONS["PNEUMONIA"],
        "refused": ICONS[None],
    }
    return f'<svg class="px-icon" viewBox="0 0 24 24" aria-hidden="true">{paths[answer.outcome]}</svg>'


def _empty(texts: English) -> str:
    return (
        f'<section class="px-card px-empty"><h2>{escape(texts.gallery_empty_title)}</h2>'
        f"<p>{escape(texts.gallery_empty)}</p><pre><code>{escape(texts.gallery_command)}</code></pre>"
        f"<p>{escape(texts.gallery_empty_hint)}</p></section>"
    )
