"""Work grows with the size of what is read, not with its square: four times as much costs about four times as much.

Measured is the CPU time of this process at two sizes, where a square would show plainly: it makes 16 times of four.
The sizes are large enough for a square of any weight to be above all noise, and whatever fails is measured again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.columns import constant, set_columns
from reinschrift.dedup import ShardSignatures, find_duplicates, sign_documents, write_signatures
from reinschrift.pages import read_page
from reinschrift.record import Record
from reinschrift.settings import Settings
from reinschrift.shard.measure import prepare_records
from reinschrift.shard.plan import group_files
from reinschrift.shard.separate import separate
from reinschrift.sources import FilePart, Source, list_files, read_parts, split_parts
from reinschrift.sources.readers.records import table_of_records
from reinschrift.sources.readers.subtitles import spoken_in
from reinschrift.stages import STAGES
from reinschrift.stages.reclean import AGAIN
from reinschrift.text.decoding import decode
from tests.hostile import PAGES, SUBTITLES, TEXTS, Shape, letters_of
from tests.unit.sources.readers.warc_files import response

SETTINGS = Settings()
ROUNDS = 2
"""Rounds of reclean: how many it takes is another matter."""
STAGE_SETTINGS = SETTINGS.stages.model_copy(
    update={"reclean": SETTINGS.stages.reclean.model_copy(update={"rounds": ROUNDS})}
)
PART = FilePart("f", "f", "text", None, None, 1, "0" * 64)
SOURCE = Source(name="s", base=".", files=("",), license="CC0-1.0")
SMALL, LARGE = 1, 4
MOST = 10.0
"""How many times as long four times as much may take: a line gives 4, a square 16."""
NOTHING = 0.1
"""CPU seconds that are no burden, whatever took them."""
TRIES = 4
OFTEN = ("short lines", "running text", "different running text", "endless different sentences", "dates",
         "endless exclamation marks", "tags", "attributes", "phone numbers", "languages in turn")  # fmt: skip
"""Shapes that every run of the tests looks at; the others are for CI."""

Times = dict[str, float]


class Clock:
    """Adds up the CPU seconds of steps by name."""

    def __init__(self) -> None:
        self.times: Times = {}

    def __call__(self, name: str, step: Callable[[], Any]) -> Any:
        """Return what the step gives."""
        begin = time.process_time()
        result = step()
        self.times[name] = time.process_time() - begin
        return result


def time_record(record: Record, clock: Clock) -> None:
    """Take a record through all stages up to its signature."""
    table = clock("records", lambda: prepare_records(table_of_records([(PART, record)], SOURCE)))
    batch = Batch(table, pa.table({}))
    for stage in STAGES:
        run, settings = stage.load(), stage.settings_of(STAGE_SETTINGS)
        batch = Batch(*(half.combine_chunks() for half in clock(stage.name, lambda: run(batch, settings))))  # noqa: B023  # called at once
    reading = sum(clock.times[name] for name in AGAIN)
    clock.times["reclean"] = max(clock.times["reclean"], ROUNDS * reading)  # whether a round is due is chance
    separated = clock("separate", lambda: separate(batch))
    kept = set_columns(separated.documents, priority=constant(0, separated.documents.num_rows, pa.int32()))
    clock("signatures", lambda: sign_documents(kept, separated.paragraphs, SETTINGS.dedup))


def time_text(shape: Shape, times: int) -> Times:
    clock = Clock()
    time_record(Record(0, shape.text(times), {}), clock)
    return clock.times


def time_page(shape: Shape, times: int) -> Times:
    clock = Clock()
    data = shape.text(times).encode()
    page = clock("pages", lambda: read_page(data, None, None, SETTINGS.read))
    time_record(Record(0, page.text, page.fields, page.problem, page.decoding, page.markup), clock)
    return clock.times


def steep(measure: Callable[[int], Times]) -> dict[str, tuple[float, float]]:
    """Return the steps whose time grows faster than it may, with their best times at both sizes.

    A step that takes another way from some size on makes one jump; a square goes on growing at larger sizes, too.
    """
    measure(SMALL)  # whatever is loaded and compiled once
    found = steep_between(measure, SMALL, LARGE)
    further = steep_between(measure, LARGE, LARGE * LARGE) if found else {}
    return {name: times for name, times in found.items() if name in further}


def steep_between(measure: Callable[[int], Times], less: int, more: int) -> dict[str, tuple[float, float]]:
    small, large = measure(less), measure(more)
    for _ in range(TRIES):
        found = {
            name: (small[name], seconds)
            for name, seconds in large.items()
            if seconds > NOTHING and seconds > MOST * small[name]
        }
        if not found:
            break
        small = {name: max(seconds, small[name]) for name, seconds in measure(less).items()}
        large = {name: min(seconds, large[name]) for name, seconds in measure(more).items()}
    return found


def shapes(kinds: dict[str, Shape]) -> Iterator[Any]:
    for name, shape in kinds.items():
        marks = () if name in OFTEN and kinds is TEXTS else pytest.mark.slow
        yield pytest.param(shape, id=name, marks=marks)


@pytest.mark.parametrize("shape", [*shapes(TEXTS)])
def test_a_text_costs_what_its_size_says(shape: Shape) -> None:
    """In every stage, whatever is many in it."""
    assert not steep(lambda times: time_text(shape, times))


@pytest.mark.parametrize("shape", [*shapes(PAGES)])
def test_a_page_costs_what_its_size_says(shape: Shape) -> None:
    """In reading it, and in every stage behind."""
    assert not steep(lambda times: time_page(shape, 2 * times))


def test_bytes_of_a_charset_cost_what_their_size_says() -> None:
    """However long a plain line among them is, as that of a script on one line."""

    def measure(times: int) -> Times:
        data = ("Später\n" + "x = (1, 2);" * 1_000 * times + "\nÜber Nacht").encode("latin-1")
        clock = Clock()
        clock("decode", lambda: decode(data))
        return clock.times

    assert not steep(measure)


def jsonl(n: int) -> bytes:
    return "".join(json.dumps({"text": f"Der {letters_of(at)} kam.", "id": at}) + "\n" for at in range(n)).encode()


def csv(n: int) -> bytes:
    return ("text,title\n" + "".join(f'"Der {letters_of(at)}, der kam.",{at}\n' for at in range(n))).encode()


def array(n: int) -> bytes:
    return json.dumps([{"text": f"Der {letters_of(at)} kam."} for at in range(n)]).encode()


def feed(n: int) -> bytes:
    items = "".join(
        f"<item><title>{at}</title><description>Der {letters_of(at)} kam.</description></item>" for at in range(n)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


def warc(n: int) -> bytes:
    return b"".join(response(f"<p>Der {letters_of(at)} kam.</p>".encode(), at) for at in range(n))


FILES = {
    "jsonl": (jsonl, 4_000),
    "csv": (csv, 4_000),
    "json": (array, 4_000),
    "feed": (feed, 1_000),
    "warc": (warc, 400),
}


@pytest.mark.parametrize("shape", SUBTITLES.values(), ids=SUBTITLES)
def test_subtitles_cost_what_their_lines_say(shape: Shape) -> None:
    """However they are parted, and without the end of a sentence."""

    def measure(times: int) -> Times:
        clock = Clock()
        clock("spoken", lambda: spoken_in(shape.text(times)))
        return clock.times

    assert not steep(measure)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_file_costs_what_its_records_say(tmp_path: Path, name: str) -> None:
    """In reading it, and in all stages."""
    make, n = FILES[name]

    def measure(times: int) -> Times:
        path = tmp_path / f"{times}.{name}"
        path.write_bytes(make(times * n))
        source = Source(name="s", base=str(tmp_path), files=(path.name,), license="CC0-1.0")
        clock = Clock()
        (file,) = clock("list", lambda: list_files(source)).files
        table = clock("read", lambda: pa.concat_tables(read_parts(split_parts(file, 1 << 40), source)))
        assert table.num_rows >= times * n
        return clock.times

    assert not steep(measure)


@pytest.mark.slow
def test_a_source_costs_what_its_files_say(tmp_path: Path) -> None:
    """In listing them, and in grouping them to shards."""

    def measure(times: int) -> Times:
        folder = tmp_path / str(times)
        if not folder.exists():
            folder.mkdir()
            for number in range(500 * times):
                (folder / f"{number}.txt").write_text("Ein Satz.", encoding="utf-8")
        source = Source(name="s", base=str(folder), files=("",), license="CC0-1.0")
        clock = Clock()
        files = clock("list", lambda: list_files(source)).files
        clock("group", lambda: group_files(files, source, 100))
        return clock.times

    assert not steep(measure)


def alike(n: int) -> list[str]:
    return [
        "Der Bote ging von Haus zu Haus und brachte die Nachricht in jedes Dorf am Fluss, bis alle sie kannten."
    ] * n


def nearly_alike(n: int) -> list[str]:
    return [f"{' '.join(letters_of(at % 50 + word) for word in range(40))} {letters_of(at)}" for at in range(n)]


def different(n: int) -> list[str]:
    return [" ".join(letters_of(at * 40 + word) for word in range(40)) for at in range(n)]


@pytest.mark.slow
@pytest.mark.parametrize("texts", [alike, nearly_alike, different])
def test_duplicates_cost_what_the_documents_say(tmp_path: Path, texts: Callable[[int], list[str]]) -> None:
    """However many are alike."""

    def measure(times: int) -> Times:
        n = 1_500 * times
        column = pa.array(texts(n), pa.string())
        ids = pa.array([f"{number:032x}" for number in range(n)], pa.string())
        table = set_columns(
            table_of_records([(PART, Record(at, "", {})) for at in range(n)], SOURCE), id=ids, text=column,
            priority=constant(0, n, pa.int32()), domain=constant("x.example", n, pa.string()),
        )  # fmt: skip
        rows = pa.table({
            "document": np.arange(n, dtype=np.int32), "position": np.zeros(n, np.int32), "text": column,
        })  # fmt: skip
        shard = ShardSignatures("s", tmp_path / f"signatures{times}")
        clock = Clock()
        signed = clock("sign", lambda: sign_documents(table, rows, SETTINGS.dedup))
        write_signatures(signed, shard.folder, SETTINGS.dedup)
        clock("decide", lambda: find_duplicates([shard], None, SETTINGS.dedup, tmp_path / f"decisions{times}"))
        return clock.times

    assert not steep(measure)
