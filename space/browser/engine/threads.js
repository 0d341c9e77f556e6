// Where the engine runs: in a worker, or on this thread where there can be none, as in a page of another origin.

import { BundleError, EngineStopped, failure, unpacked } from '../errors.js';

const WORKER = new URL('../worker.js', import.meta.url);

/** An engine with `load(folder, options)`, `find(bytes, invert)`, `runsOn()` and `close()`; options as in engine.js. */
export const startEngine = () => (sameOrigin() ? new Remote() : new Local());

const sameOrigin = () => typeof Worker === 'function' && WORKER.origin === globalThis.origin;

class Local {
  async load(folder, options) {
    const { Engine } = await import('./engine.js').catch(({ message }) => {
      const told = `The reader could not be loaded (${message}). Check the connection and reload the page.`;
      throw Object.assign(new BundleError(told), { reload: true });  // as in page/load.js; a worker is started anew
    });
    const { engine, about } = await Engine.load(folder, options);
    this.engine = engine;
    return about;
  }

  find(bytes, invert) { return this.engine.find(bytes, invert); }

  async runsOn() { return this.engine.runsOn(); }

  close() {}
}

class Remote {
  constructor() { this.start(); }

  start() {
    this.gone = false;
    this.worker = new Worker(WORKER);
    this.waiting = new Map();
    this.calls = 0;
    this.worker.onmessage = ({ data }) => (data.id === undefined ? this.told?.(data.progress) : this.settle(data));
    this.worker.onerror = ({ message }) => this.end(message ?? 'it could not be started');
  }

  async load(folder, { told, ...options }) {
    Object.assign(this, { told, rules: options.rules });
    if (this.gone) this.start();  // it failed before there was anything to load
    const about = await this.call('load', [folder, options]);
    this.loaded = [folder, options];
    return about;
  }

  async find(bytes, invert) {
    await this.there();
    return this.call('find', [bytes, invert], [bytes.buffer]);
  }

  async runsOn() {
    await this.there();
    return this.call('runsOn', []);
  }

  /** Replaces a worker that is gone: one attempt for all who ask meanwhile, another for who asks after it failed. */
  there() {
    if (this.gone) {
      this.start();
      const { worker } = this;
      this.again = this.call('load', this.loaded).catch((error) => {
        if (worker === this.worker) this.end(error.message);  // or somebody has asked for the next one already
        throw error;
      });
    }
    return this.again;
  }

  close() { this.worker.terminate(); }

  call(call, args, transfer = []) {
    const id = this.calls++;
    this.worker.postMessage({ id, call, args }, transfer);
    return new Promise((resolve, reject) => { this.waiting.set(id, { resolve, reject }); });
  }

  settle({ id, result, error }) {
    const { resolve, reject } = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) reject(unpacked(error));
    else resolve(result);
  }

  /** The worker is gone: nobody must wait for it. Only the next film starts another one, lest failures make a loop. */
  end(why) {
    this.worker.terminate();
    this.gone = true;
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of lost) reject(failure(EngineStopped, this.rules, 'stopped', { why }));
  }
}
