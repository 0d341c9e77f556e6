// What the graph runs on: WebAssembly, and the graphics card where WebAssembly proves slow and the card is better.

/** Answers after which it is known how fast WebAssembly is here, and the median, in ms, from which on that is slow. */
const ANSWERS = 3, SLOW = 100;

/** What a caller may ask for; by default, `auto`, visitors with a fast processor never load anything for the card. */
export const BACKENDS = ['auto', 'wasm', 'webgpu'];

export class Backend {
  card = null;
  taken = [];  // ms of the first runs on WebAssembly

  constructor(network, model, { size, temperature, backend = 'auto' }) {
    Object.assign(this, { network, model, size, temperature, asked: backend });
  }

  /** `wasm` or `webgpu`: what answers now. */
  get name() { return this.card ? 'webgpu' : 'wasm'; }

  /** (size * size) bytes to logit, map and features: see network.js. */
  async run(input) {
    try {
      if (this.card) return await this.card.run(input, this.size);
    } catch (error) {
      console.info(`The model is back on WebAssembly: ${error.message}`);  // the card was lost, or did not answer
      this.card = null;
    }
    const started = performance.now();
    const found = await this.network.run(input, this.size);
    this.noteTime(performance.now() - started);
    return found;
  }

  noteTime(time) {
    if (this.asked !== 'auto' || this.taken.length === ANSWERS) return;
    this.taken.push(time);
    const slow = [...this.taken].sort((a, b) => a - b)[Math.floor(ANSWERS / 2)] > SLOW;
    if (this.taken.length === ANSWERS && slow) this.tryCard();  // beside the next answers
  }

  /** Takes the card if it is better; never throws. */
  async tryCard() {
    const { fasterCard } = await import('./webgpu.js').catch(() => ({ fasterCard: () => null }));
    this.card = await fasterCard(this.network, this.model, { ...this, software: this.asked === 'webgpu' });
    this.model = null;
  }
}
