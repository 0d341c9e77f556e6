// Paints and cuts on a canvas above the film (paint.py), and uploads the picture after each stroke.
// A step is a stroke ({ grey, width, points }) or a cut ({ cut: [corner, corner] }); the last cut counts.

let canvas = null, steps = [], step = null, sending = false, again = false;
const tool = () => element.querySelector('.px-tools input:checked').value;
const cut = () => steps.findLast((step) => step.cut)?.cut;
function box([[x0, y0], [x1, y1]]) {
  return [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)].map(Math.round);
}
function place(event) {
  const shown = canvas.getBoundingClientRect();
  const share = (value, most) => Math.min(Math.max(value, 0), 1) * most;
  return [share((event.clientX - shown.left) / shown.width, canvas.width),
          share((event.clientY - shown.top) / shown.height, canvas.height)];
}
function paint(brush) {
  for (const { grey, width, points } of steps.filter((step) => step.points)) {
    Object.assign(brush, { strokeStyle: grey, lineWidth: width, lineCap: 'round', lineJoin: 'round' });
    brush.beginPath();
    points.forEach((point) => brush.lineTo(...point));
    if (points.length === 1) brush.lineTo(points[0][0] + 0.1, points[0][1]);
    brush.stroke();
  }
}
function draw() {
  const brush = canvas.getContext('2d');
  brush.clearRect(0, 0, canvas.width, canvas.height);
  paint(brush);
  if (!cut()) return;
  brush.fillStyle = 'rgb(28 103 168 / 0.6)';
  brush.beginPath();
  brush.rect(0, 0, canvas.width, canvas.height);
  brush.rect(...box(cut()));
  brush.fill('evenodd');
}
async function send() {
  if (sending) { again = true; return; }
  sending = true;
  try {
    do {
      again = false;
      await sendNow();
    } while (again);
  } finally { sending = false; }
}
async function sendNow() {
  const whole = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const brush = whole.getContext('2d'), film = canvas.dataset.film;
  brush.drawImage(canvas.previousElementSibling, 0, 0, whole.width, whole.height);
  paint(brush);
  const [x, y, width, height] = cut() ? box(cut()) : [0, 0, whole.width, whole.height];
  const part = Object.assign(document.createElement('canvas'), { width, height });
  part.getContext('2d').drawImage(whole, -x, -y);
  const blob = await new Promise((done) => part.toBlob(done, 'image/png'));
  try {
    const { path } = await upload(new File([blob], 'painted.png', { type: 'image/png' }));
    trigger('upload', { path, film, at: performance.now() });
  } catch (error) {
    const told = element.querySelector('[role=status]');
    if (told) told.textContent = props.failed;  // else another film came in the meantime
  }
}
element.addEventListener('pointerdown', (event) => {
  if (event.target.tagName !== 'CANVAS' || event.button) return;
  if (canvas !== event.target) { canvas = event.target; steps = []; }  // another film
  canvas.setPointerCapture(event.pointerId);
  element.querySelector('[role=status]').textContent = '';
  const from = place(event), width = Number(element.querySelector('.px-brush').value);
  step = tool() === 'crop' ? { cut: [from, from] } : { grey: tool(), width, points: [from] };
  steps.push(step);
  draw();
});
element.addEventListener('pointermove', (event) => {
  if (!step) return;
  if (step.cut) step.cut = [step.cut[0], place(event)]; else step.points.push(place(event));
  draw();
});
function end(event) {
  if (!step) return;
  if (step.cut && Math.min(...box(step.cut).slice(2)) < props.least) steps.pop();  // a click, no rectangle
  step = null;
  draw();
  send();
}
element.addEventListener('pointerup', end);
element.addEventListener('pointercancel', end);
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-undo]');
  if (!button || !canvas?.isConnected || !steps.length) return;
  steps = button.dataset.undo === 'all' ? [] : steps.slice(0, -1);
  draw();
  send();
});
