"""The part of the Open Data Contract Standard 3.1 that the contract uses, checked and with readable errors."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from reinschrift.errors import ContractError


class Part(BaseModel):
    """A part of the contract; a key that is not of the standard, or not used here, is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=to_camel)


class CustomProperty(Part):
    """A value that the standard has no key for, as `arrowType`."""

    property: str
    value: Any


class LogicalTypeOptions(Part):
    """What the values of one column must look like. Patterns are searched with RE2: anchor them."""

    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None

    @field_validator("pattern")
    @classmethod
    def _is_plain(cls, pattern: str | None) -> str | None:
        """Refuse what is no pattern, and groups that capture: pandas warns of them, and nothing reads them."""
        try:
            n_groups = re.compile(pattern or "").groups
        except re.error as error:
            raise ValueError(f"the pattern {pattern} is none: {error}") from error
        if n_groups:
            raise ValueError(f"the pattern {pattern} has a group; write (?:…)")
        return pattern


class Quality(Part):
    """A rule: `library` for the values of a column, `custom` for a whole table."""

    type: Literal["library", "custom"]
    metric: str | None = None
    arguments: dict[str, Any] = Field(default_factory=dict)
    must_be: int | None = None
    engine: Literal["reinschrift"] | None = None
    implementation: str = ""
    dimension: str | None = None
    description: str = ""


class Relationship(Part):
    """Each value of the column must be in `table.column`."""

    to: str


class Element(Part):
    """What a column, a field of a struct and the items of a list have in common."""

    description: str = ""
    logical_type: str
    required: bool = False
    unique: bool = False
    primary_key: bool = False
    logical_type_options: LogicalTypeOptions = LogicalTypeOptions()
    quality: tuple[Quality, ...] = Field(default=(), strict=False)
    relationships: tuple[Relationship, ...] = Field(default=(), strict=False)
    properties: tuple[Property, ...] = Field(default=(), strict=False)
    items: Element | None = None
    custom_properties: tuple[CustomProperty, ...] = Field(default=(), strict=False)

    def custom(self, name: str) -> Any:
        """Return the value of a custom property, or None."""
        return next((custom.value for custom in self.custom_properties if custom.property == name), None)


class Property(Element):
    """A column, or a field of a struct."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    description: str = Field(min_length=1)


class SchemaObject(Part):
    """A table."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    description: str = Field(min_length=1)
    logical_type: Literal["object"]
    data_granularity_description: str = ""
    quality: tuple[Quality, ...] = Field(default=(), strict=False)
    properties: tuple[Property, ...] = Field(min_length=1, strict=False)


class Description(Part):
    """What the data is for."""

    purpose: str = ""
    usage: str = ""
    limitations: str = ""


class DataContract(Part):
    """The whole file."""

    api_version: Literal["v3.1.0"]
    kind: Literal["DataContract"]
    id: str
    name: str = ""
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    status: str
    description: Description = Description()
    tables: tuple[SchemaObject, ...] = Field(alias="schema", min_length=1, strict=False)


def read_odcs(file: Path) -> DataContract:
    """Return the contract in a YAML file; raises `ContractError` with the place of the first mistake."""
    try:
        values = yaml.load(file.read_text(encoding="utf-8"), _OnceLoader)  # noqa: S506  # a SafeLoader
    except OSError as error:
        raise ContractError(f"The contract cannot be read: {error.strerror}.", context={"file": file}) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContractError(f"The contract is not YAML: {error}", context={"file": file}) from error
    try:
        contract = DataContract.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise ContractError(
            f"The contract is wrong at {_place(first['loc'], values)}: {first['msg'][:1].lower()}{first['msg'][1:]}.",
            hint="docs: schemas/README.md says which keys of the standard are used.",
            context={"file": file},
        ) from error
    _refuse_repeats(contract, file)
    return contract


def _place(steps: tuple[int | str, ...], values: Any) -> str:
    """Return the way to a part, with the names of tables and columns instead of their numbers."""
    words = []
    for step in steps:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            values = None
        named = isinstance(step, int) and isinstance(values, dict) and "name" in values
        words.append(str(values["name"]) if named else str(step))
    return ".".join(words) or "the top"


def _refuse_repeats(contract: DataContract, file: Path) -> None:
    names = [table.name for table in contract.tables]
    names += [f"{table.name}.{column.name}" for table in contract.tables for column in table.properties]
    for name in names:
        if names.count(name) > 1:
            raise ContractError(f"The contract names {name} twice.", context={"file": file})


# libyaml's reading, where PyYAML was built with it, takes a tenth of the time: this is read by every worker.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _OnceLoader(_SafeLoader):  # type: ignore[misc]
    """Loads YAML and refuses a key that stands twice in one mapping, where YAML would keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  # PyYAML's signature
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return found
