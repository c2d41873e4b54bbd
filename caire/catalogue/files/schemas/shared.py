"""What all levels share: competencies, facts, personas, glossary; and the translations."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from caire.catalogue.files.schema import File, Part
from caire.catalogue.files.schemas.items import Sector


class AreaFile(Part, frozen=True, kw_only=True):
    id: Annotated[str, Meta(pattern="^c[0-9]+$")]
    title: str
    title_en: str
    critical: bool = False


class StatementFile(Part, frozen=True, kw_only=True):
    id: str
    status: Literal["active", "retired"]
    bloom: str
    text: str
    text_en: str


class Alignment(Part, frozen=True, kw_only=True):
    framework: str
    version: str | None = None
    ref: list[str]


class CompetencyFile(Part, frozen=True, kw_only=True):
    id: Annotated[str, Meta(pattern=r"^caire\.c[0-9]+\.[123]$")]
    level: Literal[1, 2, 3]
    block: str | None = None
    statements: Annotated[list[StatementFile], Meta(min_length=1)]
    alignments: list[Alignment] = []


class CompetenciesFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.competencies/1"]
    version: str
    areas: list[AreaFile]
    competencies: list[CompetencyFile]


class FactSource(Part, frozen=True, kw_only=True):
    publisher: str
    title: str
    date: str
    url: str | None = None


class FactFile(Part, frozen=True, kw_only=True):
    """A checkable statement. `status` read: its source's own text was read by a person."""

    id: Annotated[str, Meta(pattern="^F[0-9]+$")]
    statement: str
    value: str | None = None
    scope: str | None = None
    source: FactSource
    checked_on: date
    checked_by: str
    status: Literal["read", "to_check"]
    review_by: date


class FactsFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.facts/1"]
    facts: list[FactFile]


class PersonaFile(Part, frozen=True, kw_only=True):
    """Somebody of an example. `age` in years; `place` when it is overseas France or rural."""

    id: str
    first_name: str
    gender: Literal["woman", "man", "unspecified"]
    age: Annotated[int, Meta(ge=15, le=99)] | None = None
    trade: str
    sector: Sector
    stance: Literal["expert", "novice", "neutral"]
    place: str | None = None
    disability: str | None = None
    screens: Annotated[list[str], Meta(min_length=1)]


class PersonasFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.personas/1"]
    version: str
    personas: list[PersonaFile]


class GlossaryFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.glossary/1"]
    id: Annotated[str, Meta(pattern=r"^g\.[a-z0-9-]+$")]
    term: str
    variants: list[str] = []
    definition: str
    example: str | None = None
    not_to_confuse: dict[str, str] = {}
    equivalent_en: str
    screens: list[str] = []
    facts: list[str] = []
    version: str
    review_by: date


class OverlayFile(File, frozen=True, kw_only=True):
    schema: Literal["caire.overlay/1"]
    source_version: str
    strings: dict[str, str]


class MediaLicence(Part, frozen=True, kw_only=True):
    """`<name>.licence.yaml` beside each media."""

    licence: str
    author: str
    origin: str
    title: str | None = None
    source: str | None = None
