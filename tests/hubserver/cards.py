"""What the Hub says about the YAML at the head of a README: data for its pages, or what is wrong with it."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

COLOURS = ["red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"]
SDKS = ["gradio", "streamlit", "docker", "static"]
# What a Space may have its files handed out with.
HEADERS = [f"cross-origin-{name}-policy" for name in ("embedder", "opener", "resource")]
# As the Hub lists them in its message about an unknown one.
LICENCES = """
    apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m
    afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5
    cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0
    cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0
    cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0
    lgpl lgpl-2.1 lgpl-3.0 isc h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl
    openmdw-1.0 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr deepfloyd-if-license
    fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 grok2-community gemma unknown
    other
""".split()  # noqa: SIM905  quotes around each would hide them
# What a result in a model-index must have.
RESULT = {"task": {"type": {}}, "dataset": {"type": {}, "name": {}}, "metrics": [{"type": {}, "value": {}}]}
EMPTY = (
    "empty or missing yaml metadata in repo card (https://huggingface.co/docs/hub/{kind}s-cards#{kind}-card-metadata)"
)


def card_data(readme: str) -> dict[str, Any]:
    """The metadata of a README that is known to be valid, or nothing."""
    try:
        data = yaml.safe_load(_front_matter(readme))
    except yaml.YAMLError:
        return {}
    return data if isinstance(data, dict) else {}


def check(readme: str, kind: str) -> tuple[list[str], list[str]]:
    """Errors and warnings."""
    try:
        data = yaml.safe_load(_front_matter(readme))
    except yaml.YAMLError as error:
        return [f"Invalid YAML: {error}"], []
    if data is None:
        return [], [EMPTY.format(kind=kind)]
    if not isinstance(data, dict):
        return ["YAML metadata must be a mapping of names to values"], []
    return [*_licence(data), *_model_index(data), *(_space(data) if kind == "space" else ())], []


def _front_matter(readme: str) -> str:
    # The expression that the Hub and its client share.
    found = re.match(r"^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))", readme)
    return found[2] if found else ""


def _licence(data: dict[str, Any]) -> Iterator[str]:
    given = data.get("license", [])
    for licence in given if isinstance(given, list) else [given]:
        if licence not in LICENCES:
            yield _one_of("license", [*LICENCES, "array"])


def _model_index(data: dict[str, Any]) -> Iterator[str]:
    models = data.get("model-index", [])
    yield from _shape("model-index", models, [{"name": {}, "results": [RESULT]}])


def _shape(name: str, value: Any, expected: Any) -> Iterator[str]:
    """Compare with a nest of one-element lists (any number of these), dicts (at least these), and {} (anything)."""
    if isinstance(expected, list):
        if not isinstance(value, list):
            yield f'"{name}" must be an array'
            return
        for i, item in enumerate(value):
            yield from _shape(f"{name}[{i}]", item, expected[0])
    elif expected and not isinstance(value, dict):
        yield f'"{name}" must be of type object'
    else:
        for key, inner in expected.items():
            yield from _shape(f"{name}.{key}", value[key], inner) if key in value else (f'"{name}.{key}" is required',)


def _space(data: dict[str, Any]) -> Iterator[str]:
    for key, allowed in (("sdk", SDKS), ("colorFrom", COLOURS), ("colorTo", COLOURS)):
        if key in data and data[key] not in allowed:
            yield _one_of(key, allowed)
    for header in data.get("custom_headers", {}):
        if header not in HEADERS:
            yield f'"custom_headers.{header}" is not allowed'
    if len(str(data.get("short_description", ""))) > 60:
        yield '"short_description" length must be less than or equal to 60 characters long'


def _one_of(name: str, allowed: list[str]) -> str:
    return f'"{name}" must be one of [{", ".join(allowed)}]'
