"""The text that a page holds only where it is not shown: in its JSON-LD, its scripts' data, or parts that it hides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from reinschrift.kinds import COMMENT, KINDS
from reinschrift.pages.blocks import Block, Extracted, parse
from reinschrift.pages.blocks.page import M_CLOSE, M_END, M_START, M_TAG, N_BLOCKS, N_MARKS, Page
from reinschrift.pages.blocks.render import render
from reinschrift.pages.blocks.tags import T
from reinschrift.pages.script_data import is_prose, length_of, text_of_data
from reinschrift.pages.tag_attributes import attributes_of
from reinschrift.text.references import unescape

SHOWN_CHARS, SHOWN_SHARE = 200, 0.5
"""Where the page itself shows so many characters of content, or that share of the body's, what it shows is its text."""
BODY_CHARS = 80
"""Characters of the shortest body that is a text."""
EMPTY_CHARS = 80
"""A page that shows fewer characters of content is asked for what its scripts and hidden parts hold."""
BEGINNING = 40
"""Characters of the body that the page must not show anywhere."""
BROKEN_OFF = re.compile(r"(?:…|\.\.\.)\W{0,3}$")
DEPTH = 8
"""Values within values that are looked into."""
BODIES = ("articleBody", "reviewBody", "text")
"""Where the vocabulary of schema.org has the text of an article, a review, a post or a comment."""
RECIPE = ("description", "recipeIngredient", "recipeInstructions")
STEPS = ("name", "itemListElement", "text", "acceptedAnswer", "suggestedAnswer")
"""The parts of a recipe that are read, and those of a step, a section of steps, a question and its answers."""
ANSWERS = frozenset({"acceptedAnswer", "suggestedAnswer"})
THINGS = frozenset({
    "Product", "JobPosting", "Event", "Book", "Movie", "Course", "Place", "TouristAttraction", "Service",
    "SoftwareApplication", "Dataset", "PodcastEpisode", "VideoObject", "CreativeWork",
})  # fmt: skip
"""What a page may be about whose description is its text; a site's or a firm's is on each of its pages."""
HOLDERS = ("noscript", "template", "textarea")
"""Elements whose inside is not shown, or only under conditions; it is the page's text where nothing else is."""
CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
SRCDOC = re.compile(r"""<iframe\b[^<>]{0,1000}?\bsrcdoc\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_read_value = json.JSONDecoder(strict=False).decode
_WRAPPING = re.compile(r"(?m)^\s*(?://|/\*)?\s*(?:<!\[CDATA\[|\]\]>|<!--|-->)\s*(?:\*/)?\s*$|^\s*<!--|-->\s*\Z")
"""What hid a script from browsers that knew none."""
_PARAGRAPHS = re.compile(r"\s*\n\s*")
_TAG = re.compile(r"<[^>]{0,300}>")
_MARKUP = re.compile(r"(?i)<(?:p|br|div|h[1-6]|ul|ol|li|strong|em|a)\b")


def with_article_body(extracted: Extracted, page: Page, least: float) -> Extracted:
    """Return the text that the page holds elsewhere where it shows next to nothing of it, else `extracted`.

    `least`: the probability from which on a block counts as content.
    """
    shown = _shown_chars(extracted, least)
    body = _longest_body(page)
    is_beside = shown >= SHOWN_CHARS or shown >= SHOWN_SHARE * length_of(body)
    if (length_of(body) < BODY_CHARS or is_beside) and shown < EMPTY_CHARS:
        body = max((body, *_hidden_bodies(page)), key=len)
        is_beside = False
    if length_of(body) < BODY_CHARS or is_beside or _is_shown(body, " ".join(extracted.text.split())):
        return extracted
    if not _MARKUP.search(body) and _MARKUP.search(unescape(body)):
        body = unescape(body)  # its markup was written twice
    if _MARKUP.search(body):
        inside = parse(body.encode("utf-8", "replace"))
        return Extracted(*render(inside, np.ones(inside.state[N_BLOCKS], np.float32)), extracted.scores)
    paragraphs = [text for text in _PARAGRAPHS.split(unescape(body).strip()) if text]
    blocks = [Block(2 * number + 1, "paragraph", 1.0) for number in range(len(paragraphs))]
    return Extracted("\n\n".join(paragraphs), blocks, extracted.scores)


def _hidden_bodies(page: Page) -> Iterator[str]:
    """Yield the texts that a page holds without showing them, each as it is written."""
    data = page.data.tobytes().decode("utf-8", "replace")
    marks: Any = page.marks[: page.state[N_MARKS]]
    for mark in marks[marks[:, M_TAG] == T["meta"]].tolist():
        tag = page.data[mark[M_START] : mark[M_END]].tobytes()
        named = CONTENT.search(tag) if attributes_of(tag).get("itemprop") in BODIES else None
        if named and is_prose(body := unescape((named[1] or named[2]).decode("utf-8", "replace"))):
            yield body
    for name in HOLDERS:
        yield from (each for each in _insides(data, name) if is_prose(each))
    for value in _linked_data(page, ("description",)):
        yield from (each for each in _descriptions(value, 0) if is_prose(each))
    for found in SRCDOC.finditer(data):
        if is_prose(inside := unescape(found[1] or found[2])):
            yield inside
    yield text_of_data(
        [
            page.data[mark[M_END] : mark[M_CLOSE]].tobytes().decode("utf-8", "replace")
            for mark in marks[marks[:, M_TAG] == T["script"]].tolist()
            if mark[M_CLOSE] > 0
        ]
    )


def _insides(data: str, name: str) -> Iterator[str]:
    """Yield what stands in the elements of a name that are closed."""
    lower = data.lower() if data.isascii() else re.sub(f"(?i)<(/?){name}", rf"<\1{name}", data)
    at = lower.find(f"<{name}")
    while at >= 0:
        start, end = lower.find(">", at), lower.find(f"</{name}", at)
        if start < 0 or end < start:
            return
        yield data[start + 1 : end]
        at = lower.find(f"<{name}", end)


def _is_shown(body: str, text: str) -> bool:
    """Say whether a text holds a body's beginning, and does not break off, as a teaser does, before the body's end."""
    words = " ".join(unescape(_TAG.sub(" ", body)).split())
    return words[:BEGINNING] in text and (words[-BEGINNING:] in text or BROKEN_OFF.search(text) is None)


def _shown_chars(extracted: Extracted, least: float) -> int:
    lines = extracted.text.split("\n")
    ends = [block.line - 1 for block in extracted.blocks[1:]] + [len(lines)]
    return sum(
        length_of(line)
        for block, end in zip(extracted.blocks, ends, strict=False)
        if block.content >= least and block.kind != KINDS[COMMENT]
        for line in lines[block.line - 1 : end]
    )


def _longest_body(page: Page) -> str:
    return max(
        ("", *(body for value in _linked_data(page, (*BODIES, "recipeInstructions")) for body in _bodies(value, 0))),
        key=len,
    )


def _linked_data(page: Page, names: tuple[str, ...]) -> Iterator[Any]:
    """Yield what the scripts of linked data hold in which one of some names stands."""
    data = page.data
    marks: Any = page.marks[: page.state[N_MARKS]]
    for mark in marks[marks[:, M_TAG] == T["script"]]:
        if mark[M_CLOSE] <= 0 or b"ld+json" not in data[mark[M_START] : mark[M_END]].tobytes():
            continue
        inside = data[mark[M_END] : mark[M_CLOSE]].tobytes()
        if not any(b'"%s"' % name.encode() in inside for name in names):
            continue
        try:
            yield _read_value(_WRAPPING.sub("", inside.decode("utf-8", "replace")).strip())
        except (ValueError, RecursionError):
            continue


def _descriptions(value: Any, depth: int) -> Iterator[str]:
    """Yield the descriptions of `THINGS` within a value."""
    if depth > DEPTH:
        return
    if isinstance(value, dict):
        types = value.get("@type")
        if THINGS & {each for each in (types if isinstance(types, list) else [types]) if isinstance(each, str)}:
            yield _written(value.get("description"))
    for each in value if isinstance(value, list) else value.values() if isinstance(value, dict) else []:
        if isinstance(each, dict | list):
            yield from _descriptions(each, depth + 1)


def _bodies(value: Any, depth: int) -> Iterator[str]:
    """Yield every text within a value that is a body of its own, and an empty one."""
    yield ""
    if depth > DEPTH:
        return
    inside = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    if isinstance(value, dict):
        yield from (_written(value[name]) for name in BODIES if name in value)
        if "recipeInstructions" in value:
            yield "\n".join(filter(None, (_written(value.get(name), DEPTH) for name in RECIPE)))
        if _is_questions(value.get("mainEntity")):
            yield _written(value["mainEntity"], DEPTH)
    for each in inside:
        if isinstance(each, dict | list):
            yield from _bodies(each, depth + 1)


def _is_questions(value: Any) -> bool:
    asked = value if isinstance(value, list) else [value]
    return any(isinstance(each, dict) and ANSWERS & each.keys() for each in asked)


def _written(value: Any, depth: int = 1) -> str:
    """Return a value's text as paragraphs: a string, strings in a list, or what steps and answers say in order."""
    if isinstance(value, str):
        return value
    if depth and isinstance(value, list):
        return "\n".join(filter(None, (_written(each, depth - 1) for each in value)))
    if depth and isinstance(value, dict):
        return "\n".join(filter(None, (_written(value.get(name), depth - 1) for name in STEPS)))
    return ""
