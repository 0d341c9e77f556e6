// Watches whether the page starts, in words that every browser understands: an empty page would say nothing.

(function () {
  function say() {
    var started = document.querySelector('[role=tab]');
    if (!started) document.getElementById('px-not-started').hidden = false;
  }
  function failed(event) {
    // A style sheet or a picture may be missing; the errors of scripts' files do not bubble.
    if (event.target === window || event.target.tagName === 'SCRIPT') say();
  }
  if (!('noModule' in document.createElement('script'))) window.addEventListener('load', say);
  window.addEventListener('error', failed, true);
  window.addEventListener('unhandledrejection', say);
})();
