import { Classifier } from '../pneumonia.js';

const shown = document.querySelector('pre');
const classifier = await Classifier.load(undefined, {
  onProgress: (share) => { shown.textContent = `The model is on its way: ${Math.round(100 * share)} %`; },
});
shown.textContent = `${classifier.model.id} is ready.`;

document.querySelector('input').addEventListener('change', async ({ target }) => {
  shown.textContent = '';
  for (const file of target.files) {
    try {
      const { report } = await classifier.predict(file);
      shown.textContent += `${file.name}: ${JSON.stringify(report, null, 1)}\n`;
    } catch (error) {
      shown.textContent += `${file.name}: ${error.message}\n`;
    }
  }
});
