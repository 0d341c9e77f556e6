// What is said about one image, as pneumonia/report.py has it.

import { format } from '../format.js';

/** Label, confidence and the code of the advice at a threshold, from the calibrated probability of PNEUMONIA. */
function judge(probability, threshold, warnings, { labels: [normal, pneumonia], confident, unfamiliar }) {
  if (probability === null) return [null, null, 'advise_refused'];
  const label = probability >= threshold ? pneumonia : normal;
  if (warnings.some(({ code }) => unfamiliar.includes(code))) return [label, null, 'advise_unfamiliar'];
  if (label === pneumonia) {
    return [label, probability, probability < confident ? 'advise_pneumonia_unsure' : 'advise_pneumonia'];
  }
  return [label, 1 - probability, 1 - probability < confident ? 'advise_unsure' : 'advise_normal'];
}

/** A prediction judged at an operating point: `report` is the API's JSON, `notes` its sentences by their codes. */
export function judged(found, point, threshold, rules) {
  const { probability, check } = found;
  const [label, confidence, advice] = judge(probability, threshold, check.warnings, rules);
  const notes = {
    advice: { code: advice, values: {} },
    warnings: check.warnings,
    reason: check.reason,
  };
  const say = (note) => (note ? format(rules.notes[note.code], note.values) : '');
  const report = {
    schema: rules.schema,
    label,
    probability,
    confidence,
    operating_point: point,
    threshold,
    advice: say(notes.advice),
    warnings: notes.warnings.map(say),
    chest_xray: { ok: check.ok, score: check.score, reason: say(notes.reason) },
    model: found.model,
    image: found.info,
    elapsed_ms: Math.round(found.elapsed * 10) / 10,
  };
  return { report, notes };
}
