"""What the tags of a page say of it: meta, link, JSON-LD, times and marked names, each with where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.page import (
    E_OUT,
    E_OUT_END,
    E_PARENT,
    E_TAG,
    M_CLOSE,
    M_ELEMENT,
    M_END,
    M_START,
    M_TAG,
    N_MARKS,
    OUT,
    Page,
)
from reinschrift.pages.blocks.tags import NAMES
from reinschrift.pages.speaking_names import RIGHTS_KEYS, RIGHTS_META, WRITING_MACHINES
from reinschrift.pages.tag_attributes import attributes_of, clean
from reinschrift.pages.times_of_lives import is_time_of_a_life
from reinschrift.text.licence_addresses import is_licence_of_page

NAMED = re.compile(rb"""(?i)\b(?:property|name|itemprop|http-equiv)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
TELLING_LINK = (b"canonical", b"licen", b"copyright", b"tdm-policy", b"c2pa-manifest", b"&")
"""A link without any of this says nothing of the page."""
MOST_MARKS = 2000
"""Tags of a page that are asked; a page that marks more up is a list."""
MARKED_CHARS = 300
FEWEST_CHARS, NAME_CHARS = 3, 60
AUTHOR_CLASS = re.compile(r"(?i)author|byline|autor")
COMMENTS = 1 << HINT_NAMES.index("comments") | 1 << HINT_NAMES.index("thread")

META_FIELDS = {
    "og:title": "title", "twitter:title": "title", "dc.title": "title", "dcterms.title": "title", "headline": "title",
    "title": "title", "parsely-title": "title", "sailthru.title": "title",
    "author": "author", "article:author": "author", "dc.creator": "author", "dcterms.creator": "author",
    "parsely-author": "author", "sailthru.author": "author", "byl": "author", "citation_author": "author",
    "article:published_time": "published", "og:published_time": "published", "datepublished": "published",
    "publication_date": "published", "publish-date": "published", "pubdate": "published", "publishdate": "published",
    "dc.date": "published", "dc.date.issued": "published", "dcterms.date": "published", "dcterms.created": "published",
    "dc.date.created": "published", "dcterms.issued": "published", "date": "published", "sailthru.date": "published",
    "parsely-pub-date": "published", "article_date_original": "published", "originalpublicationdate": "published",
    "citation_publication_date": "published", "citation_date": "published", "cxenseparse:recs:publishtime": "published",
    "datecreated": "published", "created": "published", "timestamp": "published", "last-modified": "modified",
    "article:modified_time": "modified", "og:updated_time": "modified", "datemodified": "modified",
    "dcterms.modified": "modified", "dc.date.modified": "modified", "lastmod": "modified", "revised": "modified",
    "og:site_name": "site_name", "application-name": "site_name", "publisher": "site_name", "dc.publisher": "site_name",
    "article:section": "section", "section": "section", "parsely-section": "section",
    "keywords": "keywords", "news_keywords": "keywords", "article:tag": "keywords", "parsely-tags": "keywords",
    "og:locale": "declared_language", "content-language": "declared_language", "language": "declared_language",
    "dc.language": "declared_language", "og:url": "canonical_url",
}  # fmt: skip
"""Names of meta tags and what they tell."""

LD_ARTICLE = re.compile(r"Article|Posting|Report|NewsItem|Review|Recipe|CreativeWork|WebPage|Question|Interview|Book")
LD_FIELDS = {
    "headline": "title", "datePublished": "published", "dateModified": "modified", "articleSection": "section",
    "keywords": "keywords", "inLanguage": "declared_language", "author": "author", "creator": "author",
    "publisher": "site_name",
}  # fmt: skip
LD_DEPTH = 6


class Statement(NamedTuple):
    """One thing that a page says of itself."""

    field: str
    where: str
    text: str


class Rights(NamedTuple):
    """Something that a page says of rights, in its own words."""

    where: str
    name: str
    value: str


def read_tags(page: Page) -> tuple[list[Statement], list[Rights]]:
    """Return what the tags of a page say, in its order."""
    stated: list[Statement] = []
    rights: list[Rights] = []
    data = page.data.tobytes()
    rows = page.marks[: min(MOST_MARKS, page.state[N_MARKS])].tolist()
    out = page.out[: page.state[OUT]].tobytes()
    for row in rows:
        name = NAMES[row[M_TAG]]
        tag = data[row[M_START] : row[M_END]]
        if name == "title" and row[M_CLOSE] > 0:
            text = clean(data[row[M_END] : row[M_CLOSE]].decode("utf-8", "replace"))
            stated += [Statement("title", "title", text)] if text else []
        elif name == "script":
            if b"ld+json" in tag and row[M_CLOSE] > 0:
                _read_json_ld(data[row[M_END] : row[M_CLOSE]], stated, rights)
            elif b"application/c2pa" in tag:
                rights.append(Rights("script", "c2pa-manifest", "in the page"))
        elif name == "meta":
            if any(_is_telling(b"".join(names)) for names in NAMED.findall(tag)):
                _read_meta(attributes_of(tag), stated, rights)
        elif name in {"link", "html"}:
            if name == "html" or any(map(tag.lower().__contains__, TELLING_LINK)):
                _read_link(name, attributes_of(tag), stated, rights)
        else:
            _read_element(page, row, (name, attributes_of(tag), _inside(page, out, row)), (stated, rights))
    return stated, rights


@lru_cache(maxsize=1 << 12)
def _is_telling(name: bytes) -> bool:
    """Say whether a meta tag of that name tells something."""
    plain = clean(name.decode("utf-8", "replace")).lower()
    return plain in META_FIELDS or plain == "generator" or RIGHTS_META.fullmatch(plain) is not None


def _inside(page: Page, out: bytes, row: list[int]) -> str:
    if row[M_ELEMENT] < 0:
        return ""
    element = page.elements[row[M_ELEMENT]]
    start, end = int(element[E_OUT]), int(element[E_OUT_END])
    return " ".join(out[start : min(end, start + MARKED_CHARS)].decode("utf-8", "replace").split())


def _in_comments(page: Page, row: list[int]) -> bool:
    """Say whether a tag stands among comments."""
    element = row[M_ELEMENT]
    for _ in range(6):
        if element < 0:
            break
        if page.element_hints[element] & COMMENTS and NAMES[page.elements[element, E_TAG]] not in {"html", "body"}:
            return True
        element = page.elements[element, E_PARENT]
    return False


def _read_meta(attributes: dict[str, str], stated: list[Statement], rights: list[Rights]) -> None:
    value = attributes.get("content", "")
    for key in ("property", "name", "itemprop", "http-equiv"):
        name = attributes.get(key, "").lower()
        if name and value:
            field = META_FIELDS.get(name)
            if field:
                stated.append(Statement(field, f"meta {name}", value))
            if RIGHTS_META.fullmatch(name) or (name == "generator" and WRITING_MACHINES.search(value)):
                rights.append(Rights("meta", name, value))


def _read_link(tag: str, attributes: dict[str, str], stated: list[Statement], rights: list[Rights]) -> None:
    if tag == "html":
        if language := attributes.get("lang") or attributes.get("xml:lang"):
            stated.append(Statement("declared_language", "html lang", language))
        return
    rel, address = attributes.get("rel", "").lower().split(), attributes.get("href", "")
    if not address:
        return
    if "canonical" in rel:
        stated.append(Statement("canonical_url", "link canonical", address))
    if {"license", "copyright", "tdm-policy", "c2pa-manifest"} & set(rel):
        rights.append(Rights("link", " ".join(rel), address))


def _read_element(
    page: Page, row: list[int], element: tuple[str, dict[str, str], str], found: tuple[list[Statement], list[Rights]]
) -> None:
    """Read a tag of the body: what it is marked as, and whether its class says that it names the author."""
    name, attributes, inside = element
    if name == "time" and is_time_of_a_life(page.data, row[M_START]):
        return
    _read_marked(name, attributes, inside, *found)
    if (
        AUTHOR_CLASS.search(attributes.get("class", ""))
        and FEWEST_CHARS <= len(inside) <= NAME_CHARS
        and not _in_comments(page, row)
    ):
        found[0].append(Statement("author", "class author", inside))


def _read_marked(
    tag: str, attributes: dict[str, str], inside: str, stated: list[Statement], rights: list[Rights]
) -> None:
    """Read a tag with `itemprop`, `property`, `rel` or a time."""
    names = (attributes.get("itemprop", "") + " " + attributes.get("property", "")).lower().split()
    rel = attributes.get("rel", "").lower().split()
    if tag == "a" and (address := attributes.get("href", "")):
        if "license" in rel or is_licence_of_page(address):
            rights.append(Rights("a", "license", address))
        if "author" in rel and inside:
            stated.append(Statement("author", "a rel=author", inside))
    value = attributes.get("content") or attributes.get("datetime") or inside
    for name in names:
        plain = name.rpartition(":")[2]
        if plain == "license" and (terms := attributes.get("href") or value):
            rights.append(Rights("a" if tag == "a" else "meta", "license", terms))
        field = {"datepublished": "published", "datemodified": "modified", "headline": "title", "author": "author",
                 "articlesection": "section", "datecreated": "published"}.get(plain)  # fmt: skip
        if field and value:
            stated.append(Statement(field, f"itemprop {plain}", value))
    if tag == "time" and not names and (value := attributes.get("datetime") or inside):
        is_marked = "pubdate" in attributes or re.search("publish|entry-date|posted", attributes.get("class", ""))
        is_updated = re.search("updated|modified", attributes.get("class", "")) and not is_marked
        stated.append(
            Statement("modified" if is_updated else "published", "time pubdate" if is_marked else "time", value)
        )


def _read_json_ld(data: bytes, stated: list[Statement], rights: list[Rights]) -> None:
    text = data.decode("utf-8", "replace").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        value = json.JSONDecoder(strict=False).decode(text)
    except (ValueError, RecursionError):
        return
    named = {
        thing["@id"]: thing for thing in _things(value, 0) if isinstance(thing.get("@id"), str) and "name" in thing
    }
    for thing in _things(value, 0):
        kind = thing.get("@type", "")
        kinds = " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
        if LD_ARTICLE.search(kinds):
            _read_thing(_resolved(thing, named), "WebPage" in kinds or kinds == "CreativeWork", stated, rights)


def _resolved(thing: dict[str, Any], named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a thing with what it only refers to (`{"@id": …}`) in its place."""

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(each) for each in value[:50]]
        return named.get(value.get("@id", ""), value) if isinstance(value, dict) and "name" not in value else value

    return thing | {
        key: whole(thing[key]) for key in ("author", "creator", "publisher", "copyrightHolder") if key in thing
    }


def _things(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > LD_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _things(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            if isinstance(value.get(key), dict | list):
                yield from _things(value[key], depth + 1)


def _read_thing(thing: dict[str, Any], is_page: bool, stated: list[Statement], rights: list[Rights]) -> None:  # noqa: FBT001  # a fact, not a switch
    where = "json-ld page" if is_page else "json-ld"
    for key, field in LD_FIELDS.items():
        stated += [Statement(field, f"{where} {key}", text) for text in _names(thing.get(key))]
    if not is_page or not any(each.field == "title" for each in stated):
        stated += [Statement("title", f"{where} name", text) for text in _names(thing.get("name"))]
    for key in RIGHTS_KEYS:
        rights += [Rights("json-ld", key, text) for text in _names(thing.get(key))]


def _names(value: Any) -> list[str]:
    """Return the texts of a JSON-LD value: of a list each, of a thing its name or address."""
    if isinstance(value, bool | int | float):
        return [str(value).lower()]
    if isinstance(value, str):
        return [text] if (text := clean(value)) else []
    if isinstance(value, list):
        return [text for each in value[:50] for text in _names(each)]
    if isinstance(value, dict):
        return next((found for key in ("name", "@value", "url", "@id") if (found := _names(value.get(key)))), [])
    return []
