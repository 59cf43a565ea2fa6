"""The policy of rights: which statements reserve or allow which purpose, from a dated file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from reinschrift.choices import PURPOSES
from reinschrift.errors import ConfigError

TRAINING = ("train-generative", "train-other")
Meanings = Mapping[str, tuple[str, ...]]
_CLOSED = "closed:"
_VERSION = re.compile(r"-[\d.]+(?:-[A-Za-z]+)?\Z")


class Effects(NamedTuple):
    """The purposes that a statement reserves and allows."""

    reserves: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()


class Scheme(BaseModel):
    """A way to say what may be done, and for which purposes its signs count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    source: str
    reserves: dict[str, tuple[str, ...]] = {}
    allows: dict[str, tuple[str, ...]] = {}
    reserves_otherwise: dict[str, tuple[str, ...]] = {}
    """What a wide name covers where the same statement has no narrower one for the purpose."""
    allows_otherwise: dict[str, tuple[str, ...]] = {}


class Agents(BaseModel):
    """The agents to which a site closes itself, by purpose."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    train: tuple[str, ...] = ()
    ai_input: tuple[str, ...] = Field(default=(), alias="ai-input")


class Policy(BaseModel):
    """Which schemes count, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    purposes: tuple[str, ...]
    schemes: dict[str, Scheme]
    agents: Agents = Agents()

    @model_validator(mode="after")
    def _purposes_are_known(self) -> Policy:
        named = {*self.purposes}
        for scheme in self.schemes.values():
            for table in (scheme.reserves, scheme.allows, scheme.reserves_otherwise, scheme.allows_otherwise):
                named.update(*table.values())
        if unknown := sorted(named - {*PURPOSES}):
            raise ValueError(f"there is no purpose {unknown[0]}; there are {', '.join(PURPOSES)}")
        return self

    def at(self, day: date) -> Policy:
        """Return the policy with the schemes alone that there were on a day."""
        return self.model_copy(
            update={"schemes": {name: one for name, one in self.schemes.items() if one.since <= day}}
        )

    def training_agents_in_small(self) -> frozenset[str]:
        """Return the agents that collect training data, in small letters."""
        return frozenset(agent.lower() for agent in self.agents.train)

    def effects(self, scheme: str, signs: tuple[str, ...]) -> Effects:
        """Return what the signs of one statement reserve and allow; a purpose that is both is reserved."""
        found = self.schemes.get(scheme)
        if found is None:
            return Effects()
        reserves, allows = _covered(found.reserves, signs), _covered(found.allows, signs)
        if scheme == "robots":
            reserves |= self._closed(signs)
        answered = reserves | allows
        reserves |= _covered(found.reserves_otherwise, signs) - answered
        allows |= _covered(found.allows_otherwise, signs) - answered
        return Effects(_ordered(reserves), _ordered(allows - reserves))

    def _closed(self, signs: tuple[str, ...]) -> set[str]:
        agents = {sign.removeprefix(_CLOSED).lower() for sign in signs if sign.startswith(_CLOSED)}
        of_agents = ((self.agents.train, TRAINING), (self.agents.ai_input, ("ai-input",)))
        return {one for names, purposes in of_agents if agents & {name.lower() for name in names} for one in purposes}


def _covered(meanings: Meanings, signs: tuple[str, ...]) -> set[str]:
    return {purpose for sign in signs for purpose in _meaning(meanings, sign)}


def _meaning(meanings: Meanings, sign: str) -> tuple[str, ...]:
    """Return the purposes of a sign; a name that ends with `*` stands for all versions and ports of a licence."""
    return meanings.get(sign) or meanings.get(_VERSION.sub("-*", sign), ())


def _ordered(purposes: set[str]) -> tuple[str, ...]:
    return tuple(purpose for purpose in PURPOSES if purpose in purposes)


@cache
def own_policy() -> Policy:
    """Return the policy of this version of the package."""
    return _parsed(resources.files(__package__).joinpath("policy.toml").read_text(encoding="utf-8"), "policy.toml")


@lru_cache(maxsize=16)
def policy_of(directives: tuple[str, ...], in_words: str) -> Policy:
    """Return the own policy as the settings have it: which directives reserve training, and whether words do."""
    policy = own_policy()
    robots, words = policy.schemes["robots"], policy.schemes["words"]
    known: dict[str, tuple[str, ...]] = {}
    for name, purposes in robots.reserves.items():
        is_of_training = bool({*purposes} & {*TRAINING}) and not name.startswith(_CLOSED)
        if not is_of_training or name in directives:
            known[name] = purposes
    known |= {name: TRAINING for name in directives if name not in known}
    schemes = policy.schemes | {"robots": robots.model_copy(update={"reserves": known})}
    if in_words != "reserved":
        schemes["words"] = words.model_copy(update={"reserves": {}})
    return policy.model_copy(update={"schemes": schemes})


def read_policy(file: Path) -> Policy:
    """Return the policy of a file. Raises `ConfigError` if it is none."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "The policy of rights cannot be read.",
            hint="Name a TOML file in the form that docs/rights.md shows, or leave it out to take the package's own.",
            context={"file": str(file)},
        ) from error
    return _parsed(text, str(file))


def _parsed(text: str, place: str) -> Policy:
    try:
        return Policy.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        where = ".".join(map(str, first["loc"])) if first else ""
        why = f"{where}: {first['msg']}".removeprefix(": ") if first else str(error)
        raise ConfigError(
            f"The policy of rights is none: {why}.",
            hint="docs/rights.md shows the form of a policy.",
            context={"file": place},
        ) from error


def known_directives(policy: Policy) -> Collection[str]:
    """Return the directives of robots that count for any purpose."""
    return [name for name in policy.schemes["robots"].reserves if not name.startswith(_CLOSED)]
