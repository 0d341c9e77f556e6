// What may be read, and the sentences that refuse the rest: the `image` section of rules.json.

import { InputError } from '../errors.js';
import { format } from '../format.js';

export class Limits {
  constructor(rules) {
    this.rules = rules;
  }

  /** The `InputError` that says one of the sentences of pneumonia/refusals.py. */
  refusal(code, values) {
    return new InputError(format(this.rules.refusals[code], values), code, values);
  }

  checkBytes(count) {
    const { max_bytes: most } = this.rules;
    if (count === 0) throw this.refusal('empty');
    if (count > most) throw this.refusal('heavy', { most: most >> 20, size: count / 2 ** 20 });
  }

  /** Asked with what a header promises, before anything is unpacked. */
  checkSize(width, height, frames = 1) {
    const { max_pixels: most, min_side: least } = this.rules;
    if (!(width && height)) throw new RangeError('the header tells no size');  // no thumbnail: said as "damaged"
    if (width * height * frames > most) {
      throw this.refusal(frames > 1 ? 'large_frames' : 'large', { most: most / 1e6, width, height, frames });
    }
    if (Math.min(width, height) < least) throw this.refusal('small', { least, width, height });
  }

  checkParts(kind, received, most, what) {
    if (received > most) throw this.refusal('parts', { kind, most, what });
  }
}
