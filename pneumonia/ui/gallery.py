"""The third tab: real images with their truth and the model's answer, mistakes included."""

from collections import Counter
from dataclasses import dataclass
from html import escape

import gradio as gr

from pneumonia.report import LABELS, NORMAL, PNEUMONIA, Report
from pneumonia.ui.block import html
from pneumonia.ui.card import ICONS, sure
from pneumonia.ui.collection import Answer, Collection
from pneumonia.ui.predict import SELECT
from pneumonia.ui.scripts import script
from pneumonia.ui.texts import Texts

#: One shape per outcome, as for verdicts.
MARKS = {
    "right": ICONS[NORMAL],
    "missed": '<path d="M6 6l12 12M18 6L6 18"/>',
    "false_alarm": ICONS[PNEUMONIA],
    "refused": ICONS[None],
}
_FILTER = script("gallery.js")


@dataclass(frozen=True)
class GalleryTab:
    grid: gr.HTML


def build(collection: Collection, texts: Texts) -> GalleryTab:
    if not collection.items:
        return GalleryTab(html(empty(texts)))
    html(f'<p class="px-intro">{escape(texts.gallery_intro)}</p>')
    return GalleryTab(block(texts))


def block(texts: Texts) -> gr.HTML:
    """The place of the cards; a click on one is a ``select`` event with its ``number`` and the ``tab`` to open."""
    busy = f'<p class="px-wait">{escape(texts.gallery_busy)}</p>'
    return html(busy, js_on_load=SELECT + _FILTER, elem_id="px-gallery")


def grid(collection: Collection, texts: Texts) -> str:
    """All answers as cards; called when the tab is opened for the first time."""
    answers = collection.answers()
    cards = "".join(_card(number, answer, texts) for number, answer in enumerate(answers))
    more = ""
    if collection.total > len(answers):
        more = f'<p class="px-fine">{escape(texts.gallery_more.format(shown=len(answers), total=collection.total))}</p>'
    if collection.about:
        more += f'<p class="px-fine">{escape(texts.own(texts.gallery_chosen.format(**collection.about)))}</p>'
    return (
        f'<p class="px-summary">{_summary(answers, texts)}</p>{_filters(answers, texts)}'
        f'<p class="px-none" hidden>{escape(texts.gallery_none)}</p><div class="px-grid">{cards}</div>{more}'
    )


def _filters(answers: list[Answer], texts: Texts) -> str:
    """Two groups of buttons, by outcome and by truth; of each group one is pressed."""
    present = Counter(kind for answer in answers for kind in _kinds(answer))
    outcomes = [*texts.outcomes.items(), ("doubtful", texts.gallery_doubtful)]
    groups = [(texts.gallery_outcome, outcomes), (texts.gallery_truth, [(label, label) for label in LABELS])]
    return "".join(_group(title, kinds, present, len(answers), texts) for title, kinds in groups)


def _group(title: str, kinds: list[tuple[str, str]], present: Counter[str], total: int, texts: Texts) -> str:
    choices = [
        ("", texts.gallery_all, total),
        *((kind, words, present[kind]) for kind, words in kinds if present[kind]),
    ]
    buttons = "".join(
        f'<button type="button" data-filter="{kind}" aria-pressed="{str(not kind).lower()}">'
        f"{escape(words)} ({count})</button>"
        for kind, words, count in choices
    )
    return (
        f'<div class="px-presets px-filters" role="group" aria-label="{escape(title)}">'
        f"<span>{escape(title)}</span>{buttons}</div>"
    )


def _kinds(answer: Answer) -> list[str]:
    return [answer.outcome, answer.item.truth, *(["doubtful"] if answer.doubtful else [])]


def _summary(answers: list[Answer], texts: Texts) -> str:
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


def _card(number: int, answer: Answer, texts: Texts) -> str:
    kinds = " ".join(_kinds(answer))
    if answer.thumbnail is None:
        words = f"<span>{escape(texts.gallery_unreadable)}</span>"
        return f'<div class="px-tile px-unreadable" data-kinds="{kinds}">{words}</div>'
    label = answer.report.label if answer.report else None
    says = label or texts.outcomes["refused"]
    credit = " · ".join(part for part in (answer.item.source, answer.item.licence) if part)
    name = texts.gallery_number.format(number=number + 1)
    return (
        f'<div class="px-tile px-{answer.outcome}" data-kinds="{kinds}">'
        f'<button type="button" data-number="{number}" title="{escape(credit)}"><img src="{answer.thumbnail}" alt="">'
        f'<span class="px-outcome">{mark(answer.outcome)}{escape(texts.outcomes[answer.outcome])}'
        f"{_sure(answer.report, texts)}</span>"
        f'<span class="px-pair"><span>{escape(texts.gallery_truth)}</span><b>{escape(answer.item.truth)}</b>'
        f"<span>{escape(texts.gallery_model)}</span><b>{escape(says)}</b></span></button>"
        f'<p><span>{escape(name)}</span><button type="button" data-number="{number}" data-tab="gradcam" '
        f'aria-label="{escape(f"{texts.tab_gradcam}, {name}")}">{escape(texts.tab_gradcam)}</button></p></div>'
    )


def _sure(report: Report | None, texts: Texts) -> str:
    return f"<b>{escape(sure(report, texts))}</b>" if report and report.label else ""


def mark(outcome: str) -> str:
    return f'<svg class="px-icon" viewBox="0 0 24 24" aria-hidden="true">{MARKS[outcome]}</svg>'


def empty(texts: Texts) -> str:
    """What an installation without images shows instead of them."""
    return (
        f'<section class="px-card px-empty"><h2>{escape(texts.gallery_empty_title)}</h2>'
        f"<p>{escape(texts.gallery_empty)}</p><pre><code>{escape(texts.gallery_command)}</code></pre>"
        f"<p>{escape(texts.gallery_empty_hint)}</p></section>"
    )
