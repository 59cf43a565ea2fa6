"""The conditions of use as policies in ODRL 2.2: what each licence permits, prohibits and asks for, and each purpose.

Actions are those of the ODRL vocabulary, in which Creative Commons' words have their own namespace, and `tdm:mine` of
the ODRL profile of TDMRep. Assets are the rows of `documents` with a value in a column, so the policies are as exact as
the columns, and say nothing of rows of which nothing is known.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pyarrow as pa

from reinschrift.snapshot.statistics import sum_by

NAMESPACES = {
    "cc": "http://creativecommons.org/ns#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "tdm": "http://www.w3.org/ns/tdmrep#",
}
"""What the prefixes of the policies stand for."""
USAGE = (
    "Licence and rights are those of each document: its columns license, rights, purposes and rights_evidence. The "
    "policies say what they permit, prohibit and ask for; of a licence or a purpose without a policy nothing is known."
)
ATTRIBUTION, NOTICE, SHARE_ALIKE, SOURCE = "odrl:attribute", "cc:Notice", "cc:ShareAlike", "cc:SourceCode"
COMMERCIAL, DERIVE = "cc:CommericalUse", "odrl:derive"  # so spelt in the vocabulary
_USES = ("odrl:reproduce", "odrl:distribute", DERIVE)


_REST = r"[a-z0-9.+-]*"
"""What follows in an identifier; words of somebody's own that begin like one are none."""
_VERSIONED = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9.+]+)*-\d+\.\d+(?:-[A-Za-z0-9.]+)*")


class Terms(NamedTuple):
    """What a licence asks for in return for the use of a work, and what it prohibits."""

    licences: re.Pattern[str]
    """Their SPDX identifiers."""
    duties: tuple[str, ...] = ()
    of_copies: tuple[str, ...] = ()
    """Duties of those alone who hand on a work derived from it."""
    prohibited: tuple[str, ...] = ()


def _terms(licences: str, *rest: tuple[str, ...]) -> Terms:
    """Return the terms of licences, in whose identifiers `*` stands for any rest."""
    return Terms(re.compile(rf"(?i)(?:{licences.replace('*', _REST)})\Z"), *rest)


_CREDIT = (ATTRIBUTION, NOTICE)
TERMS = (
    _terms(r"cc0-*|cc-pdm-*|pddl-*|dl-de-zero-*|unlicense|0bsd|mit-0"),
    _terms(r"cc-by-\d*|odc-by-*|dl-de-by-*|ogl-uk-*|etalab-*|nlod-*", _CREDIT),
    _terms(r"cc-by-sa-*|odbl-*", _CREDIT, (SHARE_ALIKE,)),
    _terms(r"cc-by-nd-*", _CREDIT, (), (DERIVE,)),
    _terms(r"cc-by-nc-\d*", _CREDIT, (), (COMMERCIAL,)),
    _terms(r"cc-by-nc-sa-*", _CREDIT, (SHARE_ALIKE,), (COMMERCIAL,)),
    _terms(r"cc-by-nc-nd-*", _CREDIT, (), (COMMERCIAL, DERIVE)),
    _terms(r"mit|isc|bsd-*|apache-2*|zlib|python-2*|psf-2*", (NOTICE,)),
    _terms(r"gfdl-*", _CREDIT, (SHARE_ALIKE,)),
    _terms(r"l?gpl-*|agpl-*|mpl-*|eupl-*", (NOTICE,), (SHARE_ALIKE, SOURCE)),
)
"""What licences say, by their texts; of one that is not here nobody but its reader knows."""


def is_identifier(licence: str) -> bool:
    """Say whether a licence is named by an identifier of SPDX: one of `TERMS`, or a name with its version."""
    own = licence.lower().startswith("licenseref-")
    return not own and bool(any(terms.licences.match(licence) for terms in TERMS) or _VERSIONED.fullmatch(licence))


ACTIONS = {
    "train-generative": "tdm:mine", "train-other": "tdm:mine", "ai-input": "odrl:use", "search": "odrl:index",
    "republish": "odrl:distribute",
}  # fmt: skip
"""What is done with a document for each purpose; the purpose itself is a constraint of the rule."""


def conditions_of(statistics: pa.Table) -> dict[str, Any]:
    """Return `usageInfo` and the policies of a snapshot with these statistics; none where nothing is known."""
    licences = sorted({row["license"] or "" for row in sum_by(statistics, ["license"]).to_pylist()})
    policies = [found for name in licences if (found := _of_licence(name))]
    stated = {(row["purpose"], row["rights"]) for row in sum_by(statistics, ["purpose", "rights"]).to_pylist()}
    policies += [found for purpose in ACTIONS if (found := _of_purpose(purpose, stated))]
    return {"usageInfo": USAGE} | ({"odrl:hasPolicy": policies} if policies else {})


def _of_licence(name: str) -> dict[str, Any] | None:
    terms = next((one for one in TERMS if one.licences.match(name)), None)
    if terms is None:
        return None
    target = _rows("license", name)
    permitted = [action for action in _USES if action not in terms.prohibited]
    permissions = [
        _rule("Permission", action, target, terms.duties + (terms.of_copies if action == DERIVE else ()))
        for action in permitted
    ]
    prohibitions = [_rule("Prohibition", action, target) for action in terms.prohibited]
    return _policy(f"licence-{name}", permissions, prohibitions)


def _of_purpose(purpose: str, stated: set[tuple[str, str]]) -> dict[str, Any] | None:
    column = f"purposes/{purpose.replace('-', '_')}"
    kinds = {"allowed": "Permission", "reserved": "Prohibition"}
    limit = {"odrl:constraint": _constraint({"@id": "odrl:purpose"}, purpose)}
    rules = {
        status: [_rule(kind, ACTIONS[purpose], _rows(column, status)) | limit] if (purpose, status) in stated else []
        for status, kind in kinds.items()
    }
    found = _policy(f"purpose-{purpose}", rules["allowed"], rules["reserved"])
    return found if any(rules.values()) else None


def _policy(name: str, permissions: list[dict[str, Any]], prohibitions: list[dict[str, Any]]) -> dict[str, Any]:
    rules = {"odrl:permission": permissions, "odrl:prohibition": prohibitions}
    return {"@type": "odrl:Set", "@id": f"#{name}", **{kind: some for kind, some in rules.items() if some}}


def _rule(kind: str, action: str, target: dict[str, Any], duties: tuple[str, ...] = ()) -> dict[str, Any]:
    rule = {"@type": f"odrl:{kind}", "odrl:action": {"@id": action}, "odrl:target": target}
    asked = [{"@type": "odrl:Duty", "odrl:action": {"@id": duty}} for duty in duties]
    return rule | ({"odrl:duty": asked} if asked else {})


def _rows(column: str, value: str) -> dict[str, Any]:
    """Return the rows of `documents` that have this value in a column, or in a field of it."""
    return {"@type": "odrl:AssetCollection", "odrl:source": {"@id": "documents"},
            "odrl:refinement": _constraint({"@id": f"documents/{column}"}, value)}  # fmt: skip


def _constraint(left: dict[str, str], right: str) -> dict[str, Any]:
    return {"@type": "odrl:Constraint", "odrl:leftOperand": left, "odrl:operator": {"@id": "odrl:eq"},
            "odrl:rightOperand": right}  # fmt: skip
