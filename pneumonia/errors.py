"""Every exception this project raises on purpose; each message says what was received, what was expected, what to do.

    PneumoniaError
    ├── InputError            something a visitor or caller handed over
    │   ├── UnreadableImage   no image, a broken one, or a kind we do not read
    │   ├── ImageTooLarge     more bytes or pixels than the limits allow
    │   ├── RefusedURL        a web address that is not fetched: no public server, or not http or https
    │   ├── DownloadFailed    a web address that gave no image: unreachable, slow, or an HTTP error
    │   └── InvalidOption     an option (operating point, colour map, ...) that does not exist
    ├── DataError             the training data: missing, miscounted, corrupt
    ├── TrainingError         a run that cannot go on (NaN loss, full disk, no memory)
    ├── ScoringError          a bulk run that cannot go on (full disk, other films than before, no cluster)
    ├── BundleError           a trained model's folder
    │   ├── BundleNotFound    not there, or files missing
    │   ├── BundleCorrupt     a file is truncated or altered
    │   └── BundleTooNew      written by a newer version of this package
    └── HubError              the Hugging Face Hub refuses, fails or cannot be reached

Only these reach a person's screen. Anything else is a defect: it is logged with its traceback and answered politely.
"""

from typing import Any


class PneumoniaError(Exception):
    """Root of all deliberate errors; ``str(error)`` is fit to be shown to a person."""


class InputError(PneumoniaError):
    """The caller's input cannot be used.

    ``code`` and ``values`` say which sentence of :data:`pneumonia.refusals.REFUSALS` it is, if it is one: a page has
    that in other languages, too.
    """

    def __init__(self, words: str, code: str = "", values: dict[str, Any] | None = None) -> None:
        super().__init__(words, code, values)
        self.words, self.code, self.values = words, code, values or {}

    def __str__(self) -> str:
        return self.words


class UnreadableImage(InputError):
    """The bytes are no image that this project reads."""


class ImageTooLarge(InputError):
    """The file or the picture inside exceeds the limits in :mod:`pneumonia.image`."""


class RefusedURL(InputError):
    """The web address is none that a stranger may make us ask; see :mod:`pneumonia.fetch`."""


class DownloadFailed(InputError):
    """The web address may be asked, but gave no image."""


class InvalidOption(InputError):
    """An option was given a value it does not have."""


class DataError(PneumoniaError):
    """The training data is missing, incomplete or corrupt."""


class TrainingError(PneumoniaError):
    """Training cannot go on; the last good checkpoint is kept."""


class ScoringError(PneumoniaError):
    """A bulk run cannot go on; what is scored is kept."""


class BundleError(PneumoniaError):
    """A model bundle cannot be used."""


class BundleNotFound(BundleError):
    """The bundle's folder or one of its files does not exist."""


class BundleCorrupt(BundleError):
    """A file of the bundle is truncated, altered or malformed."""


class BundleTooNew(BundleError):
    """The bundle's schema is newer than this code."""


class HubError(PneumoniaError):
    """The Hugging Face Hub refused, failed or could not be reached."""
