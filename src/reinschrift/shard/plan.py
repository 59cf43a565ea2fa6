"""Raw files against finished work: the shards of a rebuild, and which of them are still to do."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from reinschrift.decisions import Decision, concerning
from reinschrift.project import Project
from reinschrift.settings import Settings
from reinschrift.settings.dedup import DECIDE_ALONE
from reinschrift.shard.finished import is_finished
from reinschrift.shard.spec import MB, BadFile, ShardSpec
from reinschrift.sources import FORMATS, FilePart, RawFile, list_files, split_parts
from reinschrift.sources.left_out.erased import NOTHING, Erased, read_erased
from reinschrift.sources.register import Source
from reinschrift.sources.sites.archive_index import folder_of_surveys
from reinschrift.sources.sites.archived import ShardSites, find_sites, sites_of
from reinschrift.sources.sites.store import write_store
from reinschrift.stages import STAGES
from reinschrift.storage.seals import read_record
from reinschrift.tokens.find import find_tokenizers
from reinschrift.versions import VERSIONS
from reinschrift.versions.own import own_digests

MODELS = ("eldc", "py3langid", "langdetect", "langdetect-rs", "ftfy")  # another version, another result
ARRAYS = ("pyarrow", "numpy", "numba")  # likewise, since they sort, add up and round
PARSERS = ("fastwarc", "feedparser", "protego", "http-sf")  # likewise; what defusedxml reads, Python's own parser does
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
"""Its minor version; its `re`, `str`, `unicodedata`, `html` and parsers make data, too."""
SHARD_STEPS = ("pages", "prepare", "fields", "split", "decide", "shard")
JUDGING = frozenset({"verdicts", "stages.verdicts", "dedup"})
"""What judges measured records and signs what is kept, by its names among settings, versions and digests."""
ASSEMBLY_STEPS = tuple(name for name in VERSIONS if name not in SHARD_STEPS)
LAST_PLAN = "work/last_plan.json"
_FIELDS = {"fingerprint": str, "settings": dict, "versions": dict, "shards": dict}
LEAST_SHARDS = 2
LEAST_SHARD_BYTES = 2 << 20
"""A shard has costs of its own, so that less is not worth a second core."""


@dataclass(frozen=True)
class Plan:
    """What a rebuild consists of."""

    shards: tuple[ShardSpec, ...]
    bad_files: tuple[BadFile, ...] = ()
    """Files that could not even be listed or opened."""
    assembly: Mapping[str, str] = field(default_factory=dict)
    """What shapes the final tables beside the shards, by name: their settings, the contract, the list of erased
    records, and the code that decides on duplicates and puts tables together."""
    erased: Erased = NOTHING
    """Records that must not come back."""
    decisions: tuple[Decision, ...] = ()
    """What people decided on what is kept and removed."""
    last: Mapping[str, Any] = field(default_factory=dict)
    """What `describe.describe_parts` gave for the plan that was published last."""

    @property
    def todo(self) -> tuple[ShardSpec, ...]:
        """The shards whose result is not there yet."""
        return tuple(shard for shard in self.shards if not is_finished(shard.folder))

    @property
    def fingerprint(self) -> str:
        """Hash of all shards: equal plans give equal snapshots."""
        return hash_of([[shard.name, shard.fingerprint] for shard in self.shards] + [dict(self.assembly)])


def plan_rebuild(project: Project) -> Plan:
    """Return all shards of the project's sources, in the order of their names.

    The shards are a function of the files and of `snapshot.shard_mb` alone. Raises `SourceError` for a register
    or a path that is wrong, and for a source without files.
    """
    shards: list[ShardSpec] = []
    bad: list[BadFile] = []
    storage = project.storage()
    erased = read_erased(storage)
    decisions = project.decisions()
    tokenizers = find_tokenizers(project.settings.snapshot.tokenizers, project.folder)
    held_out = project.held_out()
    annotations = project.annotations()
    code = hash_of([PYTHON, made_by("shards")])
    surveys = folder_of_surveys(project.output / "work", code)
    for source in project.sources():
        work = project.output / "work"
        listing = list_files(source, work / "files.json", surveys=surveys, made_by=code)
        bad.extend(BadFile(source.name, *entry) for entry in listing.bad)
        specs = _specs(source, listing.files, project, decisions, surveys)
        shards.extend(
            replace(spec, erased=erased, tokenizers=tokenizers, held_out=held_out, annotations=annotations)
            for spec in specs
        )
    shards = with_room(shards)
    contract = hashlib.sha256(project.contract_file.read_bytes()).hexdigest()
    assembly = {
        "snapshot settings": project.settings.snapshot.model_dump_json(),
        **_dedup_settings(project.settings),
        **{f"tokenizer {one.name}": one.made_by for one in tokenizers},
        **{f"held-out set {one.name}": one.made_by for one in held_out},
        "reference": json.dumps(sorted(source.name for source in project.sources() if source.reference)),
        **{f"annotations {one.name}": one.made_by for one in annotations},
        "contract": contract,
        "erasures": erased.digest,
        "version of Python": PYTHON,
        **{f"version of {step}": str(VERSIONS[step]) for step in ASSEMBLY_STEPS},
        **made_by("decisions", "assembly"),
    }
    last = read_record(storage, LAST_PLAN, _FIELDS, "what changed since the last plan cannot be said") or {}
    return Plan(tuple(sorted(shards, key=lambda shard: shard.name)), tuple(bad), assembly, erased, decisions, last)


def with_room(shards: Iterable[ShardSpec]) -> list[ShardSpec]:
    """Return shards, each with the bytes of those before it, in an order that new files hardly change."""
    placed, before = [], 0
    for spec in sorted(shards, key=lambda one: hash_of(one.name)):
        placed.append(replace(spec, n_bytes_before=before))
        before += spec.n_bytes
    return placed


def _specs(
    source: Source, files: Sequence[RawFile], project: Project, decisions: Sequence[Decision], surveys: Path
) -> Iterator[ShardSpec]:
    """Yield the shards of a source; what its archives say of the sites of a shard's pages is laid ready for it."""
    work = project.output / "work"
    sites = find_sites(files, source.site_files, surveys, source.settings_in(project.settings).read)
    is_ready = False
    shard_bytes = bytes_of_shards(files, int(project.settings.snapshot.shard_mb * MB))
    for name, parts in group_files(files, source, shard_bytes):
        concerned = concerning(decisions, source.name, [part.path for part in parts])
        spec = _spec(name, source, parts, project, sites_of(sites, parts), concerned)
        if sites and spec.sites and not is_ready and not is_finished(spec.folder):
            write_store(work / sites.store, sites.stated, sites.surveys)
            is_ready = True
        yield spec


def bytes_of_shards(files: Iterable[RawFile], most: int) -> int:
    """Return how large the shards of a source are to be: a power of two, so that there are two to four of them.

    At least `LEAST_SHARD_BYTES`, at most `most`. So two cores work on a source of four megabytes, four on one of some
    sixty; shards are cut anew only when a source has grown to twice its size.
    """
    total = sum(file.n_bytes for file in files)
    wanted = 1 << max(total // LEAST_SHARDS, 1).bit_length() - 1
    return min(max(wanted, LEAST_SHARD_BYTES), most)


def group_files(files: Iterable[RawFile], source: Source, shard_bytes: int) -> list[tuple[str, tuple[FilePart, ...]]]:
    """Group a source's files into named shards of about `shard_bytes`.

    A large file is cut into ranges, a shard each. Small files are put together by the leading bits of their
    path's hash, as many bits as it takes: a file more or less changes the one shard it belongs to.
    """
    every = list(files)
    large = [file for file in every if file.n_bytes > shard_bytes]
    small = [file for file in every if file.n_bytes <= shard_bytes]
    grouped: list[tuple[str, tuple[FilePart, ...]]] = [
        (f"{source.name}/{part.path}@{part.start or 0}", (part,))
        for file in large
        for part in split_parts(file, shard_bytes)
    ]
    grouped.extend(
        (f"{source.name}/{bits or 'all'}", tuple(part for file in group for part in split_parts(file, shard_bytes)))
        for bits, group in _halve(sorted(small, key=lambda file: file.path), "", shard_bytes)
    )
    return grouped


def _halve(files: list[RawFile], bits: str, shard_bytes: int) -> list[tuple[str, list[RawFile]]]:
    if not files:
        return []
    if len(files) == 1 or sum(file.n_bytes for file in files) <= shard_bytes:
        return [(bits, files)]
    sides: tuple[list[RawFile], list[RawFile]] = ([], [])
    for file in files:
        sides[_path_bit(file.path, len(bits))].append(file)
    return [*_halve(sides[0], bits + "0", shard_bytes), *_halve(sides[1], bits + "1", shard_bytes)]


def _path_bit(path: str, number: int) -> int:
    digest = hashlib.sha256(path.encode()).digest()
    return digest[number // 8] >> (7 - number % 8) & 1


def _spec(
    name: str, source: Source, parts: Sequence[FilePart], project: Project, sites: ShardSites | None,
    decisions: tuple[Decision, ...],
) -> ShardSpec:  # fmt: skip
    settings = source.settings_in(project.settings)
    stated = sites.digest if sites else ""
    own = [source.changing_data(), inputs_of(parts), stated]
    changing, versions, made = changing_shards(settings), step_versions(), made_by("shards")
    fingerprint = hash_of([versions, made, changing, *own, source.priority, *keys_of(decisions)])
    measured = hash_of([*(without_judging(each) for each in (versions, made, changing)), *own])
    return ShardSpec(
        name=name,
        fingerprint=fingerprint,
        source=source,
        parts=tuple(parts),
        n_bytes=sum(part.n_bytes for part in parts),
        settings=settings,
        work=project.output / "work",
        sites=sites,
        decisions=decisions,
        measured=measured,
    )


def without_judging(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return versions, digests or settings without those of the steps that come after the records are measured."""
    return {
        name: without_judging(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if name.removeprefix("code ").removeprefix("data ") not in JUDGING
    }


def inputs_of(parts: Iterable[FilePart]) -> list[Any]:
    """Return what identifies the content of a shard's parts."""
    return [[part.path, part.format, part.start, part.end, part.fingerprint] for part in parts]


def keys_of(decisions: Iterable[Decision]) -> list[str]:
    """Return what identifies decisions, in their order: where several speak of one thing, the last holds."""
    return [one.key for one in decisions]


def step_versions() -> dict[str, Any]:
    """Return the versions of all that shapes a shard: Python, our steps, packages with models, parsers and writers."""
    return {
        "python": PYTHON,
        "steps": {name: VERSIONS[name] for name in SHARD_STEPS},
        "formats": {kind.name: kind.version for kind in FORMATS},
        "stages": {stage.name: stage.version for stage in STAGES},
        "packages": dict(_package_versions()),
    }


def made_by(*steps: str) -> dict[str, str]:
    """Return the digests of code and data behind steps, e.g. `code pages` or `data stages.lines`."""
    found = {step: own_digests()[step] for step in steps}
    return {
        f"{kind} {part}": hash_of([getattr(digests, kind).get(part) for digests in found.values()])
        for kind in ("code", "data")
        for part in sorted({part for digests in found.values() for part in getattr(digests, kind)})
    }


@cache
def _package_versions() -> tuple[tuple[str, str], ...]:
    return tuple((name, metadata.version(name)) for name in (*MODELS, *ARRAYS, *PARSERS))


def _version_of(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # said where the first page is read
        return None


def changing_shards(settings: Settings) -> dict[str, Any]:
    """Return the settings that shape a shard, by section."""
    changing = settings.changing_data()
    changing["read"]["max_record_bytes"] = settings.read.max_record_bytes  # what is derived counts by its value
    if settings.read.extractor == "trafilatura":
        changing["read"]["trafilatura"] = _version_of("trafilatura")
    del changing["snapshot"]  # where the cuts lie is in the parts
    for name in DECIDE_ALONE:
        del changing["dedup"][name]
    return changing


def _dedup_settings(settings: Settings) -> dict[str, str]:
    """Return the settings that shape only the decisions on duplicates, each by its name."""
    return {f"dedup.{name}": json.dumps(getattr(settings.dedup, name)) for name in DECIDE_ALONE}


def hash_of(values: Any) -> str:
    """Return a hash of plain values, sources and the like."""
    written = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=asdict)
    return hashlib.sha256(written.encode()).hexdigest()[:32]
