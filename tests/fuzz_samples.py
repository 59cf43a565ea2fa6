"""Sound files of every format for the fuzzer to damage, our own words all of them."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.sources import FORMATS
from tests.unit.sources.readers.warc_files import packed, record, response

SENTENCE = "Ein Satz über die Mühle am Bach, der länger ist, als es ein Menü wäre. "


def samples() -> dict[str, list[bytes]]:
    """Return sound files by the name of their format, our own words all of them."""
    found = {each.name: [each.sample()] for each in FORMATS}
    table = f'id;title;text\n1;"A ""B""";"{SENTENCE}\n{SENTENCE}"\n2;C;{SENTENCE}\n'
    found["csv"] += [table.encode(), table.replace("\n", "\r").encode(), table.replace(";", "\t").encode("utf-16")]
    line = '{"text": "%s", "meta": {"url": "http://a.example/1"}, "date": {"$date": 1709640000000}, "n": NaN}\n'
    found["jsonl"] += [line.encode() * 5, (line % SENTENCE).encode("utf-16-le") * 3]
    page = f"<html><head><title>T</title><meta name=author content=A></head><h1>T</h1><p>{SENTENCE}</p></html>"
    found["html"] += [page.encode(), page.encode("utf-16")]
    found["warc"] += [response(page.encode(), 1) + record(SENTENCE.encode(), 2, kind="conversion")]
    found["warc"] += [packed(response(page.encode(), 1), record(b"Text", 2, kind="conversion"))]
    found["mail"] += _mail()
    found["subtitles"] += [each.encode() for each in _subtitles()]
    found["json"] += [json.dumps(value).encode() for value in _objects()]
    found["feed"] += [each.encode() for each in _feeds()]
    found["parquet"] += [_parquet(compression) for compression in ("none", "snappy", "zstd")]
    inner = {f"{name}.x": data[-1] for name, data in found.items() if name not in {"zip", "tar"}}
    for packing in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        found["zip"].append(_zip(inner, packing))
        found["epub"].append(_repacked(found["epub"][0], packing))
    found["tar"] += [_tar(inner, tarfile.PAX_FORMAT), _tar(inner, tarfile.GNU_FORMAT)]
    for pack in (gzip.compress, bz2.compress, lzma.compress, lambda data: pa.compress(data, "zstd", asbytes=True)):
        found["jsonl"].append(pack(found["jsonl"][1]))
        found["text"].append(pack(SENTENCE.encode() * 9))
    return found


def _mail() -> list[bytes]:
    """Return a mailbox, a message of several parts with one within it, a page with its frame, and a flowed text."""
    head = "From: =?utf-8?q?J=C3=B6rg_M?= <j@a.example>, B <b@a.example>\r\nTo: x\r\n"
    head += "Date: Tue, 5 Mar 2024 09:00:00 +0100\r\n"
    head += "Message-ID: <1@a.example>\r\nMIME-Version: 1.0\r\nSubject: =?iso-8859-1?b?R3L832U=?=\r\n"
    plain = f"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n{SENTENCE} \r\nUnd weiter.\r\n"
    page = (
        f"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>K=FChe. {SENTENCE}</p>\r\n"
    )
    packed_text = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nRWluIFNhdHoNCg==\r\n"
    inner = f"Content-Type: message/rfc822\r\n\r\n{head}{plain}"
    whole = [
        f'{head}Content-Type: multipart/{kind}; boundary="b"\r\n\r\n'
        + "".join(f"--b\r\n{part}\r\n" for part in parts)
        + "--b--"
        for kind, parts in (
            ("alternative", (plain, page)),
            ("mixed", (packed_text, inner)),
            ("related", (page,)),
            ("digest", (inner,)),
        )
    ]
    box = "".join(
        f"From j@a.example Tue Mar  5 09:00:00 2024\r\n{head}{plain}>From hier an\r\n-- \r\nJörg\r\n\r\n"
        for _ in range(3)
    )
    return [each.encode() for each in (*whole, box, head + plain)]


def _subtitles() -> list[str]:
    return [
        f"WEBVTT\n\nNOTE x\n\nSTYLE\n::cue {{}}\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Anna>{SENTENCE}</v>\n\n",
        f"[ti:T]\n[ar:A]\n[00:01.00]{SENTENCE}\n[00:02.00][00:09.50]<00:02.10>Noch <00:02.50>eins\n",
        (
            "[Script Info]\nTitle: T\n[Events]\nFormat: Layer, Start, End, Text\n"
            f"Dialogue: 0,0:00:01.00,0:00:02.00,{{\\i1}}{SENTENCE}\\N\n"
        ),
        f"{{1}}{{25}}{SENTENCE}|Zweite\n{{26}}{{50}}{{y:i}}Dritte\n{{51}}{{60}}Ende\n",
        f"0:00:01.000,0:00:02.000\n{SENTENCE}\n\n0:00:03.000,0:00:04.000\nZweite\n",
        f"[10][35]{SENTENCE}|Zweite\n[36][50]/Dritte\n",
        f"00:00:01:{SENTENCE}|Zweite\n00:00:04=Dritte\n",
        f"//x\n$FontSize = 3\n00:00:01:05 , 00:00:03:10 , ^I{SENTENCE}^I|Zweite\n",
        f"[TITLE]\nT\n[AUTHOR]\n\n[BEGIN]\n[00:00:01]\n{SENTENCE}|Zweite\n[00:00:04]\n\n[END]\n",
        (
            "<?xml version='1.0'?><tt xmlns='http://www.w3.org/ns/ttml'><head><title>T</title></head><body><div>"
            f"<p begin='00:00:01.5' end='3.4s'>{SENTENCE}<br/><span>Zweite</span></p><p begin='9t'>E</p></div></body>"
            "</tt>"
        ),
        f"<SAMI><TITLE>T</TITLE><BODY><SYNC Start=9><P Class=A>{SENTENCE}<br>&nbsp;<SYNC Start=99><P Class=B>x</BODY>",
        f"<transcript><text start='1' dur='2'>{SENTENCE} &amp;#39;</text></transcript>",
    ]


def _objects() -> list[object]:
    row = {"text": SENTENCE, "date": {"date-parts": [[2024, 3]]}, "author": [{"given": "A", "family": "B"}], "id": 1}
    return [
        {"response": {"hits": {"hits": [{"_id": "1", "_source": row}, {"_source": row}]}}},
        {"columns": ["text", "title"], "data": [[SENTENCE, "T"], [SENTENCE, None]]},
        {"text": {"0": SENTENCE, "1": "B"}, "title": {"0": "T", "1": "U"}},
        [row, SENTENCE, {"html": f"<p>{SENTENCE}</p>"}, None, 3, [row]],
    ]


def _feeds() -> list[str]:
    entry = "<title type='html'>&lt;b&gt;T</title><link href='//a.example/1'/>"
    entry += f"<content type='xhtml'><div>{SENTENCE}</div></content>"
    item = f"<item><title>T</title><description><![CDATA[{SENTENCE}]]></description></item>"
    return [
        f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry>{entry}</entry></feed>",
        f"<rss version='2.0'><channel><title>F &nbsp; G</title>{item}</channel></rss>",
        f"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>{item}</rdf:RDF>",
    ]


def _parquet(compression: str) -> bytes:
    out = io.BytesIO()
    table = pa.table(
        {
            "text": [SENTENCE, None, page_text := f"<html><p>{SENTENCE}</p></html>"],
            "date": pa.array([1, None, 1 << 40], pa.timestamp("us", "UTC")),
            "title": pa.array([timedelta(1), None, timedelta(9)]),
            "authors": [["A", "B"], [], None],
            "meta": pa.array([[("url", "u")], [], None], pa.map_(pa.string(), pa.string())),
            "metadata": [{"license": "L"}, None, {"license": None}],
            "id": pa.array([b"\xff" * 16, None, b"a" * 16], pa.binary(16)),
            "html": pa.array(["a", page_text, None]).dictionary_encode(),
            "site": pa.array([1.5, None, 3.0]),
        }
    )
    pq.write_table(table, out, compression=compression, row_group_size=2)
    return out.getvalue()


def _zip(members: dict[str, bytes], packing: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _repacked(book: bytes, packing: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", packing) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), zipfile.ZIP_STORED if name == "mimetype" else packing)
    return out.getvalue()


def _tar(members: dict[str, bytes], form: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(f"ö{'/x' * 60}/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "../../etc/hostname"
        archive.addfile(link)
    return out.getvalue()
