"""The Gradio app: ``python app.py``, then open http://127.0.0.1:7860.

PNEUMONIA_MODEL=FOLDER or USER/REPO[@REVISION]   another model than the built-in one
PNEUMONIA_GALLERY=FOLDER                         X-rays for the gallery, in NORMAL/ and PNEUMONIA/
GRADIO_SERVER_NAME, GRADIO_SERVER_PORT           where to listen (Gradio's own)
"""

import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from pneumonia import hub, machine
from pneumonia.bundle import BUNDLE, METRICS
from pneumonia.classifier import Classifier
from pneumonia.errors import BundleCorrupt, BundleError, HubError
from pneumonia.image import MAX_BYTES
from pneumonia.ui import metrics, metrics_tables
from pneumonia.ui.header import HEAD
from pneumonia.ui.page import StandIn, build
from pneumonia.ui.server import lean_session, mcp, queue, receiving, uploads
from pneumonia.ui.server.app_options import APP
from pneumonia.ui.texts import ENGLISH
from pneumonia.ui.theme import FAVICON, STYLES, theme

with suppress(ImportError):
    import spaces

    @spaces.GPU  # type: ignore[untyped-decorator]
    def _zero_gpu() -> None:
        """Never called: a ZeroGPU Space does not start without a function that asks for the GPU, and we need none."""


def open_model(wanted: str | None) -> Classifier:
    """The classifier of a model whose numbers the page can show; raises a BundleError or HubError."""
    classifier = Classifier(hub.resolve(wanted))
    for file, read in ((METRICS, _read_metrics), (BUNDLE, _read_info)):
        try:
            read(classifier)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BundleCorrupt(f"The {file} of {classifier.model.id} lacks {error}. Export it again.") from error
    return classifier


def _read_metrics(classifier: Classifier) -> None:
    """What the page shows of every model's ``metrics.json``."""
    found = classifier.bundle.metrics
    _ = [found["test"]["operating_points"][name]["rates"] for name in classifier.operating_points]
    _ = [found["test"][name] for name in ("n", "brier", "ece")], found["scores"]["test"]
    metrics_tables.tiles(classifier, ENGLISH)
    metrics_tables.split(found["split"], ENGLISH)
    metrics.history_words(classifier.bundle, ENGLISH)


def _read_info(classifier: Classifier) -> None:
    """What the page shows of every model's ``bundle.json``, and the classifier does not need."""
    _ = f"{classifier.bundle.info['architecture']['parameters']:,}"


def load(wanted: str | None) -> tuple[Classifier, StandIn | None]:
    """The classifier and, if the wanted model cannot be had and the built-in one stands in, why."""
    try:
        return open_model(wanted), None
    except (BundleError, HubError) as error:
        if not wanted:
            raise
        logging.error("PNEUMONIA_MODEL=%s: %s", wanted, error)
        shown = Path(wanted).name if Path(wanted).exists() else wanted  # visitors need no path of the server
        return open_model(None), StandIn(shown, str(error))


def main() -> None:
    machine.share_one_heap()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # as containers end what they hold: uploads are deleted first
    classifier, stand_in = load(os.environ.get("PNEUMONIA_MODEL"))
    uploads.claim()
    for replaced in (lean_session, queue, receiving, mcp):
        replaced.install()
    demo = build(classifier, stand_in)
    demo.queue(default_concurrency_limit=queue.AT_ONCE, max_size=queue.MOST_WAITING)
    demo.launch(
        theme=theme(),
        css_paths=STYLES,
        favicon_path=FAVICON,
        head=HEAD,
        footer_links=["api"],  # for ?view=api, to which the API tab links; the footer itself is hidden
        show_error=True,
        max_file_size=MAX_BYTES,
        state_session_capacity=lean_session.MOST_KEPT,
        enable_monitoring=False,
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=True,  # the endpoints as tools, at /gradio_api/mcp/
        app_kwargs=APP,
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    # Gradio asks itself whether it is up, the Hub is asked for every file, every call of a tool is two lines.
    for chatty in ("httpx", "httpx2", "mcp"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    main()
