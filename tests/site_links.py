"""A hook of mkdocs: links of the pages to files beside docs/ become their names, for the site holds docs/ alone."""

from __future__ import annotations

import posixpath
import re
from typing import Any

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)#\s]+)(#[^)]*)?\)")


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Return a page without links out of its site."""
    folder = posixpath.dirname(page.file.src_uri)
    return _LINK.sub(lambda link: _kept_or_named(folder, link), markdown)


def _kept_or_named(folder: str, link: re.Match[str]) -> str:
    text, target, _ = link.groups()
    if "://" in target or target.startswith("mailto:"):
        return link[0]
    place = posixpath.normpath(posixpath.join("docs", folder, target))
    if place.startswith("docs/") and not place.endswith((".ipynb",)):
        return link[0]
    return text if text.strip("`") == place else f"{text} (`{place}`)"
