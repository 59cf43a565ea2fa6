"""Personal data as people of thirteen countries write it, and numbers that are none; written from how such things look.

Whoever wrote it had read neither the finders nor the other generators, only what `docs/personal.md` promises.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

COUNTRIES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
FIRST = ("anna", "jean", "paweł", "maria", "giulia", "sven", "jiri", "mette", "rui", "k", "info", "j.p", "Eva-Maria")
LAST = ("schmidt", "dupont", "nowak", "garcia", "rossi", "devries", "lindqvist", "novak", "silva", "mueller2", "92")
HOSTS = ("example-bau", "mairie.exemple", "gmina", "sub.firma", "müller-haus", "x1", "uni-dorf", "mail.lan-net")
ENDS = (
    "de",
    "at",
    "ch",
    "fr",
    "pl",
    "es",
    "it",
    "nl",
    "be",
    "se",
    "cz",
    "dk",
    "pt",
    "com",
    "org",
    "eu",
    "info",
    "museum",
)
AROUND = (
    "{}(at){}",
    "{} (at) {}",
    "{}[at]{}",
    "{} [at] {}",
    "{} AT {}",
    "{}{{at}}{}",
    "{} at {}",
    "{}(a){}",
    "{}[ät]{}",
)
DOTS = ("(dot)", "[dot]", " punkt ", " dot ", "(punkt)", "[punkt]", ".")
MAILS = ("E-Mail", "Mail", "Email", "Courriel", "Correo", "e-mail", "E-post", "mailto")
TAX = ("Steuer-ID", "Steueridentifikationsnummer", "Steuer-Identifikationsnummer", "IdNr.", "Steuer-IdNr.", "TIN")
SOCIAL = ("SV-Nummer", "Sozialversicherungsnummer", "Rentenversicherungsnummer", "Versicherungsnummer", "RVNR")
ADDRESSES = ("IP", "IP-Adresse", "IP address", "adresse IP", "Host", "from", "client")


class Planted(NamedTuple):
    """A text with a value in it, and what it is."""

    kind: str
    country: str
    spelling: str
    value: str
    before: str
    after: str

    @property
    def text(self) -> str:
        """The text as it stands on a page."""
        return self.before + self.value + self.after


def fill(draw: random.Random, pattern: str) -> str:
    """Return a pattern with digits for # and N."""
    return re.sub("[#N]", lambda sign: draw.choice("23456789" if sign[0] == "N" else "0123456789"), pattern)


def make_iban(draw: random.Random, country: str) -> str:
    """Return an IBAN with the country's length and check digits, in one of the ways it is printed."""
    tag = country.upper()
    digits = fill(draw, "#" * COUNTRIES[country]["iban"])
    bank = {"nl": draw.choice(("ABNA", "INGB", "RABO")) + digits[4:], "it": "X" + digits[1:]}.get(country, digits)
    number = "".join(str(int(sign, 36)) for sign in f"{bank}{tag}00")
    whole = f"{tag}{98 - int(number) % 97:02d}{bank}"
    by = draw.choice((" ", " ", "", "", "-"))
    return by.join(whole[at : at + 4] for at in range(0, len(whole), 4))


def make_card(draw: random.Random) -> tuple[str, bool]:
    """Return a card's number with Luhn's digit, and whether it is printed in groups."""
    first = draw.choice(("4", "51", "53", "55", "2221", "2720", "34", "37"))
    length = 15 if first in {"34", "37"} else 16
    body = first + fill(draw, "#" * (length - 1 - len(first)))
    doubled = [int(sign) * (2 if at % 2 == 0 else 1) for at, sign in enumerate(reversed(body))]
    whole = body + str(-sum(one // 10 + one % 10 for one in doubled) % 10)
    by = draw.choice((" ", "-", ""))
    cuts = (0, 4, 10, 15) if length == 15 else (0, 4, 8, 12, 16)
    return by.join(whole[a:b] for a, b in pairwise(cuts)), bool(by)


def make_tax_id(draw: random.Random) -> str:
    """Return a German tax identification number: one digit twice, the check digit by ISO 7064."""
    nine = draw.sample("0123456789", 9)
    at = draw.choice([place for place, sign in enumerate(nine) if sign != "0"])
    body = [*nine, nine[at]]
    while body[0] == "0" or body[8:] == [body[8]] * 2:
        draw.shuffle(body)
    product = 10
    for sign in body:
        total = (int(sign) + product) % 10 or 10
        product = total * 2 % 11
    whole = "".join(body) + str((11 - product) % 10)
    return draw.choice((whole, f"{whole[:2]} {whole[2:5]} {whole[5:8]} {whole[8:]}"))


def make_social(draw: random.Random) -> str:
    """Return a German social security number with its check digit."""
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(30, 99)
    area, letter, serial = draw.choice((10, 12, 15, 53, 65)), draw.choice("ABCDEFGHKLMNOPRSTUWZ"), draw.randint(0, 99)
    digits = f"{area:02d}{day:02d}{month:02d}{year:02d}{ord(letter) - 64:02d}{serial:02d}"
    products = (int(sign) * by for sign, by in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    check = sum(one // 10 + one % 10 for one in products) % 10
    parts = (digits[:2], digits[2:8], letter, f"{serial:02d}{check}")
    return draw.choice(("", " ")).join(parts)


def make_ip(draw: random.Random) -> str:
    """Return a public address, old or new, sometimes with a port."""
    if draw.random() < 0.3:
        tail = [f"{draw.randrange(1, 65536):x}" for _ in range(draw.randint(2, 5))]
        return (
            draw.choice(("2a02", "2a01", "2003", "2607")) + ":" + ":".join(tail) + "::" + f"{draw.randrange(1, 999):x}"
        )
    parts = (draw.choice((5, 46, 62, 78, 84, 91, 109, 178, 212, 217)), *(draw.randrange(1, 255) for _ in range(3)))
    return ".".join(map(str, parts))


def make_mail(draw: random.Random) -> str:
    """Return an address as programs want it, or written around so that they miss it."""
    name = draw.choice(("{}.{}", "{}_{}", "{}{}", "{}-{}", "{}+{}")).format(draw.choice(FIRST), draw.choice(LAST))
    host, end = draw.choice(HOSTS), draw.choice(ENDS)
    if draw.random() < 0.6:
        whole = f"{name}@{host}.{end}"
        return whole.upper() if draw.random() < 0.1 else whole
    dot = draw.choice(DOTS)
    host = host.replace(".", dot)
    plain = draw.choice(AROUND[:7] if dot != "." else AROUND[:6])
    return plain.format(name, f"{host}{dot}{end}")


def _wide(draw: random.Random, value: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() or sign == "@" else sign for sign in value)


def _hidden(draw: random.Random, value: str) -> str:
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(1, len(value))
        value = value[:at] + draw.choice("\u200b\u200c\u200d\u2060\u00ad\ufeff") + value[at:]
    return value


def _hard(draw: random.Random, value: str) -> str:
    return value.replace(" ", draw.choice("\u00a0\u202f\u2007\u2009")).replace("-", draw.choice("-\u2011\u2010\u2013"))


def _broken(draw: random.Random, value: str) -> str:
    places = [at for at, sign in enumerate(value) if sign == " "]
    at = draw.choice(places) if places else 0
    return value[:at] + "\n" + value[at + 1 :] if places else value


def _low(draw: random.Random, value: str) -> str:
    return value.lower()


SPELLINGS: dict[str, Callable[[random.Random, str], str]] = {
    "plain": lambda _, value: value,
    "glued": lambda _, value: value,
    "wide": _wide,
    "hidden": _hidden,
    "hard": _hard,
    "broken": _broken,
    "low": _low,
}


def plant(seed: int, count: int) -> list[Planted]:
    """Return texts with one value each, the same for the same seed."""
    draw = random.Random(seed)
    return [_plant(draw) for _ in range(count)]


def _plant(draw: random.Random) -> Planted:
    country = draw.choice(list(COUNTRIES))
    words = COUNTRIES[country]
    kind = draw.choices(
        ("phone", "iban", "email", "ip", "card", "tax_id", "social_security_number"), (40, 15, 18, 8, 10, 5, 4)
    )[0]
    label = ""
    if kind == "phone":
        alone = draw.random() < 0.5
        value = fill(draw, draw.choice(words["alone" if alone else "labelled"]))
        label = "" if alone and draw.random() < 0.6 else draw.choice(words["labels"])
    elif kind == "iban":
        value, label = make_iban(draw, country), draw.choice((*words["ibans"], "", "IBAN"))
    elif kind == "card":
        value, grouped = make_card(draw)
        label = "" if grouped and draw.random() < 0.4 else draw.choice(words["cards"])
    elif kind == "email":
        value, label = make_mail(draw), draw.choice((*MAILS, "", ""))
    elif kind == "ip":
        value, label = make_ip(draw), draw.choice(ADDRESSES)
    elif kind == "tax_id":
        value, label = make_tax_id(draw), draw.choice(TAX)
    else:
        value, label = make_social(draw), draw.choice(SOCIAL)
    return _dress(draw, Planted(kind, country, "", value, label, draw.choice(words["sentences"])))


def _dress(draw: random.Random, bare: Planted) -> Planted:
    spelling = draw.choice(("plain", "plain", *SPELLINGS))
    around = (
        spelling == "broken" and bare.kind == "phone" and not bare.before and not bare.value.startswith(("+", "00"))
    )
    written = bare.kind == "email" and "@" not in bare.value
    useless = {
        "low": bare.kind != "iban",
        "glued": not bare.before,
        "broken": around or written or " " not in bare.value,
    }
    if useless.get(spelling) or (written and spelling in {"hidden", "hard", "wide"}):
        spelling = "plain"
    between = draw.choice((":", ": ", " ", " : ", ":  ")) if spelling != "glued" else ":"
    label = bare.before + between if bare.before else ""
    label = label.replace("..", ".")
    before, after = bare.after.split("{}")
    return bare._replace(
        spelling=spelling, value=SPELLINGS[spelling](draw, bare.value), before=before + label, after=after
    )
