"""What the machine offers to training: GPUs, bfloat16, and how Keras is told to use them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras

from pneumonia.errors import InvalidOption
from pneumonia.machine import processor

#: Watts assumed while training, with cooling and the rest of the machine: of a server's core, of a data-centre GPU.
CPU_WATTS, GPU_WATTS = 10, 500


def gpu_count() -> int:
    """GPUs that train: all that JAX sees; one on TensorFlow and PyTorch, among whose GPUs Keras shares no batches."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow

        return min(1, len(tensorflow.config.list_physical_devices("GPU")))
    if backend == "jax":
        import jax

        return sum(device.platform == "gpu" for device in jax.devices())
    if backend == "torch":
        import torch

        return min(1, int(torch.cuda.device_count()))
    return 0


def has_gpu() -> bool:
    return gpu_count() > 0


def precision(wanted: str) -> str:
    """``auto`` becomes ``mixed_bfloat16`` on a GPU or on a CPU that multiplies bfloat16 faster, else ``float32``."""
    if wanted != "auto":
        return wanted
    info = Path("/proc/cpuinfo")
    fast = has_gpu() or (info.exists() and cpu_is_faster_in_bfloat16(info.read_text()))
    return "mixed_bfloat16" if fast else "float32"


@contextmanager
def layers_in(wanted: str) -> Iterator[None]:
    """Layers made inside compute in that :func:`precision`, wherever they are used later; others are as they were."""
    before = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy(precision(wanted))
    try:
        yield
    finally:
        keras.mixed_precision.set_dtype_policy(before)


def cpu_is_faster_in_bfloat16(cpuinfo: str) -> bool:
    """Whether bfloat16 is worth it on the CPU that the text of ``/proc/cpuinfo`` describes.

    It is with AVX-512 on AMD (the compact network trained at 186 instead of 119 images/s), and is taken to be with AMX,
    which is made for it (not measured). With Intel's AVX-512 alone, as virtual machines without AMX offer it, the
    network trained at 47 instead of 75 images/s (a Xeon of the fifth generation); without either it is emulated.
    """
    flags = set(cpuinfo.split())
    return "amx_bf16" in flags or {"avx512_bf16", "AuthenticAMD"} <= flags


def use_all_gpus(batch_size: int) -> None:
    """With several GPUs, share every batch among them through Keras' data-parallel distribution, which works on JAX.

    Raises :class:`InvalidOption` for a batch that they cannot share evenly.
    """
    if gpu_count() < 2:
        return
    if shared(batch_size) != batch_size:
        raise InvalidOption(
            f"Expected batches that {gpu_count()} GPUs can share evenly; received --batch-size {batch_size}. "
            f"{shared(batch_size)} is the next that they can."
        )
    keras.distribution.set_distribution(keras.distribution.DataParallel(auto_shard_dataset=False))


def shared(batch_size: int) -> int:
    """The next larger batch size that all GPUs can share evenly, or the size itself."""
    gpus = max(1, gpu_count())
    return -(-batch_size // gpus) * gpus


def energy(minutes: float) -> dict[str, Any]:
    """An estimate of what a training took, for the model card: kWh, and how it was reckoned."""
    count, name, watts = (gpu_count(), "GPU", GPU_WATTS) if has_gpu() else (os.cpu_count() or 1, "CPU core", CPU_WATTS)
    method = f"an estimate, {minutes:.0f} minutes of {count} {name}{'s' if count > 1 else ''} at {watts} W each"
    return {"kwh": round(count * watts * minutes / 60 / 1000, 4), "method": method}


def describe(wanted: str) -> str:
    """What trains, in which :func:`precision`: ``tensorflow, 2 CPU cores (AMD EPYC ...), float32``."""
    machine = f"{gpu_count()} GPU" if has_gpu() else processor()
    return f"{keras.backend.backend()}, {machine}, {precision(wanted)}"
