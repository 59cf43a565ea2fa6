"""Robots: directives of X-Robots-Tag and meta tags, and the site's robots.txt as it closes itself to training."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from protego import Protego

from reinschrift.stages.rights.preferences import SIGNAL, USAGE, content_signal, usage
from reinschrift.stages.rights.signals import Signal, Statements
from reinschrift.stages.rights.tdmrep import location_pattern

_DIRECTIVES = re.compile(r"[\s,]+")
_AGENT = re.compile(r"^\s*([\w.-]+)\s*:\s*(.*)$", re.DOTALL)
_DENIED = {"0", "false", "no", "off"}  # <meta name="noai" content="false">
_VALUED = {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}  # directives with a colon
_SHOWN = 5  # names of agents in the evidence


@cache
def training_agents() -> tuple[str, ...]:
    """Return the product tokens of agents that collect training data, as the data file lists them."""
    text = resources.files(__package__).joinpath("training_agents.json").read_text(encoding="utf-8")
    agents: list[str] = json.loads(text)["agents"]
    return tuple(agents)


@cache
def _agents_in_small() -> frozenset[str]:
    return frozenset(agent.lower() for agent in training_agents())


def find_directives(stated: Statements, reserving: Collection[str]) -> Iterator[Signal]:
    """Yield each X-Robots-Tag and robots meta with a directive that reserves, such as `noai`.

    A directive for one agent counts only if that agent collects training data. A directive may be the name of a meta.
    """
    for name, value in stated.headers:
        if name == "x-robots-tag":
            yield from _directives("header", name, value, reserving)
    for where, name, value in stated.page:
        if where == "meta" and name in reserving and value.strip().lower() not in _DENIED:
            yield Signal("robots", f"meta {name}", value, "reserved")
        elif where == "meta" and (name == "robots" or name in _agents_in_small()):
            yield from _directives("meta", name, value, reserving)


def _directives(where: str, name: str, value: str, reserving: Collection[str]) -> Iterator[Signal]:
    match = _AGENT.match(value)
    agent, directives = (match[1].lower(), match[2]) if match else ("", value)
    if agent in _VALUED:
        agent, directives = "", value
    if agent and agent not in _agents_in_small() | {"*", "robots"}:
        return
    if set(_DIRECTIVES.split(directives.lower())) & set(reserving):
        yield Signal("robots", f"{where} {name}", value, "reserved")


def find_rules(stated: Statements) -> Iterator[Signal]:
    """Yield what the site's robots.txt says of training on the record's path.

    Closed to any agent that collects training data: reserved. Content-Usage and Content-Signal count in the groups
    of all agents and of those; of several rules with a path the longest that matches holds (RFC 9309).
    """
    if stated.robots_txt is None:
        return
    closed = _closed_to(stated.robots_txt, stated.path)
    if closed:
        more = " and more" if len(closed) > _SHOWN else ""
        text = f"{stated.path} is closed to {', '.join(closed[:_SHOWN])}{more}"
        yield Signal("robots", "robots.txt", text, "reserved")
    matching = [rule for rule in _rules(stated.robots_txt) if rule.location.match(stated.path)]
    longest = max((rule.length for rule in matching if rule.name == USAGE), default=0)
    for rule in matching:
        if rule.name == USAGE and rule.length == longest:
            yield from usage(rule.value, "robots.txt content-usage")
        elif rule.name == SIGNAL:
            yield from content_signal(rule.value, "robots.txt content-signal")
        elif rule.name == "license":
            yield Signal("rsl", "robots.txt license", rule.value, "marked")


def _closed_to(text: str, path: str) -> list[str]:
    """Return agents that collect training data and may not fetch a path; at most one more than are shown."""
    rules, closed = _parsed(text), []
    for agent in _distinct_agents(text):
        if not rules.can_fetch(path, agent):
            closed.append(agent)
            if len(closed) > _SHOWN:
                break
    return closed


@lru_cache(maxsize=1024)
def _distinct_agents(text: str) -> tuple[str, ...]:
    """Return the agents that a robots.txt names, and one of the others: to these the rules for all apply alike."""
    small = text.lower()
    named = [agent for agent in training_agents() if agent.lower() in small]
    return (*named, *[agent for agent in training_agents() if agent not in named][:1])


class Rule(NamedTuple):
    """A line of robots.txt that states a preference."""

    name: str
    location: re.Pattern[str]
    length: int
    """Characters of the location."""
    value: str


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Any:
    return Protego.parse(text.removeprefix("\ufeff"))


@lru_cache(maxsize=1024)
def _rules(text: str) -> tuple[Rule, ...]:
    """Return the preferences in the groups that speak to all agents, or to one that collects training data."""
    rules: list[Rule] = []
    agents: set[str] = set()
    is_open = False
    for line in text.removeprefix("\ufeff").splitlines():
        name, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        name = name.lower()
        if not colon:
            continue
        if name == "user-agent":
            agents = (agents if is_open else set()) | {value.lower()}
            is_open = True
            continue
        is_open = is_open and name not in {"allow", "disallow", USAGE, SIGNAL, "crawl-delay"}
        if name == "license" or (
            name in {USAGE, SIGNAL} and (not agents or "*" in agents or agents & _agents_in_small())
        ):
            rules.append(_rule(name, value))
    return tuple(rules)


def _rule(name: str, value: str) -> Rule:
    path, _, rest = value.partition(" ")
    if name != USAGE or not path.startswith("/"):
        return Rule(name, location_pattern("/"), 0, value)
    return Rule(name, location_pattern(path), len(path), rest.strip())
