"""Recognising what a file is, by content first and by name where content leaves it open."""

import base64
import codecs
import pickle
import struct
import time
from contextlib import suppress

import pytest

from reinschrift.errors import UnknownFormatError
from reinschrift.sources import recognise
from reinschrift.sources.foreign_text import foreign_text


def zip_head(name: str, data: bytes = b"", extra: bytes = b"") -> bytes:
    """Return a member at the beginning of a ZIP archive, not packed."""
    sizes = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, len(data), len(data), len(name), len(extra))
    return sizes + name.encode() + extra + data


PROSE = "Ein Satz über Öfen und Bücher. "


@pytest.mark.parametrize(
    ("path", "head", "expected"),
    [
        ("a.txt", b"Ein Text.", "text"),
        ("a", b"", "text"),
        ("a.jsonl", b"", "jsonl"),
        ("a.txt", b'{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        ("a.txt", b'\xef\xbb\xbf{"text": "a"}\n', "jsonl"),
        ("a.txt", b'{"text": "one line without an end', "jsonl"),
        ("a.txt", b'{broken\n{"text": "b"}\n', "jsonl"),
        ("a.jsonl", b"{broken\nbroken\n", "jsonl"),
        ("a.jsonl.gz", b"\n\n", "jsonl"),
        ("a.json", b'[{"text": "a"}]', "json"),
        ("a.json", b'{\n "text": "a"\n}\n', "json"),
        ("a.txt", b'{"text": "a"}{"text": "b"}', "json"),
        ("a.txt", b'{"text": "a",\n{"text": "b"}\n', "jsonl"),
        ("a.txt", b"{Klammer} am Anfang eines Satzes\nund mehr\n", "text"),
        ("a.txt", b"{\n  eingerueckt\n}\n", "text"),
        ("a.jsonl", b"PAR1\x15\x04", "parquet"),
        ("a.txt", codecs.BOM_UTF16_LE + PROSE.encode("utf-16-le"), "text"),
        ("a.txt", PROSE.encode("utf-16-le"), "text"),
        ("a.txt", PROSE.encode("utf-16-be"), "text"),
        ("a.txt", codecs.BOM_UTF32_LE + PROSE.encode("utf-32-le"), "text"),
        ("a.txt", PROSE.encode("cp1252"), "text"),
        ("a.txt", "Zażółć gęślą jaźń".encode("iso8859-2"), "text"),
        ("a.txt", "Тихий дом".encode("koi8-r"), "text"),
        ("a.txt", b"Ein W\0rt mit NUL, sonst nichts Besonderes, ein ganz gew\0hnlicher Satz." * 9, "text"),
        ("a.txt", b"  <!DOCTYPE html><html>", "html"),
        ("a.txt", b"<!-- saved -->\n<html lang=de>", "html"),
        ("a.txt", zip_head("a.txt"), "zip"),
        ("a.zip", zip_head("mimetype", b"application/epub+zip"), "epub"),
        ("a.zip", zip_head("mimetype", b"application/epub+zip", b"\x55\x54\5\0\1abcd"), "epub"),
        ("a.zip", zip_head("OPS/1.xhtml") + zip_head("META-INF/container.xml", b"<container/>"), "epub"),
        ("a.zip", zip_head("word/a.txt") + zip_head("xl/b.txt") + zip_head("crossword/[Content_Types].xml.txt"), "zip"),
        ("a.zip", zip_head("a.txt", b"[Content_Types].xml word/ xl/ mimetypeapplication/vnd."), "zip"),
        ("a.zip", zip_head("b.docx", zip_head("[Content_Types].xml")) + zip_head("a.txt"), "zip"),
        ("a.txt", b"MZ Berlin: Ein Blatt wird hundert. Es feiert mit allen Lesern.", "text"),
        ("a.txt", b"RIFF ist ein Format. ID3 ist keins, und ORC auch nicht.", "text"),
        ("a.txt", b"1\n00:00:01,000 --> 00:00:02,000\nJa.\n", "subtitles"),
        ("a.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nJa.\n", "subtitles"),
        ("a.txt", b"Um 00:01 --> Ende.\nUnd weiter.", "text"),
        ("a.smi", b"<SAMI>\n<HEAD></HEAD><BODY><SYNC Start=1000><P Class=DE>Guten Abend.", "subtitles"),
        ("a.txt", b"[10][35]Ja.\n[40][60]Nein.\n", "subtitles"),
        ("a.txt", b"[1][2] Siehe auch dort.\nUnd hier.\nUnd da.\n", "text"),
        ("a.txt", b"00:00:01:Ja.\n00:00:04:Nein.\n00:00:07:Doch.\n", "subtitles"),
        ("a.txt", b"12:30:01:Anna kommt.\n12:30:04:Ben geht.\n12:30:09:Ja.\n", "text"),
        ("a.txt", b"\\section{Die Flut}\nEin Satz mit $a<b$.\n", "text"),  # a piece with formulas is a text
        ("a.txt", b"\\o/ freut sich, und \\section ist ein Befehl.\n", "text"),
        ("a.txt", b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n\nText.", "mail"),
        ("a.txt", b"From: Anna\nTo: Ben\nSubject: Kirschen\n\nLieber Ben, sie sind reif.", "text"),
        ("a.txt", b"<doc id=1 url=x>\nEin Text mit Klammern.\n</doc>", "text"),
        ("a.txt", b"WARC/1.0\r\n", "warc"),
        ("a.txt", b'<?xml version="1.0"?><rss version="2.0">', "feed"),
        ("a.xml", b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        ("a.tar", bytes(257) + b"ustar\x0000" + bytes(100), "tar"),
        ("a.csv", b"a,b\n1,2\n", "csv"),
        ("a.txt", b"id;text;url\n1;Ein Satz.;http://example.org\n2;", "csv"),
        ("a.txt", b"Der Text, body, und mehr.\nNoch eine Zeile.\nUnd", "text"),
        ("a.htm", b"Anfang<br>ohne Kopf", "html"),
        ("a.txt", b"Anfang<br>ohne Kopf", "text"),
        ("a.pdf.txt", b"PDF ist auch nur ein Wort", "text"),
    ],
)
def test_what_can_be_read_is_recognised(path: str, head: bytes, expected: str) -> None:
    """Content decides; an ending decides only between kinds of text."""
    assert recognise(path, head) == expected


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("a.txt", b"%PDF-1.7\n"),
        ("a.txt", zip_head("[Content_Types].xml", b"<Types/>")),
        (
            "a.txt",
            zip_head("docProps/app.xml") + zip_head("word/document.xml") + zip_head("[Content_Types].xml", b"<Types/>"),
        ),
        ("a.txt", zip_head("mimetype", b"application/vnd.oasis.opendocument.text")),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
        ("a.exe", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0\xb8" + bytes(40) + b"\1\2\3" * 9),
        ("a.xml", b'<?xml version="1.0"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>'),
        ("a.xml", b'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xml:lang="de">'),
        ("a.xml", b"<TEI.2><teiHeader>"),
        ("a.txt", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><!-- d --><rows><row>Text</row></rows>"),
        ("a.xml", b'<w:document xmlns:w="http://schemas.openxmlformats.org/x"><w:body>'),
        ("a.arc", b"filedesc://a.arc 0.0.0.0 20050101000000 text/plain 77\n1 0 InternetArchive\n"),
        ("a.txt", b"\xff\xd8\xff\xe0" + bytes(20)),
        ("a.txt", bytes(range(256)) * 16),
        ("a.txt", bytes(4096)),
        ("a.json", b"[1, 2, 3]"),
        ("a.json", b"keines"),
        ("a.jsonl.gz", b"\x1f\x8b\x08\0packed twice"),
        ("a.tex", b"% Kapitel zwei\n\\documentclass[12pt]{article}\n\\begin{document}\nEin Satz.\n"),
        ("a.tex", b"\n\\usepackage[utf8]{inputenc}\n\\begin{document}\nEin Satz.~\\cite{x}\n"),
        ("a.texi", b"\\input texinfo\n@settitle Die Flut\n@node Top\nEin Satz.\n"),
        ("a.bib", b"% Quellen\n@Book{weber1999,\n  author = {Weber, Karl},\n}\n"),
        ("a.ris", b"TY  - JOUR\r\nAU  - Weber, Karl\r\nER  - \r\n"),
        ("mill.1", b'.\\" Lizenz\n.TH MILL 1 "May 2001"\n.SH NAME\nmill \\- mahlt Korn\n'),
        ("a.ipynb", b'{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "source": ["Ein Satz."]}], "nbformat": 4}'),
        ("a.opml", b'<opml version="1.0"><head><title>G</title></head><body><outline text="Ein Satz."/></body></opml>'),
        ("a.plist", b'<plist version="1.0"><dict><key>a</key><string>b</string></dict></plist>'),
        (
            "a.conllu",
            b"# text = Er geht.\n1\tEr\ter\tPRON\tP\t_\t2\tnsubj\t_\t_\n2\tgeht\tgehen\tVERB\tV\t_\t0\troot\t_\t_\n",
        ),
        ("a.vrt", b'<doc id="1">\n<s>\nEr\tPRON\ter\ngeht\tVERB\tgehen\n</s>\n</doc>\n'),
        ("a.txt", b"== Lage ==\n'''Bloh''' liegt an der [[Haaren]] bei [[Ofen]].<ref>Karte</ref>\n[[Kategorie:Ort]]\n"),
        ("a.wiki", b"{{Infobox Ort|Name=Bloh}}\nBloh ist ein [[Dorf]] an der [[Haaren (Fluss)|Haaren]].\n== Lage ==\n"),
        ("a", b"{\\rtf1\\ansi Ein Satz.}"),
        ("a.txt", b"\xef\xbb\xbf\r\n{\\rtf1\\ansi\\deff0 Ein Satz, und noch einer.}"),
        ("a.txt", b"{\\*\\rtf1 Ein Satz.}"),
        ("a.txt", b"\n\n  %PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
        ("a.txt", b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n7 0 obj\n"),
        ("a.txt", b"\x04%!PS-Adobe-3.0\n(Hallo) show\n"),
        ("a.txt", b"\x1bE\x1b&l0O Hallo"),
        ("a.txt", b"-----BEGIN CERTIFICATE-----\nMIIB\n"),
        ("a.txt", b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n"),
        ("a.txt", b"begin 644 bild.jpg\nM" + b"_]C_X  02D9)1@ !" * 4 + b"\n`\nend\n"),
        ("a.txt", b"=ybegin line=128 size=4 name=a\n"),
        ("a.txt", b"".join(base64.b64encode(bytes(range(n, n + 57))) + b"\n" for n in range(0, 190, 19))),
        ("a.txt", base64.b64encode(bytes(range(256)) * 3)),
        ("a.txt", b"!<arch>\ndebian-binary   1342943816  0"),
        ("a.txt", b"070701" + b"0" * 104 + b"a.txt\0Text"),
        ("a.txt", b"/* XPM */\nstatic char * x[] = {\n"),
        ("a.txt", b"P2\n# ein Bild\n24 7\n15\n0 1 2 3"),
        ("a.txt", pickle.dumps({"text": "Ein Satz. " * 90})),
        ("a.txt", pickle.dumps({"text": "Ein Satz. " * 90}, protocol=0)),
        ("a.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Erna Moor\r\n"),
        ("a.txt", b"<DOC>\n<DOCNO> AP-1 </DOCNO>\n<TEXT>\nEin Text.\n"),
        ("a.ics", b"begin:vcalendar\nVERSION:2.0\n"),
        ("a.sql", b"-- MySQL dump 10.13  Distrib 8.0\n--\nCREATE TABLE x (y int);\n"),
        ("a.sql", b"/*M!999999\\- enable the sandbox mode */\n-- MariaDB dump 10.19\n"),
        ("a.sql", b"--\n-- PostgreSQL database dump\n--\n"),
        ("a.sql", b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n"),
        ("a.po", b'# Deutsche Texte\nmsgid ""\nmsgstr ""\n"Language: de"\n'),
        ("a.pages", zip_head("Index/Document.iwa", b"x")),
        ("a.jar", zip_head("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0")),
    ],
)
def test_what_no_reader_takes_is_refused_with_what_it_is(path: str, head: bytes) -> None:
    """Rather than read as text and thrown away line by line."""
    with pytest.raises(UnknownFormatError, match="No reader takes this file: it") as caught:
        recognise(path, head)
    assert caught.value.context == {"file": path}
    assert "format" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "So beginnt jede solche Datei:\n%PDF-1.4\nDas ist die erste Zeile, wie man sieht.",
        "{\\it kursiv} schreibt man so, und {\\rtf} steht am Anfang.",
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nDiese Erklärung ist von uns.\n",
        "begin 644 times, and you will know what it means to fail.",
        "P2 2024 15 Uhr: die zweite Probe.",
        "-- Max Müller, Berlin\n-- MySQL dump nennt man das.",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen\n" * 9,
        "ACGTACGTTAGC" * 80,
        "0123456789abcdef" * 60,
        "BEGIN:VCARDS sind etwas anderes.",
        "070701 war seine Nummer, und 070702 die seiner Schwester.",
    ],
)
def test_a_text_about_such_files_is_a_text(text: str) -> None:
    assert recognise("a.txt", text.encode()) == "text"


@pytest.mark.parametrize(
    ("line", "n_lines", "is_coded"),
    [("aB3dE5gH" * 9, 3, True), ("aB3dE5gH" * 9, 2, False), ("aB3d" * 125, 1, True), ("aB3d" * 124, 1, False),
     ("aB3dE5gH" * 3 + "abcdefgh" * 6, 3, True), ("aB3d" + "abcdefgh" * 9, 3, False)],
)  # fmt: skip
def test_lines_of_base64_are_long_or_some_and_mixed(line: str, n_lines: int, *, is_coded: bool) -> None:
    """Three lines, or one of five hundred characters; with more than one in twenty of each kind, as no words have."""
    assert (foreign_text(f"{line}\n".encode() * n_lines) is not None) == is_coded


@pytest.mark.parametrize("end", [b"", b"5", b"<!--", b"<x>"])
@pytest.mark.parametrize(
    "piece",
    [b"<!---->", b"<!-- -->\n", b"<!----><?x?>", b"<!DOCTYPE a>", b"<!DOCTYPE a []>", b"<!DOCTYPE a []><!---->"],
)
def test_a_row_of_comments_is_looked_at_once(piece: bytes, end: bytes) -> None:
    """Kind: what is quadratic or worse; forty comments took longer than anybody waits."""
    began = time.process_time()
    with suppress(UnknownFormatError):
        recognise("a.txt", piece * 2000 + end)
    assert time.process_time() - began < 5
