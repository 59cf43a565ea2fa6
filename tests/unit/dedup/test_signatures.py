"""Signatures: the same for the same text however it is cut, the same bits from both engines, readable files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.columns import numbers, one_chunk, utf8_of
from reinschrift.dedup import (
    ShardSignatures,
    join_signatures,
    kernels,
    sign_documents,
    write_signatures,
)
from reinschrift.dedup.files import DOCUMENTS_FILE, read_documents, read_paragraphs
from reinschrift.errors import ConfigError, StorageError
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.kernels import TextColumn
from reinschrift.text.words import text_column
from tests.oracles import signatures as oracle
from tests.signed import SETTINGS, prose, record, sign

DOCUMENTS = st.lists(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.text(st.sampled_from("ab c7٣é\u00ad漢かกา👍.\n"), max_size=60),
            st.integers(0, 9).map(lambda seed: prose(seed, 12)),
            st.sampled_from(["Folgen Sie uns, und mehr", "alle Rechte", "all rights reserved", "cc by sa 4", "Amen"]),
        ),
        max_size=4,
    ),
    max_size=6,
)


@given(DOCUMENTS, st.booleans(), st.booleans())
def test_engines_agree(texts: list[list[str]], joined: bool, fold_digits: bool) -> None:  # noqa: FBT001 Hypothesis gives them
    """The compiled loop and NumPy give the same bits, whether or not a text is its paragraphs joined."""
    settings = DedupSettings(words=2, han_characters=3, syllable_characters=4, fold_digits=fold_digits)
    documents = text_column(pa.array([("\n\n" if joined else " ").join(rows) for rows in texts], pa.string()))
    paragraphs = text_column(pa.array([row for rows in texts for row in rows], pa.string()))
    bounds = np.cumsum([0, *map(len, texts)]).astype(np.int64)
    pairs: Iterable[tuple[np.ndarray, np.ndarray]] = zip(
        kernels.sign(documents, paragraphs, bounds, settings),
        oracle.sign(documents, paragraphs, bounds, settings),
        strict=True,
    )
    for compiled, by_numpy in pairs:
        assert compiled.dtype == by_numpy.dtype
        assert np.array_equal(compiled, by_numpy)


def test_text_that_is_not_its_paragraphs_is_read_itself() -> None:
    """A text of the length of its paragraphs joined, but another one, gets its own signature."""
    same_length = record("a", "eins zwei drei vier fünf sechs")
    documents = [
        text_column(pa.array([text])) for text in ("acht neun drei vier fünf sechs", same_length["paragraphs"][0])
    ]
    paragraphs = text_column(pa.array(same_length["paragraphs"]))
    other, own = (kernels.sign(column, paragraphs, np.array([0, 1]), SETTINGS) for column in documents)
    assert other.norm[0] != own.norm[0]
    assert other.paragraph_norm[0] == own.paragraph_norm[0] == own.norm[0]


def test_estimate_is_near_the_true_similarity() -> None:
    """Of two texts that share two thirds of their shingles about two thirds of the signature agree."""
    first, second, third = prose(1, 400), prose(2, 400), prose(3, 400)
    signed = sign([record("a", f"{first} {second}"), record("b", f"{first} {second} {third}")])
    sig8 = np.frombuffer(signed.documents["sig8"].chunk(0).buffers()[1], np.uint8).reshape(2, 256)
    assert abs(np.mean(sig8[0] == sig8[1]) - 2 / 3) < 0.09  # three standard errors


def test_norm_ignores_form_but_not_numbers() -> None:
    """`norm` is the same for texts that differ in case and punctuation, not for those that differ in a digit."""
    texts = ["Am 3. Mai: Regen!", "am 3 mai regen", "am 4 mai regen", "—", "…"]
    norm = numbers(sign([record(str(i), text) for i, text in enumerate(texts)]).documents["norm"])
    assert norm[0] == norm[1]
    assert len(set(norm.tolist())) == 4


def test_rank_order() -> None:
    """Priority comes before length, length before date, an early date before none."""
    day = dt.date(2020, 1, 1)
    order = [
        record("priority", "kurz", priority=1),
        record("long", "viel längerer Text"),
        record("early", "ein Text", published=day),
        record("late", "ein Text", published=day + dt.timedelta(1)),
        record("ancient", "ein Tex", published=dt.date(1500, 1, 1)),
        record("undated", "ein Tex"),
    ]
    rank = numbers(sign(order).documents["rank"]).tolist()
    assert rank == sorted(rank)
    assert len(set(rank)) == len(rank)
    assert max(rank) < 1 << 42


def test_paragraph_keys_are_per_source_and_domain() -> None:
    """A paragraph's key depends on its domain, or else its source; a paragraph without a token has none."""
    text = "Teilen Sie diesen Artikel"
    signed = sign([
        record("a", text, "* * *", domain="x.de"),
        record("b", text.upper() + "!", domain="x.de"),
        record("c", text, domain="y.de"),
        record("d", text),
        record("e", "", "Teilen Sie diesen Artikel", source="x.de"),
    ])  # fmt: skip
    rows = {(row["row"], row["position"]): row["key"] for row in signed.paragraphs.to_pylist()}
    assert set(rows) == {(0, 0), (1, 0), (2, 0), (3, 0), (4, 1)}
    assert rows[0, 0] == rows[1, 0] == rows[4, 1]
    assert len({rows[0, 0], rows[2, 0], rows[3, 0]}) == 3


def test_batches_join_to_what_one_batch_gives() -> None:
    """Signing a shard in batches gives the same tables as signing it whole."""
    records = [record(str(i), prose(i, 30), "Impressum", prose(i + 50, 8)) for i in range(7)]
    whole = join_signatures([sign(records)])
    joined = join_signatures([sign(records[:3]), sign([]), sign(records[3:])])
    assert joined.documents.equals(whole.documents)
    assert joined.paragraphs.equals(whole.paragraphs)


def test_files_read_back_and_are_the_same_bytes(tmp_path: Path) -> None:
    """What is written is read; the same signatures give the same file; no temporary file stays."""
    signed = sign([record("a", "eins zwei"), record("b", "漢字")])
    for name in ("one", "other"):
        write_signatures(signed, tmp_path / name, SETTINGS)
    shard = ShardSignatures("one", tmp_path / "one")
    assert read_documents(shard, SETTINGS).equals(signed.documents)
    assert read_paragraphs(shard, SETTINGS).equals(signed.paragraphs)
    assert (tmp_path / "one" / DOCUMENTS_FILE).read_bytes() == (tmp_path / "other" / DOCUMENTS_FILE).read_bytes()
    assert len(list((tmp_path / "one").iterdir())) == 2


@pytest.mark.parametrize("change", [{"words": 4}, {"fold_digits": False}, {"han_characters": 9}])
def test_signatures_of_other_settings_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """Signatures made with other shingles are refused with the shard's name and what to do."""
    write_signatures(sign([record("a", "eins")]), tmp_path, SETTINGS)
    other = DedupSettings.model_validate(change)
    with pytest.raises(ConfigError, match="shard x were made by another version") as refused:
        read_documents(ShardSignatures("x", tmp_path), other)
    assert "made anew" in refused.value.hint
    assert read_documents(ShardSignatures("x", tmp_path), SETTINGS).num_rows == 1


def test_settings_that_signatures_do_not_depend_on_keep_them(tmp_path: Path) -> None:
    """Another threshold needs no new signatures."""
    write_signatures(sign([record("a", "eins")]), tmp_path, SETTINGS)
    other = DedupSettings(threshold=0.7, leaders=2, min_frequency=5, paragraphs=False)
    assert read_documents(ShardSignatures("x", tmp_path), other).num_rows == 1


@pytest.mark.parametrize("content", [b"", b"ARROW1\0\0", b"no arrow at all"])
def test_broken_files_are_named(tmp_path: Path, content: bytes) -> None:
    """A file cut off or not of this kind is a `StorageError` with its path, never a foreign error."""
    write_signatures(sign([record("a", "eins")]), tmp_path, SETTINGS)
    (tmp_path / DOCUMENTS_FILE).write_bytes(content)
    with pytest.raises(StorageError, match="shard x cannot be read"):
        read_documents(ShardSignatures("x", tmp_path), SETTINGS)


def test_foreign_arrow_files_are_refused(tmp_path: Path) -> None:
    """An Arrow file without the mark is not taken for signatures."""
    table = pa.table({"row": [1]})
    with pa.OSFile(str(tmp_path / DOCUMENTS_FILE), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(ConfigError, match="no mark"):
        read_documents(ShardSignatures("x", tmp_path), SETTINGS)


def test_columns_that_are_all_null_are_as_if_not_there() -> None:
    """A batch in which nothing is known of domain, date, priority is signed as one without these columns."""
    rows = pa.table(
        {"document": pa.array([0], pa.int32()), "position": pa.array([0], pa.int32()), "text": ["Ein Satz"]}
    )
    bare = pa.table({"id": ["a"], "source": ["s"], "text": ["Ein Satz"]})
    columns = {name: pa.nulls(1) for name in ("domain", "published", "priority")}
    full = pa.table({**{name: bare[name] for name in bare.column_names}, **columns})
    for one, other in zip(sign_documents(bare, rows, SETTINGS), sign_documents(full, rows, SETTINGS), strict=True):
        assert one.equals(other)


def test_a_document_that_is_not_its_paragraphs_is_read_itself() -> None:
    """Its first and last eight bytes tell for each paragraph: a changed one among them is seen, at either end."""
    paragraphs = ["Der Hafen liegt still.", "Kein Schiff kommt."]
    column = TextColumn(*utf8_of(one_chunk(pa.array(paragraphs))))
    whole = "\n\n".join(paragraphs)
    for at in (0, 6, 21 - 6, 21, 24, 24 + 6, len(whole) - 7, len(whole) - 1):
        for text, is_joined in ((whole, True), (f"{whole[:at]}x{whole[at + 1 :]}", False)):
            document = TextColumn(*utf8_of(one_chunk(pa.array([text]))))
            assert kernels.joined_rows(document, column, np.array([0, 2])).tolist() == [is_joined]
