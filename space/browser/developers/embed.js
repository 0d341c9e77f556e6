// The messages are described in page/messages.js.

const frame = document.querySelector('iframe'), input = document.querySelector('input');
const told = document.querySelector('output'), origin = new URL(frame.src).origin;

addEventListener('message', ({ data, source }) => {
  if (source !== frame.contentWindow) return;
  if (data.type === 'pneumonia:ready') input.disabled = false;
  if (data.type === 'pneumonia:report') {
    const { label, probability, advice } = data.report;  // without a label it was not judged
    told.textContent = label ? `${label}, ${probability.toFixed(3)}` : advice;
  }
  if (data.type === 'pneumonia:error') told.textContent = data.message;
});

input.addEventListener('change', () => {
  frame.contentWindow.postMessage({ type: 'pneumonia:predict', id: 1, file: input.files[0] }, origin);
});
