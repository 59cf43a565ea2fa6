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


class StagesSettings(Section):
    """[stages.*]"""

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
