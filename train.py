"""Train the pneumonia classifier, from real X-rays to a bundle that the app serves.

The released model (``pneumonia/release/``) was made by

    python train.py --data chest_xray

on two cores of an AMD EPYC with AVX-512 (TensorFlow, bfloat16), 40 epochs in 35 minutes, a pause of ten included; the
two networks that set its thresholds took 36 minutes more, with other work beside them. It reached AUROC
0.986 on the official test set; accuracy 0.941, sensitivity 0.985 and specificity 0.868 at the balanced point.
Interrupted at any moment, the same command goes on from the last finished epoch. With ``--push USER/REPO`` the result
is published on the Hugging Face Hub; ``python -m pneumonia push`` does the same later.
"""

import argparse
import logging
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's start-up notes would hide ours
# TensorFlow leaves oneDNN out on CPUs without AVX-512; with it they train faster (96 pixels: 213, not 144 films/s).
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import keras
import numpy as np

from pneumonia import bundle, dataset, hub, machine, publish, typical
from pneumonia.augment import plain, stressed
from pneumonia.classifier import Network
from pneumonia.dataset_facts import FACTS
from pneumonia.errors import PneumoniaError
from pneumonia.evaluation import evaluate, robustness, trust
from pneumonia.files import write_beside
from pneumonia.models import Architecture, architecture
from pneumonia.report import LABELS
from pneumonia.training import crossvalidate, export, hardware
from pneumonia.training import split as splitting
from pneumonia.training.config import TrainConfig, add_flags, from_flags, kept
from pneumonia.training.fit import Run, batches, fit

#: The operating point that decides where nobody chooses one.
DEFAULT = "balanced"
log = logging.getLogger("train")
for library in ("tf2onnx", "httpx2"):
    logging.getLogger(library).setLevel(logging.WARNING)


def main(config: TrainConfig, run: Run, how: publish.Options | None) -> None:
    """Load, split, fit, export, calibrate, evaluate, seal: one visible line per stage.

    ``how`` the result is to be published afterwards, if it is.
    """
    machine.keep_freed_memory()
    hardware.use_all_gpus(config.batch_size)
    network = architecture(config.architecture, config.size)
    log.info("machine    %s", hardware.describe(config.precision))

    data = dataset.load(config.data, skip_bad=config.skip_bad, expect=None if config.any_counts else FACTS)
    log.info("data       %s: %d images, fingerprint %s", data.source, len(data.images), data.fingerprint[:12])
    if how:
        publish.check_licence(dataset.describe(data), how)

    parts = splitting.split(data, config.split, config.seed)
    distribution = splitting.describe(data, parts)
    log.info("split      %s: %s", parts.name, distribution["after"])

    # Plain validation images are too easy to rank epochs and place thresholds by: each is also seen under stress.
    held_out = stressed(data.images[parts.validation], network.size, config.validation_views, config.seed)
    held_out_labels = np.resize(data.labels[parts.validation], len(held_out))
    train = batches(data.images[parts.train], data.labels[parts.train], network, config)
    # Where the last epoch is kept, validation only watches: one view in four, of all kinds, tells enough.
    watched = slice(None, None, config.validation_views if config.keep == "last" else 1)
    model, history = fit(network, train, (held_out[watched], held_out_labels[watched]), config, run)
    epoch = kept(history, config.keep)
    log.info("fit        %d epochs, kept %d: validation AUROC %.4f", len(history), epoch["epoch"], epoch["val_auc"])

    folder = run.folder / "bundle"
    folder.mkdir(exist_ok=True)
    model = export.to_float32(model, network)
    with write_beside(folder / bundle.KERAS_MODEL) as temporary:
        model.save(temporary)
    export.export_onnx(model, network, folder / bundle.MODEL)
    served = Network(folder / bundle.MODEL)
    log.info("export     %s, %.1f MB", bundle.MODEL, (folder / bundle.MODEL).stat().st_size / 1e6)

    logits, _, features = served.run(held_out)
    judged, elsewhere = (logits, held_out_labels), 0.0
    if config.folds:  # networks of their own, so that more films than validation has are judged unseen
        folds = crossvalidate.out_of_fold(data, np.sort(np.r_[parts.train, parts.validation]), config, run.folder)
        bundle.write_out_of_fold(folder, folds.arrays())
        judged, elsewhere = folds.pooled(), folds.minutes
        log.info("folds      %s", folds.to_json()["auroc"])
    calibration = evaluate.calibrate(*judged)
    points = evaluate.operating_points(calibration.probabilities(judged[0]), judged[1])
    probabilities = calibration.probabilities(logits)
    train_inputs = plain(data.images[parts.train], network.size)
    ordinary = typical.fit(
        (train_inputs, served.run(train_inputs)[2]), (held_out, features), plain=len(parts.validation)
    )
    log.info("calibrate  %s, thresholds %s", calibration, {k: round(v, 3) for k, v in points.items()})

    # Nothing above has seen the test set, and nothing below chooses anything.
    test_films, test_labels = data.images[parts.test], data.labels[parts.test]
    test_inputs = plain(test_films, network.size)
    test = calibration.probabilities(served.run(test_inputs)[0])
    validation = probabilities[: len(parts.validation)]
    metrics = {
        "split": distribution,
        "history": history,
        "validation": evaluate.evaluate(data.labels[parts.validation], validation, points),
        "test": evaluate.evaluate(test_labels, test, points),
        "robustness": robustness.measure(
            lambda inputs: calibration.probabilities(served.run(inputs)[0]),
            (test_films, test_labels),
            network.size,
            (DEFAULT, points[DEFAULT]),
        ),
        "trust": trust.measure(folder / bundle.MODEL, test_inputs, test_labels, calibration, points[DEFAULT]),
        "scores": {
            "validation": evaluate.scores(data.names[parts.validation], data.labels[parts.validation], validation),
            "test": evaluate.scores(data.names[parts.test], test_labels, test),
        },
    }
    if config.folds:
        metrics["cross_validation"] = folds.to_json()
    log.info("evaluate   %s", evaluate.summary(metrics["test"]))

    info = describe(config, network, data, model.count_params(), history, elsewhere)
    info |= {"calibration": asdict(calibration), "operating_points": points, "default": DEFAULT}
    bundle.save(folder, info, metrics, ordinary)
    log.info("bundle     %s (try it: PNEUMONIA_MODEL=%s make run)", folder, folder)


def describe(
    config: TrainConfig,
    network: Architecture,
    data: dataset.Dataset,
    parameters: int,
    history: list[dict[str, float]],
    elsewhere: float,
) -> dict[str, Any]:
    """What ``bundle.json`` says about where the model comes from; ``elsewhere`` are the minutes that its folds took."""
    minutes = round(sum(row["seconds"] for row in history) / 60, 1)
    return {
        "id": f"pneumonia-{network.name}",
        "created": datetime.now(UTC).date().isoformat(),
        "architecture": {"name": network.name, "parameters": parameters, "gradcam_layer": network.gradcam_layer},
        "input": {"size": network.size, "channels": 1, "range": [0, 255], "standardisation": "inside the network"},
        "labels": list(LABELS),
        "data": dataset.describe(data),
        "training": config.to_json() | {"data": data.source},
        "machine": hardware.describe(config.precision),
        "minutes": minutes,
        "energy": hardware.energy(minutes + elsewhere),
        "versions": {
            name: version(name)
            for name in ("keras", keras.backend.backend(), "numpy", "opencv-python-headless", "onnxruntime")
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the pneumonia classifier.")
    parser.add_argument("--run", type=Path, help="run folder (default: runs/ARCHITECTURE-SPLIT-SEED)")
    parser.add_argument("--push", metavar="USER/REPO", help="publish the finished model on the Hugging Face Hub")
    publish.add_flags(parser)
    add_flags(parser)
    flags = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        config = from_flags(vars(flags))
        run = Run(flags.run or Path("runs", f"{config.architecture}-{config.split}-{config.seed}"))
        how = publish.options(flags, config.data) if flags.push else None
        if how:
            hub.check_access(flags.push)
        main(config, run, how)
        if how:
            log.info("published  %s", publish.publish(run.folder, flags.push, how).url)
    except (PneumoniaError, OSError) as error:  # OSError: a full or unwritable disk, named with its file
        sys.exit(f"error: {error}")
