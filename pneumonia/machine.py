"""The machine that something is measured on, or trained: its processor's name, and how it keeps its memory."""

import ctypes
import os
import platform
from pathlib import Path

#: glibc's ``mallopt`` options, by their numbers in ``malloc.h``, and what training sets them to: no memory is mapped
#: apart, the heap grows by 256 MB at a time, and only 2 GB free at its end would be given back.
MALLOC_OPTIONS = {"M_MMAP_MAX": (-4, 0), "M_TOP_PAD": (-2, 1 << 28), "M_TRIM_THRESHOLD": (-1, (1 << 31) - 1)}


def processor() -> str:
    """One line, e.g. ``2 CPU cores (AMD EPYC ...)``; only Linux tells the processor's name."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} CPU cores" + (f" ({names[0]})" if names else "")


def keep_freed_memory() -> bool:
    """Let the process keep the memory that it frees, where it runs on glibc; returns whether it does.

    TensorFlow frees and asks for the same hundreds of megabytes in every step. glibc hands them back to the kernel,
    which gives them again, emptied, page by page: on a virtual machine half of the time of a training on CPUs.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    libc = ctypes.CDLL(None)
    return all(libc.mallopt(*option) == 1 for option in MALLOC_OPTIONS.values())
