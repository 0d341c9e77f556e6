"""What training makes of the machine it finds."""

import pytest

from pneumonia.errors import InvalidOption
from pneumonia.training import hardware

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


def test_several_gpus_share_batches_evenly_or_say_that_they_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hardware.shared(32) == 32
    monkeypatch.setattr(hardware, "gpu_count", lambda: 3)
    assert [hardware.shared(size) for size in (30, 31, 32)] == [30, 33, 33]
    with pytest.raises(InvalidOption, match=r"that 3 GPUs can share evenly; received --batch-size 32. 33 is the next"):
        hardware.use_all_gpus(32)


def test_what_trained_is_told_with_its_precision() -> None:
    assert hardware.describe("mixed_bfloat16").startswith("tensorflow, ")
    assert hardware.describe("mixed_bfloat16").endswith(", mixed_bfloat16")
    assert hardware.describe("auto").endswith(f", {hardware.precision('auto')}")
