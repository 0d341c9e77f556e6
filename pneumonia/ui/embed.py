"""For those who put the demo into a course: links and snippets that open it at a given place."""

from collections.abc import Sequence
from html import escape

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.iframe import iframe
from pneumonia.report import percent
from pneumonia.ui import lessons
from pneumonia.ui.block import html
from pneumonia.ui.collection import Collection
from pneumonia.ui.links import QUIZ, TABS
from pneumonia.ui.quiz_view import code
from pneumonia.ui.scripts import ADDRESS, COPY, script
from pneumonia.ui.texts import LANGUAGES, Texts

#: The tabs that heed an image, a threshold, a lesson.
WITH_IMAGE, WITH_THRESHOLD, WITH_LESSON = ("predict", "gradcam"), ("metrics",), ("learn",)

# ``<gradio-app>`` passes on no parameters of its ``src``: Gradio 6.31 sends those of the page that it stands in. It
# opens the app's first page only, so it speaks English. There is no gradio.js on the app's own server, but the module
# that it would load is, and this page has loaded it, too.
_SCRIPT = ADDRESS + COPY + script("embed.js")


def build(texts: Texts) -> gr.HTML:
    """The teacher's note, and the place of the builder, which :func:`contents` fills when somebody looks."""
    html(note(texts))
    return builder(texts)


def note(texts: Texts) -> str:
    lines = "".join(f"<li>{line}</li>" for line in texts.teach_words)
    return f'<section class="px-card px-teach"><h2>{escape(texts.teach_title)}</h2><ul>{lines}</ul></section>'


def builder(texts: Texts) -> gr.HTML:
    frame = iframe("{source}", "{title}")
    return html(js_on_load=_SCRIPT, elem_id="px-embed", title=texts.title, copy=texts.copy, frame=frame)


def contents(classifier: Classifier, collection: Collection, texts: Texts, tabs: Sequence[str] = TABS) -> str:
    names = [(tab, getattr(texts, f"tab_{tab}")) for tab in tabs]
    numbered = [(str(number), f"{number}. {title}") for number, title in enumerate(lessons.titles(texts), start=1)]
    parts = [("", texts.embed_no_lesson), *numbered, (QUIZ, texts.learn_quiz)]
    languages = [(name, language.language) for name, language in LANGUAGES.items()]
    threshold = classifier.threshold()
    form = (
        _select("tab", texts.embed_tab, names, "metrics")
        + _select("lesson", texts.embed_lesson, parts, "", WITH_LESSON)
        + (_select("lang", texts.embed_language, languages, texts.code) if len(languages) > 1 else "")
        + _select("theme", texts.embed_theme, list(texts.embed_themes.items()), "")
        + f'<div class="px-slider" data-tabs="{" ".join(WITH_THRESHOLD)}"><label for="px-embed-threshold">'
        f"{escape(texts.slider_label)}</label><output>{percent(threshold)}</output>"
        f'<input id="px-embed-threshold" name="threshold" type="range" min="0" max="1" step="0.01" '
        f'value="{threshold:.2f}"></div>{_strip(collection, texts)}'
    )
    preview = f'<iframe title="{escape(texts.embed_preview)}"></iframe>'
    return (
        f'<h2 class="px-section">{escape(texts.embed_title)}</h2><p class="px-intro">{escape(texts.embed_words)}</p>'
        f'<form class="px-builder">{form}</form>'
        f"{_snippet('link', texts.embed_link, '', texts)}{_snippet('iframe', texts.embed_iframe, '', texts)}"
        f'<details class="px-preview"><summary>{escape(texts.embed_preview)}</summary>{preview}</details>'
        f'<div class="px-component">{_snippet("app", texts.embed_app, texts.embed_app_words, texts)}'
        f"{_snippet('query', '', texts.embed_app_query, texts)}</div>"
    )


def _select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str, tabs: Sequence[str] = ()) -> str:
    """A menu; with ``tabs``, one that only they heed."""
    choices = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in options
    )
    heeded = f' data-tabs="{" ".join(tabs)}"' if tabs else ""
    return (
        f'<div class="px-select"{heeded}><label for="px-embed-{name}">{escape(label)}</label>'
        f'<select id="px-embed-{name}" name="{name}">{choices}</select></div>'
    )


def _strip(collection: Collection, texts: Texts) -> str:
    """The gallery's images with their numbers, of which one can be chosen."""
    pictures = "".join(
        f'<label title="{escape(answer.item.truth)}"><input type="radio" name="example" value="{number}">'
        f'<img src="{answer.thumbnail}" alt=""><span>{number}</span></label>'
        for number, answer in enumerate(collection.answers(), start=1)
        if answer.thumbnail
    )
    if not pictures:
        return ""
    none = (
        '<label><input type="radio" name="example" value="" checked>'
        f"<span>{escape(texts.embed_no_image)}</span></label>"
    )
    return (
        f'<fieldset class="px-strip" data-tabs="{" ".join(WITH_IMAGE)}"><legend>{escape(texts.embed_image)}</legend>'
        f"<div>{none}{pictures}</div></fieldset>"
    )


def _snippet(name: str, title: str, words: str, texts: Texts) -> str:
    head = f"<h3>{escape(title)}</h3>" if title else ""
    fine = f'<p class="px-fine">{escape(words)}</p>' if words else ""
    return f'<div class="px-snippet" data-snippet="{name}">{head}{fine}{code("", texts)}</div>'
