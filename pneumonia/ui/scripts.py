"""Scripts that several tabs share."""

import json

from pneumonia.ui.texts import LANGUAGES

#: The page's own address, also behind a proxy, below a path, or inside another page.
ADDRESS = """
const address = (window.gradio_config?.root || document.querySelector('gradio-app')?.getAttribute('src')
  || location.origin + location.pathname).replace(/(\\/index\\.html)?\\/*$/, '');
"""

_BY_HAND = json.dumps({code: texts.copy_by_hand for code, texts in LANGUAGES.items()})

#: A click on a button with ``data-copied`` copies the code in its ``.px-code``, then the button says that word for a
#: moment. Browsers have no clipboard for pages on plain http, and refuse it to a frame that was not allowed to write:
#: then the old way is tried, and where that is closed, too, the code stays selected and the button names the keys.
COPY = f"""
const byHand = {_BY_HAND};
element.addEventListener('click', async (event) => {{
  const button = event.target.closest('button[data-copied]');
  if (!button) return;
  const code = button.closest('.px-code').querySelector('code');
  getSelection().selectAllChildren(code);
  const copied = await navigator.clipboard?.writeText(code.textContent).then(() => true, () => false)
    || document.execCommand('copy');
  button.dataset.copy ??= button.textContent;
  button.textContent = copied ? button.dataset.copied : byHand[document.documentElement.lang] ?? byHand.en;
  clearTimeout(button.dataset.back);
  button.dataset.back = setTimeout(() => {{ button.textContent = button.dataset.copy; }}, copied ? 2000 : 10000);
}});
"""

#: With ``?view=api`` the page opens with Gradio's description of the endpoints. Gradio 6.31 believes that it is open
#: then, but draws nothing; its (hidden) button closes it first, and the address loses its word: another click opens it.
#: For the page in English alone, to which the endpoints belong: on any other one the description is empty.
OPEN_DOCS = """
const asksForDocs = () => new URLSearchParams(location.search).get('view') === 'api';
if (window.gradio_config && asksForDocs()) {
  const waiting = setInterval(() => {
    const button = document.querySelector('footer .show-api');
    if (!button) return; // drawn after what is above it
    clearInterval(waiting);
    button.click();
    if (!asksForDocs()) button.click();
  }, 50);
}
"""
