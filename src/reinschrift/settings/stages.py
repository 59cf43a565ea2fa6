"""The settings of each stage; all of them change data, so all of them enter the fingerprint."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A frozen group of settings that refuses unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class StageSettings(Section):
    """What one stage can be told."""


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


class LinesSettings(StageSettings):
    """Which lines are content and which are debris."""


class MetadataSettings(StageSettings):
    """Title, author and date that the text itself names."""


class ParagraphsSettings(StageSettings):
    """Where a paragraph begins and ends, and of what kind it is."""


class LanguageSettings(StageSettings):
    """The language of paragraphs and documents."""


class QualitySettings(StageSettings):
    """The measured signals of a document."""


class PersonalSettings(StageSettings):
    """Personal data: found, counted, masked."""


class RightsSettings(StageSettings):
    """What may be done with a record, by what it says itself."""


class VerdictsSettings(StageSettings):
    """The thresholds that turn signals into reasons."""

    remove_rights: tuple[str, ...] = ("reserved",)
    """Documents whose `rights` is one of these go to `removed`."""


class StagesSettings(Section):
    """[stages.*]: one group a stage."""

    encoding: EncodingSettings = EncodingSettings()
    markup: MarkupSettings = MarkupSettings()
    lines: LinesSettings = LinesSettings()
    metadata: MetadataSettings = MetadataSettings()
    paragraphs: ParagraphsSettings = ParagraphsSettings()
    language: LanguageSettings = LanguageSettings()
    quality: QualitySettings = QualitySettings()
    personal: PersonalSettings = PersonalSettings()
    rights: RightsSettings = RightsSettings()
    verdicts: VerdictsSettings = VerdictsSettings()
