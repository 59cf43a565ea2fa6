"""TEI P5: a document with its header, its headings as divisions, and its sentences as `s`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reinschrift.export.sentences.document import Document, Part
from reinschrift.export.sentences.xml_text import attributes, escaped
from reinschrift.kinds import HEADING, KINDS, LIST_ITEM, PARAGRAPH, QUOTE, TABLE, TITLE
from reinschrift.look.markdown import cells_of

_HEADS = frozenset({KINDS[TITLE], KINDS[HEADING]})
_AVAILABLE = {"allowed": "free", "reserved": "restricted"}


def tei_of(document: Document) -> Iterator[str]:
    """Yield the lines of a document as one XML file, each with its end."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="d{document.name}">\n'
    yield from _header(document.metadata)
    language = document.metadata.get("language", "und")
    yield f"<text{attributes({'xml:lang': language})}>\n<body>\n"
    for parts in _divisions(document.parts):
        yield "<div>\n"
        for kind, group in groupby(parts, key=lambda part: part.kind):
            if kind == KINDS[LIST_ITEM]:
                yield f"<list>\n{''.join(_element('item', part, language) for part in group)}</list>\n"
            else:
                yield from (_piece(part, language) for part in group)
        yield "</div>\n"
    yield "</body>\n</text>\n</TEI>\n"


def _header(known: dict[str, str]) -> Iterator[str]:
    yield "<teiHeader>\n<fileDesc>\n"
    author = f"<author>{escaped(known['author'])}</author>" if "author" in known else ""
    yield f"<titleStmt><title>{escaped(known.get('title', ''))}</title>{author}</titleStmt>\n"
    publisher = escaped(known.get("site_name", known.get("source", "")))
    day = f"<date{attributes({'when': known['published']})}/>" if "published" in known else ""
    status = attributes({"status": _AVAILABLE.get(known.get("rights", ""), "unknown")})
    licence = f"<availability{status}><licence>{escaped(known.get('license', 'unknown'))}</licence></availability>"
    yield f"<publicationStmt><publisher>{publisher}</publisher>{day}{licence}</publicationStmt>\n"
    names = (("URI", "url"), ("source", "source"), ("file", "source_path"), ("record", "record"))
    places = "".join(f'<idno type="{kind}">{escaped(known[name])}</idno>' for kind, name in names if name in known)
    yield f"<sourceDesc><bibl>{places}</bibl></sourceDesc>\n</fileDesc>\n"
    language = known.get("language", "und")
    usage = f"<langUsage><language{attributes({'ident': language})}/></langUsage>"
    yield f"<profileDesc>{usage}</profileDesc>\n</teiHeader>\n"


def _divisions(parts: list[Part]) -> Iterator[list[Part]]:
    """Yield the paragraphs of each division: a heading opens one, and headings in a row open one together.

    Without a paragraph there is one empty division, since a body is never without content.
    """
    division: list[Part] = []
    for part in parts:
        if part.kind in _HEADS and division and division[-1].kind not in _HEADS:
            yield division
            division = []
        division.append(part)
    if division or not parts:
        yield division


def _piece(part: Part, language: str) -> str:
    if part.kind in _HEADS:
        return _element("head", part, language, {"type": part.kind})
    if part.kind == KINDS[QUOTE]:
        return f"<quote>{_element('p', part, language).rstrip()}</quote>\n"
    if part.kind == KINDS[TABLE]:
        rows = "".join(
            f"<row>{''.join(f'<cell>{escaped(cell)}</cell>' for cell in cells_of(line))}</row>\n"
            for line in part.text.splitlines()
            if line.strip()
        )
        return f"<table>\n{rows}</table>\n"
    return _element("p", part, language, {} if part.kind == KINDS[PARAGRAPH] else {"rend": part.kind})


def _element(name: str, part: Part, language: str, values: dict[str, str] | None = None) -> str:
    """Return an element with the sentences of a paragraph; its language stands there where it is another."""
    own = {"xml:lang": part.language} if part.language and part.language != language else {}
    sentences = " ".join(f"<s>{escaped(sentence)}</s>" for sentence in part.sentences)
    return f"<{name}{attributes({**(values or {}), **own})}>{sentences}</{name}>\n"
