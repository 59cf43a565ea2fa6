"""What every step that makes data gives for the sample in raw/ and for small inputs of our own, as digests.

The inputs are those in `inputs/` (`cases.jsonl` has the texts of golden cases as they were when it was made), a sound
file of each format, and the small labelled set: pages, texts of many kinds, and dumped pages with all their debris.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from reinschrift.batch import Batch
from reinschrift.columns import constant, set_columns
from reinschrift.contract import load_contract
from reinschrift.dedup import ShardSignatures, find_duplicates, sign_documents, write_signatures
from reinschrift.dedup.decided import read_decisions
from reinschrift.dedup.files import read_documents, read_paragraphs
from reinschrift.pages import read_fragment, read_page
from reinschrift.settings import Settings
from reinschrift.shard.measure import prepare_records
from reinschrift.shard.separate import Separated, separate
from reinschrift.snapshot.assemble import assemble_rows
from reinschrift.snapshot.assembled import AssembledCounts
from reinschrift.snapshot.manifest import TABLES
from reinschrift.snapshot.write import conform
from reinschrift.sources import FORMATS, FilePart, Source, list_files, read_parts, read_register, split_parts
from reinschrift.stages import STAGES
from reinschrift.versions import VERSIONS
from tests.golden.asked import steps_around, steps_at_the_end
from tests.golden.digests import Step, digest_of
from tests.texts import text_of, url_of

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "evaluation" / "small"
HERE = Path(__file__).parent
RECORDED = HERE / "versions.json"
SETTINGS = Settings()
N_ALIKE = 24
"""Documents of one source with the same last line: enough of them that it counts as repeated."""


def steps_of(folder: Path) -> Iterator[tuple[str, Step]]:
    """Yield every step by name, in the order of the data's way; `folder` is for files on the way."""
    pages = sorted([*(ROOT / "raw" / "sample").rglob("*.html"), *(HERE / "inputs").glob("*.html")])
    contents = [path.read_bytes() for path in pages] + [row["html"].encode() for row in _rows("pages/small.jsonl")]
    read = [[read_page(page, url_of(1), None, SETTINGS.read), read_fragment(page)] for page in contents]
    yield "pages", Step(VERSIONS["pages"], digest_of(contents), digest_of(read))
    tables: list[pa.Table] = []
    for name, (version, inputs, rows) in _read(folder).items():
        yield f"read.{name}", Step(version, digest_of(inputs, digest_of(read)), digest_of(pa.concat_tables(rows)))
        tables += rows
    batch = Batch(prepare_records(pa.concat_tables(tables)), pa.table({}))
    for stage in STAGES:
        settings = stage.settings_of(SETTINGS.stages)
        given = digest_of(*batch, settings.model_dump(mode="json"))
        batch = stage.load()(batch, settings)
        batch = Batch(*(table.combine_chunks() for table in batch))
        yield f"stages.{stage.name}", Step(stage.version, given, digest_of(*batch))
    separated = separate(batch)
    yield "shard", Step(VERSIONS["shard"], digest_of(*batch), digest_of(*separated))
    yield from steps_around(folder)
    yield from _global(separated, folder)


def _read(folder: Path) -> dict[str, tuple[int, list[Any], list[pa.Table]]]:
    """Return of each format its version, what is read in it, and the records."""
    found: dict[str, tuple[int, list[Any], list[pa.Table]]] = {
        one.name: (one.version, [], []) for one in sorted(FORMATS, key=lambda one: one.name)
    }
    for source, parts in (*_sources(), *_own(folder)):
        by_format = defaultdict(list)
        for part in parts:
            by_format[part.format].append(part)
        for name, some in by_format.items():
            _, inputs, tables = found[name]
            inputs += [source.changing_data(), [part[1:] for part in some]]
            tables += read_parts(some, source, SETTINGS.read)
    return found


def _sources() -> Iterator[tuple[Source, list[FilePart]]]:
    own = Source(name="own", base=str(HERE / "inputs"), files=("",), license="CC0-1.0")
    for source in (*read_register(ROOT / "raw" / "sources.toml"), own):
        yield source, [part for file in list_files(source).files for part in split_parts(file, 1 << 26)]


def _own(folder: Path) -> Iterator[tuple[Source, list[FilePart]]]:
    """Yield a sound file of each format, and a source with many documents that end alike."""
    files = {f"sound.{one.name}": (one.name, one.sample()) for one in FORMATS}
    alike = [{"text": f"{text_of(n)}\n\nMehr darüber steht in der Chronik.", "url": url_of(n)} for n in range(N_ALIKE)]
    files["alike.jsonl"] = ("jsonl", "".join(f"{json.dumps(one)}\n" for one in alike).encode())
    files["small.jsonl"] = ("jsonl", "".join(f"{json.dumps(one)}\n" for one in _small()).encode())
    parts = []
    for name, (kind, data) in files.items():
        (folder / name).write_bytes(data)
        # Archives hold the time at which they were made, so the bytes are another every time.
        parts.append(FilePart(str(folder / name), name, kind, None, None, len(data), digest_of(name)))
    yield Source(name="sound", base=str(folder), files=("",), license="CC0-1.0"), parts


def _rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of the small labelled set."""
    return [json.loads(line) for line in (SMALL / name).read_text(encoding="utf-8").splitlines()]


def _small() -> Iterator[dict[str, str]]:
    """Yield the small labelled set as records: pages, dumped pages, and texts of many kinds and languages."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((SMALL / "clean").glob("*.txt"))]
    texts += [row["text"] for name in ("genres/clean.jsonl", "duplicates/documents.jsonl") for row in _rows(name)]
    texts += [row["broken"] for row in _rows("noise/mojibake.jsonl")]
    for number, text in enumerate(texts):
        yield {"text": text, "url": url_of(1000 + number)}
    for name in ("lines/lines-de.jsonl", "lines/lines-other.jsonl"):
        yield from ({"text": "\n".join(row["lines"]), "url": row["url"]} for row in _rows(name))
    for number, row in enumerate(_rows("pages/small.jsonl")):
        yield {"html": row["html"], "url": url_of(2000 + number)}


def _global(separated: Separated, folder: Path) -> Iterator[tuple[str, Step]]:
    """Yield what looks at all shards, and what puts the final tables together."""
    shard, settings = ShardSignatures("sample", folder / "signatures"), SETTINGS.dedup
    documents = set_columns(separated.documents, priority=constant(0, separated.documents.num_rows, pa.int32()))
    write_signatures(sign_documents(documents, separated.paragraphs, settings), shard.folder, settings)
    find_duplicates([shard], None, settings, folder / "decisions")
    decided = read_decisions(folder / "decisions", shard.name)
    signed = [read_documents(shard, settings), read_paragraphs(shard, settings)]
    gives = digest_of(*signed, decided.of_documents, decided.of_paragraphs, decided.id_conflicts.tolist())
    yield "dedup", Step(VERSIONS["dedup"], digest_of(*separated, settings.model_dump()), gives)
    contract = load_contract(ROOT / "schemas" / "reinschrift.odcs.yaml")
    final = assemble_rows(separated, decided, 0, SETTINGS, AssembledCounts())
    rows = [conform(table, contract.schema(name), name) for name, table in zip(TABLES, final, strict=True)]
    schemas = [str(contract.schema(name)) for name in TABLES]
    given = digest_of(*separated, gives, schemas, SETTINGS.snapshot.model_dump(mode="json"))
    yield "assembly", Step(VERSIONS["assembly"], given, digest_of(*rows))
    yield from steps_at_the_end(separated, decided, digest_of(gives, *final), folder)


def read_recorded(text: str) -> dict[str, list[Step]]:
    """Return the recorded steps by name: one each, or several where two branches met; a line is a step."""
    found: dict[str, list[Step]] = {}
    for name, values in re.findall(r'^ *"([\w.]+)": (\{.*\}),?$', text, re.MULTILINE):
        found.setdefault(name, []).append(Step(**json.loads(values)))
    return found


def to_text(steps: dict[str, Step]) -> str:
    """Return steps as they are recorded, a line each."""
    lines = [f"{json.dumps(name)}: {json.dumps(step._asdict())}" for name, step in steps.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def fault_of(name: str, now: Step, recorded: Step) -> str | None:
    """Return what is wrong with a step as it is now, in view of what was recorded; none if nothing is."""
    update = "run `python -m tests.golden.update_versions`"
    if now == recorded:
        return None
    if now.version < recorded.version:
        return f"the version of {name} fell from {recorded.version} to {now.version}"
    if now.given == recorded.given and now.gives != recorded.gives and now.version == recorded.version:
        return f"the output of {name} changed: raise its version ({_place(name)}) above {now.version} and {update}"
    if now.given != recorded.given:
        return f"{name} is given something else than when its output was recorded: {update}"
    return f"the version of {name} is not the recorded one: {update}"


def _place(name: str) -> str:
    room, _, part = name.partition(".")
    return {
        "stages": f"in STAGES, stages/__init__.py, at {part}",
        "read": f"in the format {part}, sources/readers/",
    }.get(room, f"in VERSIONS, versions/__init__.py, at {name}")
