// What a table of films is saved as: its rows as CSV (the columns of pneumonia/score_table.py), its overlays in a ZIP.

import { zipSync } from '../vendor/fflate.js';
import { overlay } from './heat.js';

/** One line per file, in the order in which they were handed in; UTF-8 with the mark that spreadsheets look for. */
export function table(rows, { rules }) {
  const lines = [rules.table.columns, ...rows.map((row) => cells(row, rules.table))];
  return `\ufeff${lines.map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`;
}

function cells({ name, error, prediction }, { columns, formula }) {
  const report = prediction?.report, { id: model, revision } = report?.model ?? {};
  const found = report ? {
    ...report,
    file: name,
    warnings: report.warnings.join(' '),
    chest_xray_ok: report.chest_xray.ok ? 'True' : 'False',
    chest_xray_score: report.chest_xray.score,
    ...report.image,
    model,
    revision,
  } : { file: name, error };
  // A cell that begins like a formula is one to a spreadsheet, unless it is text beyond doubt.
  const begins = new RegExp(`^${formula}`);
  return columns.map((column) => {
    const value = found[column] ?? '';
    return typeof value === 'string' && begins.test(value) ? `'${value}` : value;
  });
}

const quoted = (value) => (/[",\r\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** The overlay of every film that was judged, with the evidence for its answer, as PNG. */
export async function overlays(rows, app) {
  const files = {};
  for (const [n, { name, prediction }] of rows.entries()) {
    if (!prediction?.report.label) continue;
    const { explain } = app.rules, { label } = prediction.report;
    const options = { label, colormap: explain.default_colormap, opacity: explain.default_opacity };
    const picture = overlay(prediction, { ...options, longest: app.rules.batch.picture }, app.rules);
    const blob = await new Promise((come) => { picture.toBlob(come, 'image/png'); });
    const content = new Uint8Array(await blob.arrayBuffer());
    files[`${String(n + 1).padStart(2, '0')}-${plain(name)}.png`] = [content, { level: 0 }];  // packed already
  }
  return zipSync(files);
}

/** A file name of letters, digits, dots, dashes and underscores, without its extension, for any system. */
function plain(name) {
  const stem = name.normalize('NFC').split(/[\\/]/).pop().replace(/(.)\.[^.]*$/, '$1');
  const harmless = stem.replace(/[^\p{L}\p{N}_.-]+/gu, '_').replace(/^[._]+|[._]+$/g, '');
  return [...harmless].slice(0, 80).join('') || 'film';
}
