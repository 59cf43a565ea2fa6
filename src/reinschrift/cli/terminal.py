"""Rich's console and texts, with control characters shown and not obeyed."""

from __future__ import annotations

from typing import Any

import rich.console
import rich.text

from reinschrift.cli.visible import visible


class Text(rich.text.Text):
    """A styled text that shows its control characters."""

    def __init__(self, text: str = "", style: str = "") -> None:
        super().__init__(visible(text), style)


class Console(rich.console.Console):
    """A console that shows control characters in every text, those in tables too; its own colours go through."""

    def render_str(self, text: str, **options: Any) -> rich.text.Text:
        """Return a text as rich prints it."""
        return super().render_str(visible(text), **options)
