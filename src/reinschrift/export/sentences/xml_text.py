"""Text as XML may hold it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 has no way to write."""


def xml_text(text: str) -> str:
    """Return a text without what no XML file can hold; nothing is escaped yet."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def escaped(text: str) -> str:
    """Return a text as it stands between two tags, or in an attribute."""
    return escape(xml_text(text))


def attributes(values: Mapping[str, str]) -> str:
    """Return attributes as they stand in a tag, a blank before each."""
    return "".join(f' {name}="{escaped(value)}"' for name, value in values.items())
