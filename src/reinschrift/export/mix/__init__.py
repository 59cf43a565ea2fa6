"""Mixtures for training: budgets by source, language or any column, the same documents whatever the order."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.conditions import check_conditions, columns_of, is_true_of
from reinschrift.errors import ConfigError
from reinschrift.export.handed import ROWS_A_BATCH
from reinschrift.export.mix.choose import Pool, Taken, keys_of, take, times_of
from reinschrift.export.mix.clearance import Clearance
from reinschrift.export.mix.recipe import UNITS, Recipe, read_recipe
from reinschrift.export.mix.shards import WRITERS, Shards
from reinschrift.export.new_folder import new_folder
from reinschrift.look.dataset import Snapshot, open_snapshot
from reinschrift.snapshot.manifest import Manifest

MANIFEST = "mix.json"
MOST_FILES = 900
"""Files that are open at once; many systems allow a process 1,024."""
_BYTES_A_MB = 1_000_000
_NOWHERE = -1


class _Chosen(NamedTuple):
    pools: tuple[Pool, ...]
    taken: tuple[Taken, ...]
    n_chars: int


def mix(
    place: str | Path, recipe: str | Path | Mapping[str, Any], output: str | Path, version: str = "latest"
) -> dict[str, Any]:
    """Write a mixture of a snapshot's documents to the new folder `output`, and return its manifest, `mix.json`.

    Args:
        place: the dataset's folder or address.
        recipe: a TOML file, or a mapping with the same keys; docs/train.md lists them.
        output: a folder that is not there; it appears whole or not at all.
        version: the snapshot's number or tag.

    Raises `ConfigError` for a recipe that is wrong or asks for a column that is not there.
    """
    return write_mix(open_snapshot(place, version), recipe, Path(output).absolute())


def write_mix(snapshot: Snapshot, recipe: str | Path | Mapping[str, Any], output: Path) -> dict[str, Any]:
    """Write a mixture of an open snapshot; see `mix`. Some 40 bytes a document are in memory, and one file."""
    file = None if isinstance(recipe, Mapping) else Path(recipe)
    wanted = read_recipe(recipe if isinstance(recipe, Mapping) else Path(recipe))
    clearance = Clearance(wanted, file.parent if file else Path())
    _check_columns(snapshot, wanted)
    with new_folder(snapshot.storage, snapshot.manifest, output) as folder:
        chosen = _choose(snapshot, wanted, clearance)
        n_files = max(math.ceil(chosen.n_chars / (wanted.shard_mb * _BYTES_A_MB)), 1)
        if n_files > MOST_FILES:
            raise ConfigError(f"The mixture would have {n_files} files.", hint="Raise shard_mb in the recipe.")
        data = folder / "data"
        data.mkdir()
        with Shards(data, n_files) as shards:
            for rows, keys, rounds in _rows_of(snapshot, wanted, chosen.taken, clearance):
                shards.add(rows, keys, rounds)
            files = shards.finish(*WRITERS[wanted.form])
        described = _describe(snapshot.manifest, wanted, chosen, files) | clearance.write(folder)
        (folder / MANIFEST).write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", "utf-8")
        if wanted.form == "huggingface":
            (folder / "README.md").write_text(_card(described), "utf-8")
    return described


def _check_columns(snapshot: Snapshot, recipe: Recipe) -> None:
    schema = snapshot.documents.dataset.schema
    if missing := [name for name in recipe.columns if name not in schema.names]:
        raise ConfigError(
            f"Documents have no column {missing[0]}.", hint=f"columns takes of these: {', '.join(schema.names)}."
        )
    for where in (recipe.where, *(part.where for part in recipe.parts)):
        check_conditions(where, schema)
    if recipe.unit == "tokens" and "token_counts" not in schema.names:
        raise ConfigError(
            "This snapshot has no counts of tokens.",
            hint="Rebuild it with snapshot.tokenizers, or choose another unit.",
        )


def _choose(snapshot: Snapshot, recipe: Recipe, clearance: Clearance) -> _Chosen:
    """Go through all documents, and say what is taken of each part; texts are read for held-out sets alone."""
    measures = ["n_chars", "token_counts" if recipe.unit == "tokens" else UNITS[recipe.unit] or "n_chars"]
    measures += ["text"] if clearance.is_asked else []
    found: list[list[tuple[Any, Any, Any]]] = [[] for _ in recipe.parts]
    for rows in _batches(snapshot, recipe, measures):
        part = clearance.look(rows, _parts_of(rows, recipe))
        keys, amounts, chars = keys_of(rows["id"], recipe.seed), _amounts(rows, recipe, part), numbers(rows["n_chars"])
        for number, own in enumerate(found):
            mask = part == number
            own.append((keys[mask], amounts[mask], chars[mask]))
    pools, taken, n_chars = [], [], 0
    for part_of, own in zip(recipe.parts, found, strict=True):
        keys = np.concatenate([np.zeros((0, 3), np.uint64), *(piece[0] for piece in own)])
        amounts, chars = (np.concatenate([np.zeros(0, np.int64), *(piece[at] for piece in own)]) for at in (1, 2))
        pools.append(Pool(keys, amounts))
        taken.append(take(pools[-1], part_of.budget, part_of.most_rounds))
        n_chars += int((times_of(keys, taken[-1]) * chars).sum())
    return _Chosen(tuple(pools), tuple(taken), n_chars)


def _batches(snapshot: Snapshot, recipe: Recipe, columns: Sequence[str]) -> Iterator[pa.Table]:
    wheres = (recipe.where, *(part.where for part in recipe.parts))
    names = dict.fromkeys(["id", *columns, *(name for where in wheres for name in columns_of(where))])
    for batch in snapshot.documents.select(*names).batches(ROWS_A_BATCH):
        if batch.num_rows:
            yield pa.Table.from_batches([batch])


def _parts_of(rows: pa.Table, recipe: Recipe) -> npt.NDArray[np.int64]:
    """Return the number of each row's part: the first whose conditions it meets; -1 for those of none."""
    found = np.full(rows.num_rows, _NOWHERE, np.int64)
    may = is_true_of(rows, recipe.where)
    for number, part in enumerate(recipe.parts):
        mine = may & (found == _NOWHERE)
        found[mine & is_true_of(rows, part.where)] = number
    return found


def _amounts(rows: pa.Table, recipe: Recipe, part: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how much each document counts in the recipe's unit; `ConfigError` for one of a part without count."""
    if recipe.unit == "documents":
        return np.ones(rows.num_rows, np.int64)
    if recipe.unit != "tokens":
        return numbers(rows[UNITS[recipe.unit]]).astype(np.int64)
    counts = one_chunk(rows["token_counts"])
    entries, owners = pc.list_flatten(counts), numbers(pc.list_parent_indices(counts))
    own = numbers(pc.equal(pc.struct_field(entries, "tokenizer"), recipe.tokenizer)).astype(bool)
    found = np.full(rows.num_rows, _NOWHERE, np.int64)
    found[owners[own]] = numbers(pc.struct_field(entries, "n_tokens"))[own]
    if (found[part != _NOWHERE] == _NOWHERE).any():
        known = sorted({*pc.struct_field(entries, "tokenizer").to_pylist()})
        raise ConfigError(
            f"The snapshot has no counts of tokens by {recipe.tokenizer}.",
            hint=f"Its tokenizers: {', '.join(known) or 'none'}. Name one, or rebuild with snapshot.tokenizers.",
        )
    return found


def _rows_of(
    snapshot: Snapshot, recipe: Recipe, taken: Sequence[Taken], clearance: Clearance
) -> Iterator[tuple[pa.Table, npt.NDArray[np.uint64], npt.NDArray[np.int64]]]:
    """Yield the rows of the mixture with their keys and rounds, in the order of the snapshot's files."""
    names = pa.array([part.name for part in recipe.parts])
    for rows in _batches(snapshot, recipe, recipe.columns):
        part, keys = clearance.without(rows, _parts_of(rows, recipe)), keys_of(rows["id"], recipe.seed)
        times = np.zeros(rows.num_rows, np.int64)
        for number, one in enumerate(taken):
            times = np.where(part == number, times_of(keys, one), times)
        at = np.repeat(np.arange(rows.num_rows), times)
        if len(at):
            rounds = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
            chosen = rows.select(recipe.columns).take(pa.array(at))
            chosen = set_columns(chosen, part=names.take(pa.array(part[at])))
            yield clearance.marked(chosen, one_chunk(rows["id"]).take(pa.array(at))), keys[at], rounds


def _describe(
    manifest: Manifest, recipe: Recipe, chosen: _Chosen, files: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the recipe, and exactly what came of it."""
    parts = [
        {
            "name": part.name,
            "budget": part.budget,
            "there": {"documents": len(pool.amounts), "amount": int(pool.amounts.sum())},
            "taken": {"documents": taken.n_documents, "rows": taken.n_rows, "amount": taken.amount},
            "rounds": taken.rounds + (taken.last is not None),
            "shortfall": 0 if part.budget is None else part.budget - taken.amount,
        }
        for part, pool, taken in zip(recipe.parts, chosen.pools, chosen.taken, strict=True)
    ]
    return {
        "dataset": manifest.dataset,
        "version": manifest.version,
        "revision": manifest.revision,
        "recipe": recipe.model_dump(mode="json"),
        "parts": parts,
        "n_rows": sum(one.n_rows for one in chosen.taken),
        "amount": sum(one.amount for one in chosen.taken),
        "files": [*files],
    }


def _card(described: Mapping[str, Any]) -> str:
    """Return the card that the Hugging Face Hub and `datasets` read."""
    unit = described["recipe"]["unit"]
    head = "configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*.parquet\n"
    end = f"`{MANIFEST}` holds the recipe, and what came of it.\n"
    rows = "".join(
        f"| {part['name']} | {taken['documents']:,} | {taken['rows']:,} | {taken['amount']:,} |\n"
        for part in described["parts"]
        for taken in (part["taken"],)
    )
    return (
        f"---\n{head}---\n\n# A mixture of {described['dataset']} {described['version']}\n\n"
        f"| part | documents | rows | {unit} |\n|---|---:|---:|---:|\n{rows}\n{end}"
    )
