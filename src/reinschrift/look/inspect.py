"""Show what a rebuild makes of one file: every line kept or removed with its reason, and what is known of its records.

The file goes the way of a shard: with the entry that the register has for it, the sites that archives of its source
speak for, and the records that were erased. Only duplicates are not looked for, since they need the whole dataset.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.annotations.attach import REASON
from reinschrift.batch import Batch
from reinschrift.decisions import Decision, concerning
from reinschrift.decisions.describe import line_to_add
from reinschrift.decisions.read import read_decisions
from reinschrift.errors import InputError, SourceError, UnreadableFileError
from reinschrift.look.as_assembled import as_assembled
from reinschrift.look.page_signs import page_signs
from reinschrift.project import Project
from reinschrift.settings.read import ReadSettings
from reinschrift.shard.measure import read_records, refine_batches
from reinschrift.shard.spec import ShardSpec
from reinschrift.sources import FilePart, RawFile, Source, read_register, sources_of_paths, split_parts
from reinschrift.sources.find_files import Place
from reinschrift.sources.formats import recognise
from reinschrift.sources.left_out.erased import read_erased, without_erased
from reinschrift.sources.listing import list_places, places_of
from reinschrift.sources.opening import head_of
from reinschrift.sources.readers import BY_NAME
from reinschrift.sources.sites.archive_index import FOLDER as SURVEYS
from reinschrift.sources.sites.archived import ShardSites, find_sites, sites_of
from reinschrift.sources.sites.store import write_store

METADATA = (
    "title", "author", "published", "section", "agency", "url", "site_name", "language", "language_score", "languages",
    "is_mixed", "license", "rights", "rights_evidence", "purposes", "rights_statements", "synthetic", "decoding",
    "quality", "metadata_evidence", "held_out", "annotations",
)  # fmt: skip
OF_LINES = (
    "line", "kind", "language", "language_score", "language_detector", "stage", "reason", "measured", "threshold",
    "decision", "text", "spans", "matched_item",
)  # fmt: skip
"""What is shown of a line. `spans` are the parts that were taken out of it: each is a row of `removed` of its own."""
OF_SPANS = ("reason", "text", "n_chars", "stage")
WHOLE = 1 << 62


class Asked(NamedTuple):
    """Files of one source."""

    source: Source
    places: list[Place]
    others: list[Place]
    """Other files of the source: those that are archives may speak for the sites of its pages."""
    is_registered: bool


def inspect_file(
    project: Project, address: str, records: Sequence[str] = (), source: str | None = None, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the records of a file or folder after all stages, as plain values.

    Args:
        project: whose settings, register and erasures count.
        address: the file; one that the register names goes by its entry there.
        records: only those whose `record` is one of these.
        source: read the file as one of this source of the register, wherever it lies.
        limit: the most records that are given.

    Raises `SourceError` if there is no such file, source or record, `UnreadableFileError` if no reader takes it.
    """
    every = _asked(project, address, source)
    found = islice((each for asked in every for each in _records(project, asked, records)), limit)
    first = next(found, None)
    if first is None:
        raise SourceError(
            "There is no such record." if records else "The file holds no record.",
            hint="Leave --record out to see all of them.",
            context={"file": address},
        )
    yield first
    yield from found


def _asked(project: Project, address: str, name: str | None) -> list[Asked]:
    """Return the files for each source that reads them: a rebuild takes a file that two sources name for both."""
    registered = _registered(project)
    if name is not None:
        known = next((each for each in registered if each.name == name), None)
        if known is None:
            raise SourceError(
                f"The register has no source {name}.",
                hint=f"There are: {', '.join(each.name for each in registered) or 'none'}.",
            )
        (alone,) = sources_of_paths([address])
        return [Asked(known, places_of(alone), [], is_registered=True)]
    found = []
    for source in registered:
        try:
            every = places_of(source)
        except SourceError:
            continue  # it has no files, so it does not have this one
        places = [place for place in every if _is_in(place.address, address)]
        if places:
            others = [place for place in every if place not in places]
            found.append(Asked(source, places, others, is_registered=True))
    if found:
        return found
    (alone,) = sources_of_paths([address])
    return [Asked(alone, places_of(alone), [], is_registered=False)]


def _registered(project: Project) -> tuple[Source, ...]:
    register = project.raw / "sources.toml"
    return read_register(register) if project.root and register.exists() else ()


def _is_in(file: str, address: str) -> bool:
    """Say whether a file is the one that was named, or one in the folder that was."""
    if "://" in address or "://" in file:
        return file == address or file.startswith(address.rstrip("/") + "/")
    path, given = os.path.realpath(file), os.path.realpath(address)
    return path == given or path.startswith(given.rstrip("/") + "/")


def _records(project: Project, asked: Asked, records: Sequence[str]) -> Iterator[dict[str, Any]]:
    wanted = pa.array(list(records), pa.string())
    erased = read_erased(project.storage())
    entries = replace(project, paths=())  # the register's, which a run of the file alone would not ask
    held_out, annotations = (entries.held_out(), entries.annotations()) if asked.is_registered else ((), ())
    settings = asked.source.settings_in(project.settings)
    with tempfile.TemporaryDirectory(prefix="reinschrift-") as work:
        listing = list_places(asked.places, asked.source, surveys=Path(work) / SURVEYS)
        for place, reason in listing.bad:
            raise UnreadableFileError(reason, context={"file": place})
        parts = tuple(part for file in listing.files for part in split_parts(file, WHOLE))
        sites = _sites(asked, (listing.files, parts), Path(work), settings.read)
        size = sum(part.n_bytes for part in parts)
        decided = concerning(_decisions(project, asked), asked.source.name, [part.path for part in parts])
        spec = ShardSpec("", "", asked.source, parts, size, settings, Path(work), sites, erased)
        for read in read_records(spec):
            table = without_erased(read, erased)
            rows = table.filter(pc.is_in(table["record"], wanted)) if records else table
            if rows.num_rows:
                signs = page_signs(rows, settings.stages)
                for batch in refine_batches(rows, settings, decided, erased=erased):
                    final = as_assembled(batch, held_out, annotations)
                    yield from describe_batch(final, signs, is_registered=asked.is_registered)


def _decisions(project: Project, asked: Asked) -> tuple[Decision, ...]:
    """Return what people decided on the register's sources; nothing on a file that is of none."""
    return read_decisions(project.decisions_file) if asked.is_registered else ()


def _sites(
    asked: Asked, listed: tuple[Sequence[RawFile], Sequence[FilePart]], work: Path, settings: ReadSettings
) -> ShardSites | None:
    """Lay ready what the archives of the source say of the sites of these files, given whole and in parts."""
    files, parts = listed
    surveys = work / SURVEYS
    archives = [place for place in asked.others if _speaks_for_sites(place, asked.source)]
    others = list_places(archives, asked.source, surveys=surveys).files
    sites = find_sites([*files, *others], asked.source.site_files, surveys, settings)
    needed = sites_of(sites, parts)
    if sites and needed:
        write_store(work / sites.store, sites.stated, sites.surveys)
    return needed


def _speaks_for_sites(place: Place, source: Source) -> bool:
    """Say whether files of sites come in a file; its beginning is read, not all of it, as a listing would."""
    try:
        name = source.format or recognise(place.path, head_of(place.address).unpacked)
    except InputError:
        return False
    return BY_NAME[name].has_site_files


def describe_batch(
    batch: Batch, signs: Mapping[tuple[str, str], Mapping[str, Any]], *, is_registered: bool
) -> list[dict[str, Any]]:
    """Return each record after all stages: its metadata, its reason if it is removed, its lines in order.

    `signs` has for each record, by path and number, what `page_signs` found; a part in another language has none.
    """
    described = [_document(document, is_registered=is_registered) for document in batch.documents.to_pylist()]
    for each in described:
        is_read = each["removed"] is None or "text" not in each["removed"]
        each["page"] = signs.get((each["source_path"], each["record"])) if is_read else None
    for row in batch.paragraphs.to_pylist():
        described[row["document"]]["lines"].append(_line(row, described[row["document"]]))
    return described


def _line(row: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line with the decision that would reverse what became of it, if its file is of a register."""
    line = {name: row[name] for name in OF_LINES if name in row}
    line["spans"] = [{name: span[name] for name in OF_SPANS} for span in row.get("spans") or ()]
    added = line_to_add({**document, **row}, row["text"]) if document["is_registered"] else None
    return {**line, "line_to_add": added}


def _matched(document: Mapping[str, Any]) -> str | None:
    """Say what of a held-out set the document holds, or what of a set of annotations it meets."""
    if not (item := document.get("matched_item")):
        return None
    name, _, columns = item.partition(":")
    return (
        f"It meets what {name} removes by {columns}." if document["reason"] == REASON else f"It holds the item {item}."
    )


def _document(document: Mapping[str, Any], *, is_registered: bool) -> dict[str, Any]:
    reason = {name: document[name] for name in ("stage", "reason", "measured", "threshold")}
    reason["detail"] = _matched(document) or document["problem_detail"]
    if document["problem"] is not None:
        reason["text"] = document["problem_text"]  # what could not be read has no lines, and stands in `removed` whole
    metadata = {name: document[name] for name in METADATA if document.get(name) is not None}
    place = {name: document[name] for name in ("id", "source", "source_path", "record", "source_format")}
    removed = reason if document["reason"] is not None else None
    return {
        **place,
        "is_registered": is_registered,
        "page": None,
        "removed": removed,
        "decision": document.get("decision"),
        "line_to_add": line_to_add(document) if is_registered else None,
        "metadata": metadata,
        "lines": [],
    }
