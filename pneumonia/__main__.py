"""``python -m pneumonia``: see :mod:`pneumonia.cli`."""

import sys

from pneumonia.cli import main

sys.exit(main())
