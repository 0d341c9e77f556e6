// Is this a frontal chest X-ray at all, and is it like those the model learned from? As pneumonia/typical.py judges.

import { resizeArea } from '../image/resize.js';

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
  /** From the arrays of typical.npz, the rules of pneumonia/typical.py, and the population that the bundle names. */
  constructor(arrays, rules, population) {
    this.rules = rules;
    this.unfamiliar = { code: 'unfamiliar', values: { population: population ? ` (${population})` : '' } };
    this.thumbnails = new Gaussian(arrays, 'thumbnail');
    this.features = new Gaussian(arrays, 'feature');
    this.centre = arrays.centre.data;
    this.spread = arrays.spread.data;
    this.heldOut = arrays.held_out.data;
    [this.refuseAbove] = arrays.refuse_above.data;
    [this.warnAbove] = arrays.warn_above.data;
  }

  /** `{ ok, score, reason, warnings }` of one image, from its model input (size * size) and the network's features. */
  check(xray, input, size, features) {
    const thumbnail = this.thumbnail(input, size);
    // Of the film and of its negative, whose thumbnail is the negative of the film's.
    const both = [thumbnail, thumbnail.map((value) => -value)].map((x) => this.thumbnails.distances(x));
    const distances = [...both[0], ...this.features.distances(Float64Array.from(features))];
    // Only what lies beyond the average counts.
    const strange = this.beyond(distances).reduce((sum, deviations) => sum + Math.max(deviations, 0), 0);
    const score = 1 - this.heldOut.filter((value) => value < strange).length / this.heldOut.length;
    const reason = this.reason(xray, input, both, strange);
    const warnings = reason ? [reason] : this.warnings(xray, size, strange);
    return { ok: !reason, score, reason, warnings };
  }

  /** Standard deviations above held-out films. */
  beyond(distances) { return distances.map((distance, n) => (distance - this.centre[n]) / this.spread[n]); }

  thumbnail(input, size) {
    const side = this.rules.thumbnail;
    const small = Float64Array.from(resizeArea({ width: size, height: size, data: input }, side, side).data);
    const [mean, deviation] = moments(small);
    return small.map((value) => (value - mean) / (deviation + this.rules.blank));
  }

  reason(xray, input, both, strange) {
    const note = (code) => ({ code, values: {} });
    if (xray.colour > this.rules.colourful && strange > this.warnAbove) return note('colour');
    if (moments(input)[1] < this.rules.blank) return note('blank');
    const [film, negative] = both.map((distances) => Math.max(...this.beyond(distances)));
    if (negative < this.rules.ordinary && this.rules.ordinary < film) return note('inverted');
    return strange > this.refuseAbove ? note('other') : null;
  }

  warnings(xray, size, strange) {
    const { width, height } = xray.info;
    const aspect = width / height, least = Math.round(this.rules.small * size);
    const noted = [
      [{ code: 'negative', values: {} }, xray.inverted],
      [this.unfamiliar, strange > this.warnAbove],
      [{ code: 'tinted', values: {} }, xray.colour > this.rules.tinted],
      [{ code: 'small', values: { width, height, least } }, Math.min(width, height) < least],
      [{ code: 'tall', values: { width, height } }, aspect < this.rules.tall],
      [{ code: 'wide', values: { width, height } }, aspect > this.rules.wide],
    ];
    return noted.filter(([, applies]) => applies).map(([note]) => note);
  }
}

/** Mean and standard deviation. */
function moments(values) {
  let sum = 0, squares = 0;
  for (const value of values) { sum += value; squares += value * value; }
  const mean = sum / values.length;
  return [mean, Math.sqrt(Math.max(squares / values.length - mean * mean, 0))];
}
