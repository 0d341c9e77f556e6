// With ?view=api the page opens with Gradio's description of the endpoints. Gradio 6.31 believes that it is open then,
// but draws nothing; its (hidden) button closes it first, and the address loses its word: another click opens it.

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
