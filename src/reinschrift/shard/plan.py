"""Raw files against finished work: the shards of a rebuild, and which of them are still to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib import metadata
from typing import Any

from reinschrift.project import Project
from reinschrift.settings import Settings
from reinschrift.shard.refine import ShardSpec, is_finished
from reinschrift.sources import FilePart, RawFile, list_files, split_parts
from reinschrift.sources.left_out.erased import NOTHING, Erased, read_erased
from reinschrift.sources.register import Source
from reinschrift.sources.sites.archive_index import FOLDER as SURVEYS
from reinschrift.sources.sites.archived import ShardSites, find_sites, sites_of
from reinschrift.sources.sites.store import write_store
from reinschrift.stages import STAGES

SHARD_VERSION = 3  # raised when the form of a shard's result changes
MODELS = ("eldc", "py3langid", "langdetect", "langdetect-rs", "ftfy", "pyarrow")  # another version, another result
MB = 1_000_000
LAST_PLAN = "work/last_plan.json"


@dataclass(frozen=True)
class Plan:
    """What a rebuild consists of."""

    shards: tuple[ShardSpec, ...]
    bad_files: tuple[tuple[str, str], ...] = ()
    """Files that could not even be listed or opened, each with the reason."""
    assembly: tuple[str, ...] = ()
    """What shapes the final tables beside the shards: their settings, the contract, the list of erased records."""
    erased: Erased = NOTHING
    """Records that must not come back."""
    last: Mapping[str, Any] = field(default_factory=dict)
    """What `describe_parts` said of the plan that was published last."""

    @property
    def todo(self) -> tuple[ShardSpec, ...]:
        """The shards whose result is not there yet."""
        return tuple(shard for shard in self.shards if not is_finished(shard))

    @property
    def fingerprint(self) -> str:
        """Hash of all shards: equal plans give equal snapshots."""
        return _hash([[shard.name, shard.fingerprint] for shard in self.shards] + [list(self.assembly)])


def plan_rebuild(project: Project) -> Plan:
    """Return all shards of the project's sources, in the order of their names.

    The shards are a function of the files and of `snapshot.shard_mb` alone. Raises `SourceError` for a register
    or a path that is wrong, and for a source without files.
    """
    shards: list[ShardSpec] = []
    bad: list[tuple[str, str]] = []
    storage = project.storage()
    erased = read_erased(storage)
    for source in project.sources():
        work = project.output / "work"
        listing = list_files(source, cache=work / "files.json", surveys=work / SURVEYS)
        bad.extend(listing.bad)
        shards.extend(replace(spec, erased=erased) for spec in _specs(source, listing.files, project))
    contract = hashlib.sha256(project.contract_file.read_bytes()).hexdigest()
    assembly = (project.settings.snapshot.model_dump_json(), contract, erased.digest)
    last = json.loads(storage.read(LAST_PLAN)) if storage.exists(LAST_PLAN) else {}
    return Plan(tuple(sorted(shards, key=lambda shard: shard.name)), tuple(bad), assembly, erased, last)


def _specs(source: Source, files: Sequence[RawFile], project: Project) -> Iterator[ShardSpec]:
    """Yield the shards of a source; what its archives say of the sites of a shard's pages is laid ready for it."""
    work = project.output / "work"
    sites = find_sites(files, source.site_files, work / SURVEYS)
    for name, parts in group_files(files, source, int(project.settings.snapshot.shard_mb * MB)):
        spec = _spec(name, source, parts, project, sites_of(sites, parts))
        if sites and spec.sites and not is_finished(spec):
            write_store(work / sites.store, sites.said, sites.surveys)
        yield spec


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
    name: str, source: Source, parts: Sequence[FilePart], project: Project, sites: ShardSites | None
) -> ShardSpec:
    settings = project.settings
    said = sites.digest if sites else ""
    own = [source.changing_data(), source.priority, _inputs(parts), said]
    fingerprint = _hash([stage_versions(), _changing_shards(settings), *own])
    return ShardSpec(
        name=name,
        fingerprint=fingerprint,
        source=source,
        parts=tuple(parts),
        n_bytes=sum(part.n_bytes for part in parts),
        settings=settings,
        work=project.output / "work",
        sites=sites,
    )


def _inputs(parts: Iterable[FilePart]) -> list[Any]:
    return [[part.path, part.format, part.start, part.end, part.fingerprint] for part in parts]


def stage_versions() -> dict[str, Any]:
    """Return the version of every stage and of every package whose models or writers shape the result."""
    return {
        "shard": SHARD_VERSION,
        "stages": {stage.name: stage.version for stage in STAGES},
        "packages": dict(_package_versions()),
    }


@cache
def _package_versions() -> tuple[tuple[str, str], ...]:
    return tuple((name, metadata.version(name)) for name in MODELS)


def _changing_shards(settings: Settings) -> dict[str, Any]:
    changing = settings.changing_data()
    del changing["snapshot"]  # where the cuts lie is in the parts
    return changing


def _hash(values: Any) -> str:
    written = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=asdict)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def describe_parts(plan: Plan) -> dict[str, Any]:
    """Return what each shard of a plan is made of, for the next plan to say what has changed since."""
    settings = _flat(_changing_shards(plan.shards[0].settings)) if plan.shards else {}
    return {
        "fingerprint": plan.fingerprint,
        "settings": settings,
        "versions": _flat(stage_versions()),
        "assembly": list(plan.assembly),
        "shards": {
            spec.name: {
                "fingerprint": spec.fingerprint,
                "inputs": _hash(_inputs(spec.parts)),
                "source": _hash([spec.source.changing_data(), spec.source.priority]),
                "sites": spec.sites.digest if spec.sites else "",
            }
            for spec in plan.shards
        },
    }


def _flat(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= _flat(value, f"{above}{name}.") if isinstance(value, dict) and value else {f"{above}{name}": value}
    return found


def _reasons(spec: ShardSpec, now: Mapping[str, Any], last: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a shard is to do, what changed being named; nothing if all is as it was."""
    was = last.get("shards", {}).get(spec.name)
    if was is None:
        yield "new"
        return
    own = now["shards"][spec.name]
    if own["inputs"] != was["inputs"]:
        yield "inputs changed"
    if own["source"] != was["source"]:
        yield "source changed"
    if own["sites"] != was.get("sites", ""):
        yield "site files in its archives changed"
    for what in ("settings", "versions"):
        before, after = last[what], now[what]
        names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
        if names:
            yield f"{what} changed: {', '.join(names)}"


def describe_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain values: each shard with its size, whether it is finished, and if not, why.

    `why` is `new`, what changed since the last published snapshot, or `its result is gone`. `gone` are the shards of
    that snapshot which are no more; `assembly` says whether the final tables are put together anew, and why.
    """
    now = json.loads(json.dumps(describe_parts(plan)))
    names = ("snapshot settings", "contract", "erasures")
    assembly = [name for name, one, other in zip(names, now["assembly"], plan.last.get("assembly", ()), strict=False)
                if one != other]  # fmt: skip
    todo = {shard.fingerprint for shard in plan.todo}
    return {
        "fingerprint": plan.fingerprint,
        "n_todo": len(todo),
        "mb_todo": sum(shard.n_bytes for shard in plan.todo) / MB,
        "shards": [
            {
                "name": shard.name,
                "files": len(shard.parts),
                "mb": shard.n_bytes / MB,
                "state": "to do" if shard.fingerprint in todo else "finished",
                "why": (list(_reasons(shard, now, plan.last)) or ["its result is gone"])
                if shard.fingerprint in todo
                else [],
            }
            for shard in plan.shards
        ],
        "gone": sorted(set(plan.last.get("shards", {})) - {shard.name for shard in plan.shards}),
        "assembly": [f"{name} changed" for name in assembly],
        "bad_files": [list(entry) for entry in plan.bad_files],
    }
