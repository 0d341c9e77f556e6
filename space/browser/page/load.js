// Modules of the page that are loaded when they are first needed.

/**
 * Loads a module by its path from here. Where it, or one that it imports, does not come, the error says so, and that the
 * page must be loaded again: browsers before 2026 remember that, and ask nobody again (whatwg/html, pull request 10327).
 */
export const load = (path) => import(path).catch((error) => {
  console.error(error);  // it may as well have come and not be understood
  throw Object.assign(error, { code: 'no_part', reload: true });
});
