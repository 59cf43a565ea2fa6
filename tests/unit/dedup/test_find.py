"""Decisions: who goes, who stays in its place, for which reason; across shards, scripts and snapshots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reinschrift.dedup import History, near, repeated, write_signatures
from reinschrift.errors import ConfigError
from reinschrift.settings.dedup import DedupSettings
from tests.signed import SETTINGS, changed, prose, record, removed, run, sign

TEXT = prose(1)


def history(
    snapshots: tuple[str, ...] = (), erased: tuple[str, ...] = (), first_seen: Mapping[str, int] | None = None
) -> History:
    ids, versions = list(first_seen or {}), list((first_seen or {}).values())
    seen = {"id": pa.array(ids, pa.string()), "version": pa.array(versions, pa.int32())}
    return History(pa.table(seen), snapshots, erased)


def test_the_three_reasons(tmp_path: Path) -> None:
    """Same bytes, same tokens, and nearly the same shingles are told apart; the kept one carries the cluster."""
    shards = {
        "x": [record("best", TEXT + " und noch mehr", priority=1), record("other", prose(2))],
        "y": [
            record("bytes", TEXT + " und noch mehr"),
            record("tokens", TEXT.upper() + ", und: noch mehr!"),
            record("near", changed(TEXT, 80)),
        ],
    }
    summary, documents, _ = run(tmp_path, shards, SETTINGS)
    assert removed(documents) == {
        "bytes": ("exact_duplicate", "best"),
        "tokens": ("normalised_duplicate", "best"),
        "near": ("near_duplicate", "best"),
    }
    for name in ("best", "bytes", "tokens", "near"):
        assert (documents[name]["cluster"], documents[name]["copies"]) == ("best", 4)
    near = documents["near"]
    assert near["threshold"] == pytest.approx(0.77)
    assert 0.77 <= near["measured"] < 1
    assert documents["best"]["measured"] is None
    assert summary.removed == {"exact_duplicate": 1, "normalised_duplicate": 1, "near_duplicate": 1}
    assert summary.clusters == 1


@pytest.mark.parametrize(
    ("stays", "goes"),
    [
        ({"published": dt.date(2020, 1, 1)}, {"published": dt.date(2020, 1, 2)}),
        ({"published": dt.date(2020, 1, 1)}, {}),
        ({"priority": 1}, {"priority": 2, "published": dt.date(1990, 1, 1)}),
        ({"id": "seen"}, {"priority": 1}),
    ],
)
def test_which_copy_stays(tmp_path: Path, stays: dict[str, Any], goes: dict[str, Any]) -> None:
    """An earlier snapshot beats priority, priority beats publication, an earlier date beats a later one and none."""
    good, bad = {**record("good", TEXT), **stays}, {**record("bad", TEXT), **goes}
    shards = {"a": [bad], "b": [good]}
    _, documents, _ = run(tmp_path, shards, history=history(("1.0",), first_seen={"seen": 0}))
    assert removed(documents) == {"bad": ("exact_duplicate", good["id"])}
    assert documents["bad"]["matched_snapshot"] == ("1.0" if good["id"] == "seen" else None)


def test_longer_text_stays(tmp_path: Path) -> None:
    """Of two near duplicates the longer one stays, whatever the names."""
    shards = {"a": [record("z", TEXT + " " + prose(9, 8)), record("a", TEXT)]}
    _, documents, _ = run(tmp_path, shards)
    assert removed(documents) == {"a": ("near_duplicate", "z")}


def test_no_chain_takes_away_what_nothing_kept_resembles(tmp_path: Path) -> None:
    """Where A resembles B and B resembles C but A not C, only B goes: C stays, in the same cluster."""
    words = prose(1, 400).split()
    a, b, c = (" ".join(words[start : start + 300 + extra]) for start, extra in ((0, 4), (33, 2), (66, 0)))
    _, documents, _ = run(tmp_path, {"x": [record("a", a), record("b", b), record("c", c)]})
    assert removed(documents).keys() == {"b"}
    assert {row["cluster"] for row in documents.values()} == {"a"}
    assert {row["copies"] for row in documents.values()} == {3}


@pytest.mark.parametrize(
    "text",
    [
        "Kanzler tritt zurück",
        "Wetter",
        "漢字の見出し",
        "หัวข้อข่าว",
        "عنوان قصير",
        "छोटा शीर्षक",
        "🎉🎉🎉",
        "— * —",
    ],
)
def test_short_texts_have_an_exact_path(tmp_path: Path, text: str) -> None:
    """Texts too short for a shingle: equal ones go but for one, one that differs in a character stays."""
    shards = {"x": [record("a", text), record("b", text)], "y": [record("c", text + "x"), record("d", text)]}
    _, documents, _ = run(tmp_path, shards)
    gone = removed(documents)
    assert len(gone) == 2
    assert "c" not in gone
    assert {reason for reason, _ in gone.values()} == {"exact_duplicate"}


def test_short_texts_that_differ_in_a_number_stay(tmp_path: Path) -> None:
    """Digits are folded in shingles, but short texts and equal texts are compared with their digits."""
    shards = {
        "x": [
            record("a", "Lottozahlen vom 12. Oktober: jetzt online"),
            record("b", "Lottozahlen vom 19. Oktober: jetzt online"),
        ]
    }
    assert run(tmp_path, shards)[1] == {}


def test_empty_texts_are_one(tmp_path: Path) -> None:
    """Documents without any text are exact duplicates of each other, not near ones of anything."""
    _, documents, _ = run(tmp_path, {"x": [record("a", ""), record("b"), record("c", TEXT)]})
    assert [reason for reason, _ in removed(documents).values()] == ["exact_duplicate"]


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("彼は毎朝駅まで歩いて新聞を買い、電車の中でそれを読む。", "今日は雨。"),
        ("เขาเดินไปสถานีรถไฟทุกเช้าและซื้อหนังสือพิมพ์", "วันนี้ฝนตก"),
        ("हर सुबह वह स्टेशन तक पैदल जाता है और अख़बार ख़रीदता है।", "आज बारिश है।"),
        ("يمشي كل صباح إلى المحطة ويشتري صحيفة ويقرأها في القطار.", "اليوم مطر."),
        ("매일 아침 그는 역까지 걸어가서 신문을 사고 기차에서 읽는다.", "오늘은 비."),
    ],
)
def test_near_duplicates_in_every_script(tmp_path: Path, sentence: str, other: str) -> None:
    """A short insertion into a long text makes a near duplicate in every script; another text is none."""
    numbered = [sentence.replace(sentence[5], prose(i, 1)) for i in range(60)]
    long = " ".join(numbered)
    shards = {
        "x": [record("a", f"{long} {other}"), record("b", long), record("c", " ".join(prose(i, 6) for i in range(60)))]
    }
    _, documents, _ = run(tmp_path, shards)
    assert removed(documents) == {"b": ("near_duplicate", "a")}


def boilerplate(n: int, **columns: Any) -> list[dict[str, Any]]:
    return [record(f"d{i:02d}", prose(i, 40), "Folgen Sie uns!", prose(100 + i, 20 + i), **columns) for i in range(n)]


def test_repeated_paragraphs(tmp_path: Path) -> None:
    """A paragraph in 20 documents of a domain stays in the best of them only; in 19 it stays everywhere."""
    twenty, nineteen = boilerplate(20, domain="x.de"), boilerplate(19, domain="y.de")
    for other in nineteen:
        other["id"] += "y"
        other["paragraphs"] = [p + " y" if k != 1 else p for k, p in enumerate(other["paragraphs"])]
    shards = {"a": twenty[:11] + nineteen[:7], "b": twenty[11:] + nineteen[7:]}
    summary, _, paragraphs = run(tmp_path, shards, DedupSettings(threshold=1.0))
    assert paragraphs.keys() == {(f"d{i:02d}", 1) for i in range(19)}  # d19 is the longest
    row = paragraphs["d00", 1]
    assert row["reason"] == "repeated_paragraph"
    assert (row["measured"], row["threshold"], row["matched_document"]) == (20, 20, "d19")
    assert (summary.repeated_paragraphs, summary.removed_paragraphs) == (1, 19)


def test_duplicates_do_not_count_for_paragraphs(tmp_path: Path) -> None:
    """A paragraph is counted in kept documents only, and once a document."""
    records = boilerplate(15)
    records += [{**copied, "id": f"copy of {copied['id']}"} for copied in records[:10]]
    records[0]["paragraphs"] += ["Folgen Sie uns!"] * 10
    _, _, paragraphs = run(tmp_path, {"x": records})
    assert paragraphs == {}


def test_all_copies_in_a_document_that_is_not_the_best_go(tmp_path: Path) -> None:
    """A repeated paragraph that stands twice in a document goes twice."""
    records = boilerplate(25)
    records[3]["paragraphs"].append("folgen sie UNS")
    _, _, paragraphs = run(tmp_path, {"x": records})
    assert {position for name, position in paragraphs if name == "d03"} == {1, 3}


def test_numbers_make_paragraphs_different(tmp_path: Path) -> None:
    """Paragraphs that differ in a number are not repeats: nothing unique is lost."""
    records = [record(f"d{i}", prose(i, 40), f"Einwohner: {1000 + i}") for i in range(25)]
    assert run(tmp_path, {"x": records})[2] == {}


def test_switched_off(tmp_path: Path) -> None:
    """Each half can be switched off; the files of decisions are there all the same."""
    records = [*boilerplate(25), record("copy", *boilerplate(25)[3]["paragraphs"])]
    _, documents, paragraphs = run(tmp_path / "1", {"x": records}, DedupSettings(documents=False))
    assert documents == {}
    assert paragraphs
    _, documents, paragraphs = run(tmp_path / "2", {"x": records}, DedupSettings(paragraphs=False))
    assert documents
    assert paragraphs == {}


def test_shared_ids_are_reported(tmp_path: Path) -> None:
    """Of rows with one id all but the first by record number are reported; both are compared as documents."""
    shards = {
        "x": [record("same", prose(1), record_number=5), record("alone", prose(2))],
        "y": [record("same", prose(3), record_number=2), record("same", prose(3), record_number=9)],
    }
    summary, _, _ = run(tmp_path, shards)
    rows = {name: pq.read_table(tmp_path / f"out/id_conflicts/{name}.parquet")["row"].to_pylist() for name in shards}
    assert rows == {"x": [0], "y": [1]}
    assert summary.id_conflicts == 2
    assert summary.removed["exact_duplicate"] == 1


def test_equal_ids_and_ranks_are_told_apart_by_the_record(tmp_path: Path) -> None:
    """Of equal records under one id the first by record number stays, whatever the shards are called."""
    records = [record("same", TEXT, record_number=number) for number in (9, 4, 7, 3, 8, 5, 6)]
    for name, mixed_up in (("one", records), ("other", records[::-1])):
        shards = {f"s{i}": [one] for i, one in enumerate(mixed_up)}
        run(tmp_path / name, shards)
        stays = [
            one["record_number"]
            for shard, (one,) in shards.items()
            if pq.read_table(tmp_path / name / "out/decisions" / f"{shard}.parquet")["reason"].to_pylist() == [None]
        ]
        assert stays == [3]


def test_an_erased_document_frees_its_place(tmp_path: Path) -> None:
    """Without the erased document the copy that lost to it stays, and matches nothing."""
    shards = {"x": [record("old", TEXT)], "y": [record("new", TEXT), record("third", TEXT)]}
    seen = {"old": 0, "new": 1, "third": 1}
    _, before, _ = run(tmp_path / "1", shards, history=history(("1", "2"), first_seen=seen))
    assert {matched for _, matched in removed(before).values()} == {"old"}
    _, after, _ = run(tmp_path / "2", shards, history=history(("1", "2"), ("old",), first_seen=seen))
    assert len(removed(after)) == 1
    assert "old" not in after
    _, without, _ = run(tmp_path / "3", {"x": [], "y": shards["y"]}, history=history(("1", "2"), first_seen=seen))
    assert after == without


def test_every_copy_of_an_indexed_document_goes(tmp_path: Path) -> None:
    """Exact and near copies of a document in the index all go, not only the first; the index gets no decisions."""
    write_signatures(
        sign([record("indexed", TEXT + " Ende"), record("again", prose(7))]), tmp_path / "index/v1", SETTINGS
    )
    shards = {
        "x": [record("exact", TEXT + " Ende"), record("near", changed(TEXT, 80)), record("again", prose(8))],
        "y": [record("exact too", TEXT + " Ende"), record("free", prose(7))],
    }
    _, documents, _ = run(
        tmp_path, shards, history=history(("1",), first_seen={"indexed": 0}), index=tmp_path / "index"
    )
    gone = removed(documents)
    assert gone.keys() == {"exact", "exact too", "near"}
    assert {matched for _, matched in gone.values()} == {"indexed"}
    assert documents["near"]["matched_snapshot"] == "1"
    assert sorted(path.name for path in (tmp_path / "out/decisions").iterdir()) == ["x.parquet", "y.parquet"]


def test_no_documents(tmp_path: Path) -> None:
    """A run without a document, or with only erased ones, writes empty decisions."""
    for name, shards, erased in (("1", {"x": []}, ()), ("2", {"x": [record("a", TEXT)]}, ("a",)), ("3", {}, ())):
        summary, documents, paragraphs = run(tmp_path / name, shards, history=history((), erased))
        assert (summary.documents, documents, paragraphs) == (0, {}, {})


def test_two_shards_of_one_name_are_refused(tmp_path: Path) -> None:
    """Two shards of one name would write to the same file."""
    from reinschrift.dedup import ShardSignatures, find_duplicates  # noqa: PLC0415 only here

    shards = [ShardSignatures("x", tmp_path / "1"), ShardSignatures("x", tmp_path / "2")]
    with pytest.raises(ConfigError, match="Two shards are called x"):
        find_duplicates(shards, None, SETTINGS, tmp_path / "out")


def test_memory_limits_do_not_change_decisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In many passes over few bands, keys, pairs and paragraphs at a time the decisions are the same."""
    whole = run(tmp_path / "whole", mixed())
    monkeypatch.setattr(near, "KEY_BITS", 61)  # with so wide keys the documents come in parts of the key range
    monkeypatch.setattr(near, "BAND_BYTES", 8 * 30)
    monkeypatch.setattr(near, "PAIRS_AT_ONCE", 2)
    monkeypatch.setattr(repeated, "ROWS_AT_ONCE", 9)
    assert run(tmp_path / "parts", mixed()) == whole
    assert whole[0].candidate_pairs > 4
    assert whole[0].removed_paragraphs > 4


def mixed() -> dict[str, list[dict[str, Any]]]:
    """Two shards with every kind of duplicate."""
    near = [record(f"near {every}", changed(TEXT, every)) for every in (50, 60, 80)]
    return {"x": [record("a", TEXT), *near, *boilerplate(22)], "y": [record("b", TEXT.upper()), record("c", TEXT)]}
