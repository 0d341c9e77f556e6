"""What training makes of the machine it finds."""

import os
import platform

import pytest

from pneumonia import hardware
from tests.processes import python

AMD = "vendor_id\t: AuthenticAMD\nflags\t\t: fpu avx2 avx512f avx512_bf16\n"
INTEL = "vendor_id\t: GenuineIntel\nflags\t\t: fpu avx2 avx512f avx512_bf16 avx512_fp16\n"


@pytest.mark.parametrize(
    ("cpuinfo", "faster"),
    [
        (AMD, True),
        (AMD.replace("avx512_bf16", ""), False),
        (INTEL, False),  # a virtual machine that hides AMX
        (INTEL.replace("avx512_fp16", "avx512_fp16 amx_bf16 amx_tile"), True),
        ("", False),
    ],
)
def test_bfloat16_is_chosen_where_the_cpu_multiplies_it_faster(cpuinfo: str, faster: bool) -> None:
    assert hardware.cpu_is_faster_in_bfloat16(cpuinfo) is faster


@pytest.mark.parametrize("wanted", ["float32", "mixed_bfloat16"])
def test_a_precision_that_was_asked_for_is_used(wanted: str) -> None:
    assert hardware.precision(wanted) == wanted


#: How many pages the kernel has to give for asking ten times for the 12,800 of 50 MB; the first times are not counted.
PAGES = """
import resource
from pneumonia import hardware

def fifty_megabytes(times):
    for _ in range(times):
        len(b"x" * (50 << 20))
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

assert not {keep} or hardware.keep_freed_memory()
print(-fifty_megabytes(2) + fifty_megabytes(10))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc's allocator is what is set")
def test_memory_that_training_frees_is_kept_for_the_next_step() -> None:
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    given, kept = (int(python(PAGES.format(keep=keep), environment).stdout) for keep in (False, True))
    assert given > 100_000
    assert kept < 1_000


def test_another_c_library_keeps_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert not hardware.keep_freed_memory()
