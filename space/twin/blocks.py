"""The app's own HTML blocks (``gr.HTML``), taken apart into what a page without Gradio needs."""

import hashlib
from pathlib import Path
from typing import Any

import gradio as gr

#: What Gradio hands to a block's script; see ``space/browser/page/block.js``.
_MODULE = "export default function ({{ element, props, trigger, watch, upload }}) {{\n{script}\n}}\n"


def taken(block: gr.HTML, folder: Path) -> dict[str, Any]:
    """A block's HTML, id, classes, properties and, written into ``folder``, the module of its script."""
    script = str(block.js_on_load or "")
    module = f"{hashlib.sha256(script.encode()).hexdigest()[:12]}.js" if script else ""
    if script:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / module).write_text(_MODULE.format(script=script))
    classes = " ".join(block.elem_classes or [])
    return {"html": block.value or "", "id": block.elem_id, "classes": classes, "props": block.props, "script": module}
