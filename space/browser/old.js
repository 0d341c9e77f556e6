// For browsers that know no modules, which would show an empty page.

document.getElementById('px-message').textContent = 'This browser is too old to read an X-ray by itself. '
  + 'Use a current version of Firefox, Chrome, Edge or Safari.';
