"""A plan as plain values: what each shard is made of, what is to do, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reinschrift.settings.by_source import TREATMENTS, nested
from reinschrift.shard.measured import may_begin_there
from reinschrift.shard.plan import Plan, changing_shards, hash_of, inputs_of, keys_of, made_by, step_versions
from reinschrift.shard.spec import MB, ShardSpec

FILES, VERDICTS = "files", "verdicts"
"""Where a shard begins that is to do: at its files, or at what was measured of its records."""


def describe_parts(plan: Plan) -> dict[str, Any]:
    """Return what each shard of a plan is made of, for the next plan to say what has changed since."""
    settings = {spec.source.name: spec.settings for spec in plan.shards}
    return {
        "fingerprint": plan.fingerprint,
        "settings": {name: _flat(changing_shards(one)) for name, one in settings.items()},
        "treatments": {spec.source.name: spec.source.treatment or "" for spec in plan.shards},
        "versions": _flat(step_versions()),
        "made by": made_by("shards"),
        "assembly": dict(plan.assembly),
        "shards": {
            spec.name: {
                "fingerprint": spec.fingerprint,
                "measured": spec.measured,
                "inputs": hash_of(inputs_of(spec.parts)),
                "source": hash_of([spec.source.changing_data(), spec.source.priority]),
                "sites": spec.sites.digest if spec.sites else "",
                "decisions": hash_of(keys_of(spec.decisions)) if spec.decisions else "",
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
    if own["decisions"] != was.get("decisions", ""):
        yield "decisions changed"
    source = spec.source.name
    settings = (last["settings"].get(source, last["settings"]), now["settings"][source])
    treatments = tuple(each.get("treatments", {}).get(source) for each in (last, now))
    if treatments[0] is not None and treatments[0] != treatments[1]:
        yield f"treatment changed: {' → '.join(one or 'none' for one in treatments)}"
        settings = (_without_those_of(treatments, settings[0]), _without_those_of(treatments, settings[1]))
    for what, before, after in (
        ("settings", *settings),
        ("versions", last["versions"], now["versions"]),
    ):
        if names := _differing(before, after):
            yield f"{what} changed: {', '.join(names)}"
    yield from _other_code(_differing(last.get("made by", {}), now["made by"]))


def _without_those_of(treatments: Iterable[str | None], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings without those that a treatment sets: its name says what changed."""
    own = {name for one in treatments for name in _flat(TREATMENTS.get(one, {}))}  # type: ignore[call-overload]  # none has no settings
    return {name: value for name, value in settings.items() if name not in own}


def _beginning(spec: ShardSpec) -> str:
    return VERDICTS if may_begin_there(spec) else FILES


def _treatment(spec: ShardSpec) -> str:
    """Return how the source is treated: its word for it, and what it sets itself."""
    return ", ".join(filter(None, (spec.source.treatment, *sorted(_flat(nested(spec.source.settings))))))


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def _other_code(names: Iterable[str]) -> Iterator[str]:
    """Yield what changed, all code in one sentence, and all data files."""
    parts = [name.split(" ") for name in names]
    for kind in ("code", "data"):
        if changed := [part for one, part in parts if one == kind]:
            yield f"{kind} changed: {', '.join(changed)}"


def describe_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain values: each shard with its size, whether it is finished, and if not, why.

    `why` is `new`, what changed since the last published snapshot, or `its result is gone`; `from` says where a shard
    begins that is to do, `mb_todo` how much is read. `gone` are the shards of that snapshot which are no more;
    `assembly` says whether the final tables are put together anew, and why.
    """
    now = json.loads(json.dumps(describe_parts(plan)))
    was = plan.last.get("assembly")
    assembly = _differing(was, now["assembly"]) if was else []
    of_package = {name for name in assembly if name.startswith(("code ", "data "))}
    begins = {shard.fingerprint: _beginning(shard) for shard in plan.todo}
    return {
        "fingerprint": plan.fingerprint,
        "n_todo": len(begins),
        "n_decisions": len(plan.decisions),
        "mb_todo": sum(shard.n_bytes for shard in plan.shards if begins.get(shard.fingerprint) == FILES) / MB,
        "shards": [
            {
                "name": shard.name,
                "files": len(shard.parts),
                "mb": shard.n_bytes / MB,
                "treatment": _treatment(shard),
                "state": "to do" if shard.fingerprint in begins else "finished",
                "why": (list(_reasons(shard, now, plan.last)) or ["its result is gone"])
                if shard.fingerprint in begins
                else [],
                "from": begins.get(shard.fingerprint),
            }
            for shard in plan.shards
        ],
        "gone": sorted(set(plan.last.get("shards", {})) - {shard.name for shard in plan.shards}),
        "assembly": [
            *(f"{name} changed" for name in assembly if name not in of_package),
            *_other_code(sorted(of_package)),
        ],
        "bad_files": [[entry.path, entry.reason] for entry in plan.bad_files],
        "not_read": [str(entry) for entry in plan.bad_files],
    }
