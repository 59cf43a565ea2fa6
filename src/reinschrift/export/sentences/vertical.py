"""The vertical format of corpus workbenches: a word a line, structures as tags, `<g/>` where no space stands."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from reinschrift.export.sentences.document import Document
from reinschrift.export.sentences.parting import words_of
from reinschrift.export.sentences.xml_text import attributes, xml_text


def vertical_of(document: Document) -> Iterator[str]:
    """Yield the lines of a document, each with its end."""
    yield f"<doc{attributes({'id': document.name, **document.metadata})}>\n"
    for part in document.parts:
        yield f"<p{attributes({'kind': part.kind, 'language': part.language or 'und'})}>\n"
        for sentence in part.sentences:
            yield "<s>\n"
            before = True
            for word in words_of(xml_text(sentence)):
                yield from ("" if before else "<g/>\n", f"{escape(word.form, quote=False)}\n")
                before = word.space_after
            yield "</s>\n"
        yield "</p>\n"
    yield "</doc>\n"
