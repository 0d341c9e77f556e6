"""The real X-rays that are measured with."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PNEUMONIA_SHARED", ROOT.parent / "shared")) / "data"


def full_size() -> bytes:
    """One film as a hospital stores it, 1776 x 1416."""
    return next(iter(sorted(SHARED.glob("originals/*/*")))).read_bytes()


def test_images() -> list[bytes]:
    """The 624 official test images, 224 x 224."""
    return [file.read_bytes() for file in sorted(SHARED.glob("chest_xray/test/*/*"))]


def by_size() -> dict[str, bytes]:
    """One film of each kind that people have."""
    return {"full-size film": full_size(), "224 x 224 film": test_images()[0]}
