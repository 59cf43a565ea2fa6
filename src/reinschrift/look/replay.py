"""What other verdicts would keep and remove: stored signals judged anew, nothing read or measured again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.errors import ConfigError
from reinschrift.settings import load_settings
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.snapshot.manifest import Manifest, read_manifest
from reinschrift.snapshot.read import read_rows, read_schema
from reinschrift.stages.verdicts import judge_rights, judge_synthetic
from reinschrift.stages.verdicts.judge import and_before, first_reasons, judge
from reinschrift.stages.verdicts.stubs import KINDS as STUBS
from reinschrift.storage import LocalStorage

_COLUMNS = ("language", "quality", "rights", "n_chars", "source", "url")
_WITHOUT_CONTENT = ("empty", *STUBS, "only_debris")
_KEPT, _REMOVED = "kept", "removed"
_VERDICTS = "stages.verdicts."
_IN_NO_SNAPSHOT = ("stages.language.mixed_share",)
"""Settings of what `inspect` alone shows: another value changes no row."""
_NOT_HELD = {
    "stages.lines.": "a snapshot holds the probability of lines that went, not of those that stayed, and lines are "
    "judged by their neighbours",
    "stages.language.foreign_paragraphs": "a snapshot holds no signals of documents without their foreign paragraphs",
    "stages.language.": "a snapshot holds what one detector decided on a text, not what another would",
    "stages.personal.": "what is masked is kept nowhere",
}
"""Why settings cannot be replayed, by how their names begin."""


class _Rows(NamedTuple):
    """Documents of one object that a verdict is passed on: kept ones, or ones that only verdicts removed."""

    documents: pa.Table
    reason: pa.Array
    """Why each is removed now; null for kept ones."""


def replay(
    storage: LocalStorage, version: str, overrides: Sequence[str] = (), policy: str | None = None, n_samples: int = 3
) -> dict[str, Any]:
    """Return what a snapshot would keep under other settings of the stage `verdicts`.

    `overrides` (`stages.verdicts.…=…`) are put over the snapshot's own settings, a `policy` takes their place.
    `changes` has a row for each rule and language: `removed` documents that the rule would newly be the reason for,
    `kept` ones that it no longer removes. `rules` counts the documents that each rule speaks against, first reason or
    not, before and after. Duplicates are not decided again: a copy of a document that goes stays removed.

    Raises `ConfigError` for a snapshot without signals, or settings that are not of verdicts.
    """
    manifest = read_manifest(storage, version)
    settings = settings_of(manifest, overrides, policy)
    tally = _Tally(n_samples)
    for table in ("documents", "removed"):
        for rows in _judged_rows(storage, manifest, table):
            tally.add(table, rows, settings)
    return {
        "dataset": manifest.dataset,
        "version": manifest.version,
        "settings": settings.model_dump(mode="json"),
        **tally.describe(manifest),
    }


def settings_of(manifest: Manifest, overrides: Sequence[str], policy: str | None) -> VerdictsSettings:
    """Return a snapshot's settings of verdicts with overrides; a policy is taken with its own thresholds alone.

    Raises `ConfigError` for a setting that no replay can answer for, with what a snapshot would have to hold.
    """
    chosen = [*overrides, *([f"stages.verdicts.policy={policy}"] if policy else [])]
    changed = load_settings(None, chosen).stages.verdicts
    for override in overrides:
        name = override.partition("=")[0].strip()
        if not name.startswith(_VERDICTS) and name not in _IN_NO_SNAPSHOT:
            raise ConfigError(
                f"--set {override} changes more than verdicts, and nothing else can be replayed{_why(name)}.",
                hint="Settings that can be replayed begin with stages.verdicts.; "
                "try others with inspect --set on a file, or rebuild.",
            )
    own: dict[str, Any] = manifest.settings.get("stages", {}).get("verdicts", {})
    if "policy" in changed.model_fields_set:
        own = {name: value for name, value in own.items() if name == "remove_rights"}
    values = own | {name: getattr(changed, name) for name in changed.model_fields_set}
    for name in ("thresholds", "languages"):
        values[name] = own.get(name, {}) | values.get(name, {})
    return VerdictsSettings.model_validate(values)


def _why(name: str) -> str:
    """Return what a snapshot does not hold that another value of a setting would need."""
    return next((f": {why}" for names, why in _NOT_HELD.items() if name.startswith(names)), "")


def _judged_rows(storage: LocalStorage, manifest: Manifest, table: str) -> Iterator[_Rows]:
    """Yield, object by object, the documents of a table whose fate is the verdicts' to decide."""
    for item in manifest.tables[table]:
        if item.n_rows == 0:
            continue
        if table == "documents":
            names = read_schema(storage, item, table)
            if "quality" not in names.names or names.field("quality").type.get_field_index("word_count") < 0:
                raise ConfigError(
                    f"The snapshot {manifest.version} has no signals to judge by.", hint="Rebuild it, then replay."
                )
            rows = _undecided(read_rows(storage, item, table, ["id", "decision", "synthetic", *_COLUMNS]))
            rows = _with_registered(rows, manifest)
            yield _Rows(rows, pa.nulls(rows.num_rows, pa.string()))
            continue
        where = (pc.field("scope") == "document") & pc.field("verdicts").is_valid()
        rows = read_rows(storage, item, table, ["document_id", "verdicts", "synthetic", *_COLUMNS], where)
        rows = rows.filter(pa.array(_has_content(one_chunk(rows["verdicts"]))))
        reason = pc.struct_field(pc.list_element(one_chunk(rows["verdicts"]), 0), "rule")
        yield _Rows(_with_registered(set_columns(rows, id=rows["document_id"]), manifest), reason)


def _undecided(rows: pa.Table) -> pa.Table:
    """Return the documents without those that a person keeps, whatever the verdicts say."""
    return rows.filter(pc.is_null(rows["decision"])) if "decision" in rows.column_names else rows


def _with_registered(rows: pa.Table, manifest: Manifest) -> pa.Table:
    """Add `remove_rights` of each row's source, as the register had it when the snapshot was made."""
    own = {source["name"]: source.get("remove_rights") for source in manifest.sources}
    listed = [own.get(name) for name in rows["source"].to_pylist()]
    return set_columns(rows, remove_rights=pa.array(listed, pa.list_(pa.string())))


def _has_content(verdicts: pa.ListArray) -> npt.NDArray[np.bool_]:
    """Say of each removed document whether there is something to judge; that there is not, no setting changes."""
    speaks = pc.is_in(pc.list_flatten(verdicts).field("rule"), pa.array(_WITHOUT_CONTENT))
    n_without = np.bincount(numbers(pc.list_parent_indices(verdicts)), numbers(speaks), len(verdicts))
    is_empty = numbers(pc.equal(pc.list_value_length(verdicts), 0)).astype(bool)
    has_content: npt.NDArray[np.bool_] = (n_without == 0) & ~is_empty
    return has_content


class _Tally:
    """Counts of what changes; one object after the other is added."""

    def __init__(self, n_samples: int) -> None:
        self._n_samples = n_samples
        self._documents: Counter[tuple[str, str, str]] = Counter()
        self._chars: Counter[tuple[str, str, str]] = Counter()
        self._before: Counter[str] = Counter()
        self._after: Counter[str] = Counter()
        self._samples: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def add(self, table: str, rows: _Rows, settings: VerdictsSettings) -> None:
        """Count one object's documents."""
        documents = rows.documents
        judged = and_before(
            {
                "rights_reserved": (judge_rights(documents, settings), None),
                "synthetic": (judge_synthetic(documents, settings), None),
            },
            judge(one_chunk(documents["quality"]), one_chunk(documents["language"]), settings),
        )
        first = first_reasons(judged)
        self._after.update(dict(zip(judged.names, judged.applies.sum(axis=1).tolist(), strict=True)))
        if table == "removed":
            named = pc.list_flatten(one_chunk(documents["verdicts"])).field("rule").value_counts().to_pylist()
            self._before.update({entry["values"]: entry["counts"] for entry in named})
        moves = pc.is_valid(first["reason"]) if table == "documents" else pc.is_null(first["reason"])
        rule = first["reason"] if table == "documents" else rows.reason
        moved = set_columns(documents.select(["id", *(name for name in _COLUMNS if name != "quality")]), rule=rule, **{
            name: first[name] for name in ("measured", "threshold")
        }).filter(moves)  # fmt: skip
        self._count(_REMOVED if table == "documents" else _KEPT, moved)

    def _count(self, change: str, moved: pa.Table) -> None:
        language = pc.fill_null(moved["language"], "und").to_pylist()
        for rule, tag, chars in zip(moved["rule"].to_pylist(), language, moved["n_chars"].to_pylist(), strict=True):
            self._documents[change, rule, tag] += 1
            self._chars[change, rule, tag] += chars
        for rule in pc.unique(moved["rule"]).to_pylist():
            rows = moved.filter(pc.equal(moved["rule"], rule))
            first = pc.select_k_unstable(rows, k=min(self._n_samples, rows.num_rows), sort_keys=[("id", "ascending")])
            samples = [*self._samples.get((change, rule), []), *rows.take(first).to_pylist()]
            samples.sort(key=lambda sample: str(sample["id"]))
            self._samples[change, rule] = samples[: self._n_samples]

    def describe(self, manifest: Manifest) -> dict[str, Any]:
        """Return all counts as plain values."""
        changes: list[dict[str, Any]] = [
            {
                "change": change,
                "rule": rule,
                "language": language,
                "documents": n,
                "chars": self._chars[change, rule, language],
            }
            for (change, rule, language), n in sorted(
                self._documents.items(), key=lambda entry: (entry[0][0], -entry[1], entry[0])
            )
        ]
        totals = {
            change: {
                name: sum(n for (moved, *_), n in counter.items() if moved == change)
                for name, counter in (("documents", self._documents), ("chars", self._chars))
            }
            for change in (_REMOVED, _KEPT)
        }
        before = {name: manifest.counts["kept"][name] for name in ("documents", "chars")}
        return {
            "before": before,
            "after": {name: n - totals[_REMOVED][name] + totals[_KEPT][name] for name, n in before.items()},
            **totals,
            "changes": changes,
            "rules": {
                name: {"before": self._before[name], "after": self._after[name]}
                for name in sorted({*self._before, *self._after})
                if self._before[name] or self._after[name]
            },
            "samples": [
                {"change": change, **row} for (change, _), rows in sorted(self._samples.items()) for row in rows
            ],
        }
