"""CoNLL-U: a word a line, with nothing but its form and whether a space follows."""

from __future__ import annotations

from collections.abc import Iterator

from reinschrift.export.sentences.document import Document
from reinschrift.export.sentences.parting import words_of

UNKNOWN = "_"
_N_UNKNOWN = 7
"""Columns between form and MISC: lemma, two tags, features, head, relation, further relations."""


def conllu_of(document: Document) -> Iterator[str]:
    """Yield the lines of a document, each with its end."""
    yield f"# newdoc id = {document.name}\n"
    yield from (f"# {name} = {value}\n" for name, value in document.metadata.items())
    for part in document.parts:
        paragraph = f"{document.name}-p{part.position}"
        for number, sentence in enumerate(part.sentences, 1):
            if number == 1:
                yield f"# newpar id = {paragraph}\n# kind = {part.kind}\n"
                yield f"# paragraph_language = {part.language or 'und'}\n"
            yield f"# sent_id = {paragraph}-s{number}\n# text = {sentence}\n"
            yield from _words(sentence)
            yield "\n"


def _words(sentence: str) -> Iterator[str]:
    words = list(words_of(sentence))
    for number, word in enumerate(words, 1):
        misc = UNKNOWN if word.space_after or number == len(words) else "SpaceAfter=No"
        yield "\t".join([str(number), word.form, *[UNKNOWN] * _N_UNKNOWN, misc]) + "\n"
