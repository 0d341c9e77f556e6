"""Training-time augmentation: one affine warp and one look-up table per image, in OpenCV, on any Keras backend.

Every image of every epoch is drawn from its own generator, seeded by (seed, epoch, position in the data set): the
stream is the same after an interruption, and for any number of worker threads.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import keras
import numpy as np

from pneumonia.image import to_input
from pneumonia.shortcuts import amplified, framed, processed_like

Range = tuple[float, float]


@dataclass(frozen=True)
class Augmentation:
    """Ranges to draw from; a degenerate range or a zero probability switches a step off.

    ``area`` is the visible share of the image's area (above 1 zooms out), ``aspect`` its width over height, ``shift``
    a share of the side, ``zoom`` the half-width of a factor on width and height, each by itself and about the centre,
    angles are degrees, ``contrast``, ``brightness`` and ``gamma`` are half-widths of the jitter.
    ``detail`` is the half-width, on a log scale, of the factor by which small structures are raised or flattened.
    """

    area: Range = (1.0, 1.0)
    aspect: Range = (1.0, 1.0)
    rotation: float = 0.0
    shear: float = 0.0
    shift: float = 0.0
    zoom: float = 0.0
    contrast: float = 0.0
    brightness: float = 0.0
    gamma: float = 0.0
    detail: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    erase: float = 0.0
    margin: float = 0.0
    jpeg: float = 0.0
    flip: float = 0.0
    outside: str = "nearest"


#: The published reference: rotation 10 degrees, shifts 10 %, shear 10 %, zoom 20 %, no flip. Its zoom and what lies
#: outside, the edge repeated, are taken to be as Keras' old ImageDataGenerator had them.
REFERENCE = Augmentation(rotation=10.0, shear=0.1, shift=0.1, zoom=0.2)

#: What carries a small network on this data: crops in and out, exposure, sharpness, and borders that mean nothing.
STRONG = Augmentation(
    area=(0.3, 1.6),
    rotation=15.0,
    shear=0.08,
    contrast=0.4,
    brightness=0.3,
    gamma=0.4,
    blur=0.25,
    noise=0.2,
    erase=0.35,
    margin=0.25,
    jpeg=0.1,
    outside="random",
)

#: Milder than STRONG: the shifts in framing, exposure and sharpness that a film from another room may show. The
#: calibration and the thresholds are chosen on validation images stressed by it, never on the test set.
STRESS = Augmentation(
    area=(0.7, 1.3),
    aspect=(0.85, 1.18),
    rotation=8.0,
    contrast=0.25,
    brightness=0.15,
    gamma=0.3,
    blur=0.2,
    noise=0.1,
    margin=0.1,
    jpeg=0.2,
    outside="black",
)

#: What ``detail`` leaves as it is: changes over more than a tenth to two fifths of the side.
SLOW: Range = (0.1, 0.4)

AUGMENTATIONS = {"reference": REFERENCE, "strong": STRONG}


def augment(image: np.ndarray, size: int, how: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """One random view of a grey (h, w) uint8 image as (size, size) uint8."""
    if how.flip and rng.random() < how.flip:
        image = np.ascontiguousarray(image[:, ::-1])
    view = _warp(image, size, how, rng)
    view = np.asarray(cv2.LUT(view, _exposure(how, rng)))
    if how.detail:
        view = amplified(view, rng.uniform(*SLOW), math.exp(rng.uniform(-how.detail, how.detail)))
    if rng.random() < how.blur:
        view = cv2.GaussianBlur(view, (0, 0), rng.uniform(0.4, 1.6))
    if rng.random() < how.noise:
        noise = rng.normal(0.0, rng.uniform(2.0, 12.0), view.shape)
        view = np.clip(view + noise, 0, 255).astype(np.uint8)
    if rng.random() < how.erase:
        _paint_marker(view, rng)
    if rng.random() < how.margin:
        _paint_margin(view, rng)
    if rng.random() < how.jpeg:
        _, code = cv2.imencode(".jpg", view, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 80))])
        view = np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE))
    return view


def _warp(image: np.ndarray, size: int, how: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Crop or zoom out, stretch, shift, turn and shear in one resampling."""
    height, width = image.shape
    # Areas are drawn evenly on a log scale: half and double are equally far from "as it is".
    area = math.exp(rng.uniform(*np.log(how.area)))
    aspect = math.exp(rng.uniform(*np.log(how.aspect)))
    extent = np.array([math.sqrt(area * aspect), math.sqrt(area / aspect)])  # visible share of width and height
    # A crop may lie anywhere inside the image, a zoomed-out image anywhere inside the frame.
    slack = np.abs(1.0 - extent) / 2 + how.shift
    centre = 0.5 + rng.uniform(-slack, slack)
    if how.zoom:  # drawn only where it is used: other recipes keep their stream
        extent *= rng.uniform(1 - how.zoom, 1 + how.zoom, 2)
    angle = math.radians(rng.uniform(-how.rotation, how.rotation))
    shear = rng.uniform(-how.shear, how.shear)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    scale = np.diag(extent * (width, height) / size)
    linear = scale @ turn @ np.array([[1.0, shear], [0.0, 1.0]])
    # Pixel centres lie at half-integers; the inverse map takes an output pixel to its place in the source.
    offset = centre * (width, height) - linear @ np.full(2, size / 2)
    matrix = np.column_stack([linear, offset + linear @ np.full(2, 0.5) - 0.5])

    shrink = float(np.sqrt(abs(np.linalg.det(linear))))  # source pixels per output pixel, along a side
    if how.outside != "nearest" and shrink > 1.0 and rng.random() < 0.75:
        # Mostly reduce as serving does (area averaging), sometimes leave the sampling noise in.
        image = cv2.GaussianBlur(image, (0, 0), 0.35 * shrink)
    mode, value = _outside(how.outside, rng)
    return cv2.warpAffine(
        image, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=mode, borderValue=value
    )


def _outside(outside: str, rng: np.random.Generator) -> tuple[int, int]:
    """What lies beyond the image's edge: OpenCV's border mode and grey value."""
    if outside == "nearest":
        return cv2.BORDER_REPLICATE, 0
    if outside == "black":
        return cv2.BORDER_CONSTANT, 0
    choice = rng.random()
    if choice < 0.5:
        return cv2.BORDER_CONSTANT, 0
    if choice < 0.75:
        return cv2.BORDER_CONSTANT, int(rng.integers(0, 256))
    return cv2.BORDER_REPLICATE, 0


def _exposure(how: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """A look-up table (256,) uint8 for contrast, brightness and gamma together."""
    grey = np.linspace(0.0, 1.0, 256)
    gamma = math.exp(rng.uniform(-how.gamma, how.gamma))
    contrast = 1.0 + rng.uniform(-how.contrast, how.contrast)
    brightness = rng.uniform(-how.brightness, how.brightness)
    table = (grey**gamma - 0.5) * contrast + 0.5 + 0.5 * brightness
    return np.clip(np.rint(table * 255), 0, 255).astype(np.uint8)


def _paint_marker(view: np.ndarray, rng: np.random.Generator) -> None:
    """Letters or a patch, like the side markers and labels of films: mostly near the border, in place."""
    size = view.shape[0]
    for _ in range(int(rng.integers(1, 4))):
        side = int(rng.integers(size // 20, size // 4))
        x, y = (int(rng.beta(0.5, 0.5) * (size - side)) for _ in range(2))
        grey = int(rng.choice([0, 255, int(rng.integers(0, 256))]))
        if rng.random() < 0.5:
            letters = str(rng.choice(["R", "L", "A", "P", "AP", "PA", "12", "R L"]))
            cv2.putText(view, letters, (x, y + side), cv2.FONT_HERSHEY_SIMPLEX, side / 30, grey, max(1, side // 12))
        else:
            cv2.rectangle(view, (x, y), (x + side, y + int(side * rng.uniform(0.3, 1.5))), grey, cv2.FILLED)


def _paint_margin(view: np.ndarray, rng: np.random.Generator) -> None:
    """A black, white or grey frame of its own width on each side, in place."""
    size = view.shape[0]
    left, right, top, bottom = (int(edge) for edge in rng.integers(0, size // 8, 4))
    inside = view[top : size - bottom, left : size - right].copy()
    view[:] = rng.choice([0, 0, 255, int(rng.integers(0, 256))])
    view[top : size - bottom, left : size - right] = inside


#: The share of a film's sides that its middle has when the borders of another film are put around it.
MIDDLES: Range = (0.6, 0.9)


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """Shuffled, augmented batches: (b, size, size, 1) float32 in [0, 255], labels (b, 1) float32, weights (b,).

    A share ``reframe`` of the films gets the borders of another one, of whatever class, so that arms, shoulders and
    markers at the edge say nothing about the lungs; a share ``restyle`` gets fine and middle structures as strong as
    those of another one. ``mixup`` is the alpha of Zhang et al. (ICLR 2018): each batch is
    blended with itself in reverse.

    Threads suffice to keep the device busy: OpenCV releases Python's lock while it works. On TensorFlow they prepare
    batches ahead. On the other backends Keras takes one more batch than it trains on and leaves those that were made
    ahead to the next epoch; there the threads share the films of one batch.
    """

    def __init__(
        self,
        images: np.ndarray,
        labels: np.ndarray,
        weights: np.ndarray,
        *,
        size: int,
        batch_size: int,
        how: Augmentation,
        seed: int,
        workers: int = 1,
        reframe: float = 0.0,
        restyle: float = 0.0,
        mixup: float = 0.0,
    ) -> None:
        ahead = keras.backend.backend() == "tensorflow"
        super().__init__(workers=workers if ahead else 1, max_queue_size=8)
        self.pool = None if ahead else ThreadPoolExecutor(workers)
        self.images, self.labels, self.weights = images, labels, weights
        self.batch_size, self.how, self.seed = batch_size, how, seed
        self.reframe, self.restyle, self.mixup = reframe, restyle, mixup
        self.size = size
        self.start(0)

    def start(self, epoch: int, size: int | None = None) -> None:
        """Take up the stream at this epoch, counted from 0, in another size if one is given. The training loop says
        which: Keras calls a data set's own ``on_epoch_end`` more often than there are epochs.
        """
        self.epoch, self.size = epoch, size or self.size
        self.order = np.random.default_rng([self.seed, epoch]).permutation(len(self.images))

    def __len__(self) -> int:
        # The last, smaller batch is dropped: one shape means one compiled step, and each epoch shuffles anew.
        return len(self.images) // self.batch_size

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        views = list((self.pool.map if self.pool else map)(self._view, chosen.tolist()))
        batch = np.stack(views)[..., np.newaxis].astype(np.float32)  # (b, size, size, 1)
        labels, weights = self.labels[chosen, np.newaxis].astype(np.float32), self.weights[chosen].astype(np.float32)
        if self.mixup:
            rng = np.random.default_rng([self.seed, self.epoch, len(self.images), index])
            share = np.float32(rng.beta(self.mixup, self.mixup))
            batch, labels, weights = (share * part + (1 - share) * part[::-1] for part in (batch, labels, weights))
        return batch, labels, weights

    def _view(self, i: int) -> np.ndarray:
        rng = np.random.default_rng([self.seed, self.epoch, i])
        film = self.images[i]
        if self.reframe and rng.random() < self.reframe:
            film = framed(film, self.images[rng.integers(len(self.images))], rng.uniform(*MIDDLES))
        if self.restyle and rng.random() < self.restyle:
            film = processed_like(film, self.images[rng.integers(len(self.images))])
        return augment(film, self.size, self.how, rng)


def plain(images: np.ndarray, size: int) -> np.ndarray:
    """Images (n, h, w) uint8 as the network sees them when it serves: (n, size, size) uint8."""
    return np.stack([to_input(image, size) for image in images])


def stressed(images: np.ndarray, size: int, views: int, seed: int) -> np.ndarray:
    """Each image as it is, then under stress, ``views`` times in all: (views * n, size, size) uint8, plain ones first.

    Which view an image gets depends on the seed and its position alone.
    """
    rounds = [plain(images, size)]
    for view in range(1, views):
        rngs = (np.random.default_rng([seed, view, i]) for i in range(len(images)))
        rounds.append(np.stack([augment(image, size, STRESS, rng) for image, rng in zip(images, rngs, strict=True)]))
    return np.concatenate(rounds)
