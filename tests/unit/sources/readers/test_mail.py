"""Mail, mailboxes and MHTML are decoded, never published with their coding."""

from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import reinschrift
from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.sources.readers.mail import foot_of
from tests.steps import project_of, rebuild_here

TEXT = "Die Gemeinde Grünau hat beschlossen, das alte Bahnhofsgebäude zu kaufen und für Vereine umzubauen."
OTHER = "Früher hielten hier zwölf Züge am Tag, heute fährt nur noch der Bus."


def read(folder: Path, data: bytes, name: str = "a.eml") -> list[dict[str, Any]]:
    (folder / name).write_bytes(data)
    source = Source(name="s", base=str(folder), files=(name,), license="x")
    listing = list_files(source, block_bytes=100)
    assert listing.bad == ()
    assert {file.format for file in listing.files} == {"mail"}
    parts = [part for file in listing.files for part in split_parts(file, 100)]
    found: list[dict[str, Any]] = pa.concat_tables(list(read_parts(parts, source))).to_pylist()
    return found


def message(text: str = TEXT, subject: str = "Grüße aus Grünau", **more: Any) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Jörg Moor <joerg@gruenau.example>"
    made["To"] = "rat@gruenau.example"
    made["Subject"] = subject
    made["Date"] = "Tue, 05 Mar 2024 08:00:00 +0100"
    made["Message-ID"] = "<1@gruenau.example>"
    made.set_content(text, **more)
    return made


def test_a_message_is_its_body_with_what_its_headers_say(tmp_path: Path) -> None:
    """Whatever its coding and charset; the sender's name, but no address."""
    for coding in ("quoted-printable", "base64", "8bit"):
        for charset in ("utf-8", "iso-8859-1"):
            (row,) = read(tmp_path, message(TEXT, charset=charset, cte=coding).as_bytes())
            assert row["text"].strip() == TEXT
            assert (row["title"], row["author"]) == ("Grüße aus Grünau", "Jörg Moor")
            assert row["published"].isoformat() == "2024-03-05"
            assert row["url"] is None
            assert "@" not in "".join(str(value) for name, value in row.items() if name != "source_path")


def test_a_line_end_of_any_kind_ends_a_header(tmp_path: Path) -> None:
    """And a header may be folded."""
    for end in (b"\n", b"\r\n"):
        data = message().as_bytes().replace(b"\r\n", b"\n").replace(b"Subject: ", b"Subject:\n ").replace(b"\n", end)
        (row,) = read(tmp_path, data)
        assert row["title"] == "Grüße aus Grünau"


def test_of_alternatives_the_plain_text_is_read(tmp_path: Path) -> None:
    """Unless it is empty; then the page, with its blocks."""
    made = message()
    made.add_alternative(f"<html><body><p>{OTHER}</p></body></html>", subtype="html")
    (row,) = read(tmp_path, made.as_bytes())
    assert row["text"].strip() == TEXT
    made = message(" ")
    made.add_alternative(f"<html><body><h1>Bahn</h1><p>{OTHER}</p></body></html>", subtype="html", cte="base64")
    (row,) = read(tmp_path, made.as_bytes())
    assert OTHER in row["text"]
    assert {block["kind"] for block in row["blocks"]} >= {"paragraph"}


def test_attachments_are_left_out_and_other_parts_are_not(tmp_path: Path) -> None:
    """A picture, a text that is attached, and a footer that a list adds."""
    made = message()
    made.add_attachment(b"\x89PNG...", maintype="image", subtype="png", filename="a.png")
    made.add_attachment("id;name\n1;Moor\n", filename="rat.csv", subtype="csv")
    footer = EmailMessage()
    footer.set_content(OTHER, disposition="inline")
    made.attach(footer)
    (row,) = read(tmp_path, made.as_bytes())
    assert TEXT in row["text"]
    assert OTHER in row["text"]
    assert "Moor" not in row["text"]
    only = EmailMessage()
    only["From"], only["Subject"], only["Message-ID"] = "a@b.example", "Bild", "<2@b.example>"
    only.add_attachment(b"\x89PNG...", maintype="image", subtype="png")
    assert [row["problem"] for row in read(tmp_path, only.as_bytes())] == ["no_text"]


def test_messages_of_a_mailbox_are_documents(tmp_path: Path) -> None:
    """Also those attached to one; a line of the text that begins with From is none, and loses its mark."""
    first = message(f"{TEXT}\n\n>From morgen an ist geöffnet.\n\nFrom here on it is quiet.\n", cte="8bit")
    second = message(OTHER, "Züge")
    second.add_attachment(message("Angehängt war dies hier.", "Anhang"))
    for line in (
        b"From joerg@gruenau.example Tue Mar  5 08:00:00 2024",
        b"From joerg at gruenau.example  Tue Mar 05 2024",
    ):
        data = b"\n".join(line + b"\n" + each.as_bytes() for each in (first, second, first))
        rows = read(tmp_path, data, "list.mbox")
        assert [row["title"] for row in rows] == ["Grüße aus Grünau", "Züge", "Anhang", "Grüße aus Grünau"]
        assert [row["record_number"] for row in rows] == [0, 1, 2, 3]
        assert rows[0]["text"].split("\n\n")[1:] == ["From morgen an ist geöffnet.", "From here on it is quiet."]
        assert rows[2]["text"].strip() == "Angehängt war dies hier."


def test_soft_line_breaks_are_undone(tmp_path: Path) -> None:
    """As `format=flowed` says; the mark of a signature and quotations stay lines."""
    made = message("Die Gemeinde hat \nbeschlossen, zu kaufen.\n> Ist das \n> sicher?\nJa.\n-- \nJörg\n", cte="8bit")
    made.set_param("format", "flowed")
    (row,) = read(tmp_path, made.as_bytes())
    lines = row["text"].split("\n")
    assert lines[0] == "Die Gemeinde hat beschlossen, zu kaufen."
    assert lines[-3:-1] == ["-- ", "Jörg"]


def test_a_page_saved_as_mhtml_is_a_page(tmp_path: Path) -> None:
    """With its address; style sheets and pictures are left out."""
    head = "<html lang=de><head><title>Der Bahnhof</title></head>"
    page = f"{head}<body><h1>Der Bahnhof</h1><p>{TEXT}</p><p>{OTHER}</p></body>"
    for coding, body in (
        ("quoted-printable", quopri.encodestring(page.encode())),
        ("base64", base64.encodebytes(page.encode())),
    ):
        data = (
            b"From: <Saved by a browser>\r\nSnapshot-Content-Location: https://gruenau.example/bahnhof\r\n"
            b"Subject: =?utf-8?Q?Der=20Bahnhof?=\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
            + f"Content-Transfer-Encoding: {coding}\r\n".encode()
            + b"Content-Location: https://gruenau.example/bahnhof\r\n\r\n" + body
            + b"\r\n--b\r\nContent-Type: text/css\r\nContent-Location: cid:1\r\n\r\np { color: red }\r\n--b--\r\n"
        )  # fmt: skip
        (row,) = read(tmp_path, data, "a.mht")
        assert TEXT in row["text"]
        assert "color" not in row["text"]
        assert (row["title"], row["url"]) == ("Der Bahnhof", "https://gruenau.example/bahnhof")


def test_what_is_broken_is_a_row(tmp_path: Path) -> None:
    """Unknown charsets and codings, headers that cannot be parsed, parts without an end: text or a problem."""
    head = b"From: =?x?z?=\r\nSubject: =?utf-8?b?!!!?=\r\nDate: nie\r\nMessage-ID: <\r\nMIME-Version: 1.0\r\n"
    for rest in (
        b"From: Erna <e ist, .org>\r\n\r\nK\xc3\xbche im Tal.",
        b"Content-Type: text/plain; charset=nichts\r\n\r\nK\xc3\xbche im Tal.",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nK\xc3\xbche im Tal.",
        b"Content-Type: multipart/mixed\r\n\r\nK\xc3\xbche im Tal.",
        b"Content-Transfer-Encoding: rot13\r\n\r\nK\xc3\xbche im Tal.",
        b"Content-Transfer-Encoding: base64\r\n\r\n=====",
    ):
        (row,) = read(tmp_path, head + rest)
        assert row["text"].strip() or row["problem"]
        assert row["published"] is None


def test_the_foot_of_a_mailing_list_is_marked_as_no_content(tmp_path: Path) -> None:
    """And a signature; what is removed so is on record, and a ruler within the text is none."""
    foot = "_______________________________________________\nrat mailing list\nhttps://l.example/mailman/listinfo/rat\n"
    (row,) = read(tmp_path, message(f"{TEXT}\n--------------------\n{OTHER}\n\n{foot}", cte="8bit").as_bytes())
    lines = row["text"].split("\n")
    assert [lines[block["line"] - 1] for block in row["blocks"]] == foot.split("\n")[:-1]
    (row,) = read(tmp_path, message(f"{TEXT}\n-- \nJörg Moor\n", cte="8bit").as_bytes())
    assert [block["line"] for block in row["blocks"]] == [2, 3]


def test_headers_may_end_in_cr_alone(tmp_path: Path) -> None:
    """As old machines write them."""
    (row,) = read(tmp_path, message(TEXT).as_bytes().replace(b"\n", b"\r"))
    assert row["text"].strip() == TEXT


def test_a_signature_is_short() -> None:
    """Ten lines below the two dashes are an address; behind fifteen the dashes part the text."""
    for lines, n in ((3, 3), (10, 10), (15, 0)):
        text = "\n".join([TEXT, *["Absatz."] * 20, "-- ", *["Amt für Bau"] * (lines - 1)])
        assert len(foot_of(text)) == n


@pytest.mark.parametrize(("line", "n"), [("Zum Abbestellen: leer antworten", 2), ("Wir treffen uns am Samstag", 0)])
def test_the_foot_of_a_list_is_known_by_the_words_of_any_language(line: str, n: int) -> None:
    """Without an address as well; dashes alone part a text."""
    assert len(foot_of(f"{TEXT}\n{'_' * 30}\n{line}")) == n


@pytest.mark.parametrize(
    "head",
    [
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\nX-MimeOLE: Produced\n\n--b\n",
        b"Content-Type: multipart/related; boundary=b\nMIME-Version: 1.0\n\n--b\n",
        b"",
    ],
)
def test_headers_of_the_coding_alone_make_a_mail(tmp_path: Path, head: bytes) -> None:
    """K30: a page saved without a sender, and a body without its message."""
    coded = base64.encodebytes(f"<p>{TEXT}</p>".encode())
    body = b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + coded
    (row,) = read(tmp_path, head + body + (b"--b--\n" if head else b""))
    assert row["text"].split() == TEXT.split()


LONG = ["x" * 5000, "[;=:/" * 2000, '\\"' * 3000, ';a="b' * 2000, "=?utf-8?q?" * 500, "ü; " * 3000]


@pytest.mark.parametrize("long", LONG)
def test_a_header_of_any_length_is_read(tmp_path: Path, long: str) -> None:
    """Kind: lost without a word. Programs write names of files without end; the boundary stands behind them."""
    head = f"From: Erna Moor <erna@a.example>\nSubject: Boote\nMIME-Version: 1.0\nTo: {long}\n"
    quoted = long.replace('"', "'").replace("\\", "/")
    parts = f'Content-Type: multipart/mixed; name="{quoted}";\n boundary="b"\n\n--b\nContent-Type: text/plain;'
    (row,) = read(tmp_path, (head + f'{parts} name="{quoted}"; charset=utf-8\n\n{TEXT}\n--b--\n').encode())
    assert (row["text"].strip(), row["problem"]) == (TEXT, None)
    assert (row["title"], row["author"]) == ("Boote", "Erna Moor")


@pytest.mark.parametrize("n", [3, 80, 400])
def test_all_senders_are_authors_however_many(tmp_path: Path, n: int) -> None:
    """Kind: lost without a word. Two thousand characters hold some sixty of them."""
    names = [f"Erna {chr(97 + at // 26)}{chr(97 + at % 26)} Moor" for at in range(n)]
    head = ", ".join(f"{name} <erna@a.example>" for name in names)
    head += (
        ', "Moor, \\"Jo\\" Jan" <jan@a.example>, =?utf-8?q?J=C3=B6rg?= Watt <j@a.example>, <k@a.example>, l@a.example'
    )
    mail = f"From: {head}\nSubject: Boote\nMIME-Version: 1.0\nContent-Type: text/plain\n\n{TEXT}\n"
    (row,) = read(tmp_path, mail.encode())
    assert row["author"] == "; ".join([*names, 'Moor, "Jo" Jan', "Jörg Watt"])


def test_a_long_header_in_another_charset_is_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are replaced, as in a short one."""
    head = b"From: " + b"J\xf6rg Moor <j@a.example>, " * 200 + b"Erna Moor <e@a.example>\n"
    mail = head + b"Subject: Boote\nMIME-Version: 1.0\nContent-Type: text/plain\n\nDie Boote kamen sp\xc3\xa4t.\n"
    (row,) = read(tmp_path, mail)
    assert row["author"] == "J\ufffdrg Moor; Erna Moor"


@pytest.mark.parametrize(("chars", "is_read"), [(70, True), (1500, True), (2500, False)])
def test_a_boundary_longer_than_any_leaves_a_row(tmp_path: Path, chars: int, *, is_read: bool) -> None:
    """Seventy characters are allowed; a message whose parts cannot be told is on record."""
    long = "b" * chars
    head = "From: Erna Moor <erna@a.example>\nSubject: Boote\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
    (row,) = read(tmp_path, f'{head}boundary="{long}"\n\n--{long}\nContent-Type: text/plain\n\n{TEXT}\n'.encode())
    assert (row["problem"] is None) == is_read


LETTER = """Lieber Jan,

danke für deine Nachricht. Am Donnerstag passt es mir gut, aber erst nach vier Uhr,
weil ich vorher noch im Archiv bin. Wollen wir uns im Café am Markt treffen?

Am Sonntag schrieb Jan Probe:
> Liebe Eva, hast du in dieser Woche Zeit für ein Gespräch über den Bericht?
>
> Viele Grüße
> Jan

Herzliche Grüße
Eva
"""
FOOT = "-- \nEva Muster\nVerein für Heimatkunde\nMarktplatz 3, 12345 Musterstadt\n"


@pytest.mark.parametrize("foot", ["", FOOT])
def test_a_message_is_a_letter_whether_it_has_a_foot_or_none(tmp_path: Path, foot: str) -> None:
    """Salutation, greeting and quotations stay; the foot alone goes."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.eml").write_bytes(message(f"{LETTER}\n{foot}", cte="8bit").as_bytes())
    project = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(project)
    snapshot = reinschrift.open(tmp_path / "out")
    (document,) = snapshot.documents.to_arrow().to_pylist()
    assert document["text"].split() == LETTER.split()
    assert snapshot.removed.to_arrow()["text"].to_pylist() == foot.replace("-- ", "--").splitlines()


SIMPLE = f"From: Erna Moor <erna@a.example>\nSubject: Boote\nDate: Mon, 02 Mar 2026 10:00:00 +0100\n\n{TEXT}\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["a.mbox", "a", "a.txt"])
def test_a_mailbox_is_known_by_its_lines_between_messages(tmp_path: Path, name: str, end: str) -> None:
    """K30: its messages need no header that programs write."""
    box = "".join(f"From erna@a.example Mon Mar  {day} 10:00:00 2026\n{SIMPLE}\n" for day in (2, 3))
    rows = read(tmp_path, box.replace("\n", end).encode(), name)
    assert [(row["author"], row["title"], row["problem"]) for row in rows] == [("Erna Moor", "Boote", None)] * 2


@pytest.mark.parametrize("before", ["\n", "\r\n\r\n", "\n" * 2000])
def test_blank_lines_before_a_message_are_passed_over(tmp_path: Path, before: str) -> None:
    """K30: its coding is undone all the same."""
    (row,) = read(tmp_path, before.encode() + message(TEXT).as_bytes())
    assert (row["text"].strip(), row["problem"]) == (TEXT, None)
