"""Any bytes at all: each reader gives rows or refuses the file; nothing crashes, nothing hangs, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reinschrift.pages import read_page
from reinschrift.pages.blocks import block_texts, extract, parse
from reinschrift.pages.blocks.page import B_END, B_START, E_FIRST, E_LAST, E_PARENT, N_BLOCKS, N_ELEMENTS, OUT
from reinschrift.settings.read import ReadSettings
from reinschrift.sources import DOCUMENTS_READ, FORMATS, FilePart, Source, list_files, read_parts, split_parts
from reinschrift.sources.readers.format import Format
from reinschrift.sources.sites.archive_index import survey_warc
from tests.unit.sources.readers.warc_files import packed, record, response

anything = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
HTML = st.lists(
    st.sampled_from(
        [b"<p>", b"</p>", b"<div class='nav share'>", b"</div>", b"<a href=x>", b"</a>", b"<table><tr><td>",
         b"</table>",
         b"<ul><li>", b"</ul>", b"<br>", b"<script>", b"</script>", b"<!--", b"-->", b"<pre>\n ", b"</pre>", b"&amp;",
         b"&#0;", b"&#x1F600;", b"&nGt", b"&", b"<", b">", b'"', b"'", b"=", b"<h1 id=", b"\xc2\xa0", b"\xe2\x80\xa8",
         "Ein Satz, der länger ist, als es ein Menü wäre. ".encode(), b"\r\n", b"\0", b"<title>x", b"</title>",
         b'<meta name="author" content="A B">', b'<script type="application/ld+json">{"@type":"Article","author":[[',
         b"2024-01-31", b"<link rel=canonical href='http://['>", b"<base href='//['>", b"<ol start=-1><li value=9e9>",
         b"<meta property='og:title' content='", b"<meta name=date content='2024-99-99'>", b"<svg>", b"</svg>",
         b"<footer>Alle Rechte vorbehalten", b"<time datetime=x>"]
    ),
    max_size=60,
).map(b"".join)  # fmt: skip
ADDRESSES = st.sampled_from([None, "", "http://a.example/x", "http://[", "//[", "http://a:b/", "\0", "x" * 5000])
EDITS = st.lists(
    st.tuples(
        st.integers(0, 5000),
        st.integers(0, 60),
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from(
                [
                    b"\r\n", b"\r\n\r\n", b"WARC/1.0\r\n", b"Content-Length: 99999999999999999999\r\n",
                    b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n",
                    b"WARC-Target-URI: http://[\r\n", b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x01\x02", b"\xff" * 8,
                    b"\0" * 8, b'"', b"\n", b",", b"{", b'{"text": "', b"<![CDATA[", b"<!ENTITY a '", b"&a;", b"]]>",
                    b"<item>", b"PAR1", b"\xf0\x9f\x98",
                ]
            ),
        ),
    ),
    max_size=6,
)  # fmt: skip


def damaged(data: bytes, cut: int, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Return bytes cut off at the end, and at places that are drawn so many of them put out and others in."""
    data = data[: len(data) - cut % (len(data) + 1)]
    for place, n_out, put_in in edits:
        at = place % (len(data) + 1)
        data = data[:at] + put_in + data[at + n_out :]
    return data


ROBOTS = response(b"User-agent: *", 3, "Content-Type: text/plain", url="http://example.org/robots.txt")
PAGES = [response(b"<p>Text</p>", 1), ROBOTS, record(b"Text", 2, kind="conversion", content_type="text/plain")]
SAMPLES = {each.name: each.sample() for each in FORMATS} | {"warc": b"".join(PAGES), "warc.gz": packed(*PAGES)}
"""A sound file of each format; of archives of the web one of more kinds of records."""


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_sample_of_a_format_is_recognised_and_read(tmp_path: Path, form: Format) -> None:
    """By its content alone, and it holds a text."""
    (tmp_path / "file").write_bytes(form.sample())
    source = Source(name="s", base=str(tmp_path), files=("file",), license="x")
    (file,) = list_files(source).files
    assert file.format == form.name
    rows = pa.concat_tables(list(read_parts(split_parts(file, 1 << 20), source))).to_pylist()
    assert any(row["text"].strip() and not row["problem"] for row in rows)
    assert {row["source_format"] for row in rows} == {form.name}


@pytest.mark.parametrize("form", [each for each in FORMATS if each.read_fields], ids=lambda form: form.name)
def test_fields_are_called_as_in_the_file(tmp_path: Path, form: Format) -> None:
    """What the sample of a format has in its records."""
    (tmp_path / "file").write_bytes(form.sample())
    assert form.read_fields is not None
    found = [record["text"] for record in form.read_fields(str(tmp_path / "file"), 1 << 20)]
    assert found in (["a", "b"], ["a", "c"])


@anything
@pytest.mark.parametrize("name", sorted(SAMPLES))
@given(cut=st.one_of(st.just(0), st.integers(0, 400)), edits=EDITS, only_noise=st.booleans())
def test_any_bytes_give_rows(
    tmp_path: Path, name: str, cut: int, edits: list[tuple[int, int, bytes]], *, only_noise: bool
) -> None:
    """A sound file, cut off and changed at will, or bytes that are nothing."""
    data = b"".join(edit[2] for edit in edits) if only_noise else damaged(SAMPLES[name], cut, edits)
    file = tmp_path / "file"
    file.write_bytes(data)
    source = Source(name="s", base=str(tmp_path), files=("file",), license="x")
    part = FilePart(str(file), "file", name.partition(".")[0], None, None, len(data), "0" * 64)
    tables = list(read_parts([part], source, ReadSettings(max_record_mb=0.001, max_member_mb=0.01)))
    rows = pa.concat_tables([DOCUMENTS_READ.empty_table(), *tables])
    assert rows.schema.equals(DOCUMENTS_READ)
    assert len(set(rows["id"].to_pylist())) == rows.num_rows
    assert all(row["text"].strip() or row["problem"] for row in rows.to_pylist())


@anything
@given(HTML)
def test_any_markup_is_parsed(data: bytes) -> None:
    """Blocks follow one another in the text, elements hold one another, and all lines of the text have their block."""
    page = parse(data)
    n, n_elements = page.state[N_BLOCKS], page.state[N_ELEMENTS]
    starts, ends = page.blocks[:n, B_START], page.blocks[:n, B_END]
    assert (starts < ends).all() and (ends[:-1] <= starts[1:]).all() and (n == 0 or ends[-1] <= page.state[OUT])  # noqa: PT018  # one law
    elements = page.elements[:n_elements]
    assert (elements[:, E_FIRST] <= elements[:, E_LAST]).all()
    inner = elements[:, E_PARENT] >= 0
    outer = elements[elements[inner, E_PARENT]]
    assert (outer[:, E_FIRST] <= elements[inner, E_FIRST]).all() and (outer[:, E_LAST] >= elements[inner, E_LAST]).all()  # noqa: PT018
    extracted, _ = extract(data)
    assert len(extracted.scores) == n == len(block_texts(page))
    assert np.isfinite(extracted.scores).all()
    lines = extracted.text.split("\n") if extracted.text else []
    begun = [block.line for block in extracted.blocks]
    assert begun == sorted(set(begun)) and all(lines[line - 1].strip() for line in begun)  # noqa: PT018


@anything
@given(HTML, ADDRESSES)
def test_any_page_is_read(data: bytes, url: str | None) -> None:
    """Whatever the page says of itself and wherever it lies: it has text or a problem, and can be stored."""
    page = read_page(data, url, None, ReadSettings())
    assert page.text.strip() or page.problem
    "".join([page.text, *page.fields.values()]).encode()


@anything
@given(HTML.filter(lambda page: b"&" not in page))
def test_a_page_is_made_of_what_stands_in_it(data: bytes) -> None:
    """Nothing is made up and nothing changes places: letters of the blocks stand in the page, in their order."""
    text = iter(data.decode("utf-8", "replace"))
    assert all(letter in text for letter in "".join(block_texts(parse(data))) if letter.isalnum())


@anything
@given(st.sampled_from(["warc", "warc.gz"]), st.integers(0, 400), EDITS)
def test_any_archive_is_surveyed(tmp_path: Path, name: str, cut: int, edits: list[tuple[int, int, bytes]]) -> None:
    """The plan's walk over an archive survives what the reader survives, and its counts only grow."""
    file = tmp_path / "file"
    file.write_bytes(damaged(SAMPLES[name], cut, edits))
    survey = survey_warc(str(file), 200)
    assert list(survey.records_before) == sorted(survey.records_before)
    assert survey.rows["key"].null_count == 0


@anything
@given(HTML)
def test_text_without_markup_is_kept(data: bytes) -> None:
    """Every word that stands outside tags, scripts and comments is in the text, in order."""
    for sign in (b"<", b">", b"&", b"\0"):
        data = data.replace(sign, b" ")
    extracted, _page = extract(data)
    kept, given_text = extracted.text, data.decode("utf-8", "replace")
    assert "".join(filter(str.isalnum, kept)) == "".join(filter(str.isalnum, given_text))
