"""Chooses among all that a page says of itself: title, authors, dates, site, section, keywords, language, address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urljoin

from reinschrift.pages.metadata import Statement
from reinschrift.pages.visible import Line, day_of_address, find_bylines, find_dates
from reinschrift.pages.wording import CREDITS, NAME_DIVIDER, NOT_NAMES
from reinschrift.text.addresses import host_of, split_address, without_www
from reinschrift.text.dates import read_date
from reinschrift.text.names import joined
from reinschrift.text.words import words_of

DIVIDER = re.compile(r"\s+[|–—·•»«:\-]{1,2}\s+|\s*\|\s*|\s::\s")
ADDRESS = re.compile(r"(?i)https?:|www\.|@")
ORDER = {
    "title": ("json-ld headline", "meta og:title", "meta twitter:title", "itemprop headline", "meta", "title"),
    "published": ("json-ld datePublished", "meta article:published_time", "meta", "itemprop", "time pubdate",
                  "json-ld page datePublished", "meta date", "meta dc.date", "meta dcterms.date", "meta created",
                  "meta timestamp"),
    "modified": ("json-ld dateModified", "meta article:modified_time", "meta", "itemprop",
                 "json-ld page dateModified", "time"),
    "site_name": ("meta og:site_name", "json-ld publisher", "meta", "json-ld page publisher"),
    "section": ("json-ld articleSection", "meta article:section", "meta", "itemprop"),
    "declared_language": ("html lang", "json-ld inLanguage", "meta"),
    "canonical_url": ("link canonical", "meta og:url"),
    "author": ("json-ld author", "json-ld creator", "meta author", "meta", "itemprop author", "a rel=author",
               "class author", "json-ld page author"),
}  # fmt: skip
"""For each field the places that are asked, best first; a beginning stands for all places that begin so."""
VAGUE = frozenset(ORDER["published"][-5:])
"""Dates of which nobody says what they are the date of: a date line at the content's head knows better."""
NEAR_RANK = 6
MIDNIGHT = re.compile(r"T\d\d:\d\d.*(?:Z|[+-]00:?00)$")
"""A moment may lie on another day where the page was written than where its clock stands (UTC): what readers are shown
decides, if it is the day before or after."""
INVERTED = re.compile(
    r"(?P<small>(?:[^\W\d_]{1,4} )*)(?P<family>[^\W\d_][\w'’-]*), (?P<given>[^\s,]+(?: [^\s,]+){0,2})"
)
"""A family's name, perhaps behind small words, before up to three given ones: `van der Berg, Anna Maria`."""
AGENCY = re.compile(r"[^\W\d_]{3,}")
MOST_NAMES = 8
NAME_WORDS = 5
OVERLAP = 0.6


class Chosen(NamedTuple):
    """The fields of a page as text, its keywords, and where each was found."""

    fields: dict[str, str]
    keywords: list[str] | None
    evidence: list[Statement]


def in_order(stated: Sequence[Statement], field: str) -> list[Statement]:
    """Return the statements on a field, best place first."""
    places = ORDER[field]

    def rank(each: Statement) -> int:
        return next((number for number, place in enumerate(places) if each.where.startswith(place)), len(places))

    exact = [
        (places.index(each.where) if each.where in places else rank(each), each)
        for each in stated
        if each.field == field
    ]
    return [each for number, each in sorted(exact, key=lambda pair: pair[0]) if number < len(places)]


def choose(stated: Sequence[Statement], lines: list[Line], url: str | None) -> Chosen:
    """Return the best of all that a page says; every field with its evidence."""
    found: list[Statement] = []
    for field in ("declared_language", "site_name", "section"):
        found += in_order(stated, field)[:1]
    language = next((each.text for each in found if each.field == "declared_language"), None)
    site = next((each.text for each in found if each.field == "site_name"), None) or _site(url)
    found += _title(stated, lines, site)
    found += _authors(stated, lines, site)
    found += _published(stated, lines, url, language)
    found += _modified(stated)
    found += _canonical(stated, url)
    keywords = list(dict.fromkeys(
        word.strip() for each in stated if each.field == "keywords" for word in each.text.split(",") if word.strip()
    ))  # fmt: skip
    return Chosen({each.field: each.text for each in found}, keywords or None, found)


def _site(url: str | None) -> str | None:
    host = host_of(url)
    return without_www(host) if host else None


def _words(text: str) -> set[str]:
    return set(words_of(text))


def _paired(text: str) -> set[str]:
    """Return the words of a text, one of a single sign with the word behind it: an ideograph alone says too little."""
    words = words_of(text)
    return {word if len(word) > 1 else word + after for word, after in zip(words, [*words, ""][1:], strict=True)}


def _title(stated: Sequence[Statement], lines: list[Line], site: str | None) -> list[Statement]:
    declared = in_order(stated, "title")
    plain = [each._replace(text=without_site(each.text, site)) for each in declared]
    words = set(map(frozenset, (_paired(each.text) for each in plain)))
    heads = [line for line in lines if line.tag == "h1"] or [line for line in lines if line.tag == "h2"]
    best, most = None, OVERLAP
    for line in heads:
        own = _paired(line.text)
        for declared_words in words:
            share = len(own & declared_words) / max(1, len(own | declared_words))
            if share > most:
                best, most = line, share
    if best is not None:
        return [Statement("title", best.tag, best.text)]
    if plain and plain[0].text:
        return plain[:1]
    return [Statement("title", "h1", line.text) for line in heads if line.tag == "h1"][:1]


def without_site(title: str, site: str | None) -> str:
    """Return a title without the site's name, and the section's, before or after it."""
    parts = DIVIDER.split(title)
    if len(parts) < 2:  # noqa: PLR2004  # a title and a name
        return title
    site_words = _words(site or "") | {"".join(words_of(site or ""))}
    kept = [
        part
        for part in parts
        if not (
            _words(part) and (_words(part) <= site_words or "".join(words_of(part)) in "".join(words_of(site or "")))
        )
    ]
    if len(kept) < len(parts) and kept:
        start = title.find(kept[0])
        return title[start : title.find(kept[-1], start) + len(kept[-1])]
    last = parts[-1]
    if len(last.split()) <= 3 and len(title) - len(last) > 2 * len(last):  # noqa: PLR2004  # a name is short
        return title[: title.rfind(last)].rstrip(" |–—·•»«:-")
    return title


def _authors(stated: Sequence[Statement], lines: list[Line], site: str | None) -> list[Statement]:
    declared = in_order(stated, "author")
    while declared:
        where = declared[0].where
        same = [each for each in declared if each.where == where]
        names = names_in(
            [each.text for each in same[:1] if where == "class author"] or [each.text for each in same], site
        )
        if names:
            return [Statement("author", where, joined(names))]
        declared = [each for each in declared if each.where != where]
    for text, where in find_bylines(lines):
        if names := names_in([text], site, is_marked=False):
            return [Statement("author", where, joined(names))]
    return []


def names_in(texts: Iterable[str], site: str | None, *, is_marked: bool = True) -> list[str]:
    """Return the names of persons in texts that name authors; where none is marked as one, names need capitals."""
    names: list[str] = []
    for text in texts:
        if ADDRESS.search(text):
            continue
        for part in _parts_of(CREDITS.sub("", text), is_marked=is_marked):
            name = CREDITS.sub("", part).strip(" ,.-–:|\"'")
            words = name.split()
            is_site = bool(site) and not is_marked and _words(name) <= _words(site or "")
            capital = bool(words) and words[0][:1].isupper() and words[-1][:1].isupper()
            if (
                name
                and not is_site
                and (capital or (is_marked and (len(words) == 1 or _is_inverted(name))))
                and len(words) <= NAME_WORDS
                and not NOT_NAMES.search(name)
            ):
                names.append(name)
    return list(dict.fromkeys(names))[:MOST_NAMES]


def _parts_of(text: str, *, is_marked: bool) -> Iterator[str]:
    """Yield the names that a text may hold; where it is marked as names, a family's name before a comma is no other."""
    for piece in text.split(";") if is_marked else [text]:
        if is_marked and _is_inverted(piece):
            yield piece
        else:
            yield from NAME_DIVIDER.split(piece)


def _is_inverted(text: str) -> bool:
    """Say whether a text is one name, the family's before the given one: `Müller, Hans`, but not `Reuters, AFP`."""
    found = INVERTED.fullmatch(text.strip())
    if found is None or found["small"] != found["small"].lower():
        return False
    names = [found["family"], *found["given"].split()]
    return all(name[0].isupper() and not (name.isupper() and AGENCY.fullmatch(name)) for name in names)


def _published(
    stated: Sequence[Statement], lines: list[Line], url: str | None, language: str | None
) -> list[Statement]:
    visible, of_address = find_dates(lines, language), day_of_address(url)
    for each in in_order(stated, "published"):
        if each.where in VAGUE and visible and visible[0][0] <= 0:
            break
        if day := read_date(each.text, language):
            shown = {found: "text" for rank, found, _ in visible if rank <= NEAR_RANK} | {of_address: "url"}
            for other in (day + timedelta(days=1), day - timedelta(days=1)):
                if MIDNIGHT.search(each.text) and other in shown and day not in shown:
                    return [Statement("published", shown[other], other.isoformat())]
            return [Statement("published", each.where, day.isoformat())]
    if of_address:
        return [Statement("published", "url", of_address.isoformat())]
    times = [each for each in stated if each.where == "time" and each.field == "published"]
    if visible and (visible[0][0] <= 0 or not times):
        return [Statement("published", "text", visible[0][1].isoformat())]
    for each in times:
        if day := read_date(each.text, language):
            return [Statement("published", "time", day.isoformat())]
    return []


def _modified(stated: Sequence[Statement]) -> list[Statement]:
    for each in in_order(stated, "modified"):
        if day := read_date(each.text):
            return [Statement("modified", each.where, day.isoformat())]
    return []


def _canonical(stated: Sequence[Statement], url: str | None) -> list[Statement]:
    for each in in_order(stated, "canonical_url"):
        try:
            address = urljoin(url or "", each.text)
        except ValueError:
            continue
        parts = split_address(address)
        if parts is not None and parts.scheme in {"http", "https"}:
            return [each._replace(text=address)]
    return []
