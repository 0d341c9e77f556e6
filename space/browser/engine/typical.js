// Is this a frontal chest X-ray at all, and is it like those the model learned from? As pneumonia/typical.py judges.

import { edges, moments, textures, thumbnail, withoutMargins } from './descriptions.js';

/** A Gaussian in its leading principal components: mean (d), axes (k, d), deviations (k), mean length of the rest. */
class Gaussian {
  constructor(arrays, name) {
    this.mean = arrays[`${name}_mean`].data;
    this.axes = arrays[`${name}_axes`].data;
    this.deviations = arrays[`${name}_deviations`].data;
    [this.rest] = arrays[`${name}_rest`].data;
  }

  /** Logarithms of the distance inside the axes and of the length of the rest. */
  distances(x) {
    const centred = x.map((value, n) => value - this.mean[n]);
    const d = centred.length, k = this.deviations.length;
    const rest = Float64Array.from(centred);
    let mahalanobis = 0;
    for (let axis = 0; axis < k; axis++) {
      let inside = 0;
      for (let n = 0; n < d; n++) inside += centred[n] * this.axes[axis * d + n];
      for (let n = 0; n < d; n++) rest[n] -= inside * this.axes[axis * d + n];
      mahalanobis += (inside / this.deviations[axis]) ** 2 / k;
    }
    const length = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0));
    return [mahalanobis, length / this.rest].map((distance) => Math.log(distance + 1e-3));
  }
}

export class Typicality {
  /**
   * From the arrays of typical.npz, the rules of pneumonia/typical.py, the population that the bundle names, and its ages
   * (years: from the first on, below the second) or null.
   */
  constructor(arrays, rules, population, ages) {
    this.population = population;
    this.ages = population ? ages : null;
    this.rules = rules;
    this.unfamiliar = { code: 'unfamiliar', values: { population: population ? ` (${population})` : '' } };
    this.gaussians = ['thumbnail', 'edges', 'feature', 'texture'].map((name) => new Gaussian(arrays, name));
    this.centre = arrays.centre.data;
    this.spread = arrays.spread.data;
    this.heldOut = arrays.held_out.data;
    [this.refuseAbove] = arrays.refuse_above.data;
    [this.colourAbove] = arrays.colour_above.data;
    [this.warnAbove] = arrays.warn_above.data;
  }

  /** `{ ok, score, reason, warnings }` of one image, from its model input (size * size) and the network's features. */
  check(xray, input, size, features) {
    const inside = withoutMargins(input, size, this.rules), bright = thumbnail(inside, size, this.rules);
    const lines = edges(inside, size, this.rules), texture = textures(inside, size, this.rules);
    const described = [bright, lines, Float64Array.from(features), texture];
    const beyond = this.beyond(this.gaussians.flatMap((gaussian, n) => gaussian.distances(described[n])));
    // Coarse: only what lies above the average counts. Fine: of some distances, whatever their sign.
    const strange = beyond.reduce((sum, deviations, n) => sum + this.rules.coarse[n] * Math.max(deviations, 0), 0);
    const unlike = this.rules.fine.reduce((sum, n) => sum + beyond[n], 0);
    const score = 1 - this.heldOut.filter((value) => value < strange).length / this.heldOut.length;
    const reason = this.reason(xray, input, bright, beyond, strange);
    const warnings = reason ? [reason] : this.warnings(xray, size, unlike);
    return { ok: !reason, score, reason, warnings };
  }

  /** Standard deviations above held-out films, of all distances or of the first ones. */
  beyond(distances) { return distances.map((distance, n) => (distance - this.centre[n]) / this.spread[n]); }

  reason(xray, input, bright, beyond, strange) {
    const note = (code) => ({ code, values: {} });
    if (xray.colour > this.rules.colourful && strange > this.colourAbove) return note('colour');
    if (moments(input)[1] < this.rules.blank) return note('blank');
    const negative = this.beyond(this.gaussians[0].distances(bright.map((value) => -value)));
    if (Math.max(...negative) < this.rules.ordinary && this.rules.ordinary < Math.max(...beyond.slice(0, 2))) {
      return note('inverted');
    }
    return strange > this.refuseAbove ? note('other') : null;
  }

  /** A film may look like a child's; where the file says that it is not, no look at it helps. `age`: years, or null. */
  ofAnotherAge(age) {
    if (age === null || !this.ages) return [];
    const [least, below] = this.ages, { population } = this;
    if (age >= below) return [{ code: 'older', values: { below, population } }];
    return age < least ? [{ code: 'younger', values: { least, population } }] : [];
  }

  warnings(xray, size, unlike) {
    const { width, height } = xray.info;
    const aspect = width / height, least = Math.round(this.rules.small * size);
    const noted = [
      [{ code: 'negative', values: {} }, xray.inverted],
      [this.unfamiliar, unlike > this.warnAbove],
      ...this.ofAnotherAge(xray.age).map((note) => [note, true]),
      [{ code: 'tinted', values: {} }, xray.colour > this.rules.tinted],
      [{ code: 'small', values: { width, height, least } }, Math.min(width, height) < least],
      [{ code: 'tall', values: { width, height } }, aspect < this.rules.tall],
      [{ code: 'wide', values: { width, height } }, aspect > this.rules.wide],
    ];
    return noted.filter(([, applies]) => applies).map(([note]) => note);
  }
}
