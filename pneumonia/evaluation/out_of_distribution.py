"""What becomes of pictures that are no frontal chest X-ray, and of films of adults: measured through the user's door.

The pictures come from packages that ship images (``requirements-dev.txt``) and from
:mod:`pneumonia.evaluation.drawings`. Each kind is either *tuned*, looked at while the measures of
:mod:`pneumonia.typical` were designed, or kept out of that. Whatever shows the same object, as several slices through
one head do, is on one side only.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from io import BytesIO
from itertools import cycle, islice
from typing import Any

import cv2
import numpy as np

from pneumonia.classifier import Classifier, Prediction, Source
from pneumonia.errors import InputError
from pneumonia.evaluation import drawings
from pneumonia.evaluation.robustness import CHANGES
from pneumonia.image import MIN_SIDE

#: Pictures of each kind.
MANY = 24
#: Of so many films one is changed in every way of :data:`pneumonia.evaluation.robustness.CHANGES`: all would take a
# minute more.
CHANGED = 4
#: Longer side, in pixels, to which smaller pictures are enlarged: a slice of 64 is not what people hand in.
LEAST = 256
#: Shares of the sides that a crop shows.
CROP = (0.5, 1.0)

Answer = Prediction | InputError
Draw = Callable[[np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Kind:
    """``make(n, rng)`` gives n pictures, grey (h, w) or colour (h, w, 3) in OpenCV's order, uint8."""

    name: str
    tuned: bool
    make: Callable[[int, np.random.Generator], list[np.ndarray]]

    def pictures(self, n: int = MANY) -> list[np.ndarray]:
        """The first ``n``, the same every time."""
        return self.make(n, np.random.default_rng(zlib.crc32(self.name.encode())))


def measure(
    classifier: Classifier, films: np.ndarray, adults: Sequence[Source | np.ndarray], n: int = MANY
) -> dict[str, Any]:
    """How many strangers, ``n`` of each kind, and films (m, h, w) uint8 are refused, how many films and adults warned.

    Plain types, ready for ``metrics.json``: ``kinds`` (name, tuned, n, share refused), ``refused`` (n and the share of
    all strangers, of the tuned kinds and of those kept out), ``films_refused`` and ``films_warned`` (shares of the
    films), ``films_changed`` (name of the change, n, shares refused and warned), ``adults_warned`` (n and how many). A
    picture that cannot be read counts as refused.
    """
    kinds = [(kind, _refused(_answers(classifier, kind.pictures(n)))) for kind in KINDS]
    of_films = _shares(_answers(classifier, films))

    def share(*sides: bool) -> float:
        return float(np.concatenate([refused for kind, refused in kinds if kind.tuned in sides]).mean())

    return {
        "kinds": [
            {"name": kind.name, "tuned": kind.tuned, "n": len(refused), "refused": float(refused.mean())}
            for kind, refused in kinds
        ],
        "refused": {
            "n": sum(len(refused) for _, refused in kinds),
            "share": share(True, False),
            "tuned": share(True),
            "kept_out": share(False),
        },
        "films_refused": of_films["refused"],
        "films_warned": of_films["warned"],
        "films_changed": [
            {"name": name} | _shares(_answers(classifier, map(change, films[::CHANGED])))
            for name, change in CHANGES.items()
        ],
        "adults_warned": {"n": len(adults), "warned": int(_warned(_answers(classifier, adults)).sum())},
    }


def _answers(classifier: Classifier, pictures: Iterable[Source | np.ndarray]) -> list[Answer]:
    return classifier.predict_batch([_png(p) if isinstance(p, np.ndarray) else p for p in pictures])


def _refused(answers: list[Answer]) -> np.ndarray:
    return np.array([isinstance(answer, InputError) or answer.report.label is None for answer in answers])


def _warned(answers: list[Answer]) -> np.ndarray:
    return np.array([isinstance(answer, Prediction) and answer.report.unfamiliar for answer in answers])


def _shares(answers: list[Answer]) -> dict[str, Any]:
    """How many answers there are, and the shares of them that refuse and that warn."""
    refused, warned = (float(which(answers).mean()) for which in (_refused, _warned))
    return {"n": len(answers), "refused": refused, "warned": warned}


def _png(picture: np.ndarray) -> bytes:
    return cv2.imencode(".png", picture)[1].tobytes()


# --- where pictures come from -----------------------------------------------------------------------------------------


def _drawn(draw: Draw, n: int, rng: np.random.Generator) -> list[np.ndarray]:
    return [draw(rng) for _ in range(n)]


def _views(load: Callable[[], list[np.ndarray]], n: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Each picture as it is, then crops of them; every second one in grey."""
    sources = [_enlarged(picture) for picture in load()]
    views = [*sources, *(_crop(picture, rng) for picture in islice(cycle(sources), max(0, n - len(sources))))][:n]
    return [_grey(view) if number % 2 else view for number, view in enumerate(views)]


def _crop(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    height, width = (max(MIN_SIDE, round(side * rng.uniform(*CROP))) for side in picture.shape[:2])
    top, left = rng.integers(0, picture.shape[0] - height + 1), rng.integers(0, picture.shape[1] - width + 1)
    return np.asarray(picture[top : top + height, left : left + width])


def _enlarged(picture: np.ndarray) -> np.ndarray:
    scale = max(1.0, LEAST / max(picture.shape[:2]))
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))


def _grey(picture: np.ndarray) -> np.ndarray:
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))


def _scaled(picture: np.ndarray) -> np.ndarray:
    """Any numbers to grey levels, from the 1st percentile to the 99th."""
    low, high = np.quantile(picture, (0.01, 0.99))
    return np.asarray(np.clip((picture - low) / max(high - low, 1e-6) * 255, 0, 255).astype(np.uint8))


def _stored(package: str, *names: str) -> list[np.ndarray]:
    """Pictures of a package's own, by their file names below it."""
    read = [np.frombuffer((files(package) / name).read_bytes(), np.uint8) for name in names]
    return [np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR)) for content in read]


def _dicom(*names: str) -> list[np.ndarray]:
    """The first frame of some of pydicom's test files."""
    import pydicom

    folder = files("pydicom") / "data" / "test_files"
    frames = [pydicom.dcmread(BytesIO((folder / name).read_bytes())).pixel_array for name in names]
    return [_scaled(frame.astype(np.float32)) for frame in frames]


def _volume(package: str, name: str) -> np.ndarray:
    """The first of the volumes in a NIfTI file of a package, (x, y, z)."""
    import nibabel

    image: Any = nibabel.load(str(files(package) / name))
    volume = np.asarray(image.dataobj, dtype=np.float32)
    return volume if volume.ndim == 3 else volume[..., 0]


def _slices(volume: np.ndarray) -> list[np.ndarray]:
    """Four along each axis, from the middle half."""
    places = np.linspace(0.3, 0.7, 4)
    cuts = [np.take(volume, int(place * side), axis) for axis, side in enumerate(volume.shape) for place in places]
    return [_scaled(np.rot90(cut)) for cut in cuts]


def _projections(volume: np.ndarray) -> list[np.ndarray]:
    """What a radiograph would show of it: the sum along each axis."""
    return [_scaled(np.rot90(volume.sum(axis))) for axis in range(3)]


def _digits() -> list[np.ndarray]:
    from sklearn.datasets import load_digits

    return [_scaled(digit) for digit in load_digits().images[:12]]


def _faces() -> list[np.ndarray]:
    path = files("skimage") / "data" / "lfw_subset.npy"
    faces = np.load(str(path), allow_pickle=False)  # (200, 25, 25), of which the first 100 are faces
    return [_scaled(face) for face in faces[:12]]


_skimage = partial(_stored, "skimage.data")
_NILEARN_HEAD = ("nilearn.datasets", "data/mni_icbm152_t1_tal_nlin_sym_09a_converted.nii.gz")


def _other_mr() -> list[np.ndarray]:
    """Two more heads and an abdomen."""
    heads = [_volume("nibabel.tests", f"data/{name}") for name in ("anatomical.nii", "example4d.nii.gz")]
    return [*(cut for head in heads for cut in _slices(head)[1::4]), *_dicom("examples_overlay.dcm", "MR_small.dcm")]


_TUNED = {
    "photographs": partial(
        _views,
        lambda: [
            *_stored("sklearn.datasets.images", "china.jpg", "flower.jpg"),
            *_skimage("chelsea.png", "coffee.png", "rocket.jpg", "motorcycle_left.png"),
        ],
    ),
    "textures": partial(_views, lambda: _skimage("brick.png", "grass.png", "gravel.png")),
    "night sky": partial(_views, lambda: _skimage("hubble_deep_field.jpg", "moon.png")),
    "digits": partial(_views, _digits),
    "cells under the microscope": partial(
        _views, lambda: [*_stored("mahotas", "demos/data/nuclear.png"), *_skimage("cell.png")]
    ),
    "MR of a head": partial(_views, lambda: _slices(_volume(*_NILEARN_HEAD))),
    "head, projected": partial(_views, lambda: _projections(_volume(*_NILEARN_HEAD))),
    "CT of a spine": partial(_views, lambda: _dicom("CT_small.dcm")),
    "pages of text": partial(_drawn, drawings.page),
    "screens": partial(_drawn, drawings.screen),
    "noise": partial(_drawn, drawings.noise),
    "gradients": partial(_drawn, drawings.gradient),
    "patterns": partial(_drawn, drawings.pattern),
    "limbs, drawn": partial(_drawn, drawings.limb),
}
_KEPT_OUT = {
    "photographs of people": partial(
        _views,
        lambda: [
            *_stored("mahotas", "demos/data/luispedro.jpg", "demos/data/DepartmentStore.jpg"),
            *_skimage("astronaut.png", "camera.png"),
        ],
    ),
    "faces": partial(_views, _faces),
    "things on a ground": partial(_views, lambda: _skimage("coins.png", "horse.png")),
    "photographs of pages": partial(_views, lambda: _skimage("page.png", "text.png")),
    "stained tissue": partial(_views, lambda: _skimage("ihc.png")),
    "retina": partial(_views, lambda: _skimage("retina.jpg", "microaneurysms.png")),
    "MR of other people": partial(_views, _other_mr),
    "CT of a head": partial(_views, lambda: _dicom("693_J2KI.dcm", "J2K_pixelrep_mismatch.dcm")),
    "ultrasound": partial(_views, lambda: _dicom("examples_rgb_color.dcm", "examples_palette.dcm")),
    "forms": partial(_drawn, drawings.form),
    "charts": partial(_drawn, drawings.chart),
    "clouds": partial(_drawn, drawings.clouds),
    "codes": partial(_drawn, drawings.code),
    "sketches": partial(_drawn, drawings.sketch),
    "hands, drawn": partial(_drawn, drawings.hand),
    "skin, drawn": partial(_drawn, drawings.skin),
}
KINDS = tuple(Kind(name, kinds is _TUNED, make) for kinds in (_TUNED, _KEPT_OUT) for name, make in kinds.items())
