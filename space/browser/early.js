// Before anything is drawn: the colours and the slim form that the address asks for, so that nothing flashes; and the
// sentence for a page that cannot start. Old JavaScript, because browsers that know no modules read it, too.

(function () {
  var root = document.documentElement, system = matchMedia('(prefers-color-scheme: dark)');
  var asked = /[?&]__theme=(light|dark)(&|$)/.exec(location.search);

  function colour() { root.classList.toggle('dark', asked ? asked[1] === 'dark' : system.matches); }

  /** main.js takes the sentence away once the page has started; from then on it tells what goes wrong. */
  function broken() {
    var sentence = document.getElementById('px-not-started');
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', broken);
    else if (sentence) sentence.hidden = false;
  }

  colour();
  system.onchange = colour;
  root.classList.toggle('px-slim', /[?&]embed(=|&|$)/.test(location.search));
  addEventListener('error', broken, true);  // true: also a file that does not come
  addEventListener('unhandledrejection', broken);
  if (!('noModule' in document.createElement('script'))) broken();
}());
