// A click on a button with data-copied copies the code in its .px-code, then the button says that word for a moment.
// Browsers have no clipboard for pages on plain http, and refuse it to a frame that was not allowed to write: then the
// old way is tried, and where that is closed, too, the code stays selected and the button names the keys: `byHand`, by
// language, which scripts.py puts before this script.

element.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-copied]');
  if (!button) return;
  const code = button.closest('.px-code').querySelector('code');
  getSelection().selectAllChildren(code);
  const copied = await navigator.clipboard?.writeText(code.textContent).then(() => true, () => false)
    || document.execCommand('copy');
  button.dataset.copy ??= button.textContent;
  button.textContent = copied ? button.dataset.copied : byHand[document.documentElement.lang] ?? byHand.en;
  clearTimeout(button.dataset.back);
  button.dataset.back = setTimeout(() => { button.textContent = button.dataset.copy; }, copied ? 2000 : 10000);
});
