"""Scripts that several tabs share."""

#: The page's own address, also behind a proxy, below a path, or inside another page.
ADDRESS = """
const address = (window.gradio_config?.root || document.querySelector('gradio-app')?.getAttribute('src')
  || location.origin + location.pathname).replace(/(\\/index\\.html)?\\/*$/, '');
"""

#: A click on a button with ``data-copied`` copies the code in its ``.px-code``, then the button says that word.
COPY = """
element.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-copied]');
  if (!button) return;
  const code = button.closest('.px-code').querySelector('code');
  getSelection().selectAllChildren(code); // where the clipboard is closed to us, the visitor can copy by hand
  await navigator.clipboard?.writeText(code.textContent);
  button.textContent = button.dataset.copied;
});
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
