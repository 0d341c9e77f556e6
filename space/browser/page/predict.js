import { mount as mountBlock } from './block.js';

export async function mount(panel, app) {
  await mountBlock(panel, app.blocks.drop_predict, { upload: ({ path }) => app.open(path) });
  const answer = panel.appendChild(document.createElement('pre'));
  app.on('seen', ({ prediction }) => { answer.textContent = JSON.stringify(prediction.report, null, 1); });
  app.on('alert', (message) => { answer.textContent = message; });
}
