"""Left-over tags in text: distinguished from arithmetic, generics, addresses and placeholders, and removed."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from reinschrift.stages.markup import samples
from reinschrift.stages.markup.search import matches
from reinschrift.stages.markup.vocabulary import vocabulary
from reinschrift.text.signs import CLOSING_QUOTES, OPENING_QUOTES

_ATTRIBUTE = r"""[A-Za-z_:@][\w:.-]*+(?:\s*+=\s*+(?:"[^"<]{0,5000}"|'[^'<]{0,5000}'|[^\s"'<>=`]++))?+"""
_TOKEN = re.compile(
    rf"""(?P<code>```.*?```|`[^`\n]{{1,200}}`)
    | (?P<junk><!--(?:(?!<!--).){{0,200000}}?-->|<!doctype\b[^<>]{{0,500}}>|<\?xml\b[^<>]{{0,500}}\?>
        |<!\[[^<>\[\]]{{0,100}}\]>|<!\[CDATA\[|\]\]>)
    | (?P<program><(?P<kind>script|style)\b(?P<how>[^<>]{{0,2000}})>
      (?P<body>(?:(?!<(?P=kind)\b).){{0,200000}}?)</(?P=kind)\s*>)
    | <(?P<close>\s{{0,2}}/\s{{0,2}}|)(?P<name>[A-Za-z][A-Za-z0-9]*+(?:[-:][A-Za-z][\w.-]*+)?+)
      (?P<attributes>(?:\s++{_ATTRIBUTE})*+)\s*+(?P<empty>/?)>
    | <\s(?P<spaced>br|hr)\s{{0,2}}/?>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_BEGINS = re.compile("[<`]")
"""What each alternative of `_TOKEN` begins with."""
_NAMES = re.compile(r"""([A-Za-z_:@][\w:.-]*+)(\s*+=\s*+(?:"[^"]*"|'[^']*'|[^\s"'<>=`]++))?+""")
_QUOTES = frozenset(OPENING_QUOTES + CLOSING_QUOTES)
_PROGRAM = re.compile(r"[{};=]|\w\(")
_MANY = 2
"""So many certain tags in a text make its doubtful ones certain."""
_CELL_FEEDS = -1


class _Tag(NamedTuple):
    start: int
    end: int
    name: str
    closes: bool
    valued: int
    """Attributes with a value."""
    bare: bool
    """Neither attributes nor a slash."""
    known_switches: bool
    """No attributes but those that have no value in HTML."""
    text: str
    feeds: int


def remove(text: str) -> tuple[str, int]:
    """Return `text` without left-over tags, comments, scripts and styles, and how many there were.

    Where a block ended, lines or paragraphs stay apart. Not taken for tags: what stands between backticks, a single
    tag in quotation marks, in brackets, in an enumeration or with a hyphen after it (all speak of the tag), samples of
    code, names that HTML does not have, and a bare name that could be a placeholder or a type and has no partner.
    """
    tags = [tag for match in matches(_TOKEN, _BEGINS, text) if (tag := _tag(match, text)) is not None]
    if not tags:
        return text, 0
    closing = Counter(tag.name for tag in tags if tag.closes)
    sure = [_is_sure(tag, text, closing) for tag in tags]
    shown = samples.in_samples(text, [(tag.start, tag.end) for tag in tags], sure)
    sure = [is_sure and not is_shown for is_sure, is_shown in zip(sure, shown, strict=True)]
    many = sum(sure) >= _MANY
    opened = {tag.name for tag, is_sure in zip(tags, sure, strict=True) if is_sure and not tag.closes}
    removed_spans = [
        tag
        for tag, is_sure, is_shown in zip(tags, sure, shown, strict=True)
        if is_sure or (not is_shown and ((tag.closes and tag.name in opened) or (many and _is_likely(tag))))
    ]
    return (_without(text, removed_spans), len(removed_spans)) if removed_spans else (text, 0)


def _tag(match: re.Match[str], text: str) -> _Tag | None:
    """Return what was found as a tag, None for code and for what only speaks of a tag."""
    start, end = match.span()
    if match["code"] or (match["program"] and not _is_program(match)):
        return None
    if match["junk"] or match["program"]:
        return _Tag(start, end, "", closes=False, valued=1, bare=False, known_switches=True, text=match[0], feeds=0)
    name = (match["name"] or match["spaced"]).lower()
    attributes = _NAMES.findall(match["attributes"] or "")
    words = vocabulary()
    if not attributes and _is_mention(text, start, end):
        return None
    feeds = _CELL_FEEDS if name in words.cells else words.parts.get(name, 0)
    return _Tag(
        start,
        end,
        name,
        closes=bool(match["close"]),
        valued=sum(1 for _, value in attributes if value),
        bare=not attributes,
        known_switches=all(value or attribute.lower() in words.switches for attribute, value in attributes),
        text=match[0],
        feeds=feeds,
    )


def _is_program(match: re.Match[str]) -> bool:
    """Say whether a script or style element holds a program and not the words between two mentions of it."""
    return bool(match["how"].strip() or not match["body"].strip() or _PROGRAM.search(match["body"]))


def _is_mention(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and before in _QUOTES and after and after in _QUOTES:
        return True
    if before in {"(", " "} and after in {")", ","}:
        return True
    return after == "-" and text[end + 1 : end + 2].isalpha() and text[start + 1 : start + 2] != "/"


def _is_sure(tag: _Tag, text: str, closing: Counter[str]) -> bool:
    """Say whether this is a tag whatever else is in the text."""
    words = vocabulary()
    known = tag.name in words.parts or not tag.name
    prefixed = ":" in tag.name
    paired = closing[tag.name] > 0
    if tag.closes:
        return (known or prefixed) and tag.bare
    if not tag.bare:
        return tag.known_switches and (known or prefixed or (paired and ("-" in tag.name or tag.valued > 0)))
    if tag.name in words.empty or prefixed:
        return not _is_type(tag, text)
    if "-" in tag.name or known:
        return paired or (tag.name in words.end_optional and not _is_type(tag, text))
    return False


def _is_type(tag: _Tag, text: str) -> bool:
    """Say whether this is rather the parameter of a type, as in `List<P>`."""
    before = text[tag.start - 1 : tag.start]
    return tag.text[1:2].isupper() and (before.isalnum() or before == "_")


def _is_likely(tag: _Tag) -> bool:
    """Say whether this is a tag if the text is known to have some: no placeholder looks like it."""
    return tag.name in vocabulary().never_words and tag.text[1:-1].strip("/ ").islower()


def _without(text: str, tags: list[_Tag]) -> str:
    """Return `text` without `tags`; tags with nothing but white space between them go as one."""
    out: list[str] = []
    position = 0
    i = 0
    while i < len(tags):
        last = i
        while last + 1 < len(tags) and not text[tags[last].end : tags[last + 1].start].strip():
            last += 1
        before, end = text[position : tags[i].start], tags[last].end
        between = "".join(text[tags[k].end : tags[k + 1].start] for k in range(i, last))
        group = [tag.feeds for tag in tags[i : last + 1]]
        kept, gap = _joined(before, between, text[end : end + 100], max(group) or min(group))
        if not before.strip() and position == 0:
            gap = gap.strip("\n")
        out.append(kept + gap)
        while (gap.endswith("\n") or (not gap and kept[-1:] == " ")) and text[end : end + 1] in {" ", "\t"}:
            end += 1
        position = end
        i = last + 1
    out.append(text[position:])
    return "".join(out)


def _joined(before: str, between: str, following: str, feeds: int) -> tuple[str, str]:
    """Return what is kept of `before` and what takes the place of the tags; `between` is the white space among them."""
    if feeds <= 0:
        gap = "\n" * between.count("\n") or (" " if between or feeds < 0 else "")
        spaced = not before or before[-1:].isspace() or not following or following[:1].isspace()
        return before, "" if gap == " " and spaced else gap
    kept = before.rstrip(" \t")
    there = len(kept) - len(kept.rstrip("\n")) + len(following) - len(following.lstrip("\n"))
    return kept, "\n" * max(between.count("\n"), feeds - there, 0) if following.strip() else ""
