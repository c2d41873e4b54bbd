"""`rules/rubric.<level>.yaml`: how a dossier is marked (CURRICULUM F.2.5)."""

from typing import Annotated, Literal

from msgspec import Meta

from caire.catalogue.files.schema import File, Part
from caire.catalogue.files.schemas.course import Count, Share

Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9-]*$", max_length=20)]


class SecondMarking(Part, frozen=True, kw_only=True):
    """Both shares included: a first result between them is marked by a second person."""

    at_least: Share
    at_most: Share


class RubricPartFile(Part, frozen=True, kw_only=True):
    """A part is what was written in `fields` of a production; in all of them when none is named."""

    id: Name
    title: str
    screen: str
    fields: list[str] = []


class RubricCriterionFile(Part, frozen=True, kw_only=True):
    id: Name
    title: str
    question: str


class RubricFile(File, frozen=True, kw_only=True):
    """`marks`: what each mark means, from 0 upwards."""

    schema: Literal["caire.rubric/1"]
    id: str
    version: str
    title: str
    second_marking: SecondMarking
    max_submissions: Count
    parts: Annotated[list[RubricPartFile], Meta(min_length=1)]
    criteria: Annotated[list[RubricCriterionFile], Meta(min_length=1)]
    marks: Annotated[list[str], Meta(min_length=2)]
