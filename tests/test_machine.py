"""What a process does with the memory that it frees."""

import os
import platform

import pytest

from pneumonia import machine
from tests.processes import python

#: How many pages the kernel has to give for asking ten times for the 12,800 of 50 MB; the first times are not counted.
PAGES = """
import resource
from pneumonia import machine

def fifty_megabytes(times):
    for _ in range(times):
        len(b"x" * (50 << 20))
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

assert not {keep} or machine.keep_freed_memory()
print(-fifty_megabytes(2) + fifty_megabytes(10))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's allocator is what is set")
def test_memory_that_training_frees_is_kept_for_the_next_step() -> None:
    given, kept = (int(python(PAGES.format(keep=keep), dict(os.environ)).stdout) for keep in (False, True))
    assert kept < given / 10


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's allocator is what is set")
def test_glibc_knows_all_that_is_set() -> None:
    done = python(
        "from pneumonia import machine; print(machine.keep_freed_memory(), machine.share_one_heap())", dict(os.environ)
    )
    assert done.stdout.split() == ["True", "True"]


def test_another_c_library_keeps_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert not machine.keep_freed_memory()
    assert not machine.share_one_heap()
