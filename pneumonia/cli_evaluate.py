"""``python -m pneumonia evaluate`` measures a finished bundle anew; ``tables`` writes its results into pages."""

import argparse
import os
import sys
from pathlib import Path

from pneumonia import bundle as bundles
from pneumonia import dataset
from pneumonia.classifier import Classifier
from pneumonia.dataset_facts import FACTS, is_published
from pneumonia.evaluation import goals, readme
from pneumonia.extras import beyond_serving
from pneumonia.files import write_beside

#: A probability may differ this much between processors; a film that was resized otherwise differs more.
TOLERANCE = 1e-3

OTHER_FILMS = """\
warning: a test image's probability differs by {moved:.3f} from the one stored in {bundle}, so these are not quite the
films that it was measured on (another resolution or compression, most likely). {bundle} was left as it was."""


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """What ``evaluate`` takes."""
    parser.add_argument("bundle", nargs="?", type=Path, default=bundles.RELEASE, help="(default: the embedded model)")
    parser.add_argument(
        "--data", required=True, metavar="DIR", help="folder, zip or Hub data set that the model was trained on"
    )
    parser.add_argument(
        "--originals", type=Path, metavar="DIR", help="some training films at full size, in NORMAL/ and PNEUMONIA/"
    )
    parser.add_argument(
        "--adults", type=Path, metavar="DIR", help="chest films of adults, which should be warned about"
    )
    parser.add_argument(
        "--seeds", nargs="+", type=Path, default=(), metavar="BUNDLE", help="the same recipe trained from other seeds"
    )
    parser.add_argument("--only", nargs="+", metavar="PART", default=(), help="of all parts, e.g. cost: time and size")
    parser.add_argument("--any-counts", action="store_true", help="take data of other counts than the published")
    parser.set_defaults(command=_evaluate)


def add_tables(parser: argparse.ArgumentParser) -> None:
    """What ``tables`` takes."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.md", help="with marks around its tables")
    parser.add_argument("--model", type=Path, metavar="BUNDLE", default=bundles.RELEASE, help="(default: the embedded)")
    parser.set_defaults(command=_tables)


def _evaluate(options: argparse.Namespace) -> int:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's start-up notes would hide ours
    with beyond_serving("Measuring"):
        from pneumonia.evaluation import assess

    classifier = Classifier.load(options.bundle)
    data = dataset.load(options.data, expect=None if options.any_counts else FACTS)
    found = assess.measure(
        classifier,
        data,
        originals=options.originals,
        adults=options.adults,
        others=[bundles.load(folder) for folder in options.seeds],
        only=options.only,
    )
    metrics = classifier.bundle.metrics | found.metrics
    if is_published(classifier.bundle.info.get("data", {})):
        print(goals.table(metrics))
    if found.moved > TOLERANCE:
        print(OTHER_FILMS.format(moved=found.moved, bundle=options.bundle), file=sys.stderr)
        return 1
    bundles.write_metrics(options.bundle, metrics)
    bundles.seal(options.bundle, classifier.bundle.info)
    return 0


def _tables(options: argparse.Namespace) -> int:
    model = bundles.load(options.model)
    for file in options.files:
        text = readme.fill(file.read_text(), model)
        with write_beside(file) as temporary:
            temporary.write_text(text)
    return 0
