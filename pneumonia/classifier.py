"""Classifier(bundle): images in, reports out. ONNX Runtime only; safe to call from several threads at once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import onnxruntime

from pneumonia import bundle as bundles
from pneumonia.bundle import Bundle
from pneumonia.dataset_facts import ages
from pneumonia.errors import BundleCorrupt, InputError, InvalidOption
from pneumonia.explain import for_screen
from pneumonia.image import XRay, read_image, to_input
from pneumonia.metrics import Calibration
from pneumonia.report import ModelInfo, Report, judge
from pneumonia.typical import Typicality

Source = bytes | str | PathLike[str]

#: Images per run of the network in a batch: large enough to keep two cores busy, small enough for little memory.
BATCH = 16


@dataclass(frozen=True, eq=False)
class Prediction:
    """A report with what it was made from: the signed Grad-CAM map (h, w) float32 and the decoded image.

    Of an image of a batch only a reduced copy is kept, or no pixels at all, which are (0, 0); ``xray.info`` has its
    size all the same.
    """

    report: Report
    cam: np.ndarray
    xray: XRay


class Network:
    """The serving graph alone: grey inputs to logits, signed Grad-CAM maps and features."""

    def __init__(self, path: Path, *, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads  # 0: one per core
        # Waiting threads must not spin: they would take the cores from decoding and from other requests.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
            #: Pixels a side of its input.
            self.size: int = self._session.get_inputs()[0].shape[1]
        except Exception as error:  # ONNX Runtime has no public exception class for a bad model
            raise BundleCorrupt(
                f"{path.name} is no graph that ONNX Runtime {onnxruntime.__version__} can run. Download it again."
            ) from error

    def run(self, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(n, size, size) uint8 to logits (n,), maps (n, h, w) and features (n, c), all float32, in chunks."""
        chunks = [self._run(inputs[start : start + BATCH]) for start in range(0, len(inputs), BATCH)]
        logits, cams, features = (np.concatenate(part) for part in zip(*chunks, strict=True))
        return logits, cams, features

    def _run(self, inputs: np.ndarray) -> list[np.ndarray]:
        return list(self._session.run(["logit", "cam", "features"], {"image": inputs[..., np.newaxis]}))


class Classifier:
    """Reads chest X-rays with the model of one bundle.

    ``InferenceSession.run`` may be called from several threads; nothing else here changes after construction.
    """

    def __init__(self, bundle: Bundle, *, threads: int = 0) -> None:
        info = bundle.info
        self.bundle = bundle
        self.network = Network(bundle.model, threads=threads)
        try:
            self.model = ModelInfo(bundle.id, bundle.revision, info["architecture"]["name"])
            self.size = int(info["input"]["size"])
            if self.size != self.network.size:
                raise ValueError(f"its input's size is {self.size}, and {bundles.MODEL} takes {self.network.size}")
            self.operating_points = {name: float(threshold) for name, threshold in info["operating_points"].items()}
            self.default_operating_point = str(info["default"])
            calibration = info["calibration"]
            self.calibration = Calibration(float(calibration["temperature"]), float(calibration["offset"]))
            self.threshold()
        except (AttributeError, KeyError, TypeError, ValueError, InvalidOption) as error:
            raise _altered(bundle, bundles.BUNDLE, error) from error
        try:
            data = info.get("data", {})
            self._typicality = Typicality(bundle.typical, data.get("population", ""), ages(data))
        except (AttributeError, KeyError, TypeError, ValueError, BadZipFile) as error:
            # Or an older version of this package made it, which knew fewer descriptions.
            raise _altered(
                bundle, bundles.TYPICAL, error, " or fit it anew (python -m pneumonia.training.refit_typical -h)"
            ) from error

    @classmethod
    def load(
        cls, folder: Path | str = bundles.RELEASE, *, revision: str | None = None, threads: int = 0
    ) -> "Classifier":
        """Load and verify a bundle's folder; raises :class:`~pneumonia.errors.BundleError` with file and reason."""
        return cls(bundles.load(folder, revision=revision), threads=threads)

    def threshold(self, operating_point: str | None = None) -> float:
        """The probability from which on the answer is PNEUMONIA, in [0, 1]; None means the default point."""
        name = operating_point or self.default_operating_point
        if name not in tuple(self.operating_points):  # whatever a caller of the API hands in, a list too
            raise InvalidOption(
                f"Expected an operating point out of {', '.join(self.operating_points)}; received {name!r}."
            )
        return float(self.operating_points[name])

    def predict(self, source: Source, operating_point: str | None = None, *, invert: bool = False) -> Prediction:
        """Read one image from bytes or a path; with ``invert``, its negative.

        Raises :class:`~pneumonia.errors.InputError` if it cannot be used.
        """
        self.threshold(operating_point)  # a wrong option is told before any work
        started = time.perf_counter()
        xray = read_image(source, invert=invert)
        model_input = to_input(xray.pixels, self.size)
        logits, cams, features = self.network.run(model_input[np.newaxis])
        return self._predict(xray, model_input, logits[0], cams[0], features[0], operating_point, started)

    def predict_batch(
        self, sources: Sequence[Source], operating_point: str | None = None, *, longest: int = 0
    ) -> list[Prediction | InputError]:
        """Read many images; the answer at each position is a prediction or the error for that file alone.

        A prediction keeps its image's pixels with the longest side reduced to ``longest`` pixels, or by default none:
        no more than one image is in memory at full size, however many there are. Its report's ``elapsed_ms`` is the
        image's share of the time that all of them took.
        """
        self.threshold(operating_point)
        answers: list[Prediction | InputError] = []
        for start in range(0, len(sources), BATCH):
            answers += self._predict_chunk(sources[start : start + BATCH], operating_point, longest)
        return answers

    def _predict_chunk(
        self, sources: Sequence[Source], operating_point: str | None, longest: int
    ) -> list[Prediction | InputError]:
        started = time.perf_counter()
        read = [self._read(source, longest) for source in sources]
        inputs = [film[1] for film in read if not isinstance(film, InputError)]
        if not inputs:
            return [film for film in read if isinstance(film, InputError)]
        rows = zip(*self.network.run(np.stack(inputs)), strict=True)
        share = (time.perf_counter() - started) / len(inputs)
        answers: list[Prediction | InputError] = []
        for film in read:
            if isinstance(film, InputError):
                answers.append(film)
            else:
                answers.append(self._predict(*film, *next(rows), operating_point, time.perf_counter() - share))
        return answers

    def _read(self, source: Source, longest: int) -> tuple[XRay, np.ndarray] | InputError:
        """One image of a batch, reduced to ``longest`` as soon as it has become an input, and that input."""
        try:
            xray = read_image(source)
        except InputError as error:
            return error
        kept = for_screen(xray.pixels, longest) if longest else np.empty((0, 0), np.uint8)
        return replace(xray, pixels=kept), to_input(xray.pixels, self.size)

    def logits(self, inputs: np.ndarray) -> np.ndarray:
        """Model inputs (n, size, size) uint8 to calibrated logits of PNEUMONIA (n,); for experiments on one film."""
        return self.calibration.logits(self.network.run(inputs)[0])

    def probabilities(self, inputs: np.ndarray) -> np.ndarray:
        """Model inputs (n, size, size) uint8 to calibrated probabilities of PNEUMONIA (n,), in [0, 1]."""
        return self.calibration.probabilities(self.network.run(inputs)[0])

    def probability(self, logit: float) -> float:
        """The calibrated probability of PNEUMONIA, in [0, 1]."""
        return float(self.calibration.probabilities(np.asarray(logit)))

    def _predict(
        self,
        xray: XRay,
        model_input: np.ndarray,
        logit: float,
        cam: np.ndarray,
        features: np.ndarray,
        operating_point: str | None,
        started: float,
    ) -> Prediction:
        threshold = self.threshold(operating_point)
        check, warnings = self._typicality.check(xray, model_input, features)
        probability = self.probability(logit) if check.ok else None
        label, confidence, advice = judge(probability, threshold, warnings)
        report = Report(
            label=label,
            probability=probability,
            confidence=confidence,
            operating_point=operating_point or self.default_operating_point,
            threshold=threshold,
            advice=advice,
            warnings=warnings,
            chest_xray=check,
            model=self.model,
            image=xray.info,
            elapsed_ms=(time.perf_counter() - started) * 1000,
        )
        return Prediction(report, cam, xray)


def _altered(bundle: Bundle, name: str, error: Exception, more: str = "") -> BundleCorrupt:
    where = f"{bundle.repo or bundle.folder.name}/{name}"
    return BundleCorrupt(f"{where} was altered: a value is missing or wrong ({error}). Download it again{more}.")
