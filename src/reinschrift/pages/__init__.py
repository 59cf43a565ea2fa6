"""Pages of HTML: their bytes to text with its blocks, and to all that the page says of itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reinschrift.pages.read import MOST_TAGS, PageRead, decode_page, read_fragment, read_page

__all__ = ["MOST_TAGS", "PageRead", "decode_page", "read_fragment", "read_page"]


def __getattr__(name: str) -> Any:
    # Loaded with the first page: a run without pages needs none of it, a seventh of the imports of one with no work.
    if name in __all__:
        return getattr(import_module(f"{__name__}.read"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
