"""Builds our own statements with the classes of tincan.

An actor is an account with an opaque name: no person's name or address enters a trace.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import tincan

from caire.lrs import vocabulary as v

PLATFORM = "CAIRE"


def agent(xapi_root: str, actor_name: str) -> tincan.Agent:
    return tincan.Agent(account=tincan.AgentAccount(home_page=xapi_root, name=actor_name))


def activity(xapi_root: str, kind: str, name: str, type: str) -> tincan.Activity:
    """An activity of ours; `type` is the IRI of its activity type."""
    return tincan.Activity(
        id=v.activity_iri(xapi_root, kind, name),
        definition=tincan.ActivityDefinition(type=type),
    )


def interaction(xapi_root: str, item_id: str, interaction_type: str) -> tincan.Activity:
    """A question. Its right answers are withheld: learners may read their own traces."""
    return tincan.Activity(
        id=v.activity_iri(xapi_root, "item", item_id),
        definition=tincan.ActivityDefinition(
            type=v.TYPE_INTERACTION, interaction_type=interaction_type
        ),
    )


def statement(
    xapi_root: str,
    *,
    id: str,
    actor_name: str,
    verb: str,
    target: tincan.Activity,
    registration: str,
    course_key: str,
    content_version: str,
    now: datetime,
    result: Mapping[str, Any] | None = None,
    extensions: Mapping[str, Any] | None = None,
    parent: tincan.Activity | None = None,
) -> tincan.Statement:
    """A statement about one person's way through one course.

    Args:
        id: UUID; derive it from what happened when the action can be replayed.
        result: members of an xAPI result; a duration is a timedelta or ISO 8601 text.
        extensions: of the context, by their short name (`screen`, `identity_checked`).
    """
    named = {"content-version": content_version, **(extensions or {})}
    return tincan.Statement(
        id=id,
        actor=agent(xapi_root, actor_name),
        verb=tincan.Verb(id=verb, display=_display(verb)),
        object=target,
        result=tincan.Result(dict(result)) if result else None,
        context=tincan.Context(
            registration=registration,
            platform=PLATFORM,
            context_activities=tincan.ContextActivities(
                grouping=[activity(xapi_root, "course", course_key, v.TYPE_COURSE)],
                parent=[parent] if parent is not None else None,
            ),
            extensions={v.extension_iri(xapi_root, name): x for name, x in named.items()},
        ),
        timestamp=now,
    )


def voiding(
    xapi_root: str,
    *,
    id: str,
    actor: Mapping[str, Any],
    statement_id: str,
    registration: str | None,
    now: datetime,
    reason: str | None = None,
) -> tincan.Statement:
    """Takes a statement back; `reason` is a code or a sentence without personal data."""
    extensions = {v.extension_iri(xapi_root, "reason"): reason} if reason else None
    context = None
    if registration or extensions:
        context = tincan.Context(registration=registration, extensions=extensions)
    return tincan.Statement(
        id=id,
        actor=dict(actor),
        verb=tincan.Verb(id=v.VOIDED, display=_display(v.VOIDED)),
        object=tincan.StatementRef(id=statement_id),
        context=context,
        timestamp=now,
    )


def _display(verb: str) -> dict[str, str]:
    names = v.VERB_NAMES.get(verb)
    return dict(names) if names else {"en": verb.rpartition("/")[2]}
