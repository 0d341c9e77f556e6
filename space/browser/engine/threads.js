// Where the engine runs: in a worker, or on this thread where there can be none, as in a page of another origin.

import { unpacked } from '../errors.js';

const WORKER = new URL('../worker.js', import.meta.url);

/** An engine with `load(folder, options)` and `find(bytes, invert)`; options as in engine.js. */
export const startEngine = () => (sameOrigin() ? new Remote(new Worker(WORKER)) : new Local());

const sameOrigin = () => typeof Worker === 'function' && WORKER.origin === globalThis.location?.origin;

class Local {
  async load(folder, options) {
    const { Engine } = await import('./engine.js');
    const { engine, about } = await Engine.load(folder, options);
    this.engine = engine;
    return about;
  }

  find(bytes, invert) { return this.engine.find(bytes, invert); }
}

class Remote {
  constructor(worker) {
    this.worker = worker;
    this.waiting = new Map();
    this.calls = 0;
    worker.onmessage = ({ data }) => (data.id === undefined ? this.told?.(data.progress) : this.settle(data));
    worker.onerror = (event) => this.fail(event.message ?? 'the worker could not be started');
  }

  load(folder, { told, ...options }) {
    this.told = told;
    return this.call('load', [folder, options]);
  }

  find(bytes, invert) { return this.call('find', [bytes, invert], [bytes.buffer]); }

  call(call, args, transfer = []) {
    const id = this.calls++;
    this.worker.postMessage({ id, call, args }, transfer);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  settle({ id, result, error }) {
    const { resolve, reject } = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) reject(unpacked(error));
    else resolve(result);
  }

  /** The worker is gone: nobody must wait for it. */
  fail(message) {
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }
}
