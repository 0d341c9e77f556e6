"""Where a bundle comes from: the package's own release, a folder, or a model repository on the Hugging Face Hub."""

import re
from pathlib import Path

from pneumonia import bundle
from pneumonia.bundle import Bundle
from pneumonia.errors import BundleNotFound


def resolve(model: str | None = None) -> Bundle:
    """The bundle that ``PNEUMONIA_MODEL`` names: None for the release, a folder, or ``USER/REPO[@REVISION]``.

    From the Hub only what serving reads is downloaded, once, and pinned to a commit. Raises
    :class:`~pneumonia.errors.BundleError` with what to do.
    """
    if not model:
        return bundle.load(bundle.RELEASE)
    if Path(model).is_dir():
        return bundle.load(model)
    if not re.fullmatch(r"[\w.-]+/[\w.-]+(@[\w./-]+)?", model):
        raise BundleNotFound(
            f"Expected a bundle's folder or a Hub repository USER/REPO[@REVISION]; received {model!r}, which is none."
        )
    return _pull(*model.split("@", 1))


def _pull(repo: str, revision: str | None = None) -> Bundle:
    # Imported here: the client takes half a second, and the embedded bundle does not need it.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    wanted = [bundle.BUNDLE, *bundle.SERVING, f"{bundle.EXAMPLES}/*"]
    try:
        folder = Path(snapshot_download(repo, revision=revision, allow_patterns=wanted))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise BundleNotFound(
            f"The model {repo}{f' at {revision}' if revision else ''} could not be downloaded "
            f"({type(error).__name__}). Check the name, the network and, for a private one, HF_TOKEN."
        ) from error
    return bundle.load(folder, revision=folder.name)  # snapshots live in folders named by their commit
