"""Where uploads lie, and the pictures made of them, and that nothing stays there.

Gradio deletes what it knows of (``page.DELETE_CACHE``). It knows nothing of uploads that were broken off, of copies
made inside, of folders that are named by the hash of what was in them, and of what a process that was killed has left.
So every process has a folder of its own, readable by nobody else, and whoever serves tidies all of them.
"""

import atexit
import logging
import os
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from gradio.utils import get_upload_folder

PREFIX = "pneumonia-uploads-"
#: Seconds after which a file is gone, and seconds between two looks. Gradio comes first, because it forgets the name of
#: a file only when it deletes the file itself.
KEPT, EVERY = 3000, 60
log = logging.getLogger(__name__)


def claim() -> Path:
    """Make this process' own folder, in GRADIO_TEMP_DIR or the system's, and keep it clean until the process ends."""
    base = Path(os.environ.get("GRADIO_TEMP_DIR") or tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    threading.Thread(target=_keep_clean, args=(base,), daemon=True).start()
    return folder


def _keep_clean(base: Path) -> None:
    while True:
        try:
            sweep(base)
        except OSError:  # whatever it is may be over in a minute, and this must not end before the process does
            log.exception("old uploads in %s cannot be deleted", base)
        time.sleep(EVERY)


def sweep(base: Path) -> None:
    """Delete what is old in every folder that ``claim`` has made in ``base`` for this user."""
    own = Path(get_upload_folder())
    own.mkdir(0o700, parents=True, exist_ok=True)  # the system may tidy its own temporary folder, too
    for folder in base.glob(f"{PREFIX}*"):
        with suppress(OSError):  # it went with its process
            if not folder.is_symlink() and folder.stat().st_uid == own.stat().st_uid:
                for path in sorted(folder.rglob("*"), reverse=True):  # files before the folders they lie in
                    _delete_if_old(path)


def _delete_if_old(path: Path) -> None:
    with suppress(OSError):  # somebody else was faster, or the folder is not empty
        age = time.time() - path.lstat().st_ctime
        if path.is_dir() and not path.is_symlink():
            if age > EVERY:  # long enough for what the folder was made for to be in it
                path.rmdir()
        elif age > KEPT:
            path.unlink()
