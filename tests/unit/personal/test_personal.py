"""The stage masks, counts, leaves alone, and says what it did."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.settings.stages import PersonalSettings
from reinschrift.shard.separate import separate
from reinschrift.stages.personal import mask_personal_data

TEXTS = (
    (0, "Tel. 030/1234567 oder anna@example.org", None),
    (0, "Fax 030/7654321", "menu"),
    (2, "IBAN DE89 3704 0044 0532 0130 00, Ä anna@example.org", None),
)
PROVENANCE = [
    "source",
    "source_path",
    "record",
    "source_format",
    "source_sha256",
    "url",
    "license",
    "rights",
    "rights_evidence",
]


def batch() -> Batch:
    """Return three documents; the second has no paragraph, the first one removed row."""
    n = 3
    documents = {"id": [f"{number}" for number in range(n)], "text": [""] * n}
    documents |= {name: pa.array(["x"] * n) for name in PROVENANCE}
    documents |= {name: pa.nulls(n, pa.string()) for name in ("problem", "problem_text", "reason", "stage")}
    documents |= {name: pa.nulls(n, pa.float32()) for name in ("measured", "threshold")}
    documents["verdicts"] = pa.nulls(n, pa.string())
    documents["collected"] = pa.nulls(n, pa.timestamp("us", "UTC"))
    owners, texts, reasons = zip(*TEXTS, strict=True)
    paragraphs = {
        "document": pa.array(owners, pa.int32()),
        "text": list(texts),
        "reason": pa.array(reasons, pa.string()),
        "stage": pa.array([reason and "lines" for reason in reasons], pa.string()),
        "measured": pa.nulls(n, pa.float32()),
        "threshold": pa.nulls(n, pa.float32()),
    }
    return Batch(pa.table(documents), pa.table(paragraphs))


def test_content_is_masked_and_counted() -> None:
    """All rows are masked, removed ones too; counts are those of what each document keeps."""
    after = mask_personal_data(batch(), PersonalSettings())
    assert after.paragraphs["text"].to_pylist() == [
        "Tel. <PHONE> oder <EMAIL>", "Fax <PHONE>", "IBAN <IBAN>, Ä <EMAIL>",
    ]  # fmt: skip
    counts = after.documents["personal_data"].to_pylist()
    assert [(row["emails"], row["phones"], row["ibans"], row["cards"]) for row in counts] == [
        (1, 1, 0, 0), (0, 0, 0, 0), (1, 0, 1, 0),
    ]  # fmt: skip


def test_spans_travel_to_removed_without_the_value() -> None:
    """Each masked item is a row of `removed`: its kind, its paragraph's position, its length, the placeholder."""
    separated = separate(mask_personal_data(batch(), PersonalSettings()))
    rows = [row for row in separated.removed.to_pylist() if row["scope"] == "span"]
    shown = [(row["document_id"], row["position"], row["reason"], row["text"], row["n_chars"]) for row in rows]
    assert shown == [
        ("0", 0, "phone", "<PHONE>", 11),
        ("0", 0, "email", "<EMAIL>", 16),
        ("2", 0, "iban", "<IBAN>", 27),
        ("2", 0, "email", "<EMAIL>", 16),
    ]
    assert {row["stage"] for row in rows} == {"personal"}
    assert "spans" not in separated.paragraphs.column_names
    assert sum(row["scope"] == "paragraph" for row in separated.removed.to_pylist()) == 1


@pytest.mark.parametrize(("mode", "count"), [("count", 1), ("leave", None)])
def test_a_kind_may_be_counted_only_or_left(mode: Literal["count", "leave"], count: int | None) -> None:
    """With `count` the text keeps the number, with `leave` nobody looks: then the count is null."""
    after = mask_personal_data(batch(), PersonalSettings(phones=mode))
    assert after.paragraphs["text"].to_pylist()[0] == "Tel. 030/1234567 oder <EMAIL>"
    assert after.documents["personal_data"].to_pylist()[0]["phones"] == count
    assert [span["reason"] for span in after.paragraphs["spans"].to_pylist()[0]] == ["email"]


def test_a_counted_number_is_not_masked_as_another_kind() -> None:
    """A card that is only counted is not taken for a telephone number once its neighbour is masked."""
    texts = ["Fax 4111 1111 1111 1111, anna@example.org"]
    given = batch()
    paragraphs = given.paragraphs.slice(0, 1).set_column(1, "text", [texts])
    after = mask_personal_data(Batch(given.documents, paragraphs), PersonalSettings(cards="count"))
    assert after.paragraphs["text"].to_pylist() == ["Fax 4111 1111 1111 1111, <EMAIL>"]
    assert after.documents["personal_data"].to_pylist()[0]["cards"] == 1
    assert after.documents["personal_data"].to_pylist()[0]["phones"] == 0


def test_nothing_at_all_is_fine() -> None:
    """A batch without rows gets the columns too."""
    given = batch()
    after = mask_personal_data(Batch(given.documents.slice(0, 0), given.paragraphs.slice(0, 0)), PersonalSettings())
    assert after.documents["personal_data"].type.num_fields == 8
    assert after.paragraphs["spans"].to_pylist() == []
