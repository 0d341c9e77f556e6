"""The last tab: what the model is and is not, and how to call it from a program."""

from html import escape

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.ui.block import html
from pneumonia.ui.texts import English

#: Stands for the page's own address in the examples until the browser fills it in.
ADDRESS = "http://127.0.0.1:7860"

PYTHON = f"""\
# pip install gradio_client
from gradio_client import Client, handle_file

client = Client("{ADDRESS}")
xray = handle_file("xray.jpg")
report = client.predict(xray, operating_point="screening", api_name="/predict")
print(report["label"], report["probability"], report["advice"])

picture, report = client.predict(xray, evidence="PNEUMONIA", api_name="/gradcam")
print("overlay saved as", picture)
"""

JAVASCRIPT = f"""\
// npm install @gradio/client
import {{ Client, handle_file }} from "@gradio/client";

const app = await Client.connect("{ADDRESS}");
// A File or Blob from a form, or a URL:
const xray = handle_file("https://example.org/xray.jpg");
const {{ data: [report] }} = await app.predict("/predict", {{
  image: xray,
  operating_point: "screening",
}});
console.log(report.label, report.probability, report.advice);
"""

CURL = f"""\
BASE={ADDRESS}
# 1. Upload the image; the answer is its path on the server.
FILE=$(curl -s -F "files=@xray.jpg" $BASE/gradio_api/upload | tr -d '[]"')
# 2. Ask for a prediction; the answer is the number of the call.
CALL=$(curl -s $BASE/gradio_api/call/v2/predict -H "Content-Type: application/json" \\
  -d '{{"image": {{"path": "'$FILE'", "meta": {{"_type": "gradio.FileData"}}}}}}' | cut -d '"' -f 4)
# 3. Fetch the report.
curl -s $BASE/gradio_api/call/predict/$CALL
"""

# The page's own address, also behind a proxy, below a path or inside another page.
_SCRIPT = f"""
const address = (window.gradio_config?.root || location.origin + location.pathname).replace(/\\/+$/, '');
const code = element.querySelector('code'), button = element.querySelector('button');
code.textContent = code.textContent.replaceAll('{ADDRESS}', address);
button.addEventListener('click', async () => {{
  getSelection().selectAllChildren(code); // where the clipboard is closed to us, the visitor can copy by hand
  await navigator.clipboard?.writeText(code.textContent);
  button.textContent = props.copied;
}});
"""

# Gradio 6.31 opens its description of the endpoints by the button in its (hidden) footer; the address alone does not.
_OPEN_DOCS = """
element.querySelector('a[href="?view=api"]').addEventListener('click', (event) => {
  const button = document.querySelector('footer .show-api');
  if (button) { event.preventDefault(); button.click(); }
});
"""


def build(classifier: Classifier, texts: English) -> None:
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(scale=5, min_width=300):
            html(_model(classifier, texts))
        with gr.Column(scale=7, min_width=300):
            html(_api(texts), js_on_load=_OPEN_DOCS)
            with gr.Tabs():
                for title, code in (
                    (texts.api_python, PYTHON),
                    (texts.api_javascript, JAVASCRIPT),
                    (texts.api_curl, CURL),
                ):
                    with gr.Tab(title):
                        html(_example(code, texts), js_on_load=_SCRIPT, copied=texts.copied)


def _example(code: str, texts: English) -> str:
    return (
        f'<div class="px-code"><pre tabindex="0"><code>{escape(code)}</code></pre>'
        f'<button type="button">{escape(texts.copy)}</button></div>'
    )


def _model(classifier: Classifier, texts: English) -> str:
    info = classifier.bundle.info
    data, architecture = info.get("data", {}), info["architecture"]
    population = data.get("population", "")
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
    return (
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


def _api(texts: English) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in texts.api_columns)
    lines = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{escape(takes)}</td><td>{escape(returns)}</td></tr>'
        for name, takes, returns in texts.api_table
    )
    return (
        f"<h2>{escape(texts.api_title)}</h2><p>{texts.api_words}</p>"
        f'<table class="px-table px-api"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'
        f'<p><a href="?view=api">{escape(texts.api_docs)}</a> · '
        f'<a href="gradio_api/openapi.json">{escape(texts.api_schema)}</a></p>'
    )
