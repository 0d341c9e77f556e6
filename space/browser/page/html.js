// Small words for HTML, as pneumonia/report.py and pneumonia/ui/card.py have them.

export { format } from '../format.js';

const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };

/** Text, safe to stand in HTML or in an attribute. */
export const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => NAMES[sign]);

/** A share as text; one that is not quite 0 or 1 never reads as if it were. */
export function percent(share, digits = 0) {
  if (share === null || share === undefined) return 'n/a';
  const least = 0.5 / 10 ** (digits + 2), step = 1 / 10 ** digits;
  if (share > 0 && share <= least) return `< ${step}\u00a0%`;
  if (share < 1 && share >= 1 - least) return `> ${100 - step}\u00a0%`;
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** One shape per verdict, so that colour is never the only sign: pneumonia/ui/card.py. */
export const icon = (label, rules) => svg(rules.icons[label ?? '']);

/** A drawing out of the rules, as large as the text beside it. */
export const svg = (paths) => `<svg class="px-icon" viewBox="0 0 24 24" aria-hidden="true">${paths}</svg>`;

/** Puts HTML into an element. */
export function fill(element, html) { element.innerHTML = html; }

/** A new element with HTML in it, at the end of another one. */
export function add(parent, html = '', { id = '', classes = 'px', tag = 'div' } = {}) {
  const element = document.createElement(tag);
  if (id) element.id = id;
  if (classes) element.className = classes;
  element.innerHTML = html;
  parent.append(element);
  return element;
}
