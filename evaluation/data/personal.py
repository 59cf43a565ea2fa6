"""Synthetic German, English and French texts with planted personal data and with numbers that are none.

Everything follows from a seed. Check digits are computed here anew, by other means than the library's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import NamedTuple

Maker = Callable[[random.Random], str]


class Planted(NamedTuple):
    """A text, and where personal data stands in it: start, end, kind."""

    text: str
    items: tuple[tuple[int, int, str], ...]


SENTENCES = {
    "de": (
        "Der Verein trifft sich an jedem ersten Dienstag im Monat im Gasthaus an der Brücke.",
        "Am 12. März 2019 beschloss der Rat mit 23 zu 14 Stimmen, die alte Schule zu erhalten.",
        "Die Kosten stiegen von 1.250.000 auf 3.400.000 Euro, also um 172 Prozent.",
        "Zwischen 1998 und 2004 wurden 12 345 Exemplare gedruckt und im ganzen Land verteilt.",
        "Niemand wusste, wer den Schlüssel zuletzt gehabt hatte, und so blieb das Tor verschlossen.",
        "Die Ausstellung ist dienstags bis sonntags von 10.00 - 18.00 Uhr geöffnet.",
        "Das Gesetz über die Nutzung der Wege (§ 12 Abs. 3 Nr. 4) gilt seit dem 01.01.2008.",
    ),
    "en": (
        "The society meets on the first Tuesday of every month at the inn by the bridge.",
        "On 12 March 2019 the council voted 23 to 14 to keep the old school at its present site.",
        "Costs rose from 1,250,000 to 3,400,000 pounds, an increase of 172 per cent.",
        "Between 1998 and 2004 some 12 345 copies were printed and sent all over the country.",
        "Nobody knew who had held the key last, and so the gate stayed shut at night.",
        "The exhibition is open at weekends, 10.00 - 18.00, and look at the map for the way.",
    ),
    "fr": (
        "La société se réunit chaque premier mardi du mois à l’auberge près du pont.",
        "Le 12 mars 2019, le conseil a décidé par 23 voix contre 14 de garder la vieille école.",
        "Le coût est passé de 1 250 000 à 3 400 000 euros, soit une hausse de 172 %.",
        "Entre 1998 et 2004, 12 345 exemplaires ont été imprimés et distribués dans tout le pays.",
        "Personne ne savait qui avait eu la clé en dernier, et le portail resta fermé.",
    ),
}
FIRST = [
    "anna",
    "bernd",
    "clara",
    "dieter",
    "emma",
    "fritz",
    "greta",
    "hans",
    "ines",
    "jonas",
    "karla",
    "ludwig",
    "marie",
    "nils",
    "olga",
    "paul",
    "renate",
    "sven",
]
LAST = [
    "albers",
    "brandt",
    "claasen",
    "dorn",
    "ebert",
    "falk",
    "gruber",
    "huber",
    "jansen",
    "krause",
    "lorenz",
    "maurer",
    "noack",
    "ott",
    "peters",
]
HOSTS = [
    "verlag-nord",
    "stadtarchiv",
    "heimatverein",
    "mail",
    "example-firma",
    "web",
    "uni-bergheim",
    "posteo",
    "tele2",
    "bücherhaus",
    "gmx",
]
TOPS = ["de", "com", "org", "net", "at", "ch", "eu", "fr", "info", "co.uk", "berlin"]


def digits(rng: random.Random, count: int, first: str = "123456789") -> str:
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def email(rng: random.Random) -> str:
    name = rng.choice(
        (
            f"{rng.choice(FIRST)}.{rng.choice(LAST)}",
            f"{rng.choice(FIRST)}{rng.randrange(100)}",
            "info",
            "redaktion",
            f"{rng.choice(FIRST)[0]}_{rng.choice(LAST)}",
            f"{rng.choice(LAST)}+{rng.choice(FIRST)}",
            "leser-service",
        )
    )
    address = f"{name}@{rng.choice(('', '', 'www2.', 'mail.'))}{rng.choice(HOSTS)}.{rng.choice(TOPS)}"
    return address.upper() if rng.random() < 0.05 else address


def written_email(rng: random.Random) -> str:
    name = rng.choice((f"{rng.choice(FIRST)}.{rng.choice(LAST)}", rng.choice(LAST), "kontakt"))
    host, top = rng.choice(HOSTS), rng.choice(("de", "com", "org", "at", "fr"))
    form = rng.choice(
        (
            "{}(at){}.{}",
            "{} (at) {}.{}",
            "{}[at]{}.{}",
            "{} [at] {} [dot] {}",
            "{}(at){}(dot){}",
            "{} at {} dot {}",
            "{} (ät) {} (punkt) {}",
            "{} at {} punkt {}",
            "{}(a){}.{}",
            "{} {{at}} {} {{dot}} {}",
            "{} AT {} DOT {}",
            "{}@{} dot {}",
            "{} @ {}.{}",
            "{}_at_{}.{}",
            "{}(@){}.{}",
            "{} ( at ) {} . {}",
        )
    )
    return form.replace(" . ", ".").format(name, host, top)


def german_phone(rng: random.Random) -> str:
    area = rng.choice(("30", "40", "89", "69", "711", "4321", "5251", "33056", "7071", "221"))
    mobile = rng.choice(("151", "160", "171", "172", "176", "179"))
    number = digits(rng, rng.choice((5, 6)) if len(area) > 2 else rng.choice((7, 8)))
    pairs = " ".join(number[i : i + 2] for i in range(0, len(number), 2))
    own = digits(rng, 7)
    return rng.choice(
        (
            f"0{area}/{number}",
            f"0{area} {number}",
            f"(0{area}) {number}",
            f"0{area}-{number}",
            f"0{area} / {pairs}",
            f"+49 {area} {number}",
            f"+49 (0){area} {number}",
            f"+49{area}{number}",
            f"0049 {area} {number}",
            f"0{mobile}/{own}",
            f"0{mobile} {own[:3]} {own[3:5]} {own[5:]}",
            f"+49 {mobile} {own}",
            f"0{area} {number}-{digits(rng, 2)}",
            f"(0{area}) {pairs}",
            f"0{area} - {number}",
            f"+49-{area}-{number}",
            f"+49 (0) {area} / {number}",
            f"(+49) {area} {number}",
            f"0{mobile}-{own}",
            f"0{area}/{pairs}",
        )
    )


def other_phone(rng: random.Random) -> str:
    d = digits(rng, 3, "23456789") + digits(rng, 9, "23456789")
    return rng.choice(
        (
            f"+43 1 {d[:7]}",
            f"+43 664 {d[:7]}",
            f"+41 44 {d[:3]} {d[3:5]} {d[5:7]}",
            f"044 {d[:3]} {d[3:5]} {d[5:7]}",
            f"0664/{d[:7]}",
            f"01/{d[:7]}",
            f"079 {d[:3]} {d[3:5]} {d[5:7]}",
            f"+33 1 {d[:2]} {d[2:4]} {d[4:6]} {d[6:8]}",
            f"01 {d[:2]} {d[2:4]} {d[4:6]} {d[6:8]}",
            f"06.{d[:2]}.{d[2:4]}.{d[4:6]}.{d[6:8]}",
            f"+44 20 {d[:4]} {d[4:8]}",
            f"020 {d[:4]} {d[4:8]}",
            f"({d[:3]}) {d[3:6]}-{d[6:10]}",
            f"{d[:3]}-{d[3:6]}-{d[6:10]}",
            f"+1 {d[:3]} {d[3:6]} {d[6:10]}",
            f"+1-{d[:3]}-{d[3:6]}-{d[6:10]}",
            f"+31 20 {d[:7]}",
            f"+39 06 {d[:8]}",
            f"+48 22 {d[:3]} {d[3:5]} {d[5:7]}",
            f"+45 {d[:2]} {d[2:4]} {d[4:6]} {d[6:8]}",
            f"0033 1 {d[:2]} {d[2:4]} {d[4:6]} {d[6:8]}",
            f"+420 {d[:3]} {d[3:6]} {d[6:9]}",
        )
    )


def named_phone(rng: random.Random) -> str:
    return rng.choice(
        (
            german_phone(rng),
            other_phone(rng),
            digits(rng, 6),
            f"{digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)}",
            f"0{digits(rng, 9)}",
            digits(rng, 5),
            f"{digits(rng, 4)}-{digits(rng, 2)}",
        )
    )


def iban(rng: random.Random) -> str:
    country, body = rng.choice(
        (
            ("DE", digits(rng, 18)),
            ("AT", digits(rng, 16)),
            ("CH", digits(rng, 17)),
            ("NL", "ABNA" + digits(rng, 10)),
            ("FR", digits(rng, 10) + "0A" + digits(rng, 11)),
            ("GB", "NWBK" + digits(rng, 14)),
            ("ES", digits(rng, 20)),
            ("PL", digits(rng, 24)),
            ("BE", digits(rng, 12)),
            ("IT", "X" + digits(rng, 22)),
            ("DE", digits(rng, 18)),
        )
    )
    remainder = 0
    for character in body + country + "00":
        for figure in str(int(character, 36)):
            remainder = (remainder * 10 + int(figure)) % 97
    whole = f"{country}{98 - remainder:02d}{body}"
    spaced = " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))
    return rng.choice((whole, spaced, spaced, spaced.replace(" ", "-")))


def with_luhn(body: str) -> str:
    doubled = [int(figure) * (2 - place % 2) for place, figure in enumerate(reversed(body))]
    return body + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def card(rng: random.Random) -> str:
    sixteen = with_luhn(rng.choice(("4", "51", "55", "2221", "6011")).ljust(4, "3") + digits(rng, 11))
    amex = with_luhn(rng.choice(("34", "37")) + digits(rng, 12))
    groups = [sixteen[i : i + 4] for i in range(0, 16, 4)]
    return rng.choice((" ".join(groups), "-".join(groups), f"{amex[:4]} {amex[4:10]} {amex[10:]}"))


def ip(rng: random.Random) -> str:
    if rng.random() < 0.3:
        groups = [f"{rng.randrange(1, 65536):x}" for _ in range(6)]
        head = rng.choice(("2001:4860", "2a02:8109", "2a00:1450"))
        return rng.choice((f"{head}:{':'.join(groups)}", f"{head}:{groups[0]}::{groups[1]}", f"{head}::{groups[2]}"))
    first = rng.choice((23, 46, 62, 78, 80, 85, 91, 93, 134, 141, 178, 188, 195, 212, 217))
    return f"{first}.{rng.randrange(64, 255)}.{rng.randrange(255)}.{rng.randrange(1, 255)}"


def tax_id(rng: random.Random) -> str:
    figures = rng.sample("0123456789", 9)
    figures.insert(rng.randrange(10), rng.choice(figures))
    while figures[0] == "0":
        rng.shuffle(figures)
    carry = 10
    for figure in figures:
        total = (int(figure) + carry) % 10
        carry = (total or 10) * 2 % 11
    whole = "".join(figures) + str((11 - carry) % 10)
    return rng.choice((whole, f"{whole[:2]} {whole[2:5]} {whole[5:8]} {whole[8:]}"))


def social_security_number(rng: random.Random) -> str:
    birthday = f"{rng.randrange(1, 29):02d}{rng.randrange(1, 13):02d}{rng.randrange(100):02d}"
    area, letter, serial = (
        rng.choice(("12", "15", "38", "53", "65")),
        rng.choice("ABCDEFGHKLMNPRSTW"),
        rng.randrange(100),
    )
    figures = [
        int(figure) for figure in f"{area}{birthday}{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.index(letter) + 1:02d}{serial:02d}"
    ]
    products = [figure * weight for figure, weight in zip(figures, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True)]
    check = sum(product // 10 + product % 10 for product in products) % 10
    return rng.choice(
        (f"{area}{birthday}{letter}{serial:02d}{check}", f"{area} {birthday} {letter} {serial:02d}{check}")
    )


# What stands around an item: kind, its maker, and frames by language; {} is the item.
PLAIN = {
    "de": (
        "Schreiben Sie an {}.",
        "Fragen beantwortet gern {}, auch abends.",
        "Anmeldung: {}",
        "({})",
        "Kontakt {} bis Freitag.",
    ),
    "en": (
        "Write to {}.",
        "Questions are answered by {}, also at night.",
        "Registration: {}",
        "({})",
        "Contact {} by Friday.",
    ),
    "fr": (
        "Écrivez à {}.",
        "Renseignements : {}, le soir aussi.",
        "Inscription : {}",
        "({})",
        "Contact {} avant vendredi.",
    ),
}
NAMED_PHONE = {
    "de": (
        "Tel. {}",
        "Telefon: {}",
        "Rufen Sie an unter Telefon {}!",
        "Fax {}",
        "Handy: {}",
        "Tel.: {}, auch samstags",
        "Sie ist unter der Nummer {} zu erreichen.",
    ),
    "en": ("Phone: {}", "Call {} for details.", "Tel {}", "Fax: {}", "Mobile {}.", "Telephone {} after six."),
    "fr": ("Tél. {}", "Téléphone : {}", "Tél : {}", "Fax {}", "Portable : {}"),
}
ACCOUNT = {
    "de": ("Spenden an {} erbeten.", "IBAN: {}", "Konto {}, Stadtsparkasse"),
    "en": ("Donations to {} please.", "IBAN: {}"),
    "fr": ("Dons au compte {}.", "IBAN : {}"),
}
CARD = {
    "de": ("Kreditkarte {}", "Die Karte {} wurde gesperrt."),
    "en": ("Credit card {}", "The card {} was blocked."),
    "fr": ("Carte bancaire {}", "La carte {} est bloquée."),
}
IP = {
    "de": ("Der Zugriff kam von {}.", "IP-Adresse: {}", "Der Server {} antwortet nicht."),
    "en": ("Access came from {}.", "IP address {}", "The host {} is down."),
    "fr": ("L’accès venait de {}.", "Adresse IP : {}"),
}
TAX_ID = {
    "de": ("Steuer-ID: {}", "Steueridentifikationsnummer {}", "IdNr. {}"),
    "en": ("German tax ID {}",),
    "fr": ("Identifiant fiscal : {}",),
}
SOCIAL = {
    "de": ("Versicherungsnummer {}", "Rentenversicherung: {}", "SV-Nr. {}"),
    "en": ("Insurance number {}",),
    "fr": ("Assurance : {}",),
}
PLANTED: tuple[tuple[str, Maker, Mapping[str, tuple[str, ...]]], ...] = (
    ("email", email, PLAIN),
    ("email", email, PLAIN),
    ("email", written_email, PLAIN),
    ("phone", german_phone, PLAIN),
    ("phone", other_phone, PLAIN),
    ("phone", named_phone, NAMED_PHONE),
    ("phone", german_phone, NAMED_PHONE),
    ("iban", iban, ACCOUNT),
    ("card", card, CARD),
    ("ip", ip, IP),
    ("tax_id", tax_id, TAX_ID),
    ("social_security_number", social_security_number, SOCIAL),
)


def decoy(rng: random.Random) -> str:
    d, e, f = digits(rng, 8), digits(rng, 13), digits(rng, 16, "123456789")
    day, month, year = rng.randrange(1, 29), rng.randrange(1, 13), rng.randrange(1900, 2030)
    hour, minute = rng.randrange(6, 20), rng.choice(("00", "15", "30", "45"))
    return rng.choice(
        (
            f"{day:02d}.{month:02d}.{year}",
            f"{year}-{month:02d}-{day:02d}",
            f"{day:02d}/{month:02d}/{year}",
            f"{day}. {month}. {year}",
            f"{day:02d}.{month:02d}.{year} - {day:02d}.{month:02d}.{year + 1}",
            f"{hour:02d}.{minute} - {hour + 2:02d}.{minute} Uhr",
            f"{year}-{month:02d}-{day:02d} {hour:02d}:{minute}:07",
            f"ISBN 978-3-{d[:2]}-{d[2:8]}-{e[:1]}",
            f"ISBN 0-{d[:3]}-{e[:5]}-2",
            "ISSN 0378-5955",
            "ISSN 0028-0836",
            f"EAN {e}",
            f"EAN 0{e[:12]}",
            f"{d[:2]}.{d[2:5]}.{d[5:8]},00 Euro",
            f"{d[:1]}.{d[1:4]},{d[4:6]} €",
            f"Version {d[:1]}.{d[1:2]}.{d[2:4]}.{d[4:6]}",
            f"Firefox {d[:2]}.0.{d[2:4]}.{d[4:6]}",
            f"Bestellnummer 0{d[:4]}-{d[4:]}",
            f"Artikelnr. {d[:4]}/{d[4:]}",
            f"Az. {d[:2]} C {d[2:5]}/{year % 100:02d}",
            f"Aktenzeichen 0{d[:3]} {d[3:6]}/{year % 100:02d}",
            f"HRB {d[:6]}",
            f"HRB 0{d[:5]} B",
            f"10.{d[:4]}/{e[:9]}",
            f"https://example.org/{d}/{e[:7]}.html",
            f"order no. {e[:10]}",
            f"Rechnung Nr. 0{d[:5]}-{e[:4]}",
            f"Drucksache {d[:2]}/{e[:5]}",
            f"USt-IdNr. DE{e[:9]}",
            f"PLZ 0{d[:4]}",
            f"0{d[:4]} Musterstadt",
            f"{d[:2]} {d[2:5]} {e[:3]} Einwohner",
            f"§ {d[:3]} Abs. 1 Satz 2",
            f"{day:02d}.{month:02d}.–{day:02d}.{month:02d}.{year}",
            "192.168.178.1",
            "127.0.0.1",
            "2001:db8::1",
            f"logo@{rng.choice('23')}x.png",
            f"@{rng.choice(FIRST)}_{rng.choice(LAST)}",
            f"IBAN DE00 {f[:4]} {f[4:8]} {f[8:12]} {f[12:16]} 00",
            f"Steuernummer {d[:2]}/{d[2:5]}/{e[:5]}",
            f"BLZ {d[:3]} {d[3:6]} {e[:2]}",
            f"Kundennummer {e[:10]}",
            f"{d[:2]},{e[:4]}° N, {d[3:5]},{e[4:8]}° O",
            f"{year}/{(year + 1) % 100:02d}",
            f"Seite {d[:3]}-{d[3:6]}",
            f"{d[:3]} {e[:3]} km",
            f"MAC 00:1a:{d[:2]}:{d[2:4]}:{d[4:6]}:{d[6:8]}",
            f"{hour}:{minute}:{d[:2]}",
            f"0,{e[:7]}",
            f"+{d[:2]},{d[2:4]} Prozent",
            f"{d[:3]} : {d[3:6]}",
            f"{e[:4]} {e[4:8]} {e[8:12]}",
            f"case no. {d[:2]}-{d[2:6]}-{e[:3]}",
            f"react@18.{d[:1]}.0",
            f"look at example.{rng.choice(TOPS)}",
            f"{year} - {year + 3} - {year + 9}",
            f"1, 2, 3, {d[:4]}, {e[:4]}",
            f"Losnummer 0{d[:5]} {e[:4]}",
        )
    )


def make_texts(seed: int, count: int) -> list[Planted]:
    """Return `count` texts of some sentences; about half hold an item, and each two numbers that are none."""
    rng = random.Random(seed)  # texts for tests, no secrets
    return [_make(rng) for _ in range(count)]


def _make(rng: random.Random) -> Planted:
    language = rng.choice(("de", "de", "en", "fr"))
    parts: list[tuple[str, tuple[int, int, str] | None]] = [
        (rng.choice(SENTENCES[language]), None) for _ in range(rng.randrange(1, 5))
    ]
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2))):
        kind, maker, frames = rng.choice(PLANTED)
        before, _, after = rng.choice(frames[language]).partition("{}")
        made = maker(rng)
        parts.insert(
            rng.randrange(len(parts) + 1), (before + made + after, (len(before), len(before) + len(made), kind))
        )
    for _ in range(rng.randrange(4)):
        frame = rng.choice(("{}", "Siehe {}.", "({})", "See {}, please.", "Voir {}."))
        parts.insert(rng.randrange(len(parts) + 1), (frame.format(decoy(rng)), None))
    text, items = "", []
    for part, item in parts:
        text += " " if text else ""
        if item:
            items.append((len(text) + item[0], len(text) + item[1], item[2]))
        text += part
    return Planted(text, tuple(items))
