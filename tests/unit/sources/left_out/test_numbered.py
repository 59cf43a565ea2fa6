"""A record that was erased is known by its text in a file that changed, and says nothing of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.sources.left_out.by_lines import mark_of
from reinschrift.sources.left_out.numbered import (
    Numbered,
    describe_numbered,
    find_moved,
    in_changed_files,
    mark_of_file,
    numbered_from,
)

KEY = b"key"


def lines_of(n: int, *, first: int = 0) -> str:
    """Return lines of five made-up words, all different."""
    chances = map(random.Random, range(first, first + n))
    return "\n".join(" ".join("".join(chance.choices("abdefgiklmnorstu", k=7)) for _ in range(5)) for chance in chances)


SENTENCE = "Anna Muster aus Haßfurt hat am 3. Mai dreimal angerufen und um die Löschung ihres Eintrags gebeten."


def document(identity: str, content: str | None, url: str | None = None, path: str = "a.jsonl") -> pa.Table:
    columns = ("id", "source", "source_path", "source_sha256", "url")
    row = dict(zip(columns, (identity, "village", path, content, url), strict=True))
    return pa.Table.from_pylist([row], pa.schema([(name, pa.string()) for name in columns]))


def texts(identity: str, *written: str) -> pa.Table:
    return pa.table({"id": [identity] * len(written), "text": list(written)})


def erased(text: str, url: str | None = None, others: Iterable[str] = ()) -> Numbered:
    every = [text, *others]
    documents = pa.concat_tables(document(str(at), "before", url) for at in range(len(every)))
    written = pa.concat_tables(texts(str(at), one) for at, one in enumerate(every))
    return describe_numbered(KEY, documents, written, {"0"})["0"]


def is_found(one: Numbered, *written: str) -> bool:
    return list(find_moved([one], KEY, document("2", "now"), texts("2", *written)).get("2", ())) == [0]


@pytest.mark.parametrize(("n_same", "same"), [(100, True), (88, True), (70, False), (50, False), (0, False)])
def test_four_fifths_make_it_the_same(n_same: int, *, same: bool) -> None:
    """As many lines of the changed record are others as it lost."""
    now = f"{lines_of(n_same)}\n{lines_of(100 - n_same, first=500)}"
    assert is_found(erased(lines_of(100)), now) is same


@pytest.mark.parametrize(
    "now",
    [
        SENTENCE.replace("dreimal", "dreinal"),
        SENTENCE.replace("Mai", "Juni"),
        SENTENCE.replace("Anna Muster", "Anna  MUSTER,"),
        f"{SENTENCE.removesuffix('.')} – ohne Antwort.",
        SENTENCE.replace(" und", "\nund"),
    ],
)
def test_an_edit_of_a_text_of_one_line_leaves_it_the_same(now: str) -> None:
    """A letter, a word, punctuation and case, an end: the erased text does not come back by them."""
    assert is_found(erased(SENTENCE), now)


@pytest.mark.parametrize(("n_lines", "same"), [(7, True), (13, False)])
def test_a_slip_in_every_thirty_letters_is_little_in_a_short_text(n_lines: int, *, same: bool) -> None:
    """A text of some 270 bytes has short shingles, one of 510 has long ones, of which each slip takes more."""
    text = lines_of(n_lines)
    slips = "".join("x" if at % 27 == 13 else letter for at, letter in enumerate(text))
    assert is_found(erased(text), slips) is same


def test_another_text_of_the_same_words_is_another() -> None:
    """The words alone are not the text."""
    assert not is_found(erased(SENTENCE), " ".join(sorted(SENTENCE.split())))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("दिन", "दीन"),
        ("ข่าว", "ข้าว"),
        ("عَلَّمَ", "عَلِمَ"),
        ("Das Essen war 👎", "Das Essen war 👍"),
        ("betrug +5", "betrug 5"),
        ("x > 5", "x < 5"),
    ],
)
def test_vowel_signs_and_symbols_count(before: str, now: str) -> None:
    """They make another word, and another text."""
    assert is_found(erased(before), before)
    assert not is_found(erased(before), now)


def test_where_others_are_like_it_an_edit_must_be_smaller() -> None:
    """Rows by one form: the next one that comes is not the erased one, and a slip in the erased one is."""
    rows = [
        f"Zimmer {n} hat einen Schrank, einen Tisch und zwei Betten; der Blick geht auf den Hof von {town}."
        for n, town in ((112, "Grünau"), (114, "Grünhof"), (115, "Grünbach"), (117, "Grünberg"))
    ]
    alone, among = erased(rows[0]), erased(rows[0], others=rows[1:3])
    assert is_found(alone, rows[3])
    assert not is_found(among, rows[3])
    assert is_found(among, rows[0].replace("Schrank", "Schranck"))


@given(st.integers(0, 400), st.sampled_from(["", "x", " ", "ß", "7"]))
def test_a_letter_changes_no_record(at: int, letter: str) -> None:
    """Law: whatever stands at one place of a text of some lines, it is the erased one."""
    text = lines_of(12)
    at %= len(text)
    assert is_found(erased(text), text[:at] + letter + text[at + 1 :])


@pytest.mark.parametrize("n_lines", [60, 160])
def test_a_part_of_it_or_more_around_it_is_another(n_lines: int) -> None:
    """A text that quotes it, or that it quotes, is not the record."""
    assert not find_moved([erased(lines_of(100))], KEY, document("2", "now"), texts("2", lines_of(n_lines)))


def test_lines_count_however_they_were_parted() -> None:
    """Some are kept and some removed, in another order, with blanks around them and twice."""
    now = texts("2", lines_of(50, first=50), f"  {lines_of(30)}  \n\n", lines_of(20, first=30), lines_of(20))
    assert find_moved([erased(lines_of(100))], KEY, document("2", "now"), now) == {"2": {0: 1.0}}


def test_a_long_record_has_a_short_sketch() -> None:
    """Its shingles are longer, for long texts of a language share most short ones; and it is found by them."""
    one = erased(lines_of(5000))
    assert len(json.dumps(one.to_json())) < 500
    assert is_found(one, lines_of(4800, first=200))
    assert not is_found(one, lines_of(5000, first=2500))


def test_a_record_of_an_earlier_version_is_known_by_its_lines() -> None:
    """Its marks are of whole lines."""
    lines = lines_of(10)
    marks = {mark_of(KEY, f"line\0{line}"): len(line) for line in lines.split("\n")}
    assert {len(mark) for mark in marks} == {16}  # 64 bits: no two lines of a file have the same by chance
    values = {"file": mark_of_file(KEY, "village", "a.jsonl"), "page": None, "places": [["1", "before"]]}
    one = numbered_from(values | {"n_chars": sum(marks.values()), "below": "g", "lines": marks})
    assert one.to_json() == values | {"n_chars": sum(marks.values()), "below": "g", "lines": marks}
    assert is_found(one, f"{lines_of(9)}\nsomething else")
    assert not is_found(one, f"{lines_of(6)}\n{lines_of(4, first=90)}")


@pytest.mark.parametrize(
    ("there", "is_asked"),
    [
        (document("2", "before"), False),
        (document("2", "now"), True),
        (document("2", None), True),
        (document("2", "now", path="b.jsonl"), False),
    ],
)
def test_only_changed_files_are_asked(there: pa.Table, *, is_asked: bool) -> None:
    """Where the file is the same, the id decides, and a copy stays; a copy in another file is another record."""
    one = erased(lines_of(100))
    assert in_changed_files([one], KEY, there).to_pylist() == [is_asked]
    assert bool(find_moved([one], KEY, there, texts("2", lines_of(100)))) is is_asked


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        ("https://a.example/1", "http://www.a.example/1#x", True),
        ("https://a.example/1", "https://a.example/2", False),
        (None, "https://a.example/2", True),
        ("https://a.example/1", None, True),
    ],
)
def test_a_record_with_another_url_is_another(before: str | None, now: str | None, *, same: bool) -> None:
    """Two records with URLs are one if the page is one."""
    one = erased(lines_of(9), before)
    assert bool(find_moved([one], KEY, document("2", "now", now), texts("2", lines_of(9)))) is same


def test_it_comes_back_from_its_record_and_says_nothing() -> None:
    """The record of an erasure is JSON, without text, path, or URL."""
    one = erased("Anna Muster wohnt hier.", "https://a.example/anna")
    written = json.dumps(one.to_json())
    assert numbered_from(json.loads(written)) == one
    assert not [word for word in ("Anna", "anna", "example", "a.jsonl", "village") if word in written]


def test_a_record_without_text_cannot_be_found_again() -> None:
    """Then its id stays what it is known by."""
    assert describe_numbered(KEY, document("1", "before"), texts("1", "", " \n"), {"1"}) == {}
