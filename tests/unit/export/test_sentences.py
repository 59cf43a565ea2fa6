"""Exports for linguists: well formed, and the text comes back from them."""

from __future__ import annotations

import re
from html import unescape
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # its stubs are no part of it

from reinschrift.export.sentences.conllu import conllu_of
from reinschrift.export.sentences.document import Document, Part
from reinschrift.export.sentences.parting import sentences_of, words_of
from reinschrift.export.sentences.tei import tei_of
from reinschrift.export.sentences.vertical import vertical_of
from reinschrift.kinds import KINDS

GRAMMAR = Path(__file__).with_name("tei_as_written.rng")
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'\x01 .,-"), max_size=40)
SENTENCES = LINES.map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return a document with paragraphs of any kind, their sentences given."""
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=6))
    parts = [
        Part(number, kind, draw(st.sampled_from(["de", "zh-Hant", None])), " ".join(sentences), sentences)
        for number, kind in enumerate(kinds)
        for sentences in [draw(st.lists(SENTENCES, min_size=1, max_size=3))]
    ]
    known = draw(st.dictionaries(st.sampled_from(["title", "author", "url", "license", "site_name"]), SENTENCES))
    return Document("0" * 32, "train", {"language": "de", "source": "s", **known}, parts)


@given(SENTENCES)
def test_words_and_spaces_are_the_sentence(sentence: str) -> None:
    """Nothing is lost between two words, and no word holds a space."""
    words = list(words_of(sentence))
    joined = "".join(word.form + " " * word.space_after for word in words)
    assert " ".join(joined.split()) == sentence
    assert not [word for word in words if not word.form or re.search(r"\s", word.form)]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Am 3.5. kostete es 8.000,50 Euro …", ["Am", "3.5", ".", "kostete", "es", "8.000,50", "Euro", "…"]),
        ("Das E-Mail-Konto, geht’s?!", ["Das", "E-Mail-Konto", ",", "geht’s", "?", "!"]),
        ("Ein a\u0308lterer Satz...", ["Ein", "a\u0308lterer", "Satz", "..."]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("他好。ABC", ["他", "好", "。", "ABC"]),
        ("ｶﾅ・カナ㐀", ["ｶ", "ﾅ", "・", "カ", "ナ", "㐀"]),
        ("„So“, sagte sie", ["„", "So", "“", ",", "sagte", "sie"]),
    ],
)
def test_words_are_parted_as_the_page_says(sentence: str, words: list[str]) -> None:
    """Hyphens, apostrophes, numbers, marks, Han."""
    assert [word.form for word in words_of(sentence)] == words


@given(documents())
def test_conllu_follows_its_rules(document: Document) -> None:
    """Ten columns, ids from 1, a blank line after each sentence, names once each; the forms are the text."""
    text = "".join(conllu_of(document))
    blocks = text.split("\n\n")
    if document.parts:
        assert blocks.pop() == ""
    seen = []
    for block in blocks if document.parts else []:
        lines = block.split("\n")
        heads = dict(line[2:].split(" = ", 1) for line in lines if line.startswith("# ") and not line[0].isdigit())
        rows = [line.split("\t") for line in lines if re.match(r"\d+\t", line)]
        assert [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
        assert {len(row) for row in rows} == {10}
        assert all(cell for row in rows for cell in row)
        joined = "".join(row[1] + (" " if row[9] == "_" else "") for row in rows)
        assert joined.rstrip() == heads["text"] == heads["text"].strip()
        seen.append((heads["sent_id"], heads["text"]))
    assert [sentence for _, sentence in seen] == [one for part in document.parts for one in part.sentences]
    assert len({name for name, _ in seen}) == len(seen)


@given(documents())
def test_tei_is_valid_and_whole(document: Document) -> None:
    """It holds to the grammar of what we write, a part of TEI's own; every sentence is there, in order."""
    tree = etree.fromstring("".join(tei_of(document)).encode())
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    assert grammar.validate(tree), grammar.error_log
    shown = [one.text for one in tree.iter("{http://www.tei-c.org/ns/1.0}s")]
    wanted = [one for part in document.parts if part.kind != "table" for one in part.sentences]
    assert shown == [re.sub("[\x01\ufffe\uffff]", "\ufffd", one) for one in wanted]


@given(documents())
def test_vertical_lines_are_tags_or_words(document: Document) -> None:
    """Tags are closed in order; words and glue give the sentences back."""
    lines = "".join(vertical_of(document)).split("\n")
    assert lines.pop() == ""
    etree.fromstring("".join(f"{line}\n" for line in lines).encode())
    spoken = [
        list(group)
        for is_tag, group in groupby(lines, lambda line: bool(re.match("</?(doc|p|s)[ >]", line)))
        if not is_tag
    ]
    read = [unescape(" ".join(words).replace(" <g/> ", "")) for words in spoken]
    wanted = [one for part in document.parts for one in part.sentences]
    assert read == [re.sub("[\x01\ufffe\uffff]", "\ufffd", one) for one in wanted]


def test_sentences_are_found_by_language_and_kind() -> None:
    """An abbreviation ends none; a line of verse is one; none is empty."""
    pytest.importorskip("sentencex", reason="sentencex is not installed")
    text = "Dr. Müller kam am 3. Mai um 8 Uhr.  Er blieb!\n"
    assert sentences_of(text, "paragraph", "de") == ["Dr. Müller kam am 3. Mai um 8 Uhr.", "Er blieb!"]
    assert sentences_of("Es war. Ein Mal\n\nim Mai", "verse", "de") == ["Es war. Ein Mal", "im Mai"]
    assert sentences_of("Das ist. Es war so.", "paragraph", None) == ["Das ist.", "Es war so."]
