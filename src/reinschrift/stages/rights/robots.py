"""Robots: directives of X-Robots-Tag and meta tags, and the site's robots.txt as it closes itself to agents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from protego import Protego

from reinschrift.stages.rights.policy import Policy, known_directives
from reinschrift.stages.rights.preferences import SIGNAL, USAGE, content_signal, usage
from reinschrift.stages.rights.signals import Signal, Statements
from reinschrift.stages.rights.tdmrep import location_pattern

_DIRECTIVES = re.compile(r"[\s,]+")
_AGENT = re.compile(r"^\s*([\w.-]+)\s*:\s*(.*)$", re.DOTALL)
_DENIED = {"0", "false", "no", "off"}  # <meta name="noai" content="false">
_VALUED = {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}  # directives with a colon
_SHOWN = 5  # names of agents in the evidence
_RULES = ("allow", "disallow")
OTHERS = "*"
"""Stands in signs for an agent that a robots.txt does not name."""


def find_directives(stated: Statements, policy: Policy) -> Iterator[Signal]:
    """Yield each X-Robots-Tag and robots meta with a directive that reserves, such as `noai`.

    A directive for one agent counts only if that agent collects training data. A directive may be the name of a meta.
    """
    known = known_directives(policy)
    trained = policy.training_agents_in_small()
    for name, value in stated.headers:
        if name == "x-robots-tag":
            yield from _directives("header", name, value, policy)
    for where, name, value in stated.page:
        if where == "meta" and name in known and value.strip().lower() not in _DENIED:
            yield Signal("robots", f"meta {name}", value, (name,))
        elif where == "meta" and (name == "robots" or name in trained):
            yield from _directives("meta", name, value, policy)


def _directives(where: str, name: str, value: str, policy: Policy) -> Iterator[Signal]:
    match = _AGENT.match(value)
    agent, directives = (match[1].lower(), match[2]) if match else ("", value)
    if agent in _VALUED:
        agent, directives = "", value
    if agent and agent not in policy.training_agents_in_small() | {OTHERS, "robots"}:
        return
    stated = set(_DIRECTIVES.split(directives.lower()))
    if signs := tuple(name for name in known_directives(policy) if name in stated):
        yield Signal("robots", f"{where} {name}", value, signs)


def find_rules(stated: Statements, policy: Policy) -> Iterator[Signal]:
    """Yield what the site's robots.txt says of the use of the record's path.

    To which agents that collect training data, or fetch for a running model, it is closed; `*` among the signs is any
    that the file does not name. Content-Usage and Content-Signal count in the groups of all agents and of those that
    collect training data; of several rules with a path the longest that matches holds (RFC 9309).
    """
    if stated.robots_txt is None:
        return
    agents = tuple(dict.fromkeys((*policy.agents.train, *policy.agents.ai_input)))
    signs, closed = _closed_to(stated.robots_txt, stated.path, agents)
    if signs:
        more = " and more" if len(closed) > _SHOWN else ""
        text = f"{stated.path} is closed to {', '.join(closed[:_SHOWN])}{more}"
        yield Signal("robots", "robots.txt", text, signs)
    rules = _rules(stated.robots_txt, policy.training_agents_in_small())
    matching = [rule for rule in rules if rule.location.match(stated.path)]
    longest = {
        name: max((rule.length for rule in matching if rule.name == name), default=0) for name in (USAGE, SIGNAL)
    }
    for rule in matching:
        if rule.name in longest and rule.length < longest[rule.name]:
            continue
        if rule.name == USAGE:
            yield from usage(rule.value, "robots.txt content-usage")
        elif rule.name == SIGNAL:
            yield from content_signal(rule.value, "robots.txt content-signal")
        elif rule.name == "license":
            yield Signal("rsl", "robots.txt license", rule.value, marks=True)


def _closed_to(text: str, path: str, agents: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Return the signs for the agents that may not fetch a path, and these agents by name, in the order given."""
    parsed = parsed_rules(text)
    closed = {agent for alike in _agents_alike(text, agents) if not parsed.can_fetch(path, alike[0]) for agent in alike}
    others = _other_agent(text, agents)
    signs = tuple(f"closed:{OTHERS if agent == others else agent}" for agent in agents if agent in closed)
    return signs, [agent for agent in agents if agent in closed]


@lru_cache(maxsize=1024)
def _agents_alike(text: str, agents: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the agents that a robots.txt names, and one of the others, those with the very same rules together.

    So each set of rules is asked once, however many agents have it.
    """
    rules: dict[str, list[str]] = {}
    open_: list[str] = []
    is_open = False
    for line in text.removeprefix("\ufeff").splitlines():
        name, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        name = name.lower()
        if colon and name == "user-agent":
            open_ = [*(open_ if is_open else []), value.lower()]
            is_open = True
            rules.setdefault(value.lower(), [])
        elif colon and name in _RULES:
            is_open = False
            for agent in open_:
                rules[agent].append(f"{name}:{value}")
    small, others = text.lower(), _other_agent(text, agents)
    alike: dict[tuple[str, ...], list[str]] = {}
    for agent in agents:
        if agent.lower() in rules:
            alike.setdefault(tuple(rules[agent.lower()]), []).append(agent)
        elif agent == others or agent.lower() in small:
            alike[(agent,)] = [agent]
    return tuple(map(tuple, alike.values()))


@lru_cache(maxsize=1024)
def _other_agent(text: str, agents: tuple[str, ...]) -> str | None:
    """Return an agent that a robots.txt does not name: it stands for all such, since the same rules hold for them."""
    small = text.lower()
    return next((agent for agent in agents if agent.lower() not in small), None)


class Rule(NamedTuple):
    """A line of robots.txt that states a preference."""

    name: str
    location: re.Pattern[str]
    length: int
    """Characters of the location."""
    value: str


@lru_cache(maxsize=1024)
def parsed_rules(text: str) -> Any:
    """Return the rules of a robots.txt, or of a file that is written as one; read once a text."""
    return Protego.parse(text.removeprefix("\ufeff"))


@lru_cache(maxsize=1024)
def _rules(text: str, trained: frozenset[str]) -> tuple[Rule, ...]:
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
        if name == "license" or (name in {USAGE, SIGNAL} and (not agents or OTHERS in agents or agents & trained)):
            rules.append(_rule(name, value))
    return tuple(rules)


def _rule(name: str, value: str) -> Rule:
    path, _, rest = value.partition(" ")
    if name not in {USAGE, SIGNAL} or not path.startswith("/"):
        return Rule(name, location_pattern("/"), 0, value)
    return Rule(name, location_pattern(path), len(path), rest.strip())
