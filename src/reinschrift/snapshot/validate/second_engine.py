"""What Great Expectations is to see of the tables: gathered while Arrow checks, looked at in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from reinschrift.contract import REFERENCE, UNIQUE, Contract, Expectation, Table
from reinschrift.snapshot.validate.profile import PROFILE, profile_rows, sample_of
from reinschrift.snapshot.validate.report import Checkpoint, Outcome, merge
from reinschrift.snapshot.validate.suite import check_profile, check_samples


class SecondEngine:
    """Gathers the profile and the samples while Arrow checks, and gives them to Great Expectations in the end."""

    def __init__(self, contract: Contract) -> None:
        self.checkpoints: list[Checkpoint] = []
        self._contract = contract
        self._profile: list[Mapping[str, Any]] = []
        self._samples: dict[str, list[pa.Table]] = {name: [] for name in contract.tables}

    def add(
        self, table: str, rows: pa.Table, place: tuple[int, int, int], found: Sequence[tuple[Expectation, Outcome]]
    ) -> None:
        """Take a piece of a table: its number, first row, and all rows of the table are its place."""
        number, first, n_rows = place
        expectations, outcomes = [pair[0] for pair in found], [pair[1] for pair in found]
        self._profile += profile_rows(number, expectations, rows, outcomes)
        self._samples[table].append(sample_of(rows, first, n_rows))

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return one outcome for each rule of a column: the sample's, or the profile's where more rows fail in it."""
        if not self._profile:
            return ()
        samples = {name: pa.concat_tables(parts) for name, parts in self._samples.items() if parts}
        found, checkpoint = check_samples(
            samples, (rule for name in samples for rule in on_values(self._contract.table(name)))
        )
        self.checkpoints.append(checkpoint)
        by_rule = {(outcome.table, outcome.expectation, outcome.column): outcome for outcome in found}
        by_profile, checkpoint = check_profile(pa.Table.from_pylist(self._profile, PROFILE))
        self.checkpoints.append(checkpoint)
        for outcome in merge(by_profile):
            key = (outcome.table, outcome.expectation, outcome.column)
            if key not in by_rule or outcome.rows_failing > by_rule[key].rows_failing:
                by_rule[key] = outcome
        return tuple(by_rule.values())


def on_values(table: Table) -> list[Expectation]:
    """Return the rules on values of single columns but `text`."""
    return [
        expectation
        for expectation in table.expectations
        if expectation.column not in (None, "text") and expectation.name not in (UNIQUE, REFERENCE)
    ]
