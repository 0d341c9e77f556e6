// Small words for HTML, as pneumonia/ui/card.py has them.

const NAMES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };

/** Text, safe to stand in HTML or in an attribute. */
export const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => NAMES[sign]);

/** A share as text; one that is not quite 0 or 1 never reads as if it were. */
export function percent(share, digits = 0) {
  if (share === null || share === undefined) return 'n/a';
  const least = 0.5 / 10 ** (digits + 2);
  const step = 1 / 10 ** digits;
  if (share > 0 && share < least) return `< ${step}\u00a0%`;
  if (share < 1 && share > 1 - least) return `> ${100 - step}\u00a0%`;
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** Text that names values, as Python formats it: `{name}`, `{name:.2f}`, `{name:,}`. */
export function format(text, values = {}) {
  return text.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, form = '') => {
    const value = values[name];
    const digits = /^(,?)(?:\.(\d+)f)?$/.exec(form);
    if (!digits || !form) return value;
    const [, grouped, fixed] = digits;
    return Number(value).toLocaleString('en', {
      useGrouping: Boolean(grouped),
      minimumFractionDigits: Number(fixed ?? 0),
      maximumFractionDigits: Number(fixed ?? 20),
    });
  });
}
