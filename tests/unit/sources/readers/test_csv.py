"""Tables as spreadsheets, dumps and old machines write them: line ends, the mark that parts fields, quotes."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.record import Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources import FilePart, Source, list_files
from reinschrift.sources.readers.csv import NOTHING, read_csv
from reinschrift.sources.readers.table_rows import fields_of

ONE = "Die Gemeinde hat den alten Bahnhof gekauft, dort entstehen Wohnungen."
TWO = "Der Verein sucht Leute, die Fahrräder reparieren; Werkzeug ist da."


def read(folder: Path, data: bytes, name: str = "a.csv", **more: Any) -> list[Record]:
    (folder / name).write_bytes(data)
    source = Source(name="s", base=str(folder), files=(name,), license="x", **more)
    part = FilePart(str(folder / name), name, "csv", None, None, len(data), "0" * 64)
    return list(read_csv(part, source, ReadSettings()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


SIGNS = st.text(
    st.sampled_from('ab "",;\t|\n\\\u2028\u2029\u0085\f\v\x1c\x1d\x1eü=') | st.characters(codec="utf-8"), max_size=12
)
VALUES = SIGNS.map(lambda text: text.replace("\r", "").replace("\0", "")).filter(
    lambda text: text.strip() and text.strip() not in NOTHING  # what stands for no value is read as none
)


@given(
    rows=st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=6),
    mark=st.sampled_from(",;"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    is_packed=st.booleans(),
)
def test_a_table_is_read_as_it_was_written(
    folder: Path, rows: list[tuple[str, str, str]], mark: str, end: str, quoting: Literal[0, 1], *, is_packed: bool
) -> None:
    """Whatever stands in its fields: quotes, marks, line breaks, and signs that end a line elsewhere."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator=end, quoting=quoting)
    writer.writerows([("id", "title", "text"), *rows])
    data = out.getvalue().encode()
    records = read(folder, gzip.compress(data) if is_packed else data)
    assert [(record.text, record.problem) for record in records] == [(text, None) for _, _, text in rows]
    assert [record.fields.get("title", "") for record in records] == [title.strip() for _, title, _ in rows]


@given(st.lists(st.lists(SIGNS.map(lambda text: text.replace("\r", "")), min_size=1, max_size=4), min_size=1))
def test_fields_that_a_writer_quoted_are_fields(rows: list[list[str]]) -> None:
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="", quoting=csv.QUOTE_ALL).writerow(row)
        assert fields_of(out.getvalue(), ",") == row


def test_rows_end_where_their_file_ends_rows(folder: Path) -> None:
    """In a file whose rows end in CR alone, LF stands within a cell, as Excel for the Mac writes it."""
    data = f'id;text\r1;"{ONE}\nZweite Zeile."\r2;{TWO.replace(";", ",")}\r'.encode()
    assert [record.text for record in read(folder, data)] == [f"{ONE}\nZweite Zeile.", TWO.replace(";", ",")]
    assert [record.text for record in read(folder, b"text\rEins\rZwei", "b.csv")] == ["Eins", "Zwei"]
    assert [record.text for record in read(folder, b"text\r\r\nEins\r\r\nZwei\r\r\n", "c.csv")] == ["Eins", "Zwei"]


ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(
    st.lists(st.tuples(VALUES, VALUES.map(lambda text: text + '"\r"\n"\r\n"'), ENDS), min_size=1, max_size=8),
    st.sampled_from(",;\t"),
    ENDS,
    st.sampled_from(["", "sep={}"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_rows_of_one_table_end_in_different_ways(
    folder: Path, rows: list[tuple[str, str, str]], mark: str, end: str, first: str, start: str
) -> None:
    """A table put together of several keeps all rows, and each field the line ends that are quoted."""
    head = first.format(mark) + end if first else ""
    written = [f'"id"{mark}"text"{end}']
    for name, text, own in rows:
        fields = ['"' + each.replace('"', '""') + '"' for each in (name, text)]
        written.append(mark.join(fields) + own)
    records = read(folder, (start + head + "".join(written)).encode())
    assert [(record.text, record.problem) for record in records] == [(text, None) for _, text, _ in rows]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_cr_that_ends_no_row_stays_in_its_field(folder: Path, mark: str) -> None:
    """Without quotes, in a table whose rows end otherwise: what follows has too few fields to be a row."""
    rows = [["id", "text", "url"], ["1", "Eins\rzwei\rdrei", "x"], ["2", "Vier", "y\r"], ["3", "Fünf", "z"]]
    data = "".join(mark.join(row) + "\n" for row in rows).encode()
    assert [record.text for record in read(folder, data)] == ["Eins\rzwei\rdrei", "Vier", "Fünf"]


def test_a_table_with_cr_alone_is_known_without_its_name(folder: Path) -> None:
    data = b"id;text;url\r1;Ein Satz.;http://example.org\r2;Noch einer.;http://example.org\r"
    assert [record.text for record in read(folder, data, "a.txt")] == ["Ein Satz.", "Noch einer."]
    source = Source(name="s", base=str(folder), files=("a.txt",), license="x")
    assert [file.format for file in list_files(source).files] == ["csv"]


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", "sep = ;", '"sep=;"', "\ufeffsep=;", "sep=;\r"])
def test_the_line_that_names_the_mark_is_no_header(folder: Path, line: str) -> None:
    """As Excel writes it."""
    (record,) = read(folder, f'{line}\nid;text\n1;"a, b, c; ""d"""\n'.encode())
    assert (record.text, record.fields["record"]) == ('a, b, c; "d"', "1")


@pytest.mark.parametrize("mark", ["\t", "^", "|", "~"])
def test_whatever_mark_is_named_parts_the_fields(folder: Path, mark: str) -> None:
    (record,) = read(folder, f"sep={mark}\nid{mark}text\n1{mark}a, b; c\n".encode())
    assert record.text == "a, b; c"


def test_a_mark_of_utf8_hides_no_quote(folder: Path) -> None:
    data = '\ufeff"text";"title; or\nname"\n"Zeile eins\nZeile zwei";A\n'.encode()
    (record,) = read(folder, data.replace(b"; or\nname", b""))
    assert record.text == "Zeile eins\nZeile zwei"


def test_quotes_that_quote_nothing_are_signs(folder: Path) -> None:
    """In tables parted by tabs, which often quote nothing: no row is swallowed and no sign is lost."""
    texts = [
        '"Der Zauberberg" ist ein Roman', '"Ein Zitat, das nie geschlossen wird', 'Er war 6" groß, sagte er',
        '"Auf" und "ab"', 'am Ende "', '"', '"noch eins', 'und das Ende davon"', "ganz ohne",
    ]  # fmt: skip
    table = "id\ttext\n" + "".join(f"{number}\t{text}\n" for number, text in enumerate(texts))
    records = read(folder, table.encode(), "a.tsv")
    assert [record.text for record in records] == texts
    assert [record.fields["record"] for record in records] == [str(number) for number in range(len(texts))]


def test_quotes_that_quote_in_tables_with_tabs(folder: Path) -> None:
    data = b'id\ttext\ttitle\n1\t"Zeile eins\nZeile ""zwei"""\tA\n2\t"mit\tTab"\tB\n'
    assert [record.text for record in read(folder, data, "a.tsv")] == ['Zeile eins\nZeile "zwei"', "mit\tTab"]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ('1,"Er sagte \\"nein\\", und ging",x', ["1", 'Er sagte "nein", und ging', "x"]),
        ('1,"Er sagte "nein" und ging, sofort",x', ["1", 'Er sagte "nein" und ging, sofort', "x"]),
        ('1, "mit Abstand, davor" ,x', ["1", "mit Abstand, davor", "x"]),
        ('1,"Auf" und "ab",x', ["1", '"Auf" und "ab"', "x"]),
        ('1,6" breit,x', ["1", '6" breit', "x"]),
        ('"","",""', ["", "", ""]),
        ('"a""",b,', ['a"', "b", ""]),
        ('"C:\\Ordner\\",b', ["C:\\Ordner\\", "b"]),
    ],
)
def test_ways_to_quote(row: str, fields: list[str]) -> None:
    """Doubled, behind a backslash, forgotten, with blanks around; and quotation marks that belong to the text."""
    assert fields_of(row, ",") == fields


def test_a_table_of_one_column_needs_no_quotes(folder: Path) -> None:
    assert [record.text for record in read(folder, f"text\n{ONE}\n{TWO}\n".encode())] == [ONE, TWO]


def test_a_quote_left_open_swallows_no_rows(folder: Path) -> None:
    """Not even where a later quote seems to close it: the lines are rows on their own."""
    data = b'id,text\n1,"offen\n2,fein\n3,zu"\n4,auch fein\n'
    records = read(folder, data)
    assert [record.text for record in records][-1] == "auch fein"
    data = b'id,text,url\n1,"offen,u\n2,fein,u\n3,auch fein,"u"\n'
    assert [(record.text, record.problem is None) for record in read(folder, data)][1:] == [
        ("fein", True), ("auch fein", True)
    ]  # fmt: skip


def test_what_programs_write_for_nothing_is_nothing(tmp_path: Path) -> None:
    """In a table all is text, so nan, NULL and their kin are no words; a name in its own letter case is one."""
    lines = (
        f"{ONE!r},nan,NaN",
        f"{TWO!r},None,\\N",
        "NaN,Titel,NULL",
        "Nan Goldin zeigt Bilder aus dem Hafen.,Null,Nan",
    )
    rows = read(tmp_path, "\n".join(("text,title,author", *lines)).replace("'", '"').encode())
    assert [row.fields for row in rows] == [{}, {}, {"title": "Titel"}, {"title": "Null", "author": "Nan"}]
    assert [row.problem and row.problem.name for row in rows] == [None, None, "no_text", None]
    assert rows[2].problem
    assert "One says NaN, which in a table means that nothing is there." in rows[2].problem.detail


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", "sep= ;", '"sep=;"', "sep=;;;"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_the_line_that_names_the_separator_is_no_header(tmp_path: Path, line: str, name: str) -> None:
    """However Excel and people write it, and whatever the file is called."""
    data = f"{line}\r\nid;text;x;y\r\n7;{ONE};;\r\n".encode()
    (row,) = read(tmp_path, data, name)
    assert (row.text, row.fields["record"]) == (ONE, "7")
    listing = list_files(Source(name="s", base=str(tmp_path), files=(name,), license="x"))
    assert [file.format for file in listing.files] == ["csv"]


def test_a_row_may_be_of_two_charsets(tmp_path: Path) -> None:
    """One field in UTF-8, the next in windows-1252: a table put together from two sources."""
    row = "Müßige Gäste hören größere Chöre übers Jahr.;".encode() + "Jörg Müller".encode("cp1252")
    (found,) = read(tmp_path, b"text;autor\n" + row + b"\n")
    assert (found.text, found.fields["author"]) == ("Müßige Gäste hören größere Chöre übers Jahr.", "Jörg Müller")
