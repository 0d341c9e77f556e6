// Sentences with values in them, written as Python formats them.

/** Text that names values: `{name}`, `{name:.2f}`, `{name:,}`, `{name:,.1f}`. */
export function format(text, values = {}) {
  return text.replace(/\{(\w+)(?::(,?)(?:\.(\d+)f)?)?\}/g, (_, name, grouped, digits) => {
    const value = values[name];
    if (!grouped && digits === undefined) return value;
    const ends = digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return value.toLocaleString('en', { useGrouping: Boolean(grouped), ...ends });
  });
}
