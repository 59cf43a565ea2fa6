"""Pages of HTML: content and debris told apart by the markup, kinds kept, and what a page says of itself."""

from pathlib import Path
from typing import Any

import pytest

from reinschrift.pages import MOST_TAGS, PageRead, read_page
from reinschrift.settings.read import ReadSettings
from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.sources.readers.format import Beginning
from reinschrift.sources.readers.html import FORMAT

SENTENCE = "Am Morgen fuhren die Boote hinaus, und erst gegen Abend kehrten sie mit vollen Netzen in den Hafen zurück."
PAGE = f"""<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>Die Boote von Sandhorn – Küstenblatt</title>
<meta property="og:site_name" content="Küstenblatt"><meta name="robots" content="noai, noindex">
<meta name="tdm-reservation" content="1"><link rel="canonical" href="/boote">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
 {{"@type": "NewsArticle", "headline": "Die Boote von Sandhorn", "datePublished": "2024-03-05T08:00:00+01:00",
  "dateModified": "2024-03-06", "author": {{"@id": "#p"}}, "articleSection": "Küste", "keywords": "Boote, Hafen",
  "isAccessibleForFree": true}}, {{"@type": "Person", "@id": "#p", "name": "Erna Moor"}}]}}</script></head>
<body><header><nav><ul><li><a href="/">Start</a></li><li><a href="/s">Sport</a></li></ul></nav></header>
<main><article><h1>Die Boote von Sandhorn</h1><p class="byline">Von Erna Moor</p>
<p>{SENTENCE} {SENTENCE}</p><h2>Im Hafen</h2><p>{SENTENCE} Das Zeichen &lt;b&gt; steht hier so da &amp; bleibt.</p>
<ul><li>{SENTENCE} Das war einmal.</li><li>{SENTENCE} Das ist so.</li></ul>
<blockquote><p>{SENTENCE} Sagt man.</p></blockquote>
<table><tr><th>Boot</th><th>Jahr</th></tr><tr><td>Möwe</td><td>1987</td></tr></table>
<p>{SENTENCE} Und Schluss.</p></article></main>
<aside class="related"><h3>Mehr zum Thema</h3>
<ul><li><a href="/a">Der alte Leuchtturm wird verkauft</a></li></ul></aside>
<footer><a href="/impressum">Impressum</a> © 2024 Küstenblatt, alle Rechte vorbehalten</footer></body></html>"""


def read(data: bytes, **settings: Any) -> PageRead:
    return read_page(data, "https://kuestenblatt.example/2024/03/05/boote", None, ReadSettings(**settings))


def test_content_stands_apart_from_debris_and_both_are_there() -> None:
    """Every block has its probability; the article's are above those of menu and teasers."""
    page = read(PAGE.encode())
    lines = page.text.split("\n")
    content = {lines[block["line"] - 1]: block["content"] for block in page.markup["blocks"]}
    debris = max(
        value
        for text, value in content.items()
        if text in {"• Start", "• Sport", "• Der alte Leuchtturm wird verkauft"}
    )
    article = min(value for text, value in content.items() if text.startswith(SENTENCE))
    assert debris < 0.5 < article


def test_kinds_come_from_the_markup() -> None:
    """Headings, list items, quotes and tables, in words and as marks in the text."""
    page = read(PAGE.encode())
    lines = page.text.split("\n")
    kinds = {lines[block["line"] - 1][:12]: block["kind"] for block in page.markup["blocks"]}
    assert kinds["Im Hafen"] == "heading"
    assert kinds["• Am Morgen "] == "list_item"
    assert kinds["Boot | Jahr"] == "table"
    assert "Möwe | 1987" in lines
    assert [block["kind"] for block in page.markup["blocks"]].count("quote") == 1


def test_entities_are_read_once() -> None:
    """What was written to be seen as a tag is seen as one."""
    assert "Das Zeichen <b> steht hier so da & bleibt." in read(PAGE.encode()).text


def test_what_the_page_says_of_itself() -> None:
    """Each field with its source."""
    page = read(PAGE.encode())
    assert page.fields["title"] == "Die Boote von Sandhorn"
    assert (page.fields["author"], page.fields["published"]) == ("Erna Moor", "2024-03-05")
    assert page.fields["site_name"] == "Küstenblatt"
    assert (page.markup["modified"], page.markup["section"]) == ("2024-03-06", "Küste")
    assert (page.markup["keywords"], page.markup["declared_language"]) == (["Boote", "Hafen"], "de")
    assert page.markup["canonical_url"] == "https://kuestenblatt.example/boote"
    assert {each["field"]: each["where"] for each in page.markup["metadata_evidence"]}["author"] == "json-ld author"


def test_rights_are_kept_in_the_pages_words() -> None:
    """For the stage that weighs them."""
    found = {(each["where"], each["name"]): each["value"] for each in read(PAGE.encode()).markup["html_meta"]}
    assert found["meta", "robots"] == "noai, noindex"
    assert found["meta", "tdm-reservation"] == "1"
    assert found["link", "license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["json-ld", "isAccessibleForFree"] == "true"
    assert "Rechte vorbehalten" in found["footer", "text"]


@pytest.mark.parametrize(
    "tag",
    [
        '<META NAME="ROBOTS" CONTENT="noai">',
        "<meta content='noai' name='robots'>",
        "<meta content=noai name=robots>",
        '<meta name = " robots " content="noai">',
        '<meta name="&#114;obots" content="noai">',
        '<meta data-x="name=viewport" property="robots" content="noai">',
    ],
)
def test_reservations_are_found_however_their_tag_is_written(tag: str) -> None:
    """Tags that tell nothing are passed over by a cheap look; none that tells something is."""
    (said,) = read(f"<html><head>{tag}</head><body><p>{SENTENCE}</p>".encode()).markup["html_meta"]
    assert said == {"where": "meta", "name": "robots", "value": "noai"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Text- und Data-Mining im Sinne des § 44b UrhG ist vorbehalten.", True),
        ("CREATIVE COMMONS BY-SA 4.0", True),
        ("Nutzungsvorbehalt gemäß Gesetz", True),
        ("Am § 45 hängt viel; die Grube schürft nach Daten.", False),
    ],
)
def test_sentences_on_rights_are_kept_wherever_they_stand(text: str, *, found: bool) -> None:
    """Not in the footer alone; what only sounds alike is none."""
    markup = read(f"<p>{SENTENCE}</p><p>{text}</p><p>{SENTENCE}</p>".encode()).markup
    assert markup["html_meta"] == ([{"where": "text", "name": "text", "value": text}] if found else None)


@pytest.mark.parametrize(
    ("written", "declared"), [("windows-1252", "ISO-8859-1"), ("utf-8", "iso-8859-1"), ("iso-8859-2", "iso-8859-2")]
)
def test_the_charset_is_utf8_or_what_the_page_declares(written: str, declared: str) -> None:
    """UTF-8 that is called something else is still UTF-8."""
    text = "Příliš žluťoučký kůň úpěl" if written == "iso-8859-2" else "Über dem Fluß hängt „Nebel“"
    if written == "windows-1252":
        text = "Über dem Fluß hängt Nebel"
    data = f"<html><head><meta charset={declared}></head><body><p>{text}</p></body></html>".encode(written)
    page = read(data)
    assert text in page.text
    assert page.decoding[0] == declared


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<p>", b"<script>x()</script>", b"<!-- open", b"<a href='"])
def test_a_page_without_text_says_so(data: bytes) -> None:
    """Nothing, markup alone, and what is never closed."""
    page = read(data)
    assert page.problem
    assert (page.text, page.problem.name) == ("", "no_text")


@pytest.mark.parametrize(
    "data", [b"Text ohne alles", b"<b>Fett <i>schr\xc3\xa4g</b> Text</i> ohne alles", b"</p></div>Text ohne alles"]
)
def test_a_page_without_a_body_is_read(data: bytes) -> None:
    """Fragments, crossed tags and end tags of nothing."""
    assert "ohne alles" in read(data).text


def test_a_page_of_nothing_but_tags_is_too_large() -> None:
    """Its tables would be larger than the page."""
    page = read(b"<p>" * (MOST_TAGS + 1))
    assert page.problem
    assert page.problem.name == "too_large"
    assert len(page.text) == 10_000


def test_deep_nesting_is_no_trouble() -> None:
    """However deep."""
    assert "tief" in read(b"<div>" * 100_000 + b"tief").text


def test_trafilatura_can_be_chosen() -> None:
    """With its own idea of what is content."""
    page = read(PAGE.encode(), extractor="trafilatura")
    assert SENTENCE in page.text
    assert "Start" not in page.text
    assert {block["content"] for block in page.markup["blocks"]} == {1.0}


def test_a_file_is_a_page(tmp_path: Path) -> None:
    """Recognised by what stands in it; its own address is the one it names."""
    (tmp_path / "seite.txt").write_text(PAGE, encoding="utf-8")
    source = Source(name="s", base=str(tmp_path), files=("",), license="CC0-1.0")
    parts = [part for file in list_files(source).files for part in split_parts(file, 1 << 26)]
    (row,) = [row for table in read_parts(parts, source) for row in table.to_pylist()]
    assert (row["source_format"], row["title"], row["published"].isoformat()) == (
        "html",
        "Die Boote von Sandhorn",
        "2024-03-05",
    )
    assert row["modified"].isoformat() == "2024-03-06"


@pytest.mark.parametrize(("blanks", "is_page"), [(3000, True), (5000, False)])
def test_a_page_begins_within_four_kilobytes(blanks: int, *, is_page: bool) -> None:
    """What stands farther down is quoted in a text."""
    assert FORMAT.recognise(Beginning("a", b" " * blanks + b"<html><p>Da.")) == is_page


def test_a_canonical_address_names_a_host() -> None:
    """One without a host leads nowhere."""
    for written, canonical in (("https://a.example/x", "https://a.example/x"), ("https://:80/x", None)):
        page = read(
            f"<html><head><link rel=canonical href='{written}'></head><body><p>Text.</p></body></html>".encode()
        )
        assert page.markup["canonical_url"] == canonical, written


@pytest.mark.parametrize("text", ["• Brot", "⁃ Brot", "✓ Brot", "· Brot", "+ 3 Eier", "* Brot"])
def test_an_item_that_has_a_mark_gets_no_second_one(text: str) -> None:
    """Any of the signs that begin items in plain text."""
    page = read(
        f"<html><body><p>{'Die Liste hier ist lang. ' * 9}</p><ul><li>{text}<li>Salz</ul></body></html>".encode()
    )
    assert [line for line in page.text.splitlines() if line][1:] == [text, "• Salz"]
