"""How a module gets the JavaScript that stands in a file beside it, and the scripts that several tabs share."""

import json
from pathlib import Path

from pneumonia.ui.texts import LANGUAGES


def script(name: str) -> str:
    """The text of a ``.js`` file in this folder, ``paint.js`` or ``lessons/roc.js``, for a block's ``js_on_load``.

    It is the body of a function with the parameters ``element``, ``props``, ``trigger``, ``watch`` and ``upload``,
    which Gradio, or ``space/browser/page/block.js``, calls once; ``watch('value', ...)`` hears when the block is drawn
    anew. Several can be joined: they share their names.
    """
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


#: The page's own address, also behind a proxy, below a path, or inside another page.
ADDRESS = """
const address = (window.gradio_config?.root || document.querySelector('gradio-app')?.getAttribute('src')
  || location.origin + location.pathname).replace(/(\\/index\\.html)?\\/*$/, '');
"""

_BY_HAND = json.dumps({code: texts.copy_by_hand for code, texts in LANGUAGES.items()})
#: Makes a button with ``data-copied`` copy the code in its ``.px-code``.
COPY = f"const byHand = {_BY_HAND};\n" + script("copy.js")

#: Opens the description of the endpoints where ``?view=api`` asks for it. For the page in English alone, to which the
#: endpoints belong: on any other one the description is empty.
OPEN_DOCS = script("open_docs.js")
