"""Which machine something was measured on, or trained."""

import os
from pathlib import Path


def processor() -> str:
    """One line, e.g. ``2 CPU cores (AMD EPYC ...)``; only Linux tells the processor's name."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} CPU cores" + (f" ({names[0]})" if names else "")
