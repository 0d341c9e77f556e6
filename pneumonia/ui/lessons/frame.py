"""What all lessons share: an exercise that folds open, its controls, and the script that judges what was done.

A lesson adds one function to ``lessons`` in its script; it is called with the lesson's element when the lesson is drawn
and, with the event, whenever a control in it is moved or pressed. The server is never asked.
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from pneumonia.ui.texts import English

SCRIPT = """
const lessons = {};
const percent = (share) => (100 * share).toFixed(1) + '\\u00a0%';
const fill = (words, values) => words.replace(/{(\\w+)}/g, (_, name) => values[name]);
const words = (lesson, key, values = {}) => fill(JSON.parse(lesson.dataset.words)[key], values);

function say(lesson, right, key, values) {
  const feedback = lesson.querySelector('.px-feedback'), verdict = document.createElement('strong');
  verdict.textContent = right ? props.right : props.not_yet;
  feedback.replaceChildren(verdict, ' ' + words(lesson, key, values));
  feedback.dataset.right = right;
  if (right) lesson.querySelector('.px-solved').hidden = false;
}
function gauge(lesson, name, share, text) {
  const line = lesson.querySelector(`[data-gauge=${name}]`);
  line.querySelector('b').textContent = text;
  line.querySelector('i')?.style.setProperty('--value', share);
}
function move(slider, text) {
  slider.parentElement.querySelector('output').textContent = text;
  slider.setAttribute('aria-valuetext', text);
}
function pressed(event) {
  const button = event?.target.closest('.px-choices button');
  for (const other of button?.parentElement.children ?? []) other.setAttribute('aria-pressed', other === button);
  return button;
}
const checks = (event) => event?.type === 'click' && event.target.closest('.px-check');

// The outcome at a threshold, as pneumonia.metrics.confusion counts it.
let scores = null;
function count(threshold) {
  scores ??= JSON.parse(element.querySelector('[data-scores]').dataset.scores);
  const flagged = (group) => group.filter((score) => score >= threshold).length;
  const tp = flagged(scores.PNEUMONIA), fp = flagged(scores.NORMAL);
  const ill = scores.PNEUMONIA.length, healthy = scores.NORMAL.length;
  const [recall, specificity] = [tp / ill, 1 - fp / healthy];
  const accuracy = (tp + healthy - fp) / (ill + healthy);
  return { tp, fp, fn: ill - tp, tn: healthy - fp, ill, healthy, recall, specificity, accuracy };
}

function play(event) {
  const lesson = event.target.closest('[data-lesson]');
  if (lesson) lessons[lesson.dataset.lesson](lesson, event);
}
for (const kind of ['input', 'click']) element.addEventListener(kind, play);
// The lesson that the page's address names, by its number from 1 on; once, or it would open whenever they are drawn.
let named = new URLSearchParams(location.search).get('lesson');
watch('value', () => {
  const all = [...element.querySelectorAll('[data-lesson]')], wanted = all[named - 1];
  for (const lesson of all) lessons[lesson.dataset.lesson](lesson);
  if (!wanted) return;
  named = null;
  wanted.open = true;
  scrollBy({ top: wanted.getBoundingClientRect().top });  // scrollIntoView would pull a page around this one along
});
"""

#: Of a lesson's texts, those that stand on the page from the start; the script says the others.
_SHOWN = ("title", "words", "question")


def lesson(name: str, words: dict[str, str], playground: str, texts: English, **values: Any) -> str:
    """One lesson; ``values`` fill the placeholders of its words."""
    said = json.dumps({key: text for key, text in words.items() if key not in _SHOWN})
    return (
        f'<details class="px-card px-lesson" name="px-lesson" data-lesson="{name}" data-words="{escape(said)}">'
        f'<summary><h2>{escape(words["title"])}</h2><span class="px-solved" hidden>{escape(texts.lesson_solved)}</span>'
        f'</summary><div class="px-lesson-body"><div><p>{escape(words["words"].format(**values))}</p>'
        f'<p class="px-question">{escape(words["question"].format(**values))}</p></div>'
        f'<div class="px-play">{playground}</div></div><p class="px-feedback" role="status"></p></details>'
    )


def gauge(name: str, label: str, *, bar: bool = True) -> str:
    """A value that the script fills in, with a bar for a share."""
    drawn = '<i aria-hidden="true"></i>' if bar else ""
    return f'<p class="px-gauge" data-gauge="{name}"><span>{escape(label)}</span><b></b>{drawn}</p>'


def slider(lesson: str, label: str, most: float, step: float, value: float, least: float = 0) -> str:
    name = f"px-{lesson}-slider"
    return (
        f'<div class="px-slider"><label for="{name}">{escape(label)}</label><output for="{name}"></output>'
        f'<input id="{name}" type="range" min="{least}" max="{most}" step="{step}" value="{value}"></div>'
    )


def choices(label: str, options: Sequence[tuple[str, str]], pressed: int | None = None) -> str:
    """Buttons of which one is pressed, from (attributes of our own making, words)."""
    buttons = "".join(
        f'<button type="button" aria-pressed="{str(n == pressed).lower()}" {attributes}>{escape(words)}</button>'
        for n, (attributes, words) in enumerate(options)
    )
    return f'<div class="px-presets px-choices" role="group" aria-label="{escape(label)}">{buttons}</div>'


def check(texts: English) -> str:
    return f'<button type="button" class="px-check">{escape(texts.lesson_check)}</button>'
