"""The tables of results in the README and in ``docs/results.md``: none is typed by hand.

They are drawn from a bundle between marks that name them.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from pneumonia.bundle import Bundle
from pneumonia.errors import InvalidOption
from pneumonia.evaluation import goals, releases, result_tables
from pneumonia.published import NAMES, retrained
from pneumonia.shortcuts import SHORTCUTS

#: ``<!-- NAME: ... -->``, the table, ``<!-- end of NAME -->``.
MARKED = re.compile(r"(<!-- (\w+): [^>]*-->\n)(.*?)(<!-- end of \2 -->)", flags=re.DOTALL)


def fill(text: str, bundle: Bundle) -> str:
    """The text with every marked table drawn anew.

    Raises :class:`~pneumonia.errors.InvalidOption` if no table is marked, or one that is not known.
    """
    found = tables(bundle)
    marked = {match[2] for match in MARKED.finditer(text)}
    if not marked or not marked <= set(found):
        raise InvalidOption(
            f"Expected marks such as <!-- goals: ... --> and <!-- end of goals --> around tables out of "
            f"{', '.join(found)}; received {', '.join(sorted(marked - set(found))) or 'none'}."
        )
    return MARKED.sub(lambda match: f"{match[1]}{found[match[2]]()}\n{match[4]}", text)


def tables(bundle: Bundle) -> dict[str, Callable[[], str]]:
    """What draws each table, or line, that a page may show, by its name in the marks."""
    metrics = bundle.metrics
    return {
        "results": lambda: result_tables.results(metrics),
        "errors": lambda: result_tables.errors(bundle),
        "releases": lambda: _releases(bundle),
        "goals": lambda: goals.table(metrics),
        "summary": lambda: goals.summary(metrics),
        "subgroups": lambda: result_tables.subgroups(metrics),
        **{part: partial(_shortcut, metrics, part) for part in SHORTCUTS},
        "sharpness": lambda: result_tables.sharpness(metrics["sharpness"]) if "sharpness" in metrics else "",
        "trust": lambda: result_tables.trust(metrics["trust"]) if "trust" in metrics else "",
        "strangers": lambda: _strangers(metrics) if "strangers" in metrics else "",
        "comparison": lambda: result_tables.comparison(bundle),
        "baseline": lambda: releases.table(
            {"this model": releases.row(bundle), NAMES["retrained"]: releases.row(retrained())}
        ),
    }


def _shortcut(metrics: dict[str, Any], part: str) -> str:
    return result_tables.changes(metrics[part]) if part in metrics else ""


def _strangers(metrics: dict[str, Any]) -> str:
    return result_tables.strangers(metrics["strangers"], metrics["test"]["n"])


def _releases(bundle: Bundle) -> str:
    rows = releases.stored()
    newest = next(reversed(rows), "none")
    if newest not in rows or rows[newest]["model"] != releases.row(bundle)["model"]:
        raise InvalidOption(
            f"Expected the model of {bundle.folder} as the newest release in docs/{releases.STORED.name}; received "
            f"{newest}. Run python -m pneumonia.evaluation.releases NAME, then make tables."
        )
    return f"{releases.table(rows)}\n\n{releases.differences(rows, bundle.metrics['scores']['test'])}"
