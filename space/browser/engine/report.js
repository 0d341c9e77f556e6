// What is said about one image, as pneumonia/report.py has it.

import { format } from '../format.js';

/** The label at a threshold and the confidence in it, both from the calibrated probability of PNEUMONIA. */
function decide(probability, threshold, [normal, pneumonia]) {
  return probability >= threshold ? [pneumonia, probability] : [normal, 1 - probability];
}

function advise(label, confidence, rules) {
  if (label === null) return 'advise_refused';
  if (label === rules.labels[1]) return 'advise_pneumonia';
  return confidence < rules.confident ? 'advise_unsure' : 'advise_normal';
}

/** A prediction judged at an operating point: `report` is the API's JSON, `notes` its sentences by their codes. */
export function judged(found, point, threshold, rules) {
  const { probability, check } = found;
  const [label, confidence] = probability === null ? [null, null] : decide(probability, threshold, rules.labels);
  const notes = {
    advice: { code: advise(label, confidence, rules), values: {} },
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
    elapsed_ms: found.elapsed,
  };
  return { report, notes };
}
