"""Send the page compressed: Gradio compresses only files whose name has an ending, and the page itself has none."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send


class CompressedPage(GZipMiddleware):
    """Middleware. The page holds the whole layout in every language: hundreds of kilobytes that shrink to a tenth."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What has an ending is left to Gradio; streams of events are never held back."""
        if scope["type"] == "http" and "." in scope["path"]:
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
