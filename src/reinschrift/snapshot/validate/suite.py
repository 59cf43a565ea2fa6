"""The contract as a suite of Great Expectations, on the tables' profile and a sample; the one place that imports it.

Its cost is that of the number of expectations and of the columns beside them, hardly that of the values. So the
columns that one rule holds for are put one below the other: 250 rules of columns are some 30 expectations.
"""

from __future__ import annotations

import importlib
import os
import threading
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from reinschrift.contract import NOT_NULL, REFERENCE, UNIQUE, Expectation
from reinschrift.imports import absent, late, lazy
from reinschrift.snapshot.validate.report import Checkpoint, Outcome

ELSEWHERE = (NOT_NULL, UNIQUE, REFERENCE)
"""Rules that no sample of values tells: the profile has the nulls, keys are a matter of all rows."""
PROFILE_SUITE = (
    ("expect_column_values_to_be_in_set", {"column": "failing", "value_set": [0]}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "nulls_allowed", "column_B": "nulls"}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "smallest", "column_B": "at_least"}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "at_most", "column_B": "largest"}),
)
NEVER_CALLED = ("altair", "boto3", "scipy.stats")
"""What Great Expectations imports for charts, for stores in the cloud, and for comparing distributions: a second."""
NEVER_ASKED = ("sqlalchemy", "botocore")
"""What it imports where it is installed, for tables in databases and in the cloud, a fifth of its import."""
OF_PARTS = tuple(f"great_expectations.{part}" for part in ("datasource.fluent", "expectations", "expectations.core"))
"""Where it gathers its 20 kinds of data sources and its 60 kinds of expectations: half of the rest."""
PAIRS = {"or_equal": True, "ignore_row_if": "either_value_is_missing"}
# A validation definition that is shared between threads mixes up its batches without an error.
_ONE_AT_A_TIME = threading.Lock()


class Found(NamedTuple):
    """What Great Expectations says of a sample or a profile."""

    outcomes: tuple[Outcome, ...]
    checkpoint: Checkpoint


class _Entry(NamedTuple):
    """What it says of one expectation: the rows that fail, or why it could not be run."""

    failing: Sequence[int]
    note: str


def import_ahead() -> threading.Thread:
    """Begin to import Great Expectations, beside other work; a failure shows where it is needed."""

    def load() -> None:
        with suppress(Exception):
            _imported()

    thread = threading.Thread(target=load, name="import-great-expectations", daemon=True)
    thread.start()
    return thread


class _Column(NamedTuple):
    """Values that one rule holds for: a column of a sample."""

    rule: Expectation
    values: pa.Array


def check_samples(samples: Mapping[str, pa.Table], expectations: Iterable[Expectation]) -> Found:
    """Hold rows of the tables to those of the expectations that values alone can tell."""
    plain = {name: flat(rows) for name, rows in samples.items()}
    alike: dict[tuple[str, str, str], list[_Column]] = {}
    for entry in expectations:
        if entry.name not in ELSEWHERE and entry.column in plain[entry.table].column_names:
            values = _comparable(plain[entry.table][entry.column])
            alike.setdefault((entry.name, repr(entry.arguments), str(values.type)), []).append(_Column(entry, values))
    groups = list(alike.values())
    stacks = [pa.concat_arrays([column.values for column in group]) for group in groups]
    longest = max(map(len, stacks), default=0)
    frame = pa.table({f"values_{at}": _padded(stack, longest) for at, stack in enumerate(stacks)})
    suite = [
        (group[0].rule.name, {"column": f"values_{at}", **group[0].rule.arguments}) for at, group in enumerate(groups)
    ]
    n_rows = sum(rows.num_rows for rows in samples.values())
    entries, checkpoint = _run("samples of all tables", suite, frame, n_rows)
    outcomes = (outcome for group, entry in zip(groups, entries, strict=True) for outcome in _outcomes(group, entry))
    return Found(tuple(outcomes), checkpoint)


def check_profile(profile: pa.Table) -> Found:
    """Hold the profile of all tables to what the contract promises: an outcome for each of its rows."""
    suite = [(name, {**arguments, **(PAIRS if "pair" in name else {})}) for name, arguments in PROFILE_SUITE]
    entries, checkpoint = _run("profile", suite, profile, profile.num_rows)
    failing = np.zeros(profile.num_rows, bool)
    for entry in entries:
        failing[slice(None) if entry.note else list(entry.failing)] = True
    note = next((entry.note for entry in entries if entry.note), "")
    outcomes = (
        Outcome(
            row["table"], row["rule"], row["column"], "great_expectations", row["rows"],
            max(row["failing"], 1) if is_failing else 0, note=note,
        )
        for row, is_failing in zip(profile.to_pylist(), failing, strict=True)
    )  # fmt: skip
    return Found(tuple(outcomes), checkpoint)


def _run(
    name: str, suite: Sequence[tuple[str, Mapping[str, Any]]], rows: pa.Table, n_rows: int
) -> tuple[list[_Entry], Checkpoint]:
    """Run a suite on a table as a checkpoint of a context of its own; return what it says, in the suite's order."""
    import pandas as pd  # noqa: PLC0415  # only Great Expectations needs it

    gx, configuration, progress_bars = _imported()
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = progress_bars(globally=False)
    expectations = gx.ExpectationSuite(name=name)
    _import_kinds({kind for kind, _ in suite})
    for number, (kind, kwargs) in enumerate(suite):
        written = configuration(type=kind, kwargs=dict(kwargs), meta={"number": number})
        expectations.add_expectation_configuration(written)
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    batches = asset.add_batch_definition_whole_dataframe(name)
    definition = gx.ValidationDefinition(name=name, data=batches, suite=context.suites.add(expectations))
    checkpoint = gx.Checkpoint(
        name=name,
        validation_definitions=[context.validation_definitions.add(definition)],
        result_format={"result_format": "COMPLETE", "exclude_unexpected_values": True},
    )
    frame = rows.to_pandas(types_mapper=pd.ArrowDtype)
    with _ONE_AT_A_TIME:
        result = context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": frame})
    (found,) = result.run_results.values()
    by_number = {entry.expectation_config.meta["number"]: _entry(entry) for entry in found.results}
    passed = sum(bool(entry.success) for entry in found.results)
    return [by_number[number] for number in range(len(suite))], Checkpoint(
        name, bool(result.success), n_rows, len(suite), passed
    )


def _entry(entry: Any) -> _Entry:
    failing = entry.result.get("unexpected_index_list")
    if entry.success:
        return _Entry((), "")
    if not failing:
        return _Entry((), f"could not be run: {_first_message(entry.exception_info)}")
    return _Entry([int(at) for at in failing], "")


def _outcomes(group: Sequence[_Column], entry: _Entry) -> Iterator[Outcome]:
    """Count the failing rows of each column of those one below the other; Arrow shows them by their keys."""
    ends = np.cumsum([len(column.values) for column in group])
    failing = np.bincount(np.searchsorted(ends, np.asarray(entry.failing, int), "right"), minlength=len(group))
    for (rule, values), n_failing in zip(group, failing.tolist(), strict=True):
        yield Outcome(
            rule.table, rule.name, rule.column, "great_expectations", len(values),
            len(values) if entry.note else n_failing, note=entry.note,
        )  # fmt: skip


def _comparable(column: pa.ChunkedArray) -> pa.Array:
    """Return values that can stand in one column with those of other tables."""
    kind = column.type
    wanted = pa.float64() if pa.types.is_integer(kind) or pa.types.is_floating(kind) else kind
    return column.cast(wanted, safe=False).combine_chunks()


def _padded(column: pa.Array, length: int) -> pa.Array:
    return pa.concat_arrays([column, pa.nulls(length - len(column), column.type)])


def flat(rows: pa.Table) -> pa.Table:
    """Return rows with the fields of structs as columns of their own, named `struct.field`."""
    while any(pa.types.is_struct(kind) for kind in rows.schema.types):
        rows = rows.flatten()
    return rows


def _imported() -> tuple[Any, Any, Any]:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import: nothing is ever sent
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # Great Expectations 1.24 imports sre_constants and sre_parse, which Python deprecates.
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        with _in_part():
            import great_expectations as gx  # noqa: PLC0415  # a second

            importlib.import_module(f"{OF_PARTS[0]}.pandas_datasource")  # registers itself
        from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415
        from great_expectations.expectations.expectation_configuration import ExpectationConfiguration  # noqa: PLC0415
    return gx, ExpectationConfiguration, ProgressBarsConfig


def _import_kinds(kinds: Collection[str]) -> None:
    """Import expectations, which register themselves; what is unknown is reported where it is to be run."""
    with _in_part():
        for kind in sorted(kinds):
            with suppress(ModuleNotFoundError):
                importlib.import_module(f"{OF_PARTS[-1]}.{kind}")


@contextmanager
def _in_part() -> Iterator[None]:
    """Leave out what we do not use where the block imports Great Expectations."""
    with lazy(NEVER_CALLED), absent(NEVER_ASKED), late(OF_PARTS):
        yield


def _first_message(info: Any) -> str:
    details = info if "exception_message" in info else next(iter(info.values()), {})
    return str(details.get("exception_message", "no message"))[:200]
