"""The machine that something is measured on, or trained: its processor's name, and how it keeps its memory."""

import ctypes
import os
import platform
from pathlib import Path

#: The options of glibc's ``mallopt``, by their numbers in ``malloc.h``.
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX, M_ARENA_MAX = -1, -2, -4, -8


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
    # No memory is mapped apart, the heap grows by 256 MB at a time, and only 2 GB free at its end would be given back.
    return _mallopt({M_MMAP_MAX: 0, M_TOP_PAD: 1 << 28, M_TRIM_THRESHOLD: (1 << 31) - 1})


def share_one_heap() -> bool:
    """Let all threads share one heap, where it is glibc's: with heaps for each, what is freed in one serves no other.

    Returns whether they do. After 2,000, 8,000 and 10,000 requests the app held 275, 285 and 286 MB with many heaps,
    252, 257 and 257 with one.
    """
    return _mallopt({M_ARENA_MAX: 1})


def _mallopt(options: dict[int, int]) -> bool:
    """Set options of the process's allocator, where it is glibc's; returns whether all were taken."""
    if platform.libc_ver()[0] != "glibc":
        return False
    libc = ctypes.CDLL(None)
    return all(libc.mallopt(*option) == 1 for option in options.items())
