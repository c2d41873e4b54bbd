"""The shape of xAPI statements, decoded and checked by msgspec in one pass.

Names and types live here; what a type cannot say is in `rules` and `texts`. `null` is refused
everywhere but inside extensions, and unknown members are refused. Both versions share the shapes:
what 2.0 added is refused by a rule when 1.0.3 is spoken.

Source: xAPI 1.0.3, part two, 2.4 and 4; IEEE 9274.1.1, 4.2.
"""

from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType, field

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


class Shape(Struct, forbid_unknown_fields=True, rename="camel", gc=False):
    """A JSON object of xAPI; a member that is absent is `UNSET`."""


class Account(Shape):
    home_page: str
    name: str


class Identified(Shape):
    """What identifies an agent or a group."""

    name: str | UnsetType = UNSET
    mbox: str | UnsetType = UNSET
    mbox_sha1sum: str | UnsetType = field(default=UNSET, name="mbox_sha1sum")
    openid: str | UnsetType = UNSET
    account: Account | UnsetType = UNSET


class Member(Identified):
    """An agent inside a group."""

    object_type: Literal["Agent"] | UnsetType = UNSET


class Actor(Identified):
    """An agent or a group."""

    object_type: Literal["Agent", "Group"] | UnsetType = UNSET
    member: list[Member] | UnsetType = UNSET


class Verb(Shape):
    id: str
    display: LanguageMap | UnsetType = UNSET


class Component(Shape):
    id: str
    description: LanguageMap | UnsetType = UNSET


class Definition(Shape):
    name: LanguageMap | UnsetType = UNSET
    description: LanguageMap | UnsetType = UNSET
    type: str | UnsetType = UNSET
    more_info: str | UnsetType = UNSET
    interaction_type: InteractionType | UnsetType = UNSET
    correct_responses_pattern: list[str] | UnsetType = UNSET
    choices: list[Component] | UnsetType = UNSET
    scale: list[Component] | UnsetType = UNSET
    source: list[Component] | UnsetType = UNSET
    target: list[Component] | UnsetType = UNSET
    steps: list[Component] | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class Activity(Shape):
    """`definition` is decoded where it is not known yet: the same ones come again and again."""

    id: str
    object_type: Literal["Activity"] | UnsetType = UNSET
    definition: Raw | UnsetType = UNSET


class StatementRef(Shape):
    object_type: Literal["StatementRef"]
    id: str


class Score(Shape):
    scaled: float | UnsetType = UNSET
    raw: float | UnsetType = UNSET
    min: float | UnsetType = UNSET
    max: float | UnsetType = UNSET


class Result(Shape):
    score: Score | UnsetType = UNSET
    success: bool | UnsetType = UNSET
    completion: bool | UnsetType = UNSET
    response: str | UnsetType = UNSET
    duration: str | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


Activities = list[Activity] | Activity


class ContextActivities(Shape):
    parent: Activities | UnsetType = UNSET
    grouping: Activities | UnsetType = UNSET
    category: Activities | UnsetType = UNSET
    other: Activities | UnsetType = UNSET


class ContextAgent(Shape):
    object_type: Literal["contextAgent"]
    agent: Actor
    relevant_types: list[str] | UnsetType = UNSET


class ContextGroup(Shape):
    object_type: Literal["contextGroup"]
    group: Actor
    relevant_types: list[str] | UnsetType = UNSET


class Context(Shape):
    """`context_agents` and `context_groups` are new in 2.0."""

    registration: str | UnsetType = UNSET
    instructor: Actor | UnsetType = UNSET
    team: Actor | UnsetType = UNSET
    context_activities: ContextActivities | UnsetType = UNSET
    context_agents: list[ContextAgent] | UnsetType = UNSET
    context_groups: list[ContextGroup] | UnsetType = UNSET
    revision: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    statement: StatementRef | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class Attachment(Shape):
    usage_type: str
    display: LanguageMap
    content_type: str
    length: int
    sha2: str
    description: LanguageMap | UnsetType = UNSET
    file_url: str | UnsetType = UNSET


class Target(Identified):
    """The object of a statement: members of every type, since `objectType` may be left out.

    `rules.target` refuses those that the type does not have.
    """

    object_type: ObjectType | UnsetType = UNSET
    member: list[Member] | UnsetType = UNSET
    id: str | UnsetType = UNSET
    definition: Raw | UnsetType = UNSET
    actor: Actor | UnsetType = UNSET
    verb: Raw | UnsetType = UNSET
    object: "Target | UnsetType" = UNSET
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET


class Statement(Shape):
    """`verb` is decoded where it is not known yet: there are few."""

    actor: Actor
    verb: Raw
    object: Target
    id: str | UnsetType = UNSET
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    stored: str | UnsetType = UNSET
    authority: Actor | UnsetType = UNSET
    version: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET
