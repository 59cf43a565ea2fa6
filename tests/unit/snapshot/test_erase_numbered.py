"""Records that their file knows by a number: an erased one stays out wherever it moves, its neighbours stay in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import SnapshotNotFoundError
from reinschrift.export.retract import apply_retractions, read_retractions
from reinschrift.project import Project
from reinschrift.run import rebuild
from reinschrift.shard import measured, plan
from reinschrift.shard.measure import read_records
from reinschrift.shard.spec import ShardSpec
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.erase_what import describe_erasure
from reinschrift.snapshot.manifest import read_manifests
from reinschrift.snapshot.verify import verify
from reinschrift.sources import list_files
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of

ALICE = 3
NO_SHRINKING = tuple(phase for phase in Phase if phase is not Phase.shrink)  # a history takes seconds


class Village:
    """A project with one JSONL file of records without ids, whose lines come and go."""

    def __init__(self, folder: Path, *overrides: str) -> None:
        self.raw = folder / "raw"
        self.raw.mkdir(parents=True)
        self.project: Project = project_of(self.raw, folder / "out", *overrides)
        self.storage = LocalStorage(self.project.output)

    def write(self, people: Iterable[int | dict[str, Any]]) -> None:
        """Write the file: each record is a number of a text, or given whole."""
        rows = [{"text": text_of(one)} if isinstance(one, int) else one for one in people]
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (self.raw / "people.jsonl").write_text(lines, encoding="utf-8")

    def publish(self, people: Iterable[int | dict[str, Any]]) -> None:
        """Write the file and rebuild."""
        self.write(people)
        rebuild_here(self.project)

    def texts(self, version: str = "latest") -> list[str]:
        """Return the texts that are kept, by number."""
        texts = reinschrift.open(self.project.output, version).documents.to_arrow()["text"].to_pylist()
        return sorted(texts)

    def erase(self, text: str, version: str = "latest", **options: Any) -> dict[str, Any]:
        """Erase the document with this text, by its id in a snapshot."""
        rows = reinschrift.open(self.project.output, version).documents.to_arrow().to_pylist()
        return erase(self.storage, [row["id"] for row in rows if row["text"] == text], **options)

    def reasons(self) -> list[str]:
        """Return the reasons of whole documents that are removed."""
        rows = reinschrift.open(self.project.output).removed.to_arrow().to_pylist()
        return sorted(row["reason"] for row in rows if row["scope"] == "document")


def texts_of(people: Iterable[int]) -> list[str]:
    return sorted(text_of(one) for one in people)


@pytest.fixture
def village(tmp_path: Path) -> Village:
    return Village(tmp_path)


@pytest.mark.parametrize(
    "after",
    [
        [1, 2, ALICE, 4, 5, 9],  # one was added at the end
        [9, 1, 2, ALICE, 4, 5],  # one was added at the beginning
        [2, ALICE, 4, 5],  # one above it was deleted
        [1, 2, 4, 5],  # its own line was deleted
        [5, 4, ALICE, 2, 1],  # the file was turned around
        [1, 2, 9, 4, 5, ALICE],
    ],
)
def test_it_stays_out_and_its_neighbours_in(village: Village, after: list[int]) -> None:
    """Kind: a number taken for a name. Whatever lines come and go, the erased text is out, and every other is in."""
    village.publish([1, 2, ALICE, 4, 5])
    village.erase(text_of(ALICE))
    village.publish(after)
    assert village.texts() == texts_of(one for one in after if one != ALICE)
    assert village.reasons() == ["erased"] * (ALICE in after)
    assert all(verify(village.storage, manifest) == [] for manifest in read_manifests(village.storage))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Anna Muster aus Haßfurt hat dreimal angerufen.", "Anna Muster aus Hassfurt hat dreimal angerufen!"),
        (" ".join(text_of(ALICE).split()), " ".join(text_of(ALICE).replace("Register", "Verzeichnis").split())),
        (text_of(ALICE), text_of(ALICE).replace("e", "ee", 3)),
    ],
)  # fmt: skip
def test_an_edit_does_not_bring_it_back(village: Village, before: str, after: str) -> None:
    """Kind: a text known by its lines, which an edit changes. One line, long or short, and each line a little."""
    village.publish([1, 2, {"text": before}, 4, 5])
    village.erase(before)
    village.publish([9, 1, 2, {"text": after}, 4, 5, 6])
    assert village.texts() == texts_of([9, 1, 2, 4, 5, 6])
    assert village.reasons() == ["erased"]


def test_a_neighbour_with_a_url_stays(village: Village) -> None:
    """Erased by its URL; the record that moves up to its number has another."""
    people = [{"text": text_of(one), "url": url_of(one)} for one in range(6)]
    village.publish(people)
    erase(village.storage, [url_of(ALICE)])
    village.publish([*people[1:], {"text": text_of(9), "url": url_of(9)}])
    assert village.texts() == texts_of([1, 2, 4, 5, 9])


def test_what_an_earlier_snapshot_has_by_the_same_form_stays(village: Village) -> None:
    """Kind: a bound taken from where it does not hold. The last of eleven notices by one form takes none of the others.

    A snapshot that had the text itself loses it, and one that had it with a slip does, too.
    """
    form = "Die Wohnung in der {} Straße hat drei Zimmer und kostet im Monat {} Euro, zu erfragen im Laden nebenan."
    names = (
        "Alten",
        "Neuen",
        "Breiten",
        "Engen",
        "Hohen",
        "Tiefen",
        "Langen",
        "Kurzen",
        "Krummen",
        "Geraden",
        "Stillen",
    )
    rows = [{"text": form.format(name, 400 + 37 * at)} for at, name in enumerate(names)]
    slip = {"text": rows[5]["text"].replace("Zimmer", "Zimer")}
    village.publish([*rows[:5], slip, *rows[6:], 1])
    village.publish([2, 1, *rows])
    village.publish([3, 4, rows[5], 2, 1])
    village.erase(rows[5]["text"])
    others = sorted(row["text"] for at, row in enumerate(rows) if at != 5)
    versions = [manifest.version for manifest in read_manifests(village.storage)]
    assert [village.texts(version) for version in versions] == [
        sorted([*others, text_of(1)]), sorted([*others, *texts_of([1, 2])]), texts_of([1, 2, 3, 4]),
    ]  # fmt: skip


def test_it_goes_from_every_snapshot_and_nobody_else_does(village: Village) -> None:
    """In an earlier snapshot it had another number, and its number was another's."""
    village.publish([0, 1, 2, ALICE, 4, 5])
    village.publish([7, 0, 1, 2, ALICE, 4, 5])
    first, second = (manifest.version for manifest in read_manifests(village.storage))
    planned = describe_erasure(village.storage, [_id_of(village, text_of(ALICE))])
    record = village.erase(text_of(ALICE))
    assert village.texts(first) == texts_of([0, 1, 2, 4, 5])
    assert village.texts(second) == texts_of([7, 0, 1, 2, 4, 5])
    assert record["versions"] == {first: 1, second: 1}
    assert sorted(record["ids"]) == [one["id"] for one in planned["documents"]]


def test_an_earlier_text_of_it_goes_too(village: Village) -> None:
    """Under the same id, changed in its place: the document is the same, and its earlier text stays out."""
    before = {"text": "Vorher stand hier etwas ganz anderes.\n\nAuch dieser Absatz war einmal ein anderer."}
    village.publish([0, 1, before, 4, 5])
    village.publish([0, 1, ALICE, 4, 5])
    first = read_manifests(village.storage)[0].version
    village.erase(text_of(ALICE))
    assert village.texts(first) == texts_of([0, 1, 4, 5])
    village.publish([9, 0, 1, before, 4, 5])
    assert village.texts() == texts_of([9, 0, 1, 4, 5])


def test_one_after_the_other_under_the_same_id(village: Village) -> None:
    """The second has the id that the first had: both stay out, whatever comes later."""
    village.publish([1, 2, ALICE, 4, 5])
    village.erase(text_of(ALICE))
    village.publish([1, 2, 4, 5])
    village.erase(text_of(4))
    assert len(village.storage.names("certificates")) == 4
    for after in ([1, 2, 5], [9, 1, 2, ALICE, 4, 5], [1, 2, ALICE, 4, 5]):
        village.publish(after)
        assert village.texts() == texts_of(set(after) - {ALICE, 4})


def test_a_copy_in_the_same_file_stays_until_the_file_changes(village: Village) -> None:
    """A copy is erased by choice. In a file with another content, nobody can say which of the two was erased."""
    people = [1, ALICE, 4, ALICE]
    village.publish(people)
    village.erase(text_of(ALICE))
    village.publish(people)
    assert village.texts() == texts_of([1, ALICE, 4])
    village.publish([9, *people])
    assert village.texts() == texts_of([9, 1, 4])


def test_work_that_was_never_published_is_made_anew(village: Village) -> None:
    """A killed run left the changed file's shard, in which the record has another number."""
    village.publish([1, 2, ALICE, 4])
    village.write([9, 1, 2, ALICE, 4])
    for spec in rebuild.plan_rebuild(village.project).shards:
        rebuild.refine_shard(spec)
    village.erase(text_of(ALICE))
    rebuild_here(village.project)
    assert village.texts() == texts_of([9, 1, 2, 4])


def test_a_file_with_a_document_of_its_own_is_known_by_its_path(tmp_path: Path) -> None:
    """The page was fetched again with another text: it is the same page, and stays out."""
    (tmp_path / "raw").mkdir()
    for name, number in (("a", 1), ("b", ALICE)):
        (tmp_path / "raw" / f"{name}.txt").write_text(text_of(number))
    project = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(project)
    rows = reinschrift.open(project.output).documents.to_arrow().to_pylist()
    erase(LocalStorage(project.output), [row["id"] for row in rows if row["source_path"] == "b.txt"])
    (tmp_path / "raw" / "b.txt").write_text(text_of(8))
    rebuild_here(project)
    assert reinschrift.open(project.output).documents.to_arrow()["text"].to_pylist() == [text_of(1)]


def test_it_is_known_after_other_settings(tmp_path: Path) -> None:
    """Lines that are judged otherwise are still its lines, kept or removed."""
    village = Village(tmp_path)
    menu = "Startseite\n\nKontakt\n\nImpressum\n\n{}\n\nMehr zum Thema"
    people: list[int | dict[str, Any]] = [1, {"text": menu.format(text_of(ALICE))}, {"text": menu.format(text_of(4))}]
    village.publish(people)
    assert village.texts() == texts_of([1, ALICE, 4])
    village.erase(text_of(ALICE))
    others = ("stages.lines.rules=false", "stages.lines.min_text_content=0", "stages.lines.min_content=0")
    village.project = project_of(village.raw, village.project.output, *others)
    village.publish([9, *people])
    assert village.texts() == sorted([*texts_of([9, 1]), menu.format(text_of(4))])


def test_a_part_in_another_language_stays_out(tmp_path: Path) -> None:
    """What was made a document of its own is erased by itself, and its record stays."""
    village = Village(tmp_path, "stages.language.foreign_paragraphs=split")
    english = "The old mill was bought by a young couple who had never milled any flour before in their lives."
    mixed = {"text": f"{text_of(ALICE)}\n\n{english}"}
    village.publish([1, mixed, 4])
    assert english in village.texts()
    village.erase(english)
    rebuild_here(village.project)
    assert village.texts() == texts_of([1, ALICE, 4])
    village.publish([9, 1, mixed, 4])
    assert village.texts() == texts_of([9, 1, ALICE, 4])


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files that are smaller than real ones are into several shards, too."""
    monkeypatch.setattr(plan, "list_files", partial(list_files, block_bytes=100))


@pytest.mark.usefixtures("small_blocks")
def test_shards_change_nothing(tmp_path: Path) -> None:
    """Law: the same rows, in one shard or in many, all at once or after what was there."""
    found = []
    for at, shard_mb in enumerate((64, 0.001)):
        village = Village(tmp_path / str(at), f"snapshot.shard_mb={shard_mb}")
        village.publish(range(12))
        village.erase(text_of(ALICE))
        village.publish([*range(20, 26), *range(12)])
        found.append((village.texts(), village.reasons()))
        assert len({one.shard for one in read_manifests(village.storage)[-1].tables["documents"]}) > 3 * at
        village.storage.delete_folder("work")
        assert not rebuild_here(village.project).is_new
    assert found[0] == found[1] == (texts_of([*range(20, 26), *({*range(12)} - {ALICE})]), ["erased"])


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("shard_mb", [64, 0.001])
def test_a_record_like_it_in_another_shard_stays(tmp_path: Path, shard_mb: float) -> None:
    """Kind: a part taken for the whole. Two notices by one form, at both ends of a file that lies in several shards."""
    form = (
        "Im Haus am Marktplatz ist ab {} der {} Stock zu vermieten, drei helle Zimmer mit Küche und Bad. Die Fenster "
        "gehen auf den Garten hinaus, und im Keller steht ein trockener Raum bereit. Wer die Wohnung ansehen will, "
        "frage im Laden nebenan, wo auch der Schlüssel liegt. Die Miete ist am ersten Tag des Monats fällig."
    )
    one, other = form.format("Juni", "zweite"), form.format("Mai", "dritte")
    village = Village(tmp_path, f"snapshot.shard_mb={shard_mb}", "dedup.documents=false")
    people: list[int | dict[str, Any]] = [{"text": one}, *range(12), {"text": other}]
    village.publish(people)
    village.erase(one)
    village.publish([20, *people])
    assert village.texts() == sorted([*texts_of([*range(12), 20]), other])
    village.erase(other)
    village.publish([21, 20, *people])
    assert village.texts() == texts_of([*range(12), 20, 21])


def test_records_that_are_read_in_several_batches(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kind: one thing, two forms. A batch without erased records had other columns, and every later rebuild failed."""

    def a_few_at_a_time(spec: ShardSpec) -> Iterator[pa.Table]:
        for records in read_records(spec):
            yield from (records.slice(at, 2) for at in range(0, records.num_rows, 2))

    monkeypatch.setattr(measured, "read_records", a_few_at_a_time)
    village.publish([1, 2, ALICE, 4, 5])
    village.erase(text_of(ALICE))
    for people in ([1, 2, ALICE, 4, 5, 6], [ALICE, 1, 2, 4, 5, 6], [7, 8, 1, 2, 4, 5, ALICE]):
        village.publish(people)
        assert village.texts() == texts_of(set(people) - {ALICE})
        assert village.reasons() == ["erased"]


def test_what_is_chosen_in_one_snapshot_is_not_its_namesake_in_another(village: Village) -> None:
    """A phrase names a record of the first snapshot, whose id the second one gave to another; so do quotes."""
    quoting = {"text": f"{text_of(8)}\n\n{text_of(ALICE).split(chr(10))[0]}"}
    village.publish([1, 2, ALICE, quoting, 5])
    village.publish([6, 1, 2, ALICE, 5])
    first, second = (manifest.version for manifest in read_manifests(village.storage))
    phrase = text_of(ALICE).split("\n\n")[0]
    done = CliRunner().invoke(main, ["erase", phrase, str(village.project.output), "--as", "phrase", "--quotes"])
    assert done.exit_code == 0, done.output
    assert village.texts(first) == texts_of([1, 2, 5])
    assert village.texts(second) == texts_of([6, 1, 2, 5])
    village.publish([6, 7, 1, 2, ALICE, quoting, 5])
    assert village.texts() == texts_of([6, 7, 1, 2, 5])


def test_a_file_without_records_stops_no_erasure(village: Village) -> None:
    """Its shard is finished, and has no tables."""
    (village.raw / "empty.jsonl").write_text("\n\n")
    village.project = project_of(village.raw, village.project.output, "snapshot.shard_mb=0.0001")
    village.publish([1, ALICE, 4])
    village.erase(text_of(ALICE))
    assert village.texts() == texts_of([1, 4])


def test_an_id_may_be_that_of_a_snapshot(village: Village) -> None:
    """`ID@VERSION` is who has the id there, not who has it now."""
    village.publish([1, ALICE, 4])
    village.publish([6, 1, 4])
    first, second = (manifest.version for manifest in read_manifests(village.storage))
    rows = reinschrift.open(village.project.output, first).documents.to_arrow().to_pylist()
    (identity,) = [row["id"] for row in rows if row["text"] == text_of(ALICE)]
    erase(village.storage, [f"{identity}@{first}"])
    assert (village.texts(first), village.texts(second)) == (texts_of([1, 4]), texts_of([6, 1, 4]))
    assert erase(village.storage, [f"{identity}@{first}"])["state"] == "done"  # known
    with pytest.raises(SnapshotNotFoundError):
        erase(village.storage, [f"{'0' * 32}@{first}"])


def test_a_copy_is_not_its_namesake_in_another_snapshot(village: Village) -> None:
    """The number of a copy is another's in the newest snapshot, and so is the number of what it repeats."""
    village.publish([1, ALICE, 4, 5, ALICE])
    village.publish([6, 7, 1, ALICE, 4, ALICE, 5])  # number 4, which the copy had, is document 4's now
    first, second = (manifest.version for manifest in read_manifests(village.storage))
    (identity,) = [row["id"] for row in _rows_of(village, first) if row["text"] == text_of(ALICE)]
    keys = [f"{identity}@{first}"]
    planned = describe_erasure(village.storage, keys, copies=True)
    record = erase(village.storage, keys, copies=True)
    assert sorted(record["ids"]) == [one["id"] for one in planned["documents"]]
    assert village.texts(first) == texts_of([1, 4, 5])
    assert village.texts(second) == texts_of([6, 7, 1, 4, 5])
    village.publish([9, 6, 7, 1, ALICE, 4, ALICE, 5])
    assert village.texts() == texts_of([9, 6, 7, 1, 4, 5])


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_whoever_holds_a_copy_takes_out_the_same(village: Village, tmp_path: Path, form: str) -> None:
    """In a copy of an earlier snapshot its id is another's: that one stays, and so do its paragraphs."""
    village.publish([0, 1, 2, ALICE, 4, 5])
    village.publish([7, 0, 1, 2, ALICE, 4, 5])
    copies = {}
    for manifest in read_manifests(village.storage):
        copies[manifest.version] = copy = tmp_path / manifest.version
        copy.mkdir()
        snapshot = reinschrift.open(village.project.output, manifest.version)
        for table in ("documents", "paragraphs"):
            rows = snapshot.tables[table].to_arrow()
            if form == "parquet":
                pq.write_table(rows, copy / f"{table}.parquet")
            else:
                lines = (json.dumps(row, default=str) for row in rows.to_pylist())
                (copy / f"{table}.jsonl").write_text("\n" + "".join(f"{line}\n" for line in lines))  # an empty line
    village.erase(text_of(ALICE))
    retracted = read_retractions(str(village.project.output))
    for version, copy in copies.items():
        done = apply_retractions(retracted, copy)
        assert done["rows"] == {f"documents.{form}": 1, f"paragraphs.{form}": 4}
        left = [row for file in copy.iterdir() for row in _rows_in(file)]
        assert sorted(row["text"] for row in left if "n_paragraphs" in row) == village.texts(version)
        assert not [row for row in left if row["text"] in text_of(ALICE).split("\n\n")]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=NO_SHRINKING)
@given(
    files=st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=7, unique=True), min_size=2, max_size=4),
    wishes=st.lists(st.integers(0, 20), min_size=4, max_size=4),
    have_urls=st.booleans(),
)
@pytest.mark.slow
def test_any_lines_may_come_and_go(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[int]], wishes: list[int], *, have_urls: bool
) -> None:
    """Law: after any history, no snapshot has a text that was erased, and each has every other that was read.

    Without a URL, a text that stood under the number of the erased one may be an earlier text of the same record.
    """
    village = Village(tmp_path_factory.mktemp("village"))
    gone: set[int] = set()
    doubtful: set[int] = set()
    for file, wish in zip(files, wishes, strict=False):
        village.publish({"text": text_of(one)} | ({"url": url_of(one)} if have_urls else {}) for one in file)
        there = [one for one in file if one not in gone | doubtful]
        if wish < len(there):
            village.erase(text_of(there[wish]))
            gone.add(there[wish])
            at = file.index(there[wish])
            doubtful |= {other[at] for other in files if at < len(other)} if not have_urls else set()
        for manifest in read_manifests(village.storage):
            assert not {*village.texts(manifest.version)} & {text_of(one) for one in gone}
            assert verify(village.storage, manifest) == []
        assert {*village.texts()} >= {*texts_of({*file} - gone - doubtful)}
        assert {*village.texts()} <= {*texts_of({*file} - gone)}


def _rows_of(village: Village, version: str) -> list[dict[str, Any]]:
    return list(reinschrift.open(village.project.output, version).documents.to_arrow().to_pylist())


def _rows_in(file: Path) -> list[dict[str, Any]]:
    if file.suffix == ".parquet":
        return list(pq.read_table(file).to_pylist())
    return [json.loads(line) for line in file.read_text().splitlines() if line]


def _id_of(village: Village, text: str) -> str:
    rows = reinschrift.open(village.project.output).documents.to_arrow().to_pylist()
    (found,) = [str(row["id"]) for row in rows if row["text"] == text]
    return found
