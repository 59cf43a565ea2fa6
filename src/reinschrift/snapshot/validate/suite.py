"""The contract's expectations run by Great Expectations, batch by batch; the one place that imports it."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd
import pyarrow as pa

from reinschrift.contract import Expectation, Table
from reinschrift.snapshot.validate.report import Outcome

BATCH_ROWS = 100_000  # larger batches cost twice the time and twelve times the memory a row (Great Expectations 1.24)
MAX_BATCHES = 10  # a table: a million rows. Beyond, as many batches spread evenly; Arrow still sees every row
# A validation definition that is shared between threads mixes up its batches without an error.
_ONE_AT_A_TIME = threading.Lock()

Check = Callable[[pa.Table], Iterator[Outcome]]


def is_chosen(number: int, n_batches: int) -> bool:
    """Say whether batch `number` of `n_batches` is one that Great Expectations sees: all, or ten spread evenly."""
    if n_batches <= MAX_BATCHES:
        return True
    return number in {i * (n_batches - 1) // (MAX_BATCHES - 1) for i in range(MAX_BATCHES)}


def open_suite(table: Table, expectations: Iterable[Expectation]) -> Check:
    """Return a function that checks a batch of the table's rows against these expectations, but those on structs.

    Importing Great Expectations takes some three seconds, so it happens here, at the first batch of a process.
    """
    gx, configuration, progress_bars = _imported()
    flat_columns = flat(table.schema.empty_table()).column_names
    wanted = [expectation for expectation in expectations if expectation.column in flat_columns]
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = progress_bars(globally=False)
    suite = gx.ExpectationSuite(name=table.name)
    for expectation in wanted:
        kwargs = {"column": expectation.column, **expectation.arguments}
        suite.add_expectation_configuration(configuration(type=expectation.name, kwargs=kwargs))
    asset = context.data_sources.add_pandas(table.name).add_dataframe_asset(table.name)
    definition = gx.ValidationDefinition(
        name=table.name,
        data=asset.add_batch_definition_whole_dataframe(table.name),
        suite=context.suites.add(suite),
    )
    definition = context.validation_definitions.add(definition)
    columns = list(dict.fromkeys(expectation.column for expectation in wanted))

    def check(rows: pa.Table) -> Iterator[Outcome]:
        frame = flat(rows).select(columns).to_pandas(types_mapper=pd.ArrowDtype)
        with _ONE_AT_A_TIME:
            result = definition.run(batch_parameters={"dataframe": frame}, result_format="SUMMARY")
        return (_outcome(table.name, entry, rows.num_rows) for entry in result.results)

    return check


def _imported() -> tuple[Any, Any, Any]:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import: nothing is ever sent
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # Great Expectations 1.24 imports sre_constants and sre_parse, which Python deprecates.
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        import great_expectations as gx  # noqa: PLC0415  # three seconds
        from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415
        from great_expectations.expectations.expectation_configuration import ExpectationConfiguration  # noqa: PLC0415
    return gx, ExpectationConfiguration, ProgressBarsConfig


def flat(rows: pa.Table) -> pa.Table:
    """Return rows with the fields of structs as columns of their own, named `struct.field`."""
    while any(pa.types.is_struct(kind) for kind in rows.schema.types):
        rows = rows.flatten()
    return rows


def _outcome(table: str, entry: Any, n_rows: int) -> Outcome:
    """Take the count alone from a result; failing values are shown by Arrow, which has the keys of their rows."""
    configuration = entry.expectation_config
    failing = entry.result.get("unexpected_count")
    note = ""
    if failing is None or (not entry.success and not failing):
        failing, note = n_rows, f"could not be run: {_first_message(entry.exception_info)}"
    return Outcome(
        table,
        configuration.type,
        configuration.kwargs["column"],
        "great_expectations",
        n_rows,
        int(failing),
        note=note,
    )


def _first_message(info: Any) -> str:
    details = info if "exception_message" in info else next(iter(info.values()), {})
    return str(details.get("exception_message", "no message"))[:200]
