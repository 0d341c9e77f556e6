"""From what training wrote to a published model: gallery, figures and card are added, all is verified, then pushed."""

import argparse
import logging
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pneumonia import bundle as bundles
from pneumonia import examples, hub
from pneumonia.bundle import Bundle
from pneumonia.classifier import Classifier
from pneumonia.deidentify import without_names
from pneumonia.errors import BundleCorrupt, BundleNotFound, DataError, InvalidOption
from pneumonia.extras import beyond_serving
from pneumonia.image import read_image, to_input

log = logging.getLogger(__name__)

NO_LICENCE = (
    "The gallery would publish X-rays whose licence is not known: the data need not be the published set. Say "
    "--licence NAME if they may be shown to everybody, or --no-gallery."
)

#: Half of the gallery's images must be answered this close to the probability that was measured on them. Full-size
#: originals and their 224x224 copies may differ a little; another data set's images differ a lot.
SAME_IMAGES = 0.05
#: Keras' model and the graph made from it may differ by so much in the logit: they add in another order.
SAME_LOGIT = 0.01


@dataclass(frozen=True)
class Options:
    """How to publish. Without ``gallery`` no example image is sent; with it, ``data`` is where the images are read
    from, and None keeps those that the bundle has.
    """

    private: bool = False
    message: str = ""
    tag: str | None = None
    gallery: bool = True
    data: str | None = None
    licence: str | None = None


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The flags behind :class:`Options` that ``train.py --push`` and ``python -m pneumonia push`` share."""
    flags = parser.add_argument_group("publishing")
    flags.add_argument("--private", action="store_true", help="make a private repository")
    flags.add_argument("--revision", metavar="TAG", help="tag the commit, e.g. v1.0")
    flags.add_argument("--message", default="", help="commit message")
    flags.add_argument("--licence", help="licence under which gallery images may be published (default: the data's)")
    flags.add_argument("--no-gallery", action="store_true", help="publish no example images")


def options(flags: argparse.Namespace, data: str | None) -> Options:
    """:class:`Options` from parsed flags."""
    return Options(
        private=flags.private,
        message=flags.message,
        tag=flags.revision,
        gallery=not flags.no_gallery,
        data=data,
        licence=flags.licence,
    )


def publish(source: Path, repo: str, how: Options) -> hub.Commit:
    """Complete the bundle in a folder of its own, verify it, and push it. ``source`` is left as it is.

    Raises a :class:`~pneumonia.errors.PneumoniaError`; then nothing was published, or only the tag is missing, which
    the same call adds.
    """
    with tempfile.TemporaryDirectory(prefix="pneumonia-") as folder:
        staged = stage(source, Path(folder), repo, how)
        log.info("push       %s, %d files", repo, len(staged.info["files"]) + 2)
        return hub.push(staged.folder, repo, private=how.private, message=how.message, tag=how.tag)


def stage(source: Path, target: Path, repo: str, how: Options) -> Bundle:
    """Write what is published as ``repo`` into the empty folder ``target``, and check that it answers as measured."""
    if how.licence and how.gallery and how.data is None:
        raise InvalidOption(
            f"Expected no --licence for the gallery that the bundle has: it names one; received {how.licence!r}. Leave "
            "it out, or say with --data where the images are, to make the gallery anew."
        )
    card, card_figures = _drawing()
    from jinja2 import TemplateError

    staged = _copy(bundles.load(run_or_bundle(source), complete=True), target, how)
    info = {key: value for key, value in staged.info.items() if how.gallery or key != "gallery"}
    if how.gallery and how.data is not None:
        info["gallery"] = examples.write(staged, how.data, _licence(info.get("data", {}), how))
        log.info("gallery    %d test images from %s", len(examples.read(staged)), how.data)
    try:
        info, metrics = without_names(info, staged.metrics)
        bundles.write_metrics(target, metrics)
        card_figures.write(staged)
        bundles.seal(target, info)
        staged = bundles.load(target, complete=True)
        card.write(staged, repo)
    except (LookupError, TypeError, ValueError, TemplateError) as error:
        raise BundleCorrupt(
            f"The bundle {source} lacks what its card tells: {error}. Export it again with train.py."
        ) from error
    verify(staged)
    return staged


def _copy(bundle: Bundle, target: Path, how: Options) -> Bundle:
    """The bundle's files without those that are made anew, and without a gallery that is not wanted."""
    keeps_gallery = how.gallery and how.data is None
    left = [bundles.PLOTS] if keeps_gallery else [bundles.PLOTS, bundles.EXAMPLES]
    kept = [name for name in bundle.info["files"] if name.split("/")[0] not in left]
    for name in (bundles.BUNDLE, *kept):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(bundle.folder / name, target / name)
    return bundles.load(target)


def run_or_bundle(source: Path) -> Path:
    """The bundle's folder, given it or the folder of the training run that holds it."""
    inside = source / "bundle"
    folder = inside if (inside / bundles.BUNDLE).is_file() else source
    if not (folder / bundles.BUNDLE).is_file():
        raise BundleNotFound(
            f"Expected the folder of a training run or of a bundle; {source} has no {bundles.BUNDLE}, and no bundle/ "
            "with one. Train a model with train.py."
        )
    if not (folder / bundles.KERAS_MODEL).is_file():
        raise BundleNotFound(
            f"{source} has no {bundles.KERAS_MODEL}: it is a copy made for serving alone. Publish the folder of the "
            "training run that it came from."
        )
    return folder


def _drawing() -> tuple[Any, Any]:
    """The modules that draw card and figures; the packages they need are not among those that serving installs."""
    with beyond_serving("Publishing"):
        from pneumonia import card, card_figures
    return card, card_figures


def _licence(data: dict[str, Any], how: Options) -> str:
    licence = how.licence or data.get("licence")
    if not licence:
        raise DataError(NO_LICENCE)
    return str(licence)


def check_licence(data: dict[str, Any], how: Options) -> None:
    """Raise before hours of training what :func:`stage` would raise after them.

    ``data`` is what the bundle will say about it; see :func:`pneumonia.dataset.describe`.
    """
    if how.gallery:
        _licence(data, how)


def verify(bundle: Bundle) -> None:
    """Load both networks of a complete bundle and compare their answers with each other and with what was measured."""
    from pneumonia.training import export  # TensorFlow takes ten seconds to import, and a bad bundle has failed before

    classifier = Classifier(bundle)
    rows = examples.read(bundle)
    if rows:
        films = [read_image(bundle.examples / row["file"]).pixels for row in rows]
        inputs = np.stack([to_input(film, classifier.size) for film in films])
    else:
        inputs = np.random.default_rng(0).integers(0, 256, (4, classifier.size, classifier.size), np.uint8)
    logits = classifier.network.run(inputs)[0]
    measured = [row["probability"] for row in rows]
    gaps = [abs(classifier.probability(logit) - p) for logit, p in zip(logits, measured, strict=False)]
    if gaps and float(np.median(gaps)) > SAME_IMAGES:
        raise DataError(
            f"The gallery's images are not those that the model was measured on: its probabilities differ by "
            f"{np.median(gaps):.2f} in the median. Name the data that it was trained on, or say --no-gallery."
        )
    apart = float(np.abs(export.keras_logits(bundle.folder / bundles.KERAS_MODEL, inputs) - logits).max())
    if apart > SAME_LOGIT:
        raise BundleCorrupt(
            f"{bundles.KERAS_MODEL} and {bundles.MODEL} are not the same network: their logits differ by {apart:.3f}. "
            "Export the bundle again."
        )
    log.info("verify     %d images, logits at most %.1g apart", len(inputs), apart)
