// What can go wrong, as pneumonia/errors.py has it: only these reach a visitor, anything else is a bug.

/**
 * The image cannot be used; the message says what was received, what was expected and what to do. `code` and `values`
 * say which sentence of pneumonia/refusals.py it is, if it is one: a page has that in other languages, too.
 */
export class InputError extends Error {
  name = 'InputError';

  constructor(message, code = '', values = {}) {
    super(message);
    Object.assign(this, { code, values });
  }
}

/** The caller asked for something that there is not, such as an unknown operating point. */
export class InvalidOption extends Error {
  name = 'InvalidOption';
}

/** The model's files are missing, altered, or newer than this page. */
export class BundleError extends Error {
  name = 'BundleError';
}

/** This browser lacks what the page needs. */
export class UnsupportedBrowser extends Error {
  name = 'UnsupportedBrowser';
}

/** The reader's own thread came to an end, for want of memory perhaps. */
export class EngineStopped extends Error {
  name = 'EngineStopped';
}

const KINDS = { InputError, InvalidOption, BundleError, UnsupportedBrowser };

/** The error that came from a worker as `{ name, message, code, values }`. */
export const unpacked = ({ name, message, code, values }) => new (KINDS[name] ?? Error)(message, code, values);
