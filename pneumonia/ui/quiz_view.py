"""What the quiz shows: a film to read, the answer to it, and the summary."""

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from pneumonia.classifier import Prediction
from pneumonia.image import read_image
from pneumonia.metrics import wilson
from pneumonia.report import LABELS, NORMAL, PNEUMONIA, percent
from pneumonia.ui import gallery, viewer
from pneumonia.ui.card import icon, sure
from pneumonia.ui.collection import outcome
from pneumonia.ui.links import QUIZ
from pneumonia.ui.texts import Texts

if TYPE_CHECKING:
    from pneumonia.ui.quiz import Reading

#: The longest side of a film to read, in pixels.
SIDE = 700


def no_images(texts: Texts) -> str:
    return gallery.empty(texts)


def start(texts: Texts, n: int) -> str:
    words = "".join(f"<p>{escape(line.format(n=n))}</p>" for line in texts.quiz_words)
    return (
        f'<section class="px-card px-quiz-start"><h2>{escape(texts.quiz_title.format(n=n))}</h2>{words}'
        f"{_button(texts.quiz_start, action='start')}</section>"
    )


def question(file: Path, place: int, total: int, texts: Texts) -> str:
    """One film without a word about it; the place of a click stays in the browser until the answer is given."""
    mark = '<span class="px-place" hidden></span>'
    picture = viewer.film(read_image(file).pixels, texts.quiz_film_alt, mark, "data-asked", SIDE)
    buttons = "".join(_button(label, action="read", film=str(place), label=label) for label in LABELS)
    return _page(
        picture,
        f"{_heading(texts.quiz_film.format(number=place + 1, total=total))}<p>{escape(texts.quiz_question)}</p>"
        f'<p class="px-fine">{escape(texts.quiz_where)}</p><div class="px-answers">{buttons}</div>',
    )


def answer(
    readings: Sequence["Reading"],
    total: int,
    prediction: Prediction,
    place: tuple[float, float] | None,
    texts: Texts,
) -> str:
    """Truth, the visitor's and the model's answer, the model's map with the visitor's click on it, and the score."""
    reading, pixels = readings[-1], prediction.xray.pixels
    mark = (
        f'<span class="px-place" style="left:{100 * place[0]:.2f}%;top:{100 * place[1]:.2f}%"></span>' if place else ""
    )
    picture = viewer.film(
        pixels, texts.quiz_film_alt, viewer.heat_above(prediction.cam, pixels.shape) + mark, side=SIDE
    )
    right = reading.visitor == reading.truth
    model = f"{reading.model}, {sure(prediction.report, texts)}"
    rows = ((texts.quiz_truth, reading.truth), (texts.quiz_you, reading.visitor), (texts.quiz_model, model))
    facts = "".join(f"<dt>{escape(term)}</dt><dd>{escape(value)}</dd>" for term, value in rows)
    met = texts.quiz_met[NORMAL if reading.model == NORMAL else reading.met]
    seen = met if place else texts.quiz_no_click if reading.visitor == PNEUMONIA else ""
    more = texts.quiz_next if len(readings) < total else texts.quiz_end
    return _page(
        f'{picture}<p class="px-fine">{escape(texts.quiz_map)}</p>',
        f"{_heading(texts.quiz_verdict[right], reading.truth if right else None)}"
        f'<dl class="px-facts">{facts}</dl><p>{escape(seen)}</p>'
        f'<p class="px-score">{escape(_score(readings, texts))}</p>'
        f"{_button(more, action='next', film=str(len(readings)))}",
    )


def summary(readings: Sequence["Reading"], shown: Sequence[tuple[int, str]], texts: Texts) -> str:
    """The score in a table, what it is worth, the result to copy, and all films to look at again.

    ``shown`` are the films that were read, each by its number in the gallery and its thumbnail.
    """
    n, truths = len(readings), [reading.truth for reading in readings]
    visitor = _outcomes(truths, [reading.visitor for reading in readings])
    model = _outcomes(truths, [reading.model for reading in readings])
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in ("", texts.quiz_you, texts.quiz_model))
    lines = "".join(
        f'<tr><th scope="row">{escape(texts.outcomes[name])}</th><td>{visitor[name]}</td><td>{model[name]}</td></tr>'
        for name in visitor
    )
    chance = wilson(visitor["right"], n)
    worth = texts.quiz_worth.format(n=n, low=percent(chance.low), high=percent(chance.high))
    clicks = [reading.met for reading in readings if reading.met is not None]
    where = texts.quiz_clicks.format(met=sum(clicks), clicks=len(clicks)) if clicks else ""
    values = {"n": n, "you": visitor["right"], "model": model["right"]}
    copied = "\n".join((texts.quiz_result.format(**values), *([where] if where else []), f"{{address}}/?lesson={QUIZ}"))
    return (
        f'<section class="px-card px-quiz-end">{_heading(texts.quiz_summary.format(**values))}'
        f'<table class="px-table"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'
        f'<p>{escape(where)}</p><p class="px-fine">{escape(worth)}</p>{code(copied, texts)}'
        f"{_button(texts.quiz_again, action='start')}</section>"
        f'<p class="px-label">{escape(texts.quiz_review)}</p>'
        f'<div class="px-grid">{"".join(map(partial(_tile, texts), readings, shown))}</div>'
    )


def _tile(texts: Texts, reading: "Reading", shown: tuple[int, str]) -> str:
    """A film with what it is and who said what; it opens with its map on a page of its own, so the result stays."""
    (film, thumbnail), how = shown, outcome(reading.truth, reading.visitor)
    rows = ((texts.quiz_truth, reading.truth), (texts.quiz_you, reading.visitor), (texts.quiz_model, reading.model))
    pairs = "".join(f"<span>{escape(term)}</span><b>{escape(said)}</b>" for term, said in rows)
    return (
        f'<a class="px-tile px-{how}" href="?example={film + 1}&amp;tab=gradcam" target="_blank">'
        f'<img src="{thumbnail}" alt=""><span class="px-outcome">{gallery.mark(how)}'
        f'{escape(texts.outcomes[how])}</span><span class="px-pair">{pairs}</span></a>'
    )


def code(content: str, texts: Texts) -> str:
    """Text with a button that copies it; see ``scripts.COPY``."""
    return (
        f'<div class="px-code"><pre tabindex="0"><code>{escape(content)}</code></pre>'
        f'<button type="button" data-copied="{escape(texts.copied)}">{escape(texts.copy)}</button></div>'
    )


def _outcomes(truths: Sequence[str], answers: Sequence[str]) -> dict[str, int]:
    found = list(map(outcome, truths, answers))
    return {how: found.count(how) for how in ("right", "missed", "false_alarm")}


def _score(readings: Sequence["Reading"], texts: Texts) -> str:
    you = sum(reading.visitor == reading.truth for reading in readings)
    model = sum(reading.model == reading.truth for reading in readings)
    return texts.quiz_score.format(you=you, model=model, n=len(readings))


def _page(picture: str, words: str) -> str:
    return f'<div class="px-quiz"><div>{picture}</div><div class="px-card">{words}</div></div>'


def _heading(words: str, truth: str | None = None) -> str:
    """It takes the focus, so that a screen reader reads on from here."""
    return f'<h2 tabindex="-1">{icon(truth) if truth else ""}{escape(words)}</h2>'


def _button(words: str, **data: str) -> str:
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    return f'<button type="button" class="px-check" {attributes}>{escape(words)}</button>'
