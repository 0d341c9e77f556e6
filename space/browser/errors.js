// What can go wrong, as pneumonia/errors.py has it: only these reach a visitor, anything else is a bug.

import { format } from './format.js';

/**
 * The message says what was received, what was expected and what to do. `code` and `values` say which sentence it is of
 * pneumonia/refusals.py or of the page's `failures`, if it is one: a page has those in other languages, too.
 */
export class Told extends Error {
  constructor(message, code = '', values = {}) {
    super(message);
    Object.assign(this, { code, values });
  }
}

/** The image cannot be used. */
export class InputError extends Told {
  name = 'InputError';
}

/** The caller asked for something that there is not, such as an unknown operating point. */
export class InvalidOption extends Told {
  name = 'InvalidOption';
}

/** The model's files are missing, altered, or newer than this page. */
export class BundleError extends Told {
  name = 'BundleError';
}

/** This browser lacks what the page needs. */
export class UnsupportedBrowser extends Told {
  name = 'UnsupportedBrowser';
}

/** The reader's own thread came to an end, for want of memory perhaps. */
export class EngineStopped extends Told {
  name = 'EngineStopped';
}

/** The error of a kind that says one of the page's `failures`. */
export const failure = (Kind, rules, code, values = {}) => new Kind(format(rules.failures[code], values), code, values);

const KINDS = { InputError, InvalidOption, BundleError, UnsupportedBrowser };

/** The error that came from a worker as `{ name, message, code, values }`. */
export const unpacked = ({ name, message, code, values }) => new (KINDS[name] ?? Error)(message, code, values);
