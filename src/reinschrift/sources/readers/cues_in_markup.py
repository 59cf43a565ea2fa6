"""The cues of subtitles that are markup: TTML and what YouTube gives, which are XML, and SAMI, which is old HTML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from reinschrift.sources.readers.cues import SHOWN_SECONDS, Cue, make_cue
from reinschrift.text.references import unescape

BEGINS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,400}?-->\s*)*+"
    r"<(?P<root>(?:\w+:)?tt|transcript|timedtext|sami)(?=[\s>])(?P<rest>[^<>]{0,2000})>",
    re.DOTALL | re.IGNORECASE,
)
"""How such a file begins, up to the end of its first tag."""
DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
TTML = re.compile(r"www\.w3\.org/[^\"']*(?:ttml|ttaf)")
"""The namespaces of TTML and of its drafts."""
CUES = ("p", "text")
CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)(?::\d{1,3})?")
OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)?")
UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "f": 1 / 25, "t": 1e-7}
"""Seconds in what times are written in; TTML leaves the length of a tick open, and most write
ten millions of them a second."""
SYNC = re.compile(r"<sync\b[^<>]{0,200}?\bstart\s*=\s*[\"']?(\d{1,12})[^<>]{0,200}>", re.IGNORECASE)
CLASS = re.compile(r"<p\b[^<>]{0,200}?\bclass\s*=\s*[\"']?([\w-]{1,40})[^<>]{0,200}>", re.IGNORECASE)
BREAK = re.compile(r"\s*<br\s*/?>\s*|[\r\n]+", re.IGNORECASE)
TITLE = re.compile(r"<(?:\w+:)?title\b[^<>]{0,200}>([^<>]{1,500})</", re.IGNORECASE)


def is_markup(text: str) -> bool:
    """Say whether a text begins as subtitles in markup do."""
    found = BEGINS.match(text)
    if found is None:
        return False
    root = found["root"].lower()
    return TTML.search(found["rest"]) is not None if root.rpartition(":")[2] == "tt" else True


def title_in_markup(text: str) -> str:
    """Return the title that such a file has in its head, perhaps none."""
    found = TITLE.search(text[:20_000])
    return " ".join(unescape(found[1]).split()) if found else ""


def cues_in_markup(text: str) -> Iterator[Cue]:
    """Yield the cues of a text in markup, in its order. Raises `ParseError` where it is no XML that can be read."""
    found = BEGINS.match(text)
    if found and found["root"].lower() == "sami":
        yield from _sami(text)
        return
    data = DECLARATION.sub("", text, count=1).encode("utf-8", "replace")
    for _, element in iterparse(io.BytesIO(data), events=("end",)):
        if element.tag.rpartition("}")[2] in CUES:
            start, lasts, end = (_time(element, names) for names in (("begin", "start", "t"), ("dur", "d"), ("end",)))
            yield make_cue(start, end or start + (lasts or SHOWN_SECONDS), BREAK.split(_written(element)))
            element.clear()


def _written(element: Element) -> str:
    """Return what an element says; YouTube writes entities twice."""
    parts = [element.text or ""]
    for child in element:
        name = child.tag.rpartition("}")[2]
        inside = "<br/>" if name == "br" else "" if name == "metadata" else _written(child)
        parts += [inside, child.tail or ""]
    return "".join(parts)


def _time(element: Element, names: tuple[str, ...]) -> float:
    """Return the seconds that the first of some attributes names, 0 if it names none; `t` and `d` count thousandths."""
    name = next((name for name in names if name in element.attrib), "")
    written = element.get(name, "").strip()
    if found := CLOCK.fullmatch(written):
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + float(found[3])
    if found := OFFSET.fullmatch(written):
        return float(found[1]) * (0.001 if name in {"t", "d"} else UNITS[found[2] or "s"])
    return 0.0


def _sami(text: str) -> Iterator[Cue]:
    """Yield the cues of the first language of a file in SAMI; each ends where the next begins."""
    places = list(SYNC.finditer(text))
    ends = [place.start() for place in places[1:]] + [len(text)]
    language: str | None = None
    before: tuple[float, list[str]] | None = None
    for place, end in zip(places, ends, strict=True):
        name, *spoken = CLASS.split(text[place.end() : end])
        by_language = {name.lower(): written for name, written in zip(spoken[::2], spoken[1::2], strict=True)} or {
            "": name
        }
        language = next(iter(by_language)) if language is None else language
        if language not in by_language:
            continue
        start = int(place[1]) / 1000
        if before:
            yield make_cue(before[0], start, before[1])
        before = start, BREAK.split(by_language[language])
    if before:
        yield make_cue(before[0], before[0] + SHOWN_SECONDS, before[1])
