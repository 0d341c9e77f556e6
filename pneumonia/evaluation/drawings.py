"""Pictures that are no X-ray, drawn by the dozen: pages, forms, screens, charts, patterns, noise, limbs, skin.

Each function takes a random generator and returns one picture, (h, w) grey or (h, w, 3) blue-green-red, uint8: the same
generator, the same picture. They stand in for what no package ships, see
:mod:`pneumonia.evaluation.out_of_distribution`.
"""

import string
from itertools import pairwise

import cv2
import numpy as np

SIDE = 320
WORDS = ("findings", "none", "patient", "date of birth", "total", "invoice", "dear colleague", "page 2", "see overleaf")
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)


def page(rng: np.random.Generator) -> np.ndarray:
    """A page of text, black on white or white on black, in one or two columns."""
    height = int(rng.integers(300, 460))
    sheet = _sheet(height, SIDE, 255 if rng.random() < 0.8 else 0, rng)
    ink = 0 if sheet[0, 0] > 127 else 255
    columns = int(rng.integers(1, 3))
    font, scale = FONTS[int(rng.integers(len(FONTS)))], rng.uniform(0.3, 0.7)
    for column in range(columns):
        for line in range(int(rng.integers(20, 60)), height - 15, round(36 * scale)):
            if rng.random() < 0.9:
                _write(sheet, _sentence(rng), (16 + column * SIDE // columns, line), scale, ink, font)
    return sheet


def form(rng: np.random.Generator) -> np.ndarray:
    """A table or form: ruled cells, some of them filled in."""
    sheet = _sheet(int(rng.integers(260, 420)), SIDE, 245, rng)
    row, column = int(rng.integers(18, 40)), int(rng.integers(50, 120))
    for y in range(40, sheet.shape[0] - row, row):
        for x in range(12, SIDE - column, column):
            cv2.rectangle(sheet, (x, y), (x + column, y + row), 60, 1)
            if rng.random() < 0.6:
                _write(sheet, _word(rng), (x + 4, y + row - 6), 0.35, 0)
    _write(sheet, _sentence(rng), (12, 28), 0.7, 0)
    return sheet


def screen(rng: np.random.Generator) -> np.ndarray:
    """A computer's screen: windows with title bars, buttons and text, light or dark, coloured or grey."""
    height, width = int(rng.integers(240, 320)), int(rng.integers(320, 520))
    picture = np.full((height, width, 3), rng.integers(0, 256, 3), np.uint8)
    for _ in range(int(rng.integers(1, 5))):
        x, y = int(rng.integers(0, width // 2)), int(rng.integers(0, height // 2))
        right, bottom = x + int(rng.integers(120, width)), y + int(rng.integers(90, height))
        ground = int(rng.choice([20, 40, 235, 255]))
        cv2.rectangle(picture, (x, y), (right, bottom), (ground,) * 3, -1)
        cv2.rectangle(picture, (x, y), (right, y + 16), _colour(rng), -1)
        for line in range(y + 32, bottom, 16):
            _write(picture, _sentence(rng), (x + 8, line), 0.38, 255 - ground)
        cv2.rectangle(picture, (x + 8, bottom - 30), (x + 70, bottom - 10), _colour(rng), -1)
    return picture if rng.random() < 0.5 else _grey(picture)


def chart(rng: np.random.Generator) -> np.ndarray:
    """Bars, a curve or a pie, with axes and a title."""
    picture = np.full((SIDE, 400, 3), 255, np.uint8)
    kind = int(rng.integers(3))
    if kind == 2:
        angles = np.cumsum(rng.dirichlet(np.ones(5))) * 360
        for start, end in zip([0.0, *angles], angles, strict=False):
            cv2.ellipse(picture, (200, 170), (110, 110), 0, float(start), float(end), _colour(rng), -1)
    else:
        cv2.line(picture, (40, 30), (40, 290), (0, 0, 0), 2)
        cv2.line(picture, (40, 290), (380, 290), (0, 0, 0), 2)
        heights = np.clip(np.cumsum(rng.normal(0, 30, 12)) + 120, 10, 240).astype(int)
        points = np.stack([60 + 27 * np.arange(12), 290 - heights], axis=1).astype(np.int32)
        if kind == 1:
            cv2.polylines(picture, [points], False, _colour(rng), 2, cv2.LINE_AA)
        else:
            for x, y in points.tolist():
                cv2.rectangle(picture, (x - 10, y), (x + 10, 289), _colour(rng), -1)
    _write(picture, _sentence(rng), (60, 24), 0.5, 0)
    return picture if rng.random() < 0.5 else _grey(picture)


def noise(rng: np.random.Generator) -> np.ndarray:
    """Independent grey levels, blurred a little, much or not at all."""
    grain = rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32)
    blur = float(rng.choice([0.0, 1.0, 3.0, 8.0]))
    return _stretched(cv2.GaussianBlur(grain, (0, 0), blur) if blur else grain)


def clouds(rng: np.random.Generator) -> np.ndarray:
    """Noise whose amplitude falls with a power of the frequency, as in smoke, marble and clouds."""
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, np.newaxis], np.fft.rfftfreq(SIDE)) + 1 / SIDE
    spectrum = np.fft.rfft2(rng.normal(0, 1, (SIDE, SIDE))) / frequency ** rng.uniform(1.0, 2.2)
    return _stretched(np.fft.irfft2(spectrum, (SIDE, SIDE)).astype(np.float32))


def gradient(rng: np.random.Generator) -> np.ndarray:
    """A ramp or a glow."""
    y, x = np.indices((SIDE, SIDE)) / SIDE - 0.5
    angle, away = rng.uniform(0, 2 * np.pi), rng.uniform(-0.3, 0.3, 2)
    ramp = np.cos(angle) * x + np.sin(angle) * y
    glow = -np.hypot(x - away[0], y - away[1]) * rng.choice([-1, 1])
    return _stretched((ramp if rng.random() < 0.5 else glow).astype(np.float32))


def pattern(rng: np.random.Generator) -> np.ndarray:
    """Checks, stripes or rings."""
    y, x = np.indices((SIDE, SIDE)).astype(np.float32)
    wide, angle = rng.uniform(8, 60), rng.uniform(0, np.pi)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    waves = [np.sin(along / wide * np.pi), np.sin(along / wide * np.pi) * np.sin(across / wide * np.pi)]
    waves.append(np.sin(np.hypot(x - SIDE * rng.random(), y - SIDE * rng.random()) / wide * np.pi))
    wave = waves[int(rng.integers(3))]
    return _stretched(np.sign(wave) if rng.random() < 0.5 else wave)


def code(rng: np.random.Generator) -> np.ndarray:
    """A bar code or a square one."""
    bars, square = rng.integers(0, 2, (1, 48)).repeat(30, axis=0), rng.integers(0, 2, (25, 25))
    cells = bars if rng.random() < 0.5 else square
    picture = np.kron(cells, np.ones((6, 6))) * 255
    return np.pad(picture, 24, constant_values=255).astype(np.uint8)


def sketch(rng: np.random.Generator) -> np.ndarray:
    """A line drawing: houses, circles and strokes, as by hand."""
    sheet = _sheet(SIDE, SIDE, 250, rng)
    for _ in range(int(rng.integers(3, 9))):
        x, y = (int(value) for value in rng.integers(30, SIDE - 30, 2))
        size, thick = int(rng.integers(12, 80)), int(rng.integers(1, 5))
        shape = int(rng.integers(3))
        if shape == 0:
            cv2.circle(sheet, (x, y), size, 40, thick, cv2.LINE_AA)
        elif shape == 1:
            house = np.array([[-1, 1], [-1, 0], [0, -1], [1, 0], [1, 1], [-1, 1]]) * size + (x, y)
            cv2.polylines(sheet, [house.astype(np.int32)], False, 40, thick, cv2.LINE_AA)
        else:
            stroke = np.cumsum(np.concatenate([[(x, y)], rng.normal(0, 12, (30, 2))]), axis=0)
            cv2.polylines(sheet, [stroke.astype(np.int32)], False, 40, thick, cv2.LINE_AA)
    return sheet


def limb(rng: np.random.Generator) -> np.ndarray:
    """As on the radiograph of an arm or a leg: soft tissue with one or two long bones and a joint, on black."""
    y, x = np.indices((400, 280)).astype(np.float32)
    x -= 140 + 20 * np.sin(y / 400 * np.pi * rng.uniform(0, 1)) + rng.uniform(-10, 10)
    half = rng.uniform(60, 110) * (1 + 0.2 * np.cos(y / 400 * np.pi * 2))
    flesh = np.sqrt(np.clip(1 - (x / half) ** 2, 0, 1)) * rng.uniform(60, 110)
    joint = rng.uniform(130, 270)
    bones = np.zeros_like(flesh)
    for place in [-0.35, 0.3] if rng.random() < 0.5 else [0.0]:
        wide = half * (0.22 + 0.16 * np.exp(-np.square((y - joint) / 45)))
        inside = np.clip(1 - np.square((x - place * half) / wide), 0, 1)
        bones += np.where(np.abs(y - joint) < 4, 0, (0.5 + 0.5 * (inside < 0.4)) * np.sqrt(inside)) * 130
    return _film(flesh + bones, rng)


def hand(rng: np.random.Generator) -> np.ndarray:
    """As on the radiograph of a hand: five fingers of three bones each over a palm, on black."""
    flesh, bones = np.zeros((400, 320), np.float32), np.zeros((400, 320), np.float32)
    wrist = np.array([160 + rng.uniform(-10, 10), 380.0])
    cv2.ellipse(flesh, (160, 290), (85, 95), 0, 0, 360, 80, -1)
    for finger, lean in enumerate(np.linspace(-0.75, 0.6, 5) + rng.normal(0, 0.04, 5)):
        direction = np.array([np.sin(lean), -np.cos(lean)])
        length = (210, 300, 320, 300, 250)[finger] * rng.uniform(0.95, 1.05)
        at = [wrist + direction * length * share for share in (0.2, 0.55, 0.75, 0.9, 1.0)]
        _segment(flesh, at[0], at[4], 85, 40)
        for start, end in pairwise(at):
            gap = (end - start) * 0.06
            _segment(bones, start + gap, end - gap, 110, 14)
    return _film(cv2.GaussianBlur(flesh, (0, 0), 5) + cv2.GaussianBlur(bones, (0, 0), 2), rng)


def skin(rng: np.random.Generator) -> np.ndarray:
    """As in a close-up of skin: one dark mole with a ragged edge, hairs; in colour or grey."""
    tone = np.array([150, 175, 215]) * rng.uniform(0.4, 1.1)
    y, x = np.indices((SIDE, SIDE)) - SIDE * rng.uniform(0.4, 0.6, 2)[:, np.newaxis, np.newaxis]
    ragged = sum(rng.normal(0, 6) * np.cos(k * np.arctan2(y, x) + rng.uniform(0, 6)) for k in range(2, 8))
    mole = 1 / (1 + np.exp((np.hypot(x, y) - rng.uniform(30, 100) - ragged) / 5))
    picture = tone * (1 - rng.uniform(0.4, 0.8) * mole[..., np.newaxis])
    picture = np.clip(picture + rng.normal(0, 5, (SIDE, SIDE, 1)), 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(0, 12))):
        start, end = rng.integers(0, SIDE, (2, 2)).tolist()
        cv2.line(picture, start, end, (30, 30, 40), 1, cv2.LINE_AA)
    return picture if rng.random() < 0.5 else _grey(picture)


def _sheet(height: int, width: int, grey: int, rng: np.random.Generator) -> np.ndarray:
    """Paper: nearly even, with a little grain."""
    return np.clip(rng.normal(grey, 2, (height, width)), 0, 255).astype(np.uint8)


def _sentence(rng: np.random.Generator) -> str:
    return " ".join(_word(rng) for _ in range(int(rng.integers(1, 6))))


def _word(rng: np.random.Generator) -> str:
    if rng.random() < 0.4:
        return str(rng.choice(WORDS))
    return "".join(rng.choice(list(string.ascii_letters + string.digits), int(rng.integers(2, 10))))


def _write(
    sheet: np.ndarray, words: str, at: tuple[int, int], scale: float, ink: int, font: int = cv2.FONT_HERSHEY_SIMPLEX
) -> None:
    cv2.putText(sheet, words, at, font, scale, (ink, ink, ink), 1, cv2.LINE_AA)


def _segment(picture: np.ndarray, start: np.ndarray, end: np.ndarray, grey: int, thick: int) -> None:
    cv2.line(picture, start.astype(int).tolist(), end.astype(int).tolist(), grey, thick, cv2.LINE_AA)


def _film(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Grain, and the whole turned a little."""
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-12, 12), rng.uniform(0.85, 1.15))
    turned = cv2.warpAffine(picture.astype(np.float32), turn, (width, height))
    return np.clip(turned + rng.normal(8, 3, picture.shape), 0, 255).astype(np.uint8)


def _stretched(picture: np.ndarray) -> np.ndarray:
    """To all grey levels from 0 to 255."""
    low, high = float(picture.min()), float(picture.max())
    return np.asarray((picture - low) / (high - low) * 255).astype(np.uint8)


def _colour(rng: np.random.Generator) -> tuple[int, int, int]:
    blue, green, red = rng.integers(30, 226, 3).tolist()
    return blue, green, red


def _grey(picture: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
