// The slider of the threshold (metrics_explorer.py): says its value, and keeps its buttons in step.

element.addEventListener('input', ({ target: slider }) => {
  const words = (100 * slider.value).toFixed(1) + '\u00a0%';
  element.querySelector('output').textContent = words;
  slider.setAttribute('aria-valuetext', words);
  for (const button of element.querySelectorAll('button[data-threshold]')) {  // a slider rounds the 16th digit
    button.setAttribute('aria-pressed', Math.abs(button.dataset.threshold - slider.value) < 1e-9);
  }
});
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-threshold]');
  if (!button) return;
  const slider = element.querySelector('#px-threshold');
  slider.value = button.dataset.threshold;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
});
