"""What checking a statement finds in it, so that the store reads it once only.

Structs of msgspec, since a frozen dataclass of this size takes ten times as long to make.
"""

from datetime import datetime

from msgspec import Struct


class SeenDefinition(Struct, frozen=True, gc=False):
    """How a statement describes an activity: `raw` is the JSON of the definition."""

    iri: str
    raw: bytes


class SeenAttachment(Struct, frozen=True, gc=False):
    """`length` in bytes; `sha2` in lower case; `has_file_url`: the file may be kept elsewhere.

    `path` says where it stands in its statement: `$.attachments[0]`.
    """

    sha2: str
    length: int
    content_type: str
    usage_type: str
    has_file_url: bool
    path: str


class Checked(Struct, frozen=True, gc=False):
    """What the store needs to know of a valid statement. Ids are in lower case, without doubles.

    Attributes:
        actor_key: None for an anonymous group.
        activity, activity_key: of the object, when it is an activity.
        object_agent_key: of the object, when it is an agent or an identified group.
        refers: the statement that the object, a StatementRef, points to.
        voids: the statement taken back: `refers` of a voiding statement.
        agents: who the filter `agent` finds the statement by besides `actor_key`: the object, and
            the members of groups that act or are acted on.
        related_agents: who `related_agents` finds it by besides `actor_key`: `agents`, instructor,
            team, context agents and groups, and the same of a sub-statement. Not the authority.
        related_activities: what `related_activities` finds it by besides `activity_key`.
        has_provenance: it says `stored` or `authority` itself, however these names are spelt.
        id_differs: its `id` is not in lower case.
        has_lone_activities: a member of `contextActivities` is one activity and no list, here or in
            the sub-statement: the store answers with a list.
    """

    id: str | None
    version: str | None
    verb: str
    verb_key: bytes
    actor_key: bytes | None
    activity: str | None
    activity_key: bytes | None
    object_agent_key: bytes | None
    registration: str | None
    timestamp: datetime | None
    refers: str | None
    voids: str | None
    agents: tuple[bytes, ...]
    related_agents: tuple[bytes, ...]
    related_activities: tuple[bytes, ...]
    definitions: tuple[SeenDefinition, ...]
    attachments: tuple[SeenAttachment, ...]
    has_provenance: bool
    id_differs: bool
    has_lone_activities: bool


class Found:
    """Gathers, while a statement is checked, what `Checked` tells of its parts."""

    __slots__ = (
        "activities",
        "agents",
        "attachments",
        "definitions",
        "has_lone_activities",
        "related",
    )

    def __init__(self) -> None:
        self.agents: list[bytes] = []
        self.related: list[bytes] = []
        self.activities: list[bytes] = []
        self.definitions: list[SeenDefinition] = []
        self.attachments: list[SeenAttachment] = []
        self.has_lone_activities = False

    def take(self, inner: "Found") -> None:
        """What was found in a sub-statement counts as related."""
        self.related += inner.agents + inner.related
        self.activities += inner.activities
        self.definitions += inner.definitions
        self.attachments += inner.attachments
        self.has_lone_activities |= inner.has_lone_activities
