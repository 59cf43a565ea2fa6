"""Erased documents are gone from every snapshot, all work and every later rebuild; the rest is as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import SnapshotNotFoundError
from reinschrift.look.explain import explain
from reinschrift.project import Project
from reinschrift.run import rebuild
from reinschrift.snapshot import erase as erasing
from reinschrift.snapshot.clean import find_garbage
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import list_versions, read_manifest, read_manifests
from reinschrift.snapshot.verify import verify
from reinschrift.sources.left_out.erased import Erased, mark_of, without_erased
from reinschrift.sources.left_out.wanted import Wanted
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

GONE = 8


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A dataset with three snapshots; document 8 is in all, and from 1.1.0 on it has a copy."""
    write_file(tmp_path / "raw", "a", range(6))
    write_file(tmp_path / "raw", "b", range(6, 12))
    made = project_of(tmp_path / "raw", tmp_path / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    (tmp_path / "raw" / "z.jsonl").write_text(json.dumps({"text": text_of(GONE), "url": url_of(99)}) + "\n")
    assert rebuild_here(made).manifest.version == "1.1.0"
    write_file(tmp_path / "raw", "c", range(12, 15))
    assert rebuild_here(made).manifest.version == "1.2.0"
    return made


def sentences_of(number: int) -> list[bytes]:
    return [line.encode() for line in text_of(number).split("\n\n")]


def files_with(folder: Path, needles: list[bytes]) -> list[str]:
    """Return the files below a folder that hold one of the texts, whether plain or inside Parquet or Arrow."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.suffix == ".parquet":
            data = repr(pq.read_table(path).to_pylist()).encode()
        if any(needle in data for needle in needles):
            found.append(str(path.relative_to(folder)))
    return found


def assert_all_whole(storage: LocalStorage) -> None:
    for manifest in read_manifests(storage):
        assert verify(storage, manifest) == [], manifest.version


def test_an_erased_document_is_gone_everywhere(project: Project) -> None:
    """With its copies: no text, no URL in any file of the dataset; every snapshot still verifies."""
    storage = LocalStorage(project.output)
    needles = [*sentences_of(GONE), url_of(GONE).encode() + b'"', url_of(GONE).encode() + b"'", url_of(99).encode()]
    assert files_with(project.output, needles)
    counts = {
        version: reinschrift.open(project.output, version).documents.count() for version in list_versions(storage)
    }
    record = erase(storage, [url_of(GONE)], "request 17", copies=True)
    assert files_with(project.output, needles) == []
    assert record["state"] == "done"
    assert record["versions"] == {"1.0.0": 1, "1.1.0": 2, "1.2.0": 2}
    assert_all_whole(storage)
    for version, n_documents in counts.items():
        snapshot = reinschrift.open(project.output, version)
        assert snapshot.documents.count() == n_documents - 1
        assert snapshot.manifest.revision == 1
        view = pq.read_table(storage.path(f"snapshots/{version}/documents"))
        assert view.num_rows == n_documents - 1
    rows = reinschrift.open(project.output, "1.0.0").removed.to_arrow().to_pylist()
    (row,) = [row for row in rows if row["reason"] == "erased"]
    assert (row["scope"], row["text"], row["n_chars"], row["url"]) == ("document", "", 0, None)


@pytest.mark.slow
def test_it_stays_out_and_a_copy_takes_its_place(project: Project) -> None:
    """Without `copies`, the copy that had lost is kept at the next rebuild; the erased one is a row without text."""
    storage = LocalStorage(project.output)
    erase(storage, [url_of(GONE)])
    published = rebuild_here(project)
    assert published.is_new
    snapshot = reinschrift.open(project.output)
    urls = snapshot.documents.to_arrow()["url"].to_pylist()
    assert url_of(99) in urls
    assert url_of(GONE) not in urls
    (row,) = [row for row in snapshot.removed.to_arrow().to_pylist() if row["reason"] == "erased"]
    assert row["text"] == ""
    assert_all_whole(storage)
    assert not rebuild_here(project).is_new


@pytest.mark.slow
def test_a_full_rebuild_in_its_place_is_the_same(project: Project) -> None:
    """Law 3 after an erasure: done shards thrown away, the rows come out the same."""
    storage = LocalStorage(project.output)
    erase(storage, [url_of(GONE)])
    rebuild_here(project)
    storage.delete_folder("work")
    assert not rebuild_here(project).is_new


@pytest.mark.slow
def test_the_same_page_elsewhere_is_kept_out(project: Project) -> None:
    """The page comes again from another file, with https or without, and is not let in."""
    storage = LocalStorage(project.output)
    erase(storage, [url_of(GONE)], copies=True)
    raw = Path(project.paths[0])
    again = url_of(GONE).replace("https://", "http://www.") + "/#anfang"
    (raw / "y.jsonl").write_text(json.dumps({"text": text_of(GONE), "url": again}) + "\n")
    rebuild_here(project)
    assert files_with(project.output, sentences_of(GONE)) == []
    reasons = [row["reason"] for row in reinschrift.open(project.output).removed.to_arrow().to_pylist()]
    assert reasons.count("erased") == 3


def test_the_record_says_nothing_of_the_content(project: Project) -> None:
    """Ids, HMACs, versions and time; neither URL nor text. The key is for the owner alone."""
    storage = LocalStorage(project.output)
    record = erase(storage, [url_of(GONE)], "request 17")
    written = (project.output / "erasures" / f"{record['ref']}.json").read_text()
    assert "zeitung.example" not in written
    assert record["reason"] == "request 17"
    assert (project.output / "erasures" / "key").stat().st_mode & 0o077 == 0


def test_erasing_twice_does_nothing_more(project: Project) -> None:
    """The second time finds the record of the first."""
    storage = LocalStorage(project.output)
    first = erase(storage, [url_of(GONE)], copies=True)
    before = sorted(path.name for path in project.output.rglob("*.json"))
    assert erase(storage, [url_of(GONE)])["ref"] == first["ref"]
    assert sorted(path.name for path in project.output.rglob("*.json")) == before
    assert read_manifest(storage).revision == 1


def test_what_was_never_read_is_refused_before_anything_is_done(project: Project) -> None:
    """One unknown key in a list, and nothing is erased."""
    storage = LocalStorage(project.output)
    with pytest.raises(SnapshotNotFoundError, match="nirgends"):
        erase(storage, [url_of(GONE), "https://nirgends.example/"])
    assert not storage.exists("erasures")
    assert read_manifest(storage).revision == 0


def test_a_text_given_for_a_list_of_keys_is_not_repeated(project: Project) -> None:
    """The message names a few keys, each by its beginning, and how many more there are."""
    with pytest.raises(SnapshotNotFoundError, match="and 9 more") as caught:
        erase(LocalStorage(project.output), [f"{number} {'Wort ' * 50}" for number in range(12)])
    assert len(caught.value.message) < 300


def test_a_document_never_published_is_erased_from_the_work(project: Project) -> None:
    """What only a finished shard holds is found and thrown away too."""
    raw = Path(project.paths[0])
    write_file(raw, "c", [12, 13, 14, 20])
    for spec in rebuild.plan_rebuild(project).shards:
        rebuild.refine_shard(spec)
    assert files_with(project.output / "work", sentences_of(20))
    erase(LocalStorage(project.output), [url_of(20)])
    assert files_with(project.output, sentences_of(20)) == []
    rebuild_here(project)
    assert files_with(project.output, sentences_of(20)) == []


@pytest.mark.slow
def test_explain_tells_of_the_erasure(project: Project) -> None:
    """The URL is still known by its HMAC, the id by the row that stands in."""
    storage = LocalStorage(project.output)
    (story,) = explain(storage, url_of(GONE))["documents"]
    assert [snapshot["version"] for snapshot in story["snapshots"]] == ["1.0.0", "1.1.0", "1.2.0"]
    assert [len(snapshot["copies"]) for snapshot in story["snapshots"]] == [0, 1, 1]
    record = erase(storage, [url_of(GONE)])
    after = explain(storage, url_of(GONE))
    assert [one["ref"] for one in after["erasures"]] == [record["ref"]]
    (story,) = explain(storage, story["id"])["documents"]
    assert {row["reason"] for snapshot in story["snapshots"] for row in snapshot["removed"]} == {"erased"}


@pytest.mark.slow
def test_the_command_takes_a_list(project: Project, tmp_path: Path) -> None:
    """A file with a key a line; `explain` and `list` go on working."""
    listed = tmp_path / "wishes.txt"
    listed.write_text(f"# from the post\n{url_of(2)}\n\n{url_of(GONE)}\n")
    done = CliRunner().invoke(main, ["erase", str(listed), str(project.output), "--json"])
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["ids"]) == 2
    assert CliRunner().invoke(main, ["explain", url_of(2), str(project.output)]).exit_code == 0
    assert CliRunner().invoke(main, ["verify", "--all", str(project.output)]).exit_code == 0


def test_erasure_leaves_no_garbage(project: Project) -> None:
    """What held the document is deleted at once, not left to gc."""
    erase(LocalStorage(project.output), [url_of(GONE)])
    garbage = find_garbage(LocalStorage(project.output), 0)
    assert garbage.objects == []
    assert garbage.leftovers == []


def test_one_page_with_many_records_loses_only_the_one(tmp_path: Path) -> None:
    """Erasing by id a record whose URL others share leaves the others, now and later."""
    raw = tmp_path / "raw"
    raw.mkdir()
    lines = [json.dumps({"text": text_of(n), "url": "https://forum.example/faden"}) for n in range(4)]
    (raw / "a.jsonl").write_text("\n".join(lines) + "\n")
    made = project_of(raw, tmp_path / "out")
    rebuild_here(made)
    identity = reinschrift.open(made.output).documents.to_arrow()["id"][0].as_py()
    erase(LocalStorage(made.output), [identity])
    rebuild_here(made)
    assert reinschrift.open(made.output).documents.count() == 3


def test_erase_and_rebuild_agree_on_what_a_page_is(tmp_path: Path) -> None:
    """Kind: two notions of one thing. Posts of a thread, `/t/1#2` and `#3`, go with the page, at once and for good."""
    raw = tmp_path / "raw"
    raw.mkdir()
    urls = ["https://f.example/t/1", "https://f.example/t/1#2", "http://www.f.example/t/1/#3", "https://f.example/t/12"]
    lines = [json.dumps({"text": text_of(n), "url": url}) for n, url in enumerate(urls)]
    (raw / "a.jsonl").write_text("\n".join(lines) + "\n")
    made = project_of(raw, tmp_path / "out")
    rebuild_here(made)
    assert len(explain(LocalStorage(made.output), "https://f.example/t/1#2")["documents"]) == 3
    record = erase(LocalStorage(made.output), ["https://f.example/t/1"])
    assert len(record["ids"]) == 3
    left = reinschrift.open(made.output).documents.to_arrow()
    assert left["url"].to_pylist() == ["https://f.example/t/12"]
    assert files_with(made.output, [line for n in range(3) for line in sentences_of(n)]) == []
    (raw / "b.jsonl").write_text(json.dumps({"text": text_of(7), "url": "https://f.example/t/1#9"}) + "\n")
    rebuild_here(made)
    assert reinschrift.open(made.output).documents.to_arrow().equals(left)


@pytest.mark.slow
def test_an_erasure_goes_on_past_what_a_killed_rebuild_left(project: Project) -> None:
    """Kind: unfinished work taken for finished. Half a shard, in `work/` and beside an object, stops nothing."""
    left = [
        project.output / "work" / ".writing-0123456789abcdef" / "documents.parquet",
        project.output / "work" / ".writing-0123456789abcdef-sites-0" / "texts.arrow",
        project.output / "objects" / "documents" / ".writing-0123456789abcdef.parquet",
        project.output / "work" / ("0" * 32) / "documents.parquet",  # a folder without its record is none
    ]
    for place in left:
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"PAR1half")
    erase(LocalStorage(project.output), [url_of(GONE)], copies=True)
    assert not [place for place in left if place.exists()]
    assert files_with(project.output, sentences_of(GONE)) == []
    rebuild_here(project)


@pytest.mark.slow
def test_a_lost_object_keeps_no_rebuild_from_leaving_erased_documents_out(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    """Kind: healing that blocks itself. The erasure waits, and says so; the rebuild goes on without the document."""
    storage = LocalStorage(project.output)
    first, last = read_manifest(storage, "1.0.0"), read_manifest(storage)
    known = {item.sha256 for item in last.tables["documents"]}
    lost = next(item for item in first.tables["documents"] if item.n_rows and item.sha256 in known)
    identity = reinschrift.open(project.output).documents.where(ds.field("url") == url_of(GONE)).to_arrow()["id"][0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(erasing, "_carry_out", lambda *_: {})
        erase(storage, [identity.as_py()])  # killed after its intent
    storage.delete(lost.name("documents"))
    rebuild_here(project)
    assert "an erasure cannot be finished" in caplog.text
    assert identity not in reinschrift.open(project.output).documents.to_arrow()["id"]


@pytest.mark.slow
def test_damaged_work_hides_nothing_from_an_erasure(project: Project) -> None:
    """Kind: what is read back is believed. Work that is not what was written may hold anything, so it goes."""
    for place in (project.output / "work").glob("*/documents.parquet"):
        data = bytearray(place.read_bytes())
        data[len(data) // 2] ^= 1
        place.write_bytes(data)
    erase(LocalStorage(project.output), [url_of(GONE)], copies=True)
    assert list((project.output / "work").glob("*/documents.parquet")) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "http://www.a.example/x/#y", True),
        ("https://A.example/x", "https://a.example/x", True),
        ("https://a.example/x", "https://a.example/X", False),
        ("https://a.example/x?n=1", "https://a.example/x?n=2", False),
        ("https://a.example", "https://a.example/", True),
        ("https://a.example/t/1", "https://a.example/t/1#2", True),
        ("https://a.example/t/1/#2", "http://user@www.A.example:80/t/1", True),
        ("https://a.example/t/1", "https://a.example:8080/t/1", False),
        ("https://müller.example/t", "https://xn--mller-kva.example/t/", True),
        ("https://a.example/t", " https://a.example/t ", True),
    ],
)
def test_one_page_has_one_mark(one: str, other: str, *, same: bool) -> None:
    """Scheme, www, slash and fragment do not make another page; path and query do."""
    assert (mark_of(b"k", one) == mark_of(b"k", other)) is same
    assert mark_of(b"k", one) != mark_of(b"other key", one)
    found = Wanted([one]).among(pa.chunked_array([["x", "y"]]), pa.chunked_array([[other, None]]))
    assert found.to_pylist() == [same, False]  # what erase looks for is what a rebuild leaves out


def test_a_reader_lets_nothing_of_an_erased_record_through() -> None:
    """Every column that says something is emptied; other records are untouched."""
    records = pa.table(
        {
            "id": ["a", "b"], "source": ["s", "s"], "source_path": ["p", "p"], "record": ["geheim", "2"],
            "record_number": pa.array([1, 2], pa.int64()), "url": ["https://a.example/", None], "title": ["T", "U"],
            "text": ["geheim", "offen"], "problem": pa.array([None, None], pa.string()),
            "markup": pa.array([["geheim"], ["offen"]]),
        }
    )  # fmt: skip
    out = without_erased(records, Erased(ids=frozenset({"a"}), key=b"k"))
    assert "geheim" not in repr(out.to_pylist())
    first, second = out.to_pylist()
    assert (first["problem"], first["record"], first["text"], first["url"]) == ("erased", "1", "", None)
    assert second == records.to_pylist()[1]
