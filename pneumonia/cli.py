"""The command line: ``python -m pneumonia predict FILE... [--json] [--overlay OUT]``, ``embed BUNDLE``."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2

from pneumonia import bundle
from pneumonia.classifier import Classifier, Prediction
from pneumonia.errors import InputError, InvalidOption, PneumoniaError
from pneumonia.explain import COLORMAPS, DEFAULT_COLORMAP, overlay
from pneumonia.hub import resolve
from pneumonia.report import NOTICE, PNEUMONIA


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 0, 1 if some file could not be read, 2 if nothing could be done."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except PneumoniaError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pneumonia", description=NOTICE)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    predict = commands.add_parser("predict", help="read chest X-rays from files", description=NOTICE)
    predict.add_argument("files", nargs="+", metavar="FILE", help="JPEG, PNG, WebP, TIFF, BMP or DICOM")
    predict.add_argument("--json", action="store_true", help="one JSON report per line, as the API returns it")
    predict.add_argument("--overlay", type=Path, metavar="OUT", help="save the Grad-CAM picture: a PNG, or a folder")
    predict.add_argument("--colormap", default=DEFAULT_COLORMAP, choices=COLORMAPS)
    predict.add_argument("--operating-point", help="threshold to decide by (default: the model's own)")
    predict.add_argument(
        "--model",
        default=os.environ.get("PNEUMONIA_MODEL"),
        help="bundle folder or USER/REPO[@REVISION] (default: PNEUMONIA_MODEL, else the embedded model)",
    )
    predict.set_defaults(command=_predict)
    embed = commands.add_parser("embed", help="make a trained bundle the one that comes with this package")
    embed.add_argument("bundle", type=Path, help="bundle folder, e.g. runs/compact-patient-42/bundle")
    embed.set_defaults(command=_embed)
    return parser


def _predict(options: argparse.Namespace) -> int:
    classifier = Classifier(resolve(options.model))
    classifier.threshold(options.operating_point)
    if options.overlay and len(options.files) > 1 and options.overlay.suffix:
        raise InvalidOption(
            f"Expected a folder for the overlays of {len(options.files)} files; received {options.overlay}."
        )
    failed = False
    for file in options.files:
        try:
            prediction = classifier.predict(file, options.operating_point)
        except InputError as error:
            failed = True
            _say_error(file, error, as_json=options.json)
            continue
        _say(file, prediction, as_json=options.json)
        if options.overlay:
            _save_overlay(options.overlay, file, prediction, options.colormap)
    return int(failed)


def _embed(options: argparse.Namespace) -> int:
    embedded = bundle.embed(options.bundle)
    print(f"{embedded.info['id']} {embedded.revision} now answers by default")
    return 0


def _say(file: str, prediction: Prediction, *, as_json: bool) -> None:
    report = prediction.report
    if as_json:
        print(json.dumps({"file": file} | report.to_json()))
    elif report.label is None or report.confidence is None:
        print(f"{file}: not judged. {report.chest_xray.reason} {report.advice}")
    else:
        print(f"{file}: {report.label}, {report.confidence:.0%}. {report.advice}", *report.warnings)


def _say_error(file: str, error: InputError, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"file": file, "error": str(error)}))
    else:
        print(f"{file}: {error}", file=sys.stderr)


def _save_overlay(out: Path, file: str, prediction: Prediction, colormap: str) -> None:
    """Show the evidence for the label given (for PNEUMONIA when the image was refused)."""
    evidence = prediction.report.label or PNEUMONIA
    picture = overlay(prediction.xray.pixels, prediction.cam, evidence=evidence, colormap=colormap)
    path = out if out.suffix else out / f"{Path(file).stem}-gradcam.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    written, code = (
        cv2.imencode(path.suffix, picture[..., ::-1]) if path.suffix.lower() in (".png", ".jpg") else (False, None)
    )
    if not written or code is None:
        raise InvalidOption(f"Expected an overlay ending in .png or .jpg; received {path.name}.")
    path.write_bytes(code.tobytes())
