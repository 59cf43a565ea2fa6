"""What validation found: one outcome an expectation and engine, as values, as Markdown, as an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from reinschrift.errors import ContractBrokenError

Engine = Literal["great_expectations", "arrow"]
ENGINES: tuple[Engine, ...] = ("great_expectations", "arrow")
MAX_EXAMPLES = 5
MAX_SHOWN = 10  # broken expectations in a message; the report has all
MAX_VALUE = 80  # characters of a value; reports never carry whole texts


@dataclass(frozen=True)
class Outcome:
    """What one engine says of one expectation."""

    table: str
    expectation: str
    column: str | None
    engine: Engine
    rows_seen: int
    rows_failing: int
    examples: tuple[Mapping[str, Any], ...] = ()
    """Up to five failing rows: their keys, and what is wrong, shortened."""
    note: str = ""

    @property
    def place(self) -> str:
        """Table and column."""
        return f"{self.table}.{self.column}" if self.column else self.table


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint of Great Expectations: on a sample of a table, or on the profile of all."""

    name: str
    success: bool
    rows: int
    n_expectations: int
    n_successful: int


@dataclass(frozen=True)
class ValidationReport:
    """All outcomes on all tables."""

    contract_version: str
    rows: Mapping[str, int]
    """Rows of each table."""
    outcomes: tuple[Outcome, ...]
    checkpoints: tuple[Checkpoint, ...] = ()
    """Those of Great Expectations, where it was asked."""

    @property
    def broken(self) -> tuple[Outcome, ...]:
        """The outcomes with failing rows."""
        return tuple(outcome for outcome in self.outcomes if outcome.rows_failing)

    @property
    def is_kept(self) -> bool:
        """Whether the tables keep the contract."""
        return not self.broken

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON; what is empty is left out of an outcome."""
        return {
            "contract_version": self.contract_version,
            "is_kept": self.is_kept,
            "rows": dict(self.rows),
            "n_expectations": len(self.outcomes),
            "n_broken": len(self.broken),
            "checkpoints": [asdict(checkpoint) for checkpoint in self.checkpoints],
            "outcomes": [
                {name: value for name, value in asdict(outcome).items() if value not in (None, (), "")}
                for outcome in self.outcomes
            ],
        }

    def to_markdown(self) -> str:
        """Return the report for people: the verdict, the broken expectations with examples, then all of them."""
        sizes = ", ".join(f"{count} {table}" for table, count in self.rows.items())
        verdict = f"The tables {'keep' if self.is_kept else '**break**'} the contract {self.contract_version}: "
        verdict += f"{len(self.outcomes)} outcomes, {len(self.broken)} of them broken. Rows: {sizes}."
        lines = [
            "# Validation",
            "",
            verdict,
            "",
            *(
                f"- Checkpoint of Great Expectations, {checkpoint.name}: {checkpoint.rows} rows, "
                f"{checkpoint.n_successful} of {checkpoint.n_expectations} expectations hold."
                for checkpoint in self.checkpoints
            ),
            *([""] if self.checkpoints else []),
        ]
        for outcome in self.broken:
            lines += [f"## {_headline(outcome)}", "", *(f"- {_shown(example)}" for example in outcome.examples), ""]
        lines += ["| Table | Column | Expectation | Engine | Rows seen | Rows failing |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {outcome.table} | {outcome.column or ''} | {outcome.expectation} | {outcome.engine} "
            f"| {outcome.rows_seen} | {outcome.rows_failing} |"
            for outcome in self.outcomes
        ]
        return "\n".join(lines) + "\n"

    def error(self, kept_at: Any) -> ContractBrokenError:
        """Return the error that says which expectations are broken, with examples, and where the report is."""
        shown = []
        for outcome in self.broken[:MAX_SHOWN]:
            shown += [f"  {_headline(outcome)}", *(f"    {_shown(example)}" for example in outcome.examples)]
        if len(self.broken) > MAX_SHOWN:
            shown.append(f"  and {len(self.broken) - MAX_SHOWN} more")
        return ContractBrokenError(
            "The tables break their contract; nothing was published.\n" + "\n".join(shown),
            hint="The report has every expectation. The shards are kept: change settings or sources and rebuild.",
            context={"report": kept_at},
        )


def merge(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return one outcome for each expectation and engine: rows added up, the first examples kept."""
    merged: dict[tuple[str, str, str | None, str], Outcome] = {}
    for outcome in outcomes:
        key = (outcome.table, outcome.expectation, outcome.column, outcome.engine)
        known = merged.get(key)
        merged[key] = outcome if known is None else _added(known, outcome)
    return tuple(merged.values())


def _added(known: Outcome, more: Outcome) -> Outcome:
    return replace(
        known,
        rows_seen=known.rows_seen + more.rows_seen,
        rows_failing=known.rows_failing + more.rows_failing,
        examples=(*known.examples, *more.examples)[:MAX_EXAMPLES],
        note=known.note or more.note,
    )


def shorten(value: Any) -> Any:
    """Return a value fit for a report: numbers and short texts as they are, the rest as its first characters."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}… ({len(text)} characters)"


def _headline(outcome: Outcome) -> str:
    note = f": {outcome.note}" if outcome.note else ""
    return (
        f"{outcome.expectation} on {outcome.place}: "
        f"{outcome.rows_failing} of {outcome.rows_seen} rows fail ({outcome.engine}){note}"
    )


def _shown(example: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in example.items())
