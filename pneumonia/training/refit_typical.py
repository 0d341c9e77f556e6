"""Fit anew what a bundle knows of ordinary films, when the measures have changed but the model has not.

    python -m pneumonia.training.refit_typical --data chest_xray [--bundle DIR]

That is ``typical.npz``, from which :mod:`pneumonia.typical` tells whether an image is a chest X-ray, and of the kind
that the model learned from. It is fitted on the training and validation films of the split that the model was trained
on; test films play no part. Nothing else in the bundle changes, but for its checksum in ``bundle.json``.
"""

import argparse
import sys
from pathlib import Path

from pneumonia import bundle, dataset, typical
from pneumonia.augment import plain, stressed
from pneumonia.bundle import Bundle
from pneumonia.classifier import Network
from pneumonia.errors import BundleCorrupt, DataError, PneumoniaError
from pneumonia.training import split as splitting
from pneumonia.training.config import from_flags


def refit(old: Bundle, source: str) -> None:
    """Write ``typical.npz`` of a verified bundle anew and seal it; ``source`` is a folder, a zip or a data set id.

    Raises :class:`DataError` if that is not what the model was trained on, and :class:`BundleCorrupt` if the bundle
    does not say what it was.
    """
    try:
        config = from_flags(old.info["training"])
        size, fingerprint = int(old.info["input"]["size"]), old.info["data"]["fingerprint"]
    except (KeyError, TypeError, ValueError) as error:
        raise BundleCorrupt(
            f"{old.id}: {bundle.BUNDLE} does not say what the model was trained on ({error}). Train it again."
        ) from error
    data = dataset.load(source, skip_bad=config.skip_bad, expect=None)
    if data.fingerprint != fingerprint:
        raise DataError(
            f"Expected the films that {old.id} was trained on (fingerprint {fingerprint[:12]}); received others "
            f"({data.fingerprint[:12]}, {data.source}). Name that data set with --data."
        )
    parts = splitting.split(data, config.split, config.seed)
    train = plain(data.images[parts.train], size)
    held_out = stressed(data.images[parts.validation], size, config.validation_views, config.seed)
    network = Network(old.model)
    arrays = typical.fit(
        (train, network.run(train)[2]), (held_out, network.run(held_out)[2]), plain=len(parts.validation)
    )
    bundle.write_typical(old.folder, arrays)
    bundle.seal(old.folder, old.info)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m pneumonia.training.refit_typical", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--data", required=True, help="the data set, as train.py takes it")
    parser.add_argument("--bundle", type=Path, default=bundle.RELEASE, help="default: the one that comes with this")
    flags = parser.parse_args()
    try:
        old = bundle.load(flags.bundle)
        refit(old, flags.data)
        print(f"{old.id} {bundle.load(flags.bundle).revision} knows its films anew")
    except (PneumoniaError, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
