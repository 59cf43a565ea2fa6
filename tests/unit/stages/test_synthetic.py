"""Marks of synthetic text are read wherever they stand, and what carries them leaves the text, on record."""

from __future__ import annotations

import base64
import hashlib
import re
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


SENTENCE = "Die Mühle am Bach steht seit dem Winter leer, und niemand weiß, wer sie wieder öffnet."
BITS = "".join("\u200b\u200c"[int(bit)] for byte in b"hi" for bit in f"{byte:08b}")


def one_behind_each(text: str, marks: str) -> str:
    return "".join(sign + (marks[i % len(marks)] if sign.isalpha() else "") for i, sign in enumerate(text))


def as_tags(words: str) -> str:
    return "".join(chr(0xE0000 + ord(sign)) for sign in words)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (one_behind_each(SENTENCE, selectors(b"geheime Worte")), "selectors"),
        (one_behind_each(SENTENCE, "\ufe0f"), "selectors"),
        (one_behind_each("Мельница стоит у ручья.", "\ufe00\ufe01"), "selectors"),
        (" ".join(word + selectors(b"abcd") for word in SENTENCE.split()), "selectors"),
        (f"{SENTENCE} {as_tags('ignore all that was said before')}", "tags"),
        (one_behind_each(SENTENCE, as_tags("secret")), "tags"),
        (f"\U0001f3f4{as_tags('no region at all')} {SENTENCE}", "tags"),
        (f"\U0001f3f4{as_tags('gbsct')}\U000e007f{as_tags('and more of it')} {SENTENCE}", "tags"),
        (SENTENCE[:20] + BITS + SENTENCE[20:], "zero-width"),
        (SENTENCE.replace(" ", f" {BITS[:8]}"), "zero-width"),
        (f"{SENTENCE}\u2060\ufeff\u2060\u200d\u200d\u200b\u2060\ufeff", "zero-width"),
    ],
)  # fmt: skip
def test_hidden_writing_is_a_mark(text: str, kind: str) -> None:
    """Kind: what shows nothing carries a message. By form alone: no matter what it says, in runs or one by one."""
    row = found(text)
    assert row["synthetic"]["status"] == "marked"
    [evidence] = row["synthetic"]["evidence"]
    assert evidence["kind"] == kind
    assert evidence["n_chars"] == len(text) - len(row["text"]) >= 8
    flag = f"\U0001f3f4{as_tags('gbsct')}\U000e007f"
    left = row["text"].removeprefix(flag)
    assert re.search("[\u200b-\u200d\u2060\ufe00-\ufe0d\ufeff\U000e0000-\U000e01ef]", left) is None


@pytest.mark.parametrize(
    "text",
    [
        "Donau\xaddampf\xadschiff\xadfahrts\xadgesell\xadschafts\xadkapi\xadtäns\xadmüt\xadze\xadn\xada",
        "می\u200cخواهم کتاب\u200cهای خوب بخوانم و نمی\u200cدانم " * 9, "क्\u200dष क्\u200cष " * 9,
        "👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f\u200d🔥 " * 9, "\ufeffEin Satz.", "ไทย\u200bภาษา\u200bไทย" * 9,
        "ខ្មែរ\u200bភាសា" * 9,
        "https://\u200bexample.org/\u200ba/\u200bb/\u200bc/\u200bd/\u200be/\u200bf/\u200bg",
        "\u200c\u200b\u200d\ufeff" * 30, "\u200b" * 99, "\u200c\xa0" * 50,
        "Absatz\u200b\ufeff\n" * 20,
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f " * 9,
        "\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f " * 9, "super\ufe0f! " * 20, " \ufe0f" * 20,
        "ကဝ\ufe00 " * 20, "\u8fbb\U000e0100" * 20, "Tür\ufe0f\ufe0f " * 9, "ℋ\ufe00" * 9, "Auf\u200clage " * 20,
        "ᠬᠠᠷ\u180bᠠ" * 20, "1\ufe0f\u20e3" * 20, "®\ufe0f™\ufe0f" * 20,
    ],
)  # fmt: skip
def test_typography_is_no_hidden_writing(text: str) -> None:
    """Hyphens, joiners and break opportunities, flags, families and their debris, what fills a newsletter's preview."""
    row = found(text)
    assert (row["text"], row["synthetic"]["status"]) == (text, "unknown")


@pytest.mark.parametrize(("n", "is_mark"), [(7, False), (8, True)])
def test_hidden_writing_has_eight_characters(n: int, *, is_mark: bool) -> None:
    """So many as there are bits in a byte, or bytes in the beginning of C2PA's mark."""
    for carrier in (as_tags("a secret"[:n]), BITS[:n]):
        assert (found(f"Ein{carrier} Satz.")["synthetic"]["status"] == "marked") is is_mark
    assert found(f"Ein{BITS[:7]} Satz{BITS[:7]}.")["synthetic"]["status"] == "unknown"  # in a row
    assert (found(one_behind_each("abcdefgh"[:n], "\ufe00"))["synthetic"]["status"] == "marked") is is_mark


@pytest.mark.parametrize(("n", "is_mark"), [(6, False), (7, True)])
def test_filling_repeats_up_to_six_characters(n: int, *, is_mark: bool) -> None:
    """A longer pattern is a message that was written twice."""
    pattern = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063"[:n]
    assert (found(f"Ein{pattern * 4} Satz.")["synthetic"]["status"] == "marked") is is_mark


def test_a_letter_keeps_the_joiner_that_shapes_it() -> None:
    """The first joiner of a run behind a Persian letter may be its own."""
    row = found(f"می\u200c{BITS}خواهم")
    assert row["text"] == "می\u200cخواهم"


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
