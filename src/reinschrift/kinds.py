"""The kinds that a paragraph can be of: one closed list for pages, stages and the contract."""

from __future__ import annotations

KINDS = (
    "paragraph", "title", "heading", "list_item", "quote", "caption", "question", "answer", "verse", "table", "code",
    "term", "definition", "comment",
)  # fmt: skip
"""The contract allows exactly these. In a kernel a kind is the number of its name here."""

PARAGRAPH, TITLE, HEADING, LIST_ITEM, QUOTE, CAPTION, QUESTION, ANSWER, VERSE, TABLE, CODE, *_MORE = range(len(KINDS))
TERM, DEFINITION, COMMENT = _MORE
NO_KIND = -1
"""What has none: a block of which the markup says nothing, a row that is debris."""
