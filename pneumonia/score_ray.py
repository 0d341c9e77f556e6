"""The parts of a bulk run on the machines of a Ray cluster, with Ray Data (``pip install -r requirements-ray.txt``).

A worker is a process with one core and a model of its own. When it dies, or its machine, Ray Data starts another and
has the part done again. This package travels to the workers with the job. The films must lie where every worker finds
them under the same path, and so must a model that is neither the package's own nor the Hub's.
"""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pneumonia import bundle as bundles
from pneumonia import hub
from pneumonia.bundle import Bundle
from pneumonia.classifier import Classifier
from pneumonia.errors import InvalidOption, ScoringError
from pneumonia.score import score_part
from pneumonia.score_table import Row


class Worker:
    """What runs on the cluster. Between machines parts are JSON, because a file's name may be no text."""

    def __init__(self, model: str, revision: str, operating_point: str, root: str) -> None:
        bundle = hub.resolve(model)
        if bundle.revision != revision:
            raise ScoringError(
                f"Expected the model {revision}; this worker finds {bundle.revision}. Make them the same."
            )
        self.classifier = Classifier(bundle, threads=1)
        self.operating_point, self.root = operating_point, root

    def __call__(self, part: dict[str, Any]) -> dict[str, Any]:
        rows = score_part(self.classifier, json.loads(part["files"]), self.operating_point, self.root)
        return {"number": part["number"], "rows": json.dumps(rows)}


def scored(
    address: str, bundle: Bundle, work: list[tuple[int, list[str]]], operating_point: str
) -> Iterator[tuple[int, list[Row]]]:
    """Number and rows of every part in ``work``, in the order in which they are done.

    ``address``: HOST:PORT of a cluster, ``auto`` for the one of this machine, ``local`` for a new one that ends with
    the run. Raises ``InvalidOption`` without Ray, ``ScoringError`` if the cluster fails.
    """
    with _connected(address) as ray:
        model = "" if bundle.folder == bundles.RELEASE else bundle.folder.resolve().as_posix()
        if bundle.repo:
            model = f"{bundle.repo}@{bundle.revision}"
        parts = [{"number": number, "files": json.dumps(files)} for number, files in work]
        workers = max(1, min(len(parts), int(ray.cluster_resources().get("CPU", 1))))
        done = ray.data.from_items(parts, override_num_blocks=len(parts)).map(
            Worker,
            fn_constructor_args=(model, bundle.revision, operating_point, str(Path.cwd())),
            compute=ray.data.ActorPoolStrategy(min_size=1, initial_size=workers, max_size=workers),
            num_cpus=1,
        )
        for row in done.iter_rows():
            yield row["number"], json.loads(row["rows"])


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Ray Data with a cluster behind it, as quiet as it can be made."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # these are read at the import: nothing is sent home,
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what Ray tells itself is not shown,
    os.environ.setdefault("RAY_NUM_REDIS_GET_RETRIES", "1")  # a cluster that is not there is told after 40 s, not 800
    try:
        import ray.data
    except ImportError:
        raise InvalidOption("Expected Ray for --ray; it is not there. pip install -r requirements-ray.txt") from None
    options: dict[str, Any] = {"include_dashboard": False} if address == "local" else {}
    options["runtime_env"] = {"py_modules": [str(Path(__file__).parent)]}
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **options)
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # it would log tracebacks
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield ray
    except (ray.exceptions.RayError, ConnectionError, ValueError) as error:  # ValueError: an address that is none
        reason = str(error).strip().splitlines()[-1]  # above it stands the worker's traceback
        raise ScoringError(f"The Ray cluster at {address} failed: {reason}") from error
    finally:
        ray.shutdown()
