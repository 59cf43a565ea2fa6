"""A second generator of personal data: eight countries, labels glued to values, odd digits, and numbers that are none.

Made from how directories, letterheads and forms of each country print such values, not from what the finders look for;
check digits are computed here.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple


class Line(NamedTuple):
    """A text with at most one value in it."""

    text: str
    value: str
    """The value as it stands in the text; empty where there is none."""
    kind: str
    form: str
    """What kind of thing it is, for a report."""


Draw = random.Random
CLAUSES = (
    "Wir freuen uns auf Ihren Besuch.", "Das Büro ist von 9 bis 17 Uhr besetzt.", "Bitte schreiben Sie uns.",
    "Nous vous répondrons bientôt.", "Biuro jest czynne od poniedziałku.", "La oficina abre a las nueve.",
    "L'ufficio è aperto tutti i giorni.", "Wij helpen u graag verder.", "",
)  # fmt: skip


def n(draw: Draw, count: int, first: str = "23456789") -> str:
    return draw.choice(first) + "".join(draw.choice("0123456789") for _ in range(count - 1))


def cut(digits: str, *lengths: int, by: str = " ") -> str:
    parts, at = [], 0
    for length in lengths:
        parts.append(digits[at : at + length])
        at += length
    return by.join([*parts, digits[at:]] if at < len(digits) else parts)


def phone(draw: Draw) -> tuple[str, str]:
    country = draw.choice(sorted(PHONES))
    return PHONES[country](draw), country


def phone_de(draw: Draw) -> str:
    area, rest = draw.choice(["89", "30", "221", "6221", "40", "711", "3841"]), n(draw, draw.choice([6, 7, 8]))
    mobile, tail = draw.choice(["151", "160", "171", "176"]), n(draw, 8)
    return draw.choice([
        f"+49 {area} {rest}", f"+49 (0){area} {rest}", f"+49 (0) {area} / {rest}", f"0049 {area} {rest}",
        f"0{area}/{rest}", f"0{area} / {cut(rest, 2, 2)}", f"(0{area}) {rest}", f"0{area}-{rest}", f"+49{area}{rest}",
        f"0{area} {rest}-0", f"0{mobile} {tail}", f"0{mobile}/{tail}", f"+49 {mobile} {tail}", f"0{mobile}-{tail}",
    ])  # fmt: skip


def phone_at(draw: Draw) -> str:
    rest = n(draw, 7)
    return draw.choice([
        f"+43 1 {cut(rest, 3, 2)}", f"+43 (0)1 {rest}", f"01/{cut(rest, 3, 2)}", f"0662/{n(draw, 6)}",
        f"+43 664 {rest}", f"0664/{cut(rest, 3, 2)}", f"0043 316 {n(draw, 6)}", f"+43-512-{n(draw, 6)}",
    ])  # fmt: skip


def phone_ch(draw: Draw) -> str:
    rest = n(draw, 7)
    area = draw.choice(["44", "31", "61", "22", "79", "78"])
    return draw.choice([
        f"+41 {area} {cut(rest, 3, 2)}", f"0{area} {cut(rest, 3, 2)}", f"0041 {area} {cut(rest, 3, 2)}",
        f"+41 (0){area} {cut(rest, 3, 2)}", f"0{area}/{cut(rest, 3, 2)}", f"+41{area}{rest}",
    ])  # fmt: skip


def phone_fr(draw: Draw) -> str:
    rest = n(draw, 8, "0123456789")
    area = draw.choice("1234567")
    return draw.choice([
        cut(f"0{area}{rest}", 2, 2, 2, 2), cut(f"0{area}{rest}", 2, 2, 2, 2, by="."),
        f"+33 {area} {cut(rest, 2, 2, 2)}",
        f"+33(0){area} {cut(rest, 2, 2, 2)}", f"+33{area}{rest}", cut(f"0{area}{rest}", 2, 2, 2, 2, by="-"),
        f"0033 {area} {cut(rest, 2, 2, 2)}",
    ])  # fmt: skip


def phone_pl(draw: Draw) -> str:
    rest = n(draw, 7)
    return draw.choice([
        f"+48 22 {cut(rest, 3, 2)}", f"+48 {cut('5' + n(draw, 8), 3, 3)}", f"(22) {cut(rest, 3, 2)}",
        f"22 {cut(rest, 3, 2)}", cut("6" + n(draw, 8), 3, 3), cut("5" + n(draw, 8), 3, 3, by="-"), "5" + n(draw, 8),
        f"0048 {cut('6' + n(draw, 8), 3, 3)}",
    ])  # fmt: skip


def phone_es(draw: Draw) -> str:
    rest = n(draw, 7)
    return draw.choice([
        f"+34 91 {cut(rest, 3, 2)}", f"91 {cut(rest, 3, 2)}", f"+34 {cut('6' + n(draw, 8), 3, 3)}",
        cut("6" + n(draw, 8), 3, 3), cut("9" + n(draw, 8), 3, 2, 2), "6" + n(draw, 8), f"0034 93 {cut(rest, 3, 2)}",
        cut("9" + n(draw, 8), 3, 3, by="."),
    ])  # fmt: skip


def phone_it(draw: Draw) -> str:
    return draw.choice([
        f"+39 06 {n(draw, 7)}", f"06 {n(draw, 7)}", f"02/{n(draw, 8)}", f"+39 3{n(draw, 2)} {n(draw, 7)}",
        f"3{n(draw, 2)} {n(draw, 7)}", f"055.{n(draw, 7)}", f"0039 02 {n(draw, 7)}", f"051-{n(draw, 6)}",
    ])  # fmt: skip


def phone_nl(draw: Draw) -> str:
    rest = n(draw, 7)
    return draw.choice([
        f"+31 20 {cut(rest, 3)}", f"020-{rest}", f"06-{n(draw, 8)}", f"(020) {cut(rest, 3, 2)}", f"+31 (0)20 {rest}",
        f"0031 20 {rest}", f"+31 6 {n(draw, 8)}", f"0181-{n(draw, 6)}", f"06 {n(draw, 8)}",
    ])  # fmt: skip


PHONES = {
    "de": phone_de, "at": phone_at, "ch": phone_ch, "fr": phone_fr, "pl": phone_pl, "es": phone_es, "it": phone_it,
    "nl": phone_nl,
}  # fmt: skip
LABELS = {
    "de": ("Tel.", "Telefon", "Tel", "Fax", "Mobil", "Handy", "Fon", "Telefax"),
    "at": ("Tel.", "Telefon", "Fax", "Mobil", "Handy"),
    "ch": ("Tel.", "Telefon", "Natel", "Mobile", "Fax"),
    "fr": ("Tél.", "Tél", "Téléphone", "Fax", "Portable", "Mobile"),
    "pl": ("tel.", "Telefon", "tel. kom.", "kom.", "faks", "Tel"),
    "es": ("Tel.", "Teléfono", "Tfno.", "Móvil", "Fax", "Tlf."),
    "it": ("Tel.", "Telefono", "Cell.", "Cellulare", "Fax"),
    "nl": ("Tel.", "Telefoon", "Mobiel", "Fax", "Tel"),
}
BEHIND = (" ", ", ", ". ", "\n", " | ")
GLUE = (": ", ":", " ", ": ", " : ")
BANK = {"DE": "nnnnnnnnnnnnnnnnnn", "AT": "n" * 16, "CH": "n" * 17, "FR": "nnnnnnnnnnaaaaaaaaaaann", "PL": "n" * 24,
        "ES": "n" * 20, "IT": "a" + "n" * 10 + "n" * 12, "NL": "aaaa" + "n" * 10, "BE": "n" * 12,
        "LU": "n" * 16}  # fmt: skip


def iban(draw: Draw) -> str:
    country = draw.choice(sorted(BANK))
    body = "".join(
        draw.choice("0123456789") if sign == "n" else draw.choice("ABCDEFGHKLMNPRSTUVWXYZ") for sign in BANK[country]
    )
    rest = int("".join(str(int(sign, 36)) for sign in f"{body}{country}00")) % 97
    compact = f"{country}{98 - rest:02d}{body}"
    spaced = " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))
    return draw.choice([compact, spaced, spaced, compact.lower(), spaced.lower(), compact[:2].lower() + compact[2:]])


def card(draw: Draw) -> str:
    prefix, length = draw.choice([("4", 16), ("51", 16), ("54", 16), ("37", 15), ("4", 16)])
    body = prefix + "".join(draw.choice("0123456789") for _ in range(length - len(prefix) - 1))
    total = sum(sum(divmod(int(digit) * (2 if at % 2 == 0 else 1), 10)) for at, digit in enumerate(reversed(body)))
    whole = f"{body}{-total % 10}"
    printed = cut(whole, 4, 6) if length == 15 else cut(whole, 4, 4, 4)
    return draw.choice([whole, printed, printed, printed.replace(" ", "-")])


def ip(draw: Draw) -> str:
    if draw.random() < 0.3:
        groups = [draw.randrange(256, 65536), draw.randrange(1, 999)]
        return f"2a0{draw.randrange(1, 9)}:{groups[0]:x}:{groups[1]:x}::{draw.randrange(1, 65536):x}"
    first = draw.choice([62, 78, 80, 85, 91, 109, 141, 176, 178, 185, 188, 194, 212, 217])
    return f"{first}.{draw.randrange(1, 250)}.{draw.randrange(1, 250)}.{draw.randrange(1, 250)}"


def email(draw: Draw) -> str:
    name = draw.choice(["max.muster", "a.kowalska", "j-p.dupont", "info", "m.rossi", "pedro_garcia", "s.devries",
                        "Büro", "Anna.Weiß", "kontakt2024"])  # fmt: skip
    host = draw.choice(["posteo.de", "bluewin.ch", "orange.fr", "wp.pl", "correo.es", "libero.it", "ziggo.nl",
                        "gmx.at", "stadt-wien.gv.at", "uni-köln.de"])  # fmt: skip
    return draw.choice([f"{name}@{host}", f"{name}@{host}", f"{name.upper()}@{host}", f"{name}(at){host}",
                        f"{name} [at] {host.replace('.', ' [dot] ')}"])  # fmt: skip


MAKERS: dict[str, tuple[Callable[[Draw], str], tuple[str, ...]]] = {
    "iban": (iban, ("IBAN", "Konto", "IBAN-Nr.", "Compte", "Konto nr", "Cuenta", "Conto", "Rekening",
                    "Bankverbindung")),
    "card": (card, ("Kreditkarte", "Kreditkartennummer", "Carte bancaire", "Tarjeta", "Carta di credito", "Creditcard",
                    "Karta kredytowa", "Karte")),
    "ip": (ip, ("IP", "IP-Adresse", "Adresse IP", "Adres IP", "Dirección IP", "Indirizzo IP", "IP-adres")),
    "email": (email, ("E-Mail", "Mail", "Courriel", "Correo", "E-mail", "Email", "mailto")),
}  # fmt: skip


def wide(value: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isdigit() else sign for sign in value)


def hidden(value: str, draw: Draw) -> str:
    sign = draw.choice(["\u200b", "\u00ad", "\u2060", "\ufeff", "\u200d"])
    at = draw.randrange(1, len(value))
    return value[:at] + sign + value[at:] if draw.random() < 0.5 else sign.join(value)


def hard(value: str, draw: Draw) -> str:
    return value.replace(" ", draw.choice(["\u00a0", "\u202f", "\u2009"]))


def broken(value: str, draw: Draw) -> str:
    """Return the value with a line's end in it, where a printer would put one."""
    places = [at for at, sign in enumerate(value) if sign in " /-" and at]
    if "@" in value:
        places = [value.index("@") + 1]
    if not places:
        return value
    at = draw.choice(places)
    if value[at] == " ":
        return f"{value[:at]}\n{value[at + 1 :]}"
    at += "@" not in value
    return f"{value[:at]}\n{value[at:]}"


def planted(seed: int, count: int) -> list[Line]:
    draw = random.Random(seed)
    lines = []
    for _ in range(count):
        kind = draw.choice(["phone", "phone", "phone", "iban", "iban", "card", "ip", "email"])
        if kind == "phone":
            value, country = phone(draw)
            label = draw.choice(LABELS[country])
            form = f"phone {country}"
        else:
            make, labels = MAKERS[kind]
            value, label, form = make(draw), draw.choice(labels), kind
        spelling = draw.choice(["plain"] * 6 + ["wide", "hidden", "hard", "broken"])
        if spelling == "wide" and kind in {"phone", "iban", "card"}:
            value = wide(value)
        elif spelling == "hidden":
            value = hidden(value, draw)
        elif spelling == "hard":
            value = hard(value, draw)
        elif spelling == "broken":
            value = broken(value, draw)
        else:
            spelling = "plain"
        before, behind = draw.choice(CLAUSES), draw.choice(CLAUSES)
        text = f"{before} {label}{draw.choice(GLUE)}{value}{draw.choice(BEHIND)}{behind}".strip()
        lines.append(Line(text, value, kind, f"{form} {spelling}"))
    return lines


def isbn(draw: Draw) -> str:
    body = f"978{draw.choice(['3', '2', '83', '84', '88', '90'])}" + n(draw, 9)
    body = body[:12]
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body)) % 10
    return f"ISBN {body[:3]}-{body[3]}-{body[4:8]}-{body[8:]}-{check}"


def day(draw: Draw) -> str:
    return f"{draw.randrange(1, 28):02d}.{draw.randrange(1, 12):02d}.{draw.randrange(1980, 2024)}"


LOOK_ALIKES: tuple[Callable[[Draw], str], ...] = (
    isbn,
    lambda d: f"ISSN {n(d, 4)}-{n(d, 4)}",
    lambda d: f"DIN EN ISO {n(d, 4)}-{d.randrange(1, 9)}:{d.randrange(1990, 2024)}-{d.randrange(1, 13):02d}",
    lambda d: f"ÖNORM B {n(d, 4)}-{d.randrange(1, 9)} und SN {n(d, 6)}",
    lambda d: f"§ {d.randrange(1, 900)} Abs. {d.randrange(1, 9)} Nr. {d.randrange(1, 30)} BGB, BGBl. I S. {n(d, 4)}",
    lambda d: f"BGH, Urteil vom {day(d)} - VI ZR {n(d, 3)}/{d.randrange(10, 24)}",
    lambda d: f"Verordnung (EU) Nr. {n(d, 3)}/2016, ABl. L {n(d, 3)} vom {day(d)}, S. {n(d, 2)}",
    lambda d: f"Version {d.randrange(1, 20)}.{d.randrange(0, 20)}.{d.randrange(0, 200)}.{d.randrange(0, 9999)}",
    lambda d: f"Firefox/{n(d, 2)}.{d.randrange(9)}.{d.randrange(9)}, Build {n(d, 8)}",
    lambda d: f"{d.randrange(40, 60)}.{n(d, 6)}, {d.randrange(5, 20)}.{n(d, 6)}",
    lambda d: (
        f"{d.randrange(40, 60)}° {d.randrange(60)}′ {d.randrange(60)}″ N, {d.randrange(5, 20)}° {d.randrange(60)}′ O"
    ),
    lambda d: f"{d.randrange(8, 12):02d}.{d.choice(['00', '15', '30'])} - {d.randrange(13, 20)}.45 Uhr",
    lambda d: f"um {d.randrange(24):02d}:{d.randrange(60):02d}:{d.randrange(60):02d} am {day(d)}",
    lambda d: "Ergebnis: " + ", ".join(f"{d.randrange(15, 26)}:{d.randrange(15, 26)}" for _ in range(3)),
    lambda d: f"6:{d.randrange(5)} 7:5 3:6 6:{d.randrange(5)}",
    lambda d: f"{n(d, 1)}.{n(d, 3)}.{n(d, 3)},{n(d, 2)} Euro",
    lambda d: f"{n(d, 2)} {n(d, 3)} {n(d, 3)} zł",
    lambda d: f"{n(d, 2)}'{n(d, 3)}'{n(d, 3)}.{n(d, 2)} CHF",
    lambda d: f"EAN 40{n(d, 11)}",
    lambda d: f"doi:10.{n(d, 4)}/s{n(d, 5)}-{n(d, 3)}-{n(d, 4)}-{d.randrange(1, 9)}",
    lambda d: f"Rechnung Nr. {d.randrange(2000, 2024)}-{n(d, 5)}",
    lambda d: f"Bestellnummer {n(d, 3)} {n(d, 3)} {n(d, 2)}",
    lambda d: f"NIP {n(d, 3)}-{n(d, 3)}-{n(d, 2)}-{n(d, 2)}",
    lambda d: f"{d.randrange(10000, 99999)} Bergheim, Postfach {n(d, 2)} {n(d, 2)} {n(d, 2)}",
    lambda d: f"arXiv:{d.randrange(10, 24)}{d.randrange(1, 12):02d}.{n(d, 5)}",
    lambda d: f"Kapitel {d.randrange(1, 9)}.{d.randrange(1, 9)}.{d.randrange(1, 9)}.{d.randrange(1, 9)}",
    lambda d: f"Az. {n(d, 2)} O {n(d, 3)}/{d.randrange(10, 24)}",
    lambda d: f"SHA1 {''.join(d.choice('0123456789abcdef') for _ in range(40))}",
    lambda d: f"{d.randrange(1800, 1999)}-{d.randrange(1800, 1999)}, S. {n(d, 3)}-{n(d, 3)}",
    lambda d: f"@{d.choice(['tagesblatt', 'stadtrat', 'club_1900'])} schrieb #{n(d, 4)}",
    lambda d: f"HRB {n(d, 6)}, Amtsgericht Köln",
    lambda d: f"SIREN {n(d, 3)} {n(d, 3)} {n(d, 3)}",
    lambda d: f"Matthäus {d.randrange(1, 28)},{d.randrange(1, 9)}-{d.randrange(10, 30)}",
    lambda d: f"logo@{d.choice('23')}x.png, {n(d, 4)}x{n(d, 4)}",
    lambda d: f"Aufl. {n(d, 3)} {n(d, 3)}, {d.randrange(1, 9)} {n(d, 3)} Leser",
    lambda d: f"KBA-Nr. {n(d, 4)} {n(d, 3)}",
    lambda d: f"2:{d.randrange(10, 59)}:{d.randrange(10, 59)} h, {d.randrange(10, 59)}:{d.randrange(10, 59)}.{n(d, 2)}",
)


def clean(seed: int, count: int) -> list[Line]:
    draw = random.Random(seed)
    lines = []
    for _ in range(count):
        at = draw.randrange(len(LOOK_ALIKES))
        text = f"{draw.choice(CLAUSES)} {LOOK_ALIKES[at](draw)}{draw.choice(BEHIND)}{draw.choice(CLAUSES)}"
        lines.append(Line(text.strip(), "", "", f"look-alike {at}"))
    return lines
