"""Let a Prefect server answer by its own name alone, so that no page reaches it under a name that leads here.

A page's owner can let their own name lead to this machine; its browser then takes the server for a part of the page.
What the browser sends as `Host` tells the two apart. Called in the server's own process, before Prefect is started.
"""

from __future__ import annotations

import importlib
from typing import Any

NAMES = ("127.0.0.1", "localhost")


def answer_by_own_name() -> None:
    """Have the web server of this process refuse, with status 400, what is addressed to another name."""
    config = importlib.import_module("uvicorn.config").Config
    by_name = importlib.import_module("starlette.middleware.trustedhost").TrustedHostMiddleware
    load = config.load

    def load_closed(self: Any) -> None:
        load(self)
        self.loaded_app = by_name(self.loaded_app, allowed_hosts=list(NAMES), www_redirect=False)

    config.load = load_closed
