"""What may be done with a record, purpose by purpose, and the statements that say so, as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa

from reinschrift.choices import PURPOSES
from reinschrift.stages.rights.licences import read_licence
from reinschrift.stages.rights.policy import TRAINING, Policy
from reinschrift.stages.rights.signals import Signal

FIELDS = tuple(purpose.replace("-", "_") for purpose in PURPOSES)
"""The fields of the column `purposes`."""
STATUS = pa.struct([(name, pa.string()) for name in FIELDS])
STATEMENTS = pa.list_(
    pa.struct(
        [
            ("scheme", pa.string()), ("where", pa.string()), ("stated", pa.string()), ("signs", pa.list_(pa.string())),
            ("marks", pa.bool_()), ("date", pa.date32()), ("reserves", pa.list_(pa.string())),
            ("allows", pa.list_(pa.string())),
        ]
    )
)  # fmt: skip
"""Every statement on a record: where it stands, its words, what it says in the words of its scheme, whether it keeps
permissions of the page from counting, the day on which it was read, and the purposes that it reserves and allows."""
SURE = ("register", "given")
"""Where a person, or the record itself, says what may be done: a mark in the page takes nothing of it back."""
SITE_FILES = {"robots.txt": "robots_txt", "tdmrep.json": "tdmrep", "ai.txt": "ai_txt", "rsl.xml": "rsl"}
"""How `where` begins in statements of whole sites, and the columns that they stand in."""


Days = Mapping[str, date | None]
"""The day on which a record was read, under `""`, and those of the files of its site, by the keys of `SITE_FILES`."""


class Registered(NamedTuple):
    """What register and record say, before page and site are asked."""

    rights: str = "unknown"
    license: str | None = None
    evidence: str | None = None
    purposes: tuple[str, ...] = ()
    """As `search=reserved`."""


def of_register(known: Registered) -> list[Signal]:
    """Return the statements of the register, and the licence that register or record name."""
    signs = ((f"rights={known.rights}",) if known.rights in {"allowed", "reserved"} else ()) + known.purposes
    found = [Signal("register", SURE[0], known.evidence or ", ".join(signs), signs)] if signs else []
    if known.license and known.license != "unknown":
        name = read_licence(known.license)  # one that no list knows says nothing, and may hold what is personal
        found.append(Signal("licence", SURE[1], known.license, (name,) if name else ()))
    return found


def weigh_purposes(signals: Iterable[Signal], policy: Policy) -> tuple[str, ...]:
    """Return the status of each of `PURPOSES`.

    A reservation outweighs every permission. A permission of page or site counts unless something is marked. One of
    the register counts anyway; the licence that register or record name allows what a licence of the page does, too.
    """
    reserved, registered, given, stated = set[str](), set[str](), set(PURPOSES), set[str]()
    is_marked = is_given = False
    for signal in signals:
        reserves, allows = policy.effects(signal.scheme, signal.signs)
        reserved.update(reserves)
        is_marked |= marks(signal, policy)
        if signal.where == SURE[0]:
            registered.update(allows)
        elif signal.where == SURE[1]:
            is_given = True
            given.intersection_update(allows)
        else:
            stated.update(allows)
            if signal.scheme == "licence" and signal.signs:
                given.intersection_update(allows)
    allowed = registered | (given if is_given else set()) | (set() if is_marked else stated)
    return tuple("reserved" if one in reserved else "allowed" if one in allowed else "unknown" for one in PURPOSES)


def rights_of(signals: Iterable[Signal], policy: Policy) -> str:
    """Return what is stated of training, by register, page and site; the licence that register or record name is none.

    Reserved if one of the trainings is; allowed if that of generative models is, or the register allows mining.
    """
    stated = [signal for signal in signals if signal.where != SURE[1]]
    by = dict(zip(PURPOSES, weigh_purposes(stated, policy), strict=True))
    training = [by[purpose] for purpose in TRAINING]
    return "reserved" if "reserved" in training else training[0]


def marks(signal: Signal, policy: Policy) -> bool:
    """Say whether a signal is something to look at; a licence of the page is unless the policy knows it."""
    if signal.marks:
        return True
    return signal.scheme == "licence" and signal.where not in SURE and not any(policy.effects("licence", signal.signs))


def rows_of(signals: Sequence[Signal], quoted: Sequence[str], days: Days, policy: Policy) -> list[dict[str, Any]]:
    """Return statements as they stand in `rights_statements`; `quoted` are their words, `days` when they were read."""
    rows = []
    for signal, words in zip(signals, quoted, strict=True):
        reserves, allows = policy.effects(signal.scheme, signal.signs)
        read = None if signal.where in SURE else days.get(signal.where.partition(" ")[0], days.get(""))
        rows.append({
            "scheme": signal.scheme, "where": signal.where, "stated": words, "signs": signal.signs,
            "marks": signal.marks, "date": read, "reserves": reserves, "allows": allows,
        })  # fmt: skip
    return rows


def signals_of(rows: Iterable[Any]) -> list[Signal]:
    """Return stored statements as signals, to be weighed by another policy."""
    return [Signal(row["scheme"], row["where"], row["stated"], tuple(row["signs"]), row["marks"]) for row in rows]
