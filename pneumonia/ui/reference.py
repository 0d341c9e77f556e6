"""What the endpoints take and return, in the words of their docstrings, wherever Gradio describes them.

Gradio 6.31 itself gives these words to assistants (MCP) and to nobody else; other callers would read which component of
a page an argument comes from.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import Parameter, formatannotation, signature
from typing import Any

from gradio.utils import get_function_description

from pneumonia.classifier import Classifier
from pneumonia.report import ChestXRayCheck, ImageInfo, Report, judge

#: Stands for the caller's own film in Gradio's ready-made snippets, which look for an "url".
EXAMPLE = {"path": "xray.jpg", "url": "xray.jpg", "meta": {"_type": "gradio.FileData"}}


#: What an argument is to a caller, by its annotation; any other is called as in Python.
_TYPES = {"bytes | None": "filepath", "list[str] | None": "list[filepath]", "str | None": "str"}


@dataclass(frozen=True)
class Argument:
    """One of an endpoint. ``default``: None where the argument is required."""

    name: str
    type: str
    default: str | None
    meaning: str


def arguments(functions: Iterable[Callable[..., Any]], classifier: Classifier) -> list[Argument]:
    """All arguments of the endpoints, each once, in the words of the first that takes it."""
    found: dict[str, Argument] = {}
    for function in functions:
        _, meanings, _ = get_function_description(function)
        for name, parameter in signature(function).parameters.items():
            kind = formatannotation(parameter.annotation)
            given = classifier.default_operating_point if parameter.default is None else parameter.default
            default = None if given is Parameter.empty else str(given)
            found.setdefault(name, Argument(name, _TYPES.get(kind, kind), default, meanings[name]))
    return list(found.values())


def sample(classifier: Classifier) -> dict[str, Any]:
    """A report as this model would give it, about a film that does not exist."""
    point, probability = classifier.default_operating_point, 0.934
    label, confidence, advice = judge(probability, classifier.threshold(point), ())
    return Report(
        label=label,
        probability=probability,
        confidence=confidence,
        operating_point=point,
        threshold=classifier.threshold(point),
        advice=advice,
        warnings=(),
        chest_xray=ChestXRayCheck(ok=True, score=0.98),
        model=classifier.model,
        image=ImageInfo(1416, 1776, "JPEG", hashlib.sha256(b"xray.jpg").hexdigest()),
        elapsed_ms=21.4,
    ).to_json()


def describe(endpoint: Any, function: Callable[..., Any]) -> None:
    """Put the words of the function's docstring into Gradio's description of an endpoint."""
    _, meanings, returns = get_function_description(function)
    for argument in endpoint["parameters"]:
        _say(argument, meanings[argument["parameter_name"]])
        if argument["component"] == "File":
            several = isinstance(argument["example_input"], list)
            argument["example_input"] = [EXAMPLE] if several else EXAMPLE
    for value, line in zip(endpoint["returns"], returns, strict=True):
        _say(value, line.partition(": ")[2])


def _say(value: dict[str, Any], words: str) -> None:
    # New ones, because Gradio hands out the same for each use of a component.
    schema = {key: part for key, part in value["type"].items() if key != "additional_description"}
    value["type"] = schema | {"description": words}
    value["python_type"] = value["python_type"] | {"description": words}
