"""The settings of each stage; all of them change data, so all of them enter the fingerprint."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from reinschrift.choices import PolicyName
from reinschrift.settings.rules import Rule


class Section(BaseModel):
    """A frozen group of settings that refuses unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class StageSettings(Section):
    """The settings of one stage."""


class EncodingSettings(StageSettings):
    """Repair of characters: mojibake, controls, spaces, Unicode form."""

    mojibake: bool = True
    """Undo text that was read in the wrong charset (ftfy, on the lines that look broken)."""
    controls: bool = True
    """Remove control and zero-width characters that shape nothing, and terminal sequences."""
    spaces: bool = True
    """Turn every kind of space, the no-break space too, into a plain one."""
    hyphens: bool = True
    """Remove soft hyphens; at the end of a line one becomes a hyphen."""
    line_ends: bool = True
    """Turn every kind of line end into a line feed."""
    unicode_form: bool = True
    """Bring text into the Unicode form NFC."""


class MarkupSettings(StageSettings):
    """Repair of what is left of markup: entities, tags, attributes."""

    entities: bool = True
    """Read HTML character references, also doubled and mutilated ones."""
    tags: bool = True
    """Remove left-over tags, comments, scripts and styles."""
    attributes: bool = True
    """Remove left-over attributes of tags that lost their angle brackets."""
    characters: EncodingSettings = EncodingSettings()
    """How the characters are repaired that entities set free (no-break spaces, soft hyphens, mojibake)."""


class LinesSettings(StageSettings):
    """Which lines are content and which are debris."""

    min_content: float = 0.5
    """A line is debris if the model's probability that it is content is below this; 0 keeps every line."""
    min_text_content: float = 0.0
    """The same in a document without sure signs of a web page: a book, a law, a letter; 0 keeps every line."""
    min_markup_content: float = 0.5
    """A block that was taken out of markup is debris if its probability, by the markup around it, is below this."""
    min_foreign_content: float = 0.95
    """A headline in another language beside debris needs this probability of content to stay."""
    comments: Literal["remove", "keep"] = "remove"
    """What becomes of readers' comments under the text of a page; those that are kept have the kind `comment`."""
    rules: bool = True
    """Remove also what needs no model: calls such as “Leave a Reply”, feed tags, picture credits, language menus."""
    max_phrase_share: float = 0.6
    """A short line of which more than this share of words stands in phrases of debris is debris."""


class MetadataSettings(StageSettings):
    """Title, author, date, section and agency that the text itself names."""

    body_chars: int = Field(default=90, ge=1)
    """Characters from which a finished sentence counts as body text; what stands before the first is the head."""
    rows_above: int = Field(default=30, ge=0)
    """Rows above the first row of body text in which title, date line and byline are looked for."""
    rows_below: int = Field(default=8, ge=0)
    """Rows below the last row of body text in which a date line, an author or an agency is looked for."""
    longest_line: int = Field(default=160, ge=1)
    """Characters of the longest row that can be a date line or a byline."""
    longest_title: int = Field(default=220, ge=1)
    """Characters of the longest title."""


class ParagraphsSettings(StageSettings):
    """Where a paragraph begins and ends, and of what kind it is."""

    longest_heading: int = Field(default=120, ge=1)
    """Characters of the longest heading."""
    longest_paragraph: int = Field(default=3000, ge=0)
    """Characters from which a paragraph that is all of its document, without a line break, is divided after sentences;
    0: never."""
    repeat_share: float = Field(default=0.7, gt=0, le=1)
    """Share of a paragraph's word pairs that another one of the document must hold for it to be its repetition."""
    repeat_words: int = Field(default=8, ge=2)
    """Words of the shortest paragraph that can be a repetition; refrains and short answers are shorter."""


class RecleanSettings(StageSettings):
    """What stays is cleaned again until nothing more goes, or so many times."""

    rounds: int = Field(default=50, ge=0)
    """How often at most (two or three rounds are enough for nearly all documents); 0: a line is judged once, by its
    neighbours in the raw text."""


class LanguageSettings(StageSettings):
    """The language of paragraphs and documents."""

    detector: str = "cascade"
    """Who decides: `cascade` (eldc, py3langid, langdetect), `fast` (without langdetect), `langdetect` (alone), or
    the name of a detector that another package offers under the entry points `reinschrift.detectors`."""

    foreign_paragraphs: Literal["keep", "remove", "split"] = "keep"
    """What becomes of a paragraph in another language than its document. It stays, since a quotation belongs to what
    quotes it; it is removed, with reason `foreign_language`; or it is removed with reason `foreign_language_split` and
    is made a document of its own with the others of its language."""

    min_letters: int = Field(default=10, ge=1)
    """A text with fewer letters, addresses and numbers not counted, gets no language of its own."""

    mixed_share: float = Field(default=0.2, ge=0, le=0.5)
    """A document is mixed if the languages but its largest hold at least that share of its letters."""


class PersonalSettings(StageSettings):
    """Personal data: found, counted, masked. Each kind is masked by a placeholder, only counted, or left alone."""

    emails: Literal["mask", "count", "leave"] = "mask"
    """E-mail addresses, also written around (`name (at) example (dot) org`)."""
    phones: Literal["mask", "count", "leave"] = "mask"
    """Telephone and fax numbers."""
    ips: Literal["mask", "count", "leave"] = "mask"
    """Public IPv4 and IPv6 addresses."""
    ibans: Literal["mask", "count", "leave"] = "mask"
    """International bank account numbers with the right check digits."""
    cards: Literal["mask", "count", "leave"] = "mask"
    """Numbers of payment cards with the right check digit."""
    tax_ids: Literal["mask", "count", "leave"] = "mask"
    """German tax identification numbers with the right check digit, after words that say so."""
    social_security_numbers: Literal["mask", "count", "leave"] = "mask"
    """German social security numbers with a possible birthday and the right check digit."""
    accounts: Literal["mask", "count", "leave"] = "mask"
    """Numbers of bank accounts that are no IBAN, after words that say so."""


class RightsSettings(StageSettings):
    """What may be done with a record, by what it says itself."""

    reserving_directives: tuple[str, ...] = ("noai", "noimageai", "noml")
    """Directives of `X-Robots-Tag` and of the meta tag `robots` that reserve."""
    reservation_in_words: Literal["marked", "reserved"] = "marked"
    """What a reservation in natural language does (“Nutzungsvorbehalt”, § 44b UrhG): it is on record and no permission
    of the page counts, or the document is reserved."""


class VerdictsSettings(StageSettings):
    """The thresholds that turn signals into reasons."""

    remove_rights: tuple[str, ...] = ("reserved",)
    """Documents whose `rights` is one of these go to `removed`."""

    synthetic: Literal["keep", "mark", "remove"] = "mark"
    """What becomes of documents whose marks say that a machine made them: they stay and nothing is recorded, they stay
    and `synthetic` says so, or they go to `removed`. The carriers of marks leave the text in every case."""

    policy: PolicyName = "reinschrift"
    """Whose thresholds hold: our own, mild ones; those of a peer, with its names; or none, so that only empty, reserved
    and unreadable documents go."""

    thresholds: dict[Rule, float | Literal[False]] = {}
    """Thresholds by rule that take the place of the policy's in every language; false turns a rule off."""

    languages: dict[str, dict[Rule, float | Literal[False]]] = {}
    """Thresholds by language and rule that take the place of all others."""

    from_words: int | None = Field(default=None, ge=0)
    """Words from which on a document is judged by shares, which mean little in a short text; as the policy says if
    not set: 50 in ours, none in those of the peers."""

    @field_validator("thresholds", "languages", mode="before")
    @classmethod
    def _zero_is_a_threshold(cls, value: Any) -> Any:
        """Make numbers of the integers, since 0 equals false and would turn its rule off."""
        if isinstance(value, dict):
            return {name: cls._zero_is_a_threshold(inner) for name, inner in value.items()}
        return float(value) if type(value) is int else value


class StagesSettings(Section):
    """[stages.*]: one group a stage."""

    encoding: EncodingSettings = EncodingSettings()
    markup: MarkupSettings = MarkupSettings()
    lines: LinesSettings = LinesSettings()
    metadata: MetadataSettings = MetadataSettings()
    paragraphs: ParagraphsSettings = ParagraphsSettings()
    reclean: RecleanSettings = RecleanSettings()
    language: LanguageSettings = LanguageSettings()
    personal: PersonalSettings = PersonalSettings()
    rights: RightsSettings = RightsSettings()
    verdicts: VerdictsSettings = VerdictsSettings()
