"""Films as rows of a table, the same for the page's table of films and for ``python -m pneumonia score``:

file                          its name on the page, its path on the command line
error                         why it could not be read; then all other columns are empty
label                         PNEUMONIA, NORMAL, or empty when it was not judged
probability, confidence       calibrated, of PNEUMONIA and of the label, 0 to 1; no confidence in a label that is not
                              reliable, because the film is unlike those the model learned from
operating_point, threshold    the probability from which on the label is PNEUMONIA
advice, warnings              sentences, in English as in the API's JSON; several warnings are set apart by a space
chest_xray_ok, chest_xray_score    does it look like a chest X-ray, and how typical it is, 0 to 1
width, height, format, sha256      the file as it was received
model, revision               which model answered
"""

import csv
import importlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from pneumonia.errors import InvalidOption
from pneumonia.report import Report

#: A column's name and what is in it; a cell may be None, and is left out of a row then.
COLUMNS: dict[str, type] = {
    "file": str,
    "error": str,
    "label": str,
    "probability": float,
    "confidence": float,
    "operating_point": str,
    "threshold": float,
    "advice": str,
    "warnings": str,
    "chest_xray_ok": bool,
    "chest_xray_score": float,
    "width": int,
    "height": int,
    "format": str,
    "sha256": str,
    "model": str,
    "revision": str,
}
Row = dict[str, Any]

#: Rows in one group of a Parquet file, the unit in which it is written and read.
GROUP = 8192
#: A cell that begins so is a formula to a spreadsheet: OWASP, "CSV Injection".
FORMULA = re.compile(r"\s*[=+\-@\t\r\n]")


def row(file: str, report: Report) -> Row:
    """The columns of a film that was read."""
    told = report.to_json()
    alike = ("label", "probability", "confidence", "operating_point", "threshold", "advice")
    return (
        {"file": file}
        | {key: told[key] for key in alike}
        | {
            "warnings": " ".join(told["warnings"]),
            "chest_xray_ok": told["chest_xray"]["ok"],
            "chest_xray_score": told["chest_xray"]["score"],
            **told["image"],
            "model": told["model"]["id"],
            "revision": told["model"]["revision"],
        }
    )


def write_csv(lines: TextIO, rows: Iterable[Row]) -> None:
    """One line per row below a line of names; ``lines`` must leave line ends alone (``newline=""``)."""
    writer = csv.DictWriter(lines, list(COLUMNS))
    writer.writeheader()
    for cells in rows:
        writer.writerow({column: _harmless(cell) for column, cell in cells.items()})


def writer(suffix: str) -> Callable[[Path, Iterator[Row]], None]:
    """What writes a table into a file that ends in ``suffix``, row by row; raises ``InvalidOption`` if nothing does."""
    if suffix not in _WRITERS:
        raise InvalidOption(f"Expected a table that ends in {' or '.join(_WRITERS)}; received one in {suffix!r}.")
    if suffix == ".parquet":
        try:
            importlib.import_module("pyarrow.parquet")
        except ImportError:
            raise InvalidOption(
                "Expected the package pyarrow, which writes Parquet; it is not installed. Install it "
                "(pip install pyarrow) or name a table that ends in .csv."
            ) from None
    return _WRITERS[suffix]


def _write_csv_file(path: Path, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as lines:  # the mark is what spreadsheets look for
        write_csv(lines, rows)


def _write_parquet(path: Path, rows: Iterator[Row]) -> None:
    import pyarrow
    from pyarrow import parquet

    types = {str: pyarrow.string(), float: pyarrow.float64(), bool: pyarrow.bool_(), int: pyarrow.int32()}
    schema = pyarrow.schema([(column, types[kind]) for column, kind in COLUMNS.items()])
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        while group := list(islice(rows, GROUP)):
            file.write_table(pyarrow.Table.from_pylist(group, schema=schema))


_WRITERS = {".parquet": _write_parquet, ".csv": _write_csv_file}


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before it, which makes it text."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell
