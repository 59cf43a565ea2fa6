"""Feeds as they are found: not XML, of several authors, as JSON."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from reinschrift.sources import Source, list_files, read_parts, split_parts

SENTENCE = "Am Morgen fuhren die Boote hinaus, und erst gegen Abend kehrten sie zurück."
HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>Blatt</title><language>de</language>'
TAIL = "</channel></rss>"


def item(number: object, more: str = "", text: str = SENTENCE) -> str:
    return f"<item><title>T{number}</title><link>https://a.example/{number}</link><guid>g{number}</guid>{more}<description>{text}</description></item>"


def read(folder: Path, data: str | bytes, name: str = "a.xml") -> Any:
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    source = Source(name="s", base=str(folder), files=(name,), license="x")
    parts = [part for file in list_files(source).files for part in split_parts(file, 1 << 26)]
    return [row for table in read_parts(parts, source) for row in table.to_pylist()]


BROKEN = {
    "entity of HTML": item(2, "<author>Erna&nbsp;Moor</author>"),
    "bare ampersand": item(2, "<category>Wind & Wetter</category>"),
    "open element": item(2, "<category>Wind"),
    "prefix nobody declared": item(2, "<dc:creator>Erna Moor</dc:creator>"),
    "HTML that is not escaped": item(2, text=f"<p>{SENTENCE}<br>Und weiter.</p>"),
    "control character": item(2, "<category>Wind\x0b</category>"),
    "number of half a character": item(2, "<category>W&#xD800;&#56320;</category>"),
    "number of no character": item(2, "<category>W&#x110000;&#99999999999999999999;</category>"),
    "attribute without quotes": item(2, "<category domain=x>Wind</category>"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_feed_that_is_no_xml_keeps_its_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """All of them, before and behind the fault, and nothing is fetched."""
    pytest.importorskip("feedparser")
    monkeypatch.setattr(socket, "socket", None)
    rows = read(tmp_path, HEAD + item(1) + broken + item(3) + TAIL)
    assert [(row["title"], row["url"], row["record"], row["problem"]) for row in rows] == [
        (f"T{number}", f"https://a.example/{number}", f"g{number}", None) for number in (1, 2, 3)
    ]
    assert all(SENTENCE in row["text"] for row in rows)
    assert {(row["site_name"], row["declared_language"]) for row in rows} == {("Blatt", "de")}


def test_a_feed_in_another_charset_than_it_says(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    rows = read(tmp_path, (HEAD + item(1) + TAIL).encode("latin-1"))
    assert [(row["text"], row["problem"]) for row in rows] == [(SENTENCE, None)]


def test_what_breaks_off_is_on_record(tmp_path: Path) -> None:
    """The entry that has no end is none."""
    pytest.importorskip("feedparser")
    rows = read(tmp_path, HEAD + item(1) + item(2, "&nbsp;") + item(3)[:-30])
    assert [row["problem"] for row in rows] == [None, None, "unreadable"]
    assert "Behind entry 2" in rows[-1]["problem_detail"]
    assert rows[-1]["text"].startswith("<item><title>T3")


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("<dc:creator>A B</dc:creator><dc:creator>C D</dc:creator>", "A B; C D"),
        ("<author>a@a.example (A B)</author>", "A B"),
        ("<author><name>A B</name><email>a@a.example</email></author><author><name>C D</name></author>", "A B; C D"),
        ("<author><name>A B</name></author><author><name>A B</name></author>", "A B"),
        ("<contributor><name>C D</name></contributor><author>A B</author>", "A B"),
    ],
)
def test_authors_are_parted_alike(tmp_path: Path, written: str, author: str) -> None:
    """All of them, each once, by name alone."""
    head = HEAD.replace('version="2.0"', 'version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"')
    (row,) = read(tmp_path, head + item(1, written) + TAIL)
    assert row["author"] == author


def test_a_feed_of_json_is_read(tmp_path: Path) -> None:
    """Its items, with their text or their HTML (version 1.1 of JSON Feed)."""
    items = [
        {"id": "1", "url": "https://a.example/1", "title": "T1", "content_html": f"<p>{SENTENCE}</p><p>Zwei.</p>",
         "date_published": "2024-03-05T08:00:00Z", "authors": [{"name": "A B"}, {"name": "C D"}]},
        {"id": "2", "external_url": "https://b.example/2", "content_text": SENTENCE},
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Blatt", "items": items}
    for indent in (None, 2):
        rows = read(tmp_path, json.dumps(feed, indent=indent), "feed.json")
        assert [(row["title"], row["author"], row["record"], row["problem"]) for row in rows] == [
            ("T1", "A B; C D", "1", None), (None, None, "2", None)
        ]  # fmt: skip
        assert rows[0]["text"] == f"{SENTENCE}\n\nZwei."
        assert rows[1]["text"] == SENTENCE
        assert rows[0]["published"].isoformat() == "2024-03-05"


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["", ' encoding="UTF-8"', ' encoding="UTF-32"'])
def test_a_feed_in_a_wide_charset(tmp_path: Path, charset: str, declared: str) -> None:
    """K07: whatever it declares, with a byte order mark and without."""
    data = (HEAD.replace("?>", f"{declared}?>", 1) + item(1) + item(2) + TAIL).encode(charset)
    for mark in ("", "\ufeff"):
        rows = read(tmp_path, mark.encode(charset) + data)
        assert [(row["text"], row["problem"]) for row in rows] == [(SENTENCE, None)] * 2


@pytest.mark.parametrize(
    "feed",
    [
        HEAD.replace("<rss", '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]><rss', 1) + item(1) + item(2) + TAIL,
        (HEAD + item(1) + item(2) + TAIL).replace("item>", "ITEM>").replace("title>", "Title>"),
        (HEAD + item(1) + item(2) + TAIL).replace("<rss", "<RSS").replace("</rss", "</RSS"),
    ],
)
def test_a_head_with_entities_and_names_in_capitals_lose_no_entry(tmp_path: Path, feed: str) -> None:
    """Kind: a malformed feed loses its entries. No entity is resolved: that could name a file."""
    assert [(row["text"], row["problem"]) for row in read(tmp_path, feed)][:2] == [(SENTENCE, None)] * 2


BEFORE = {
    "message of PHP": "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/srv/a.php</b> on line <b>12</b><br />\n",
    "two messages": "PHP Notice:  Undefined index: a in /a.php on line 3\n\nDeprecated: b in /b.php on line 12\n",
    "message as a table": "<font><table class='xdebug-error'><tr><td>a</td></tr></table></font>\n",
    "comment": "<!-- made by a program -- cached -->\n",
    "long comment": f"<!-- {'x' * 6000} -->",
    "byte order mark behind blanks": "\n \n\ufeff",
    "two byte order marks": "\ufeff\ufeff",
    "blanks behind a byte order mark": "\ufeff\n\n",
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
@pytest.mark.parametrize("name", ["a.xml", "feed"])
def test_what_a_server_puts_before_a_feed_is_passed_over(tmp_path: Path, before: str, name: str) -> None:
    """Kind: a malformed feed loses its entries; these were published with their tags."""
    rows = read(tmp_path, before + HEAD + item(1) + item(2) + TAIL, name)
    assert [(row["source_format"], row["text"], row["problem"]) for row in rows] == [("feed", SENTENCE, None)] * 2


@pytest.mark.parametrize("before", list(BEFORE.values())[:3])
def test_what_a_server_puts_before_a_page_is_no_part_of_it(tmp_path: Path, before: str) -> None:
    (row,) = read(tmp_path, f"{before}<!DOCTYPE html><html><body><p>{SENTENCE}</p></body></html>", "a")
    assert (row["source_format"], row["text"]) == ("html", SENTENCE)


SWALLOWED = {
    "CDATA without an end": "<description><![CDATA[<p>Am Bach.</p></description>",
    "CDATA in another": "<content:encoded><![CDATA[<p>Am Bach.</p></content:encoded><pubDate>x</pubDate>",
    "element closed by another name": "<description>Am Bach.</desc>",
    "element never closed": "<description>Am Bach.",
}


@pytest.mark.parametrize("more", SWALLOWED.values(), ids=SWALLOWED)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_fault_costs_its_own_entry_alone(tmp_path: Path, more: str, at: int) -> None:
    """Kind: a malformed feed loses its entries."""
    pytest.importorskip("feedparser")
    entries = [item(number) for number in range(3)]
    entries[at] = f"<item><title>T{at}</title>{more}</item>"
    rows = [row for row in read(tmp_path, HEAD + "".join(entries) + TAIL) if row["problem"] is None]
    assert sum(row["text"] == SENTENCE for row in rows) == 2
    assert any("Am Bach." in row["text"] for row in rows)


def test_an_entry_of_rdf_is_known_alike_however_it_is_read(tmp_path: Path) -> None:
    """Its name, its day and its authors, also where the feed breaks off."""
    pytest.importorskip("feedparser")
    head = (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    )
    entry = (
        '<item rdf:about="https://a.example/r"><title>T</title><link>https://a.example/r</link><description>'
        f"{SENTENCE}{{}}</description><dc:creator>A B</dc:creator><dc:creator>C D</dc:creator>"
        "<dc:date>2026-03-01T10:00:00Z</dc:date></item>"
    )
    seen = [
        next((row["record"], row["author"], str(row["published"])[:10]) for row in read(tmp_path, data))
        for data in (head + entry.format("") + "</rdf:RDF>", head + entry.format("&nbsp;") + "</rdf:RDF>")
    ]
    assert seen == [("https://a.example/r", "A B; C D", "2026-03-01")] * 2


@pytest.mark.parametrize("indent", [None, 2])
def test_an_item_without_content_has_its_summary(tmp_path: Path, indent: int | None) -> None:
    """JSON Feed: also of a feed of one item, one with authors for all, one that is cut off."""
    feed = {"version": "https:\\/\\/jsonfeed.org/version/1", "title": "Blatt", "author": {"name": "A B"}}
    items = [{"id": str(number), "summary": SENTENCE} for number in range(3)]
    items[1]["content_text"] = "Und weiter ging die Fahrt."
    written = [json.dumps({**feed, "items": items[:n]}, indent=indent).replace("\\\\", "\\") for n in (1, 3)]
    for data, n_whole in ((written[0], 1), (written[1], 3), (written[1][:-40], 2)):
        rows = read(tmp_path, data, "feed.json")
        whole = [row for row in rows if row["problem"] is None]
        assert [row["text"] for row in whole] == [SENTENCE, "Und weiter ging die Fahrt.", SENTENCE][:n_whole]
        assert {(row["site_name"], row["author"]) for row in whole} == {("Blatt", "A B")}
        assert len(rows) - len(whole) == (n_whole == 2)


@pytest.mark.parametrize("name", ["links", "authors", "enclosures", "tags", "contributors"])
def test_an_element_called_like_a_list_of_the_parser_loses_no_entry(tmp_path: Path, name: str) -> None:
    """Of a broken feed: feedparser puts the element's words where its own list was."""
    entry = f"<entry><title>T</title><{name}>some words</{name}><summary>{SENTENCE}</summary></entry>"
    data = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>F <b></title>{entry}</feed>"
    assert next(row["text"] for row in read(tmp_path, data) if row["problem"] is None) == SENTENCE
