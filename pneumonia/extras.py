"""Packages that training, measuring and publishing need, and serving does not install."""

from collections.abc import Iterator
from contextlib import contextmanager

from pneumonia.errors import PneumoniaError


@contextmanager
def beyond_serving(what: str, requirements: str = "requirements.txt") -> Iterator[None]:
    """Around what imports: where a package is missing, say which one ``what`` needs and what installs it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise PneumoniaError(
            f"{what} needs the package {error.name}, which serving does not. Install {requirements}, or use "
            ".venv/bin/python, which `make train` and `make test` set up."
        ) from None
