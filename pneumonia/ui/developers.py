"""The tab for developers: the endpoints, and an example of each way to call them, with the page's own address in it."""

import json
from html import escape
from inspect import signature

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.ui import api, reference, scripts, snippets
from pneumonia.ui.block import html
from pneumonia.ui.texts import ENGLISH, Texts

_SCRIPT = f"""{scripts.ADDRESS}
const code = element.querySelector('code');
code.textContent = code.textContent.replaceAll('{snippets.ADDRESS}', address);
{scripts.COPY}"""

# On the page that has it (see ``scripts.OPEN_DOCS``): without loading the page anew, as the address would.
_OPEN_DOCS = """
element.querySelector('a[href="./?view=api"]').addEventListener('click', (event) => {
  const button = document.querySelector('footer .show-api');
  if (button) { event.preventDefault(); button.click(); }
});
"""


def build(classifier: Classifier, texts: Texts) -> None:
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(scale=5, min_width=300):
            html(_endpoints(classifier, texts), js_on_load=_OPEN_DOCS if texts is ENGLISH else None)
        with gr.Column(scale=7, min_width=300), gr.Tabs():
            with gr.Tab("Python"):
                _example(texts.api_three_lines, snippets.PYTHON, texts)
                _example(texts.api_heat_map, snippets.PYTHON_GRADCAM, texts)
            with gr.Tab("JavaScript"):
                _example(texts.api_javascript, snippets.JAVASCRIPT, texts)
            with gr.Tab("curl"):
                _example(texts.api_curl, snippets.CURL, texts)
            with gr.Tab("MCP"):
                _example(texts.api_mcp, snippets.MCP, texts)
                html(_requests(texts))
    html(_reference(classifier, texts))


def _example(words: str, code: str, texts: Texts) -> None:
    """``words`` (HTML) and under them the code, with a button that copies it."""
    html(
        f'<div class="px-code px-example"><div><p>{words}</p>'
        f'<button type="button" data-copied="{escape(texts.copied)}">{escape(texts.copy)}</button></div>'
        f'<pre tabindex="0"><code>{escape(code)}</code></pre></div>',
        js_on_load=_SCRIPT,
    )


def _requests(texts: Texts) -> str:
    items = "".join(f"<li>{escape(request)}</li>" for request in texts.api_mcp_requests)
    return f"<p>{escape(texts.api_mcp_ask)}</p><ul>{items}</ul>"


def _reference(classifier: Classifier, texts: Texts) -> str:
    """Folded: every argument once, and what an answer looks like."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in texts.api_argument_columns)
    lines = "".join(
        f'<tr><th scope="row">{_code(each.name)}</th><td>{_code(each.type)}</td>'
        f"<td>{escape(texts.api_required) if each.default is None else _code(each.default)}</td>"
        f"<td>{escape(texts.own(each.meaning))}</td></tr>"
        for each in reference.arguments(api.endpoints(classifier), classifier)
    )
    report = json.dumps(reference.sample(classifier), indent=2, ensure_ascii=False)
    return (
        f'<details class="px-limits px-arguments"><summary>{escape(texts.api_arguments)}</summary>'
        f'<div class="px-sideways" tabindex="0"><table class="px-table px-api"><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div><p>{escape(texts.api_sample)}</p>"
        f'<pre tabindex="0"><code>{escape(report)}</code></pre></details>'
    )


def _endpoints(classifier: Classifier, texts: Texts) -> str:
    """The table; what an endpoint takes stands there under the names of its own arguments."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in texts.api_columns)
    takes = {f"/{endpoint.__name__}": signature(endpoint).parameters for endpoint in api.endpoints(classifier)}
    lines = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{", ".join(map(_code, takes[name]))}'
        f"{f'<br>{escape(words)}' if words else ''}</td><td>{escape(returns)}</td></tr>"
        for name, words, returns in texts.api_table
    )
    return (
        f"<h2>{escape(texts.api_title)}</h2><p>{texts.api_words}</p>"
        f'<table class="px-table px-api"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'
        f"<p>{texts.api_url}</p>"
        f'<p><a href="./?view=api">{escape(texts.api_docs)}</a> · '
        f'<a href="gradio_api/openapi.json">{escape(texts.api_schema)}</a></p>'
    )


def _code(name: str) -> str:
    return f"<code>{escape(name)}</code>"
