"""A page's bytes to its text with its blocks, and to all that it says of itself."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np

from reinschrift.errors import SettingsError
from reinschrift.languages import all_words
from reinschrift.pages.article_body import with_article_body
from reinschrift.pages.blocks import Block, Extracted, block_texts, parse
from reinschrift.pages.blocks.page import B_FLAGS, FLAG, N_BLOCKS, OUT, Page
from reinschrift.pages.blocks.render import render
from reinschrift.pages.by_type import extract_by_type
from reinschrift.pages.choose import choose
from reinschrift.pages.markup import Markup
from reinschrift.pages.metadata import Rights, read_tags
from reinschrift.pages.overlays import with_overlays_behind
from reinschrift.pages.preformatted import with_preformatted
from reinschrift.pages.raised import with_raised
from reinschrift.pages.verse import with_verse
from reinschrift.pages.visible import FOOTER, Line, lines_of
from reinschrift.record import PROBLEM_CHARS, Problem
from reinschrift.settings.read import ReadSettings
from reinschrift.settings.stages import LinesSettings
from reinschrift.text.decoding import Decoded, decode

CHARSET = re.compile(rb"""(?i)<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]+)""")
HEAD_BYTES = 4096
MOST_TAGS = 600_000
"""A page with more is no page that anybody reads; its tables would take half a gigabyte."""
RIGHTS_TEXT = re.compile(f"(?i){'|'.join(sorted(all_words('rights', 'footers')))}")
RIGHTS_ANYWHERE = re.compile(f"(?i){'|'.join(sorted(all_words('rights', 'anywhere')))}")
RIGHTS_SCREEN = tuple(word.encode() for word in sorted(all_words("rights", "anywhere_screen")))
"""One of these stands in every text in which `RIGHTS_ANYWHERE` finds something."""
RIGHTS_CHARS, MOST_RIGHTS = 600, 8
"""Characters of the longest sentence on rights that is kept, and how many of them."""


class PageRead(NamedTuple):
    """What a reader makes of a page."""

    text: str
    fields: dict[str, str]
    markup: dict[str, Any]
    decoding: tuple[str | None, str | None, str, int]
    problem: Problem | None


def read_page(data: bytes, url: str | None, declared: str | None, settings: ReadSettings) -> PageRead:
    """Return a page as text, with what it says of itself.

    `declared` is the charset that its HTTP header names; the page may name one, too. A page without any text has the
    problem `no_text`, one with more than `MOST_TAGS` tags `too_large`.
    """
    decoded = decode_page(data, declared)
    decoding = (decoded.declared, decoded.detected, decoded.used, decoded.undecodable)
    if decoded.text.count("<") > MOST_TAGS:
        detail = f"The page has more than {MOST_TAGS} tags. The beginning is kept."
        return PageRead(decoded.text[:PROBLEM_CHARS], {}, {}, decoding, Problem("too_large", detail))
    shown = with_raised(Markup(decoded.text.encode("utf-8", "replace")))
    shown = with_verse(with_overlays_behind(with_preformatted(shown)))
    extracted, page, found = extract_by_type(shown.data)
    texts = block_texts(page)
    lines = lines_of(page, texts, extracted.scores)
    stated, rights = read_tags(page)
    chosen = choose(stated, lines, url)
    rights += _rights_in_text(page, lines)
    extracted = with_article_body(extracted, page, LinesSettings().min_markup_content)
    if settings.extractor == "trafilatura":
        extracted = _by_trafilatura(decoded.text)
    markup: dict[str, Any] = {
        "keywords": chosen.keywords,
        "metadata_evidence": [each._asdict() for each in chosen.evidence] or None,
        "html_meta": [each._asdict() for each in rights] or None,
        "blocks": _as_rows(extracted.blocks),
        "page_type": found and found.name,
        "page_type_score": found and found.score,
        "extraction_confidence": found.confidence if found and settings.extractor == "blocks" else None,
    }
    fields = dict(chosen.fields)
    markup |= {name: fields.pop(name, None) for name in ("modified", "section", "declared_language", "canonical_url")}
    if address := url or markup["canonical_url"]:
        fields["url"] = address
    problem = None if extracted.text else Problem("no_text", "The page shows no text.")
    return PageRead(extracted.text, fields, markup, decoding, problem)


def read_fragment(data: bytes) -> tuple[str, list[dict[str, Any]]]:
    """Return a piece of HTML that is all content, such as a book's chapter, as text with its blocks."""
    page = parse(with_verse(with_raised(Markup(data))).data)
    scores = np.ones(page.state[N_BLOCKS], np.float32)
    text, blocks = render(page, scores)
    return text, _as_rows(blocks)


def _as_rows(blocks: list[Block]) -> list[dict[str, Any]]:
    return [block._asdict() for block in blocks]


def decode_page(data: bytes, declared: str | None) -> Decoded:
    """Return a page's bytes as text: UTF-8 if they are, else in the charset that header or page declare.

    Only where none is declared, or the bytes fit another one far better, is one detected.
    """
    named = CHARSET.search(data[:HEAD_BYTES])
    return decode(data, declared or (named[1].decode("ascii") if named else None))


def _rights_in_text(page: Page, lines: list[Line]) -> list[Rights]:
    """Return the sentences of the footer, and elsewhere, that speak of licences and reservations."""
    n = page.state[N_BLOCKS]
    in_footer = (page.blocks[:n, B_FLAGS] & FLAG["footer"] != 0) | (page.hints[:n, 0] & FOOTER != 0)
    shown = page.out[: page.state[OUT]].tobytes().lower()
    asked = range(n) if any(word in shown for word in RIGHTS_SCREEN) else np.flatnonzero(in_footer).tolist()
    found = []
    for number in asked:
        text = lines[number].text
        if len(text) <= RIGHTS_CHARS and (RIGHTS_TEXT if in_footer[number] else RIGHTS_ANYWHERE).search(text):
            found.append(Rights("footer" if in_footer[number] else "text", "text", text))
    return found[:MOST_RIGHTS]


def _by_trafilatura(text: str) -> Extracted:
    """Return what trafilatura takes for the content, a block each line; what it leaves out is not on record."""
    try:
        from trafilatura import extract as extract_by_trafilatura  # noqa: PLC0415  # an extra, and slow to load
    except ImportError as error:
        raise SettingsError(
            "The setting read.extractor asks for trafilatura, which is not installed.",
            hint='Install the extra: pip install "reinschrift[trafilatura]", or set extractor = "blocks".',
        ) from error
    lines = [line for line in (extract_by_trafilatura(text) or "").split("\n") if line.strip()]
    blocks = [Block(2 * number + 1, None, 1.0) for number in range(len(lines))]
    return Extracted("\n\n".join(lines), blocks, [])
