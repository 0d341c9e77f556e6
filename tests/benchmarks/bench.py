"""``make bench``: one table of how fast everything is, measured in one run on one machine.

The usual way that ours is compared with is what demos on the Hub do per request: Pillow, Keras ``predict()`` for the
answer, then an eager ``GradientTape`` for the map. Both ways see the same bytes of a full-size X-ray and networks of
the same architecture; they take turns, so that whatever else the machine does falls on both alike. Only ratios carry
over to other machines. ``make bench PART=latency`` measures one part.
"""

import importlib
import os
import platform
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # as train.py does

#: The modules beside this one, in the order of the table's rows.
PARTS = ("latency", "floor", "bulk", "start", "load", "memory", "browser", "training")


def main(parts: list[str]) -> None:
    """Print one Markdown table."""
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | median | p95 | against the usual way |\n|---|---|---|---|")
    for part in parts or PARTS:
        importlib.import_module(f"tests.benchmarks.{part}").measure()


if __name__ == "__main__":
    main(sys.argv[1:])
