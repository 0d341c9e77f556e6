"""``python -m space.twin FOLDER [GALLERY]``: stage the page with the embedded model."""

import sys
from pathlib import Path

from pneumonia import bundle
from space.twin.stage import stage

stage(Path(sys.argv[1]), bundle.load(bundle.RELEASE), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
