"""Rich's console and texts, with control characters shown and not obeyed; a pager for what is long."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import click
import rich.console
import rich.text

from reinschrift.text.visible import visible


class Text(rich.text.Text):
    """A styled text that shows its control characters."""

    def __init__(self, text: str = "", style: str = "") -> None:
        super().__init__(visible(text), style)


class Console(rich.console.Console):
    """A console that shows control characters in every text, those in tables too; its own colours go through.

    Brackets and colons are text: where a style is wanted, it is given as one, and never written into a text.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> rich.text.Text:
        """Return a text as rich prints it."""
        return super().render_str(visible(text), **options)


def show_paged(printer: Callable[[Any, Console], None], described: Any) -> None:
    """Show what `printer` prints of something: on a terminal through the pager, elsewhere as it comes."""
    console = Console()
    if not console.is_terminal:
        printer(described, console)
        return
    with console.capture() as shown:
        printer(described, console)
    echo_paged([shown.get()])


def echo_paged(pages: Iterable[str]) -> None:
    """Print texts, on a terminal through the pager that PAGER names, else `less`: what fits the screen ends at once."""
    os.environ.setdefault("LESS", "-FRX")
    click.echo_via_pager(pages)
