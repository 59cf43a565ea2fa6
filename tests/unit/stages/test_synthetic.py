"""Marks of synthetic text are read wherever they stand, and what carries them leaves the text, on record."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.pages import read_page
from reinschrift.settings.read import ReadSettings
from reinschrift.settings.stages import StageSettings, VerdictsSettings
from reinschrift.sources.readers.records import HEADERS, HTML_META
from reinschrift.stages.synthetic import find_marks
from reinschrift.stages.synthetic.carriers import without_carriers
from reinschrift.stages.verdicts import judge_synthetic

LINKED = '<script type="application/ld+json">{{"@type": "{}", "digitalSourceType": "humanEdits"}}</script>'
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def selectors(data: bytes) -> str:
    """Return bytes as variation selectors, as C2PA 2.4 (A.8) maps them."""
    return "".join(chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in data)


def mark(payload: bytes) -> str:
    """Return C2PA's mark for plain text around a manifest."""
    return "\ufeff" + selectors(b"C2PATXT\0\x01" + len(payload).to_bytes(4, "big") + payload)


def found(text: str = "Ein Satz.", **columns: Any) -> dict[str, Any]:
    """Return the row of one document behind the stage."""
    made = {"text": pa.array([text])} | columns
    result: dict[str, Any] = find_marks(Batch(pa.table(made), pa.table({})), StageSettings()).documents.to_pylist()[0]
    return result


def statement(name: str, value: str, where: str = "meta") -> pa.Array:
    return pa.array([[{"where": where, "name": name, "value": value}]], HTML_META)


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        (f"xx{IPTC}trainedAlgorithmicMedia\0".encode(), "synthetic"),
        (f"{IPTC}digitalCapture {IPTC}compositeWithTrainedAlgorithmicMedia".encode(), "partly"),
        (f"{IPTC}humanEdits".encode(), "human"),
        (bytes(range(256)), "marked"),
    ],
)
def test_the_mark_in_plain_text(payload: bytes, status: str) -> None:
    """All of it goes, at the end as in the middle, and its count, kind and digest stay."""
    for before, after in (("Ein Satz.", ""), ("Ein", " Satz.\n\nUnd noch einer.")):
        row = found(before + mark(payload) + after, n_raw_chars=pa.array([1000], pa.int64()))
        assert row["text"] == before + after
        assert row["synthetic"]["status"] == status
        (evidence,) = row["synthetic"]["evidence"]
        assert evidence["kind"] == "c2pa-text"
        assert evidence["n_chars"] == len(mark(payload)) == 1000 - row["n_raw_chars"]
        carried = b"C2PATXT\0\x01" + len(payload).to_bytes(4, "big") + payload
        assert evidence["digest"] == hashlib.sha256(carried).hexdigest()


def test_selectors_that_shape_a_character_stay() -> None:
    """One behind an emoji, an ideograph or a Mongolian letter is writing; eight in a row are not."""
    for text in ("Das \u2764\ufe0f und 1\ufe0f\u20e3", "\u8fbb\U000e0100\u9089\U000e0101" * 9, "\u182d\u180b\u1822"):
        assert found(text)["text"] == text
        assert found(text)["synthetic"] == {"status": "unknown", "evidence": None}
    smuggled = selectors(b"geheim ist es")
    row = found(f"Das \u2764\ufe0f{smuggled} hier")
    assert row["text"] == "Das \u2764\ufe0f hier"
    assert [(one["kind"], one["n_chars"]) for one in row["synthetic"]["evidence"]] == [("selectors", len(smuggled))]
    for n, kinds in ((7, []), (8, ["selectors"])):
        clean, carriers = without_carriers("a" + selectors(b"x" * n))
        assert [one.kind for one in carriers] == kinds
        assert (clean == "a") is bool(kinds)


def test_an_armoured_manifest_leaves_its_lines() -> None:
    """Line for line the text stays as it was; one without an end is text."""
    data = base64.b64encode(f"{IPTC}trainedAlgorithmicMedia".encode()).decode()
    block = f"-----BEGIN C2PA MANIFEST-----\n{data}\n-----END C2PA MANIFEST-----"
    row = found(f"Eins.\n{block}\nZwei.")
    assert row["text"] == "Eins.\n\n\n\nZwei."
    assert row["synthetic"]["status"] == "synthetic"
    cut = "Eins.\n-----BEGIN C2PA MANIFEST-----\nZwei."
    assert found(cut)["text"] == cut


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({"html_meta": statement("digitalSourceType", f"{IPTC}trainedAlgorithmicMedia", "json-ld")}, "synthetic"),
        ({"html_meta": statement("iptc:digitalsourcetype", f"{IPTC}compositeSynthetic")}, "partly"),
        ({"html_meta": statement("digitalsourcetype", "https://schema.org/HumanEditsDigitalSource")}, "human"),
        ({"html_meta": statement("c2pa-manifest", "https://a.example/m.c2pa", "link")}, "marked"),
        ({"html_meta": statement("generator", "ChatGPT")}, "synthetic"),
        ({"html_meta": statement("ai-generated", "true")}, "synthetic"),
        ({"html_meta": statement("ai-generated", "false")}, "unknown"),
        ({"html_meta": statement("robots", "noai")}, "unknown"),
        ({"headers": [("link", '<https://a.example/m>; rel="c2pa-manifest"')]}, "marked"),
        ({"headers": [("link", '<https://a.example/n>; rel="next"')]}, "unknown"),
        ({"headers": [("ai-disclosure", "mode=ai-originated, model=x")]}, "synthetic"),
        ({"headers": [("ai-disclosure", "mode=none")]}, "human"),
        ({"registered_synthetic": pa.array([True])}, "synthetic"),
        ({"registered_synthetic": pa.array([False])}, "human"),
        ({"registered_synthetic": pa.array([None], pa.bool_())}, "unknown"),
    ],
)
def test_other_marks(columns: dict[str, Any], status: str) -> None:
    """Of the page, of the server and of the register; several count by the strongest."""
    if isinstance(headers := columns.get("headers"), list):
        columns = {"headers": pa.array([[{"name": name, "value": value} for name, value in headers]], HEADERS)}
    assert found(**columns)["synthetic"]["status"] == status
    assert found("x" + mark(b"y"), **columns)["synthetic"]["status"] == ("marked" if status == "unknown" else status)


def test_300_characters_of_what_is_said_are_kept() -> None:
    said = "mode=ai-originated, model=" + "x" * 400
    columns = {"headers": pa.array([[{"name": "ai-disclosure", "value": said}]], HEADERS)}
    [evidence] = found(**columns)["synthetic"]["evidence"]
    assert evidence["stated"] == said[:300]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="generator" content="WordPress 6.5">', []),
        ('<meta name="generator" content="Claude 4 via Plugin">', [("meta", "generator")]),
        ('<link rel="c2pa-manifest" href="/m.c2pa">', [("link", "c2pa-manifest")]),
        ('<script type="application/c2pa">aGFsbG8=</script>', [("script", "c2pa-manifest")]),
        (LINKED.format("Article"), [("json-ld", "digitalSourceType")]),
        (LINKED.format("ImageObject"), []),
    ],
)  # fmt: skip
def test_a_page_says_it(head: str, expected: list[tuple[str, str]]) -> None:
    """The reader keeps what speaks of the page, and nothing of its pictures or of programs that only show texts."""
    body = "<article><p>Der Stadtrat hat am Dienstag beschlossen.</p></article>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    stated = read_page(page.encode(), None, None, ReadSettings()).markup["html_meta"] or []
    assert [(one["where"], one["name"]) for one in stated] == expected


def test_verdicts_remove_what_is_surely_made_by_a_machine() -> None:
    """Only where the setting says so, and only with the first status."""
    rows = [{"status": status, "evidence": None} for status in ("synthetic", "partly", "marked", "unknown")]
    table = pa.table({"synthetic": pa.array(rows)})
    assert judge_synthetic(table, VerdictsSettings(synthetic="remove")).tolist() == [True, False, False, False]
    assert not judge_synthetic(table, VerdictsSettings()).any()


def test_what_a_mark_says_stands_behind_its_head() -> None:
    """Eight bytes of magic, one of version, four of length; a name that is cut off is none."""
    _, (carrier,) = without_carriers("a" + mark(b"digitalsourcetype/trainedAlgorithmicMedia"))
    assert carrier.source_types == ("trainedalgorithmicmedia",)
