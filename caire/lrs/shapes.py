"""The shape of xAPI 1.0.3 statements, decoded and checked by msgspec in one pass.

Names and types live here; what a type cannot say is in `validation.py`. `null` is refused
everywhere but inside extensions, and unknown members are refused.

Source: xAPI 1.0.3, part two, 2.4 and 4.
"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

UUID_PATTERN = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\Z"
#: A scheme and something after it; IRIs may hold any letter, so no more is checked. Neither control
#: signs nor lone surrogates: PostgreSQL could not keep them.
IRI_PATTERN = r"^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s\x00-\x20\ud800-\udfff<>\"{}|\\^`]+\Z"
MBOX_PATTERN = r"^mailto:[^\s@:]+@[^\s@]+\Z"
SHA1_PATTERN = r"^[0-9a-fA-F]{40}\Z"
SHA2_PATTERN = r"^[0-9a-fA-F]{64}\Z"
VERSION_PATTERN = r"^1\.0(\.\d+)?\Z"
#: ISO 8601: weeks alone, or years to seconds.
DURATION_PATTERN = (
    r"^P(?:\d+(?:[.,]\d+)?W"
    r"|(?=\d|T\d)(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?)\Z"
)
#: What each pattern asks for, in words.
EXPECTED = {
    UUID_PATTERN: "expected a UUID, as 8c2f4f0e-9d3e-4d0f-8f7b-2a0f3c1b5e6d",
    IRI_PATTERN: "expected an IRI with its scheme, as https://example.org/x",
    MBOX_PATTERN: "expected an address, as mailto:name@example.org",
    SHA1_PATTERN: "expected a SHA-1 of 40 hexadecimal digits",
    SHA2_PATTERN: "expected a SHA-256 of 64 hexadecimal digits",
    VERSION_PATTERN: "expected a version 1.0.x",
    DURATION_PATTERN: "expected an ISO 8601 duration, as PT1H30M",
}

Uuid = Annotated[str, Meta(pattern=UUID_PATTERN)]
Iri = Annotated[str, Meta(pattern=IRI_PATTERN)]
Sha1 = Annotated[str, Meta(pattern=SHA1_PATTERN)]
Sha2 = Annotated[str, Meta(pattern=SHA2_PATTERN)]
LanguageMap = dict[str, str]
Extensions = dict[str, Any]
ObjectType = Literal["Activity", "Agent", "Group", "StatementRef", "SubStatement"]
InteractionType = Literal[
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
]


class Shape(Struct, forbid_unknown_fields=True, rename="camel"):
    """A JSON object of xAPI; a member that is absent is `UNSET`."""


class Account(Shape):
    home_page: Iri
    name: Annotated[str, Meta(min_length=1)]


class Member(Shape):
    """An agent inside a group."""

    object_type: Literal["Agent"] | UnsetType = UNSET
    name: str | UnsetType = UNSET
    mbox: Annotated[str, Meta(pattern=MBOX_PATTERN)] | UnsetType = UNSET
    mbox_sha1sum: Sha1 | UnsetType = field(default=UNSET, name="mbox_sha1sum")
    openid: Iri | UnsetType = UNSET
    account: Account | UnsetType = UNSET


class Actor(Shape):
    """An agent or a group."""

    object_type: Literal["Agent", "Group"] | UnsetType = UNSET
    name: str | UnsetType = UNSET
    mbox: Annotated[str, Meta(pattern=MBOX_PATTERN)] | UnsetType = UNSET
    mbox_sha1sum: Sha1 | UnsetType = field(default=UNSET, name="mbox_sha1sum")
    openid: Iri | UnsetType = UNSET
    account: Account | UnsetType = UNSET
    member: list[Member] | UnsetType = UNSET


class Verb(Shape):
    id: Iri
    display: LanguageMap | UnsetType = UNSET


class Component(Shape):
    id: Annotated[str, Meta(min_length=1)]
    description: LanguageMap | UnsetType = UNSET


class Definition(Shape):
    name: LanguageMap | UnsetType = UNSET
    description: LanguageMap | UnsetType = UNSET
    type: Iri | UnsetType = UNSET
    more_info: Iri | UnsetType = UNSET
    interaction_type: InteractionType | UnsetType = UNSET
    correct_responses_pattern: list[str] | UnsetType = UNSET
    choices: list[Component] | UnsetType = UNSET
    scale: list[Component] | UnsetType = UNSET
    source: list[Component] | UnsetType = UNSET
    target: list[Component] | UnsetType = UNSET
    steps: list[Component] | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class Activity(Shape):
    id: Iri
    object_type: Literal["Activity"] | UnsetType = UNSET
    definition: Definition | UnsetType = UNSET


class StatementRef(Shape):
    object_type: Literal["StatementRef"]
    id: Uuid


class Score(Shape):
    scaled: Annotated[float, Meta(ge=-1, le=1)] | UnsetType = UNSET
    raw: float | UnsetType = UNSET
    min: float | UnsetType = UNSET
    max: float | UnsetType = UNSET


class Result(Shape):
    score: Score | UnsetType = UNSET
    success: bool | UnsetType = UNSET
    completion: bool | UnsetType = UNSET
    response: str | UnsetType = UNSET
    duration: Annotated[str, Meta(pattern=DURATION_PATTERN)] | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class ContextActivities(Shape):
    """Each is one activity or a list of them: decoded by `validation`, which knows which."""

    parent: Raw | UnsetType = UNSET
    grouping: Raw | UnsetType = UNSET
    category: Raw | UnsetType = UNSET
    other: Raw | UnsetType = UNSET


class Context(Shape):
    registration: Uuid | UnsetType = UNSET
    instructor: Actor | UnsetType = UNSET
    team: Actor | UnsetType = UNSET
    context_activities: ContextActivities | UnsetType = UNSET
    revision: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    statement: StatementRef | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class Attachment(Shape):
    usage_type: Iri
    display: LanguageMap
    content_type: Annotated[str, Meta(min_length=1)]
    length: Annotated[int, Meta(ge=0)]
    sha2: Sha2
    description: LanguageMap | UnsetType = UNSET
    file_url: Iri | UnsetType = UNSET


class Statement(Shape):
    """`object` is decoded once its type is known."""

    actor: Actor
    verb: Verb
    object: Raw
    id: Uuid | UnsetType = UNSET
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    stored: str | UnsetType = UNSET
    authority: Actor | UnsetType = UNSET
    version: Annotated[str, Meta(pattern=VERSION_PATTERN)] | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET


class SubStatement(Shape):
    object_type: Literal["SubStatement"]
    actor: Actor
    verb: Verb
    object: Raw
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET


class ObjectHead(Struct, rename="camel"):
    """Enough of an object to know its type."""

    object_type: ObjectType = "Activity"
