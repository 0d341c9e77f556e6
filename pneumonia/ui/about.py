"""The last tab: what the model is and is not."""

from html import escape

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.ui.block import html
from pneumonia.ui.texts import Texts


def build(classifier: Classifier, texts: Texts) -> gr.HTML:
    info = classifier.bundle.info
    data, architecture = info.get("data", {}), info["architecture"]
    population = texts.own(data.get("population", ""))
    is_words = texts.about_is_words.format(
        parameters=f"{architecture['parameters']:,}", architecture=architecture["name"], size=info["input"]["size"]
    )
    is_not_words = texts.about_not_words.format(population=population or texts.population_unknown)
    doi = data.get("doi", "")
    rows = [
        (texts.about_id, _name(classifier)),
        (texts.about_revision, f"<code>{escape(classifier.model.revision)}</code>"),
        (texts.about_created, escape(info.get("created", ""))),
        (texts.about_machine, escape(info.get("machine", ""))),
        (texts.about_data, escape(data.get("name", ""))),
        (texts.about_population, escape(population)),
        (texts.about_licence, escape(data.get("licence", ""))),
        (texts.about_citation, escape(data.get("citation", ""))),
        (
            texts.about_source,
            f'<a href="https://doi.org/{escape(doi)}" rel="noreferrer">{escape(doi)}</a>' if doi else "",
        ),
    ]
    facts = "".join(f"<dt>{escape(term)}</dt><dd>{value}</dd>" for term, value in rows if value)
    return html(
        f'<div class="px-about"><h2>{escape(texts.about_model)}</h2>'
        f"<h3>{escape(texts.about_is)}</h3><p>{escape(is_words)}</p>"
        f"<h3>{escape(texts.about_not)}</h3><p>{escape(is_not_words)}</p>"
        f'<dl class="px-facts">{facts}</dl></div>'
    )


def _name(classifier: Classifier) -> str:
    """The model's id; one from the Hub leads to its files at the very commit that answers."""
    name = escape(classifier.model.id)
    if not classifier.bundle.repo:
        return name
    page = f"https://huggingface.co/{name}/tree/{escape(classifier.model.revision)}"
    return f'<a href="{page}" rel="noreferrer">{name}</a>'
