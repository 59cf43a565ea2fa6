"""What stands before the first tag of a file of markup: blanks, comments, declarations, and messages of a server."""

from __future__ import annotations

import re

COMMENT = rb"<!--(?:[^-]|-(?!->))*+-->"
MESSAGE = (
    rb"(?:<b>|PHP[ ])?(?:Warning|Notice|Deprecated|Strict[ ]Standards|Fatal[ ]error|Parse[ ]error)(?:</b>)?:[ ]"
    rb"[^\r\n]{1,1000}?\bon[ ]line[ ](?:<b>)?[0-9]{1,7}\b(?:</b>)?"
)
"""What PHP writes before a page or a feed when something in it fails."""
TABLE = rb"<font\b[^>]{0,200}>\s*<table\s+class=['\"]xdebug-error(?:[^<]|<(?!/font>))*+</font>"
"""The same as a table, as PHP's debugger writes it."""
BEFORE = (
    rb"(?:\s|\xef\xbb\xbf|<\?[^>]*+>|<br\s*/?>\s*+(?=<b>|<br|<font|<\?xml)|"
    + b"|".join((COMMENT, MESSAGE + rb"(?:\s*<br\s*/?>)?", TABLE))
    + rb")*+"
)
"""A part of a pattern of bytes. What it has taken it does not give back, so a row of comments costs what it holds."""
TYPE = rb"(?:<!DOCTYPE\s[^>\[]*+(?:\[.{0,4000}?\]\s*)?>)?+"
"""A document's type, with what it declares."""
MESSAGES = re.compile(
    rb"(?:\s|<br\s*/?>)*+(?:" + MESSAGE + rb"(?:\s*<br\s*/?>)?|" + TABLE + rb")", re.IGNORECASE | re.DOTALL
)


def without_messages(data: bytes) -> bytes:
    """Return a page without what its server's program wrote before it."""
    while found := MESSAGES.match(data):
        data = data[found.end() :]
    return data
