"""What several pages of half-days share."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import request

from caire.catalogue.course import RunSheet
from caire.catalogue.queries import course_version
from caire.clock import in_paris
from caire.errors import Refusal
from caire.web.database import current_db
from caire.web.errors import sentence_of, status_of
from caire.web.forms import Form
from caire.web.guards import current_account
from caire.web.language import localised, shown_time
from caire.web.platform import current_config
from caire.workshops.access import workshop_to_read
from caire.workshops.chain import Record
from caire.workshops.device import network_fingerprint
from caire.workshops.errors import NoSuchParticipant, NotYours
from caire.workshops.forms import PaperLineForm, SignatureForm, TimesForm
from caire.workshops.models import Workshop
from caire.workshops.policies import can_run, is_trainer_of
from caire.workshops.queries.roster import Participant, chain_of, participants
from caire.workshops.queries.sessions import WorkshopRow
from caire.workshops.services.noting import Times
from caire.workshops.services.records import Given
from caire.workshops.slots import moment_on


@dataclass(frozen=True, slots=True)
class Sheet:
    """A half-day as its trainer's pages show it."""

    row: WorkshopRow
    chain: list[Record]
    people: list[Participant]
    run_sheet: RunSheet | None
    can_run: bool
    is_trainer: bool

    def person(self, booking_id: int) -> Participant:
        """Raises: NoSuchParticipant."""
        for person in self.people:
            if person.booking_id == booking_id:
                return person
        raise NoSuchParticipant(f"booking {booking_id}")

    def workshop(self) -> Workshop:
        """The half-day with the secret of its codes and the anchor of its chain; one query."""
        return current_db().get_one(Workshop, self.row.id)

    @property
    def n_arrived(self) -> int:
        return sum(person.standing.arrival is not None for person in self.people)

    @property
    def n_left(self) -> int:
        return sum(person.standing.departure is not None for person in self.people)


def sheet_to_read(workshop_id: int) -> Sheet:
    """The half-day, if the visitor may read it.

    Raises:
        NoSuchWorkshop
    """
    db, actor = current_db(), current_account()
    row = workshop_to_read(db, workshop_id, actor)
    chain = chain_of(db, workshop_id)
    return Sheet(
        row=row,
        chain=chain,
        people=participants(db, row, chain=chain, rules=current_config().workshops),
        run_sheet=course_version(db, row.course_version_id).run_sheet,
        can_run=can_run(actor, row),
        is_trainer=is_trainer_of(actor, row),
    )


def sheet_to_run(workshop_id: int) -> Sheet:
    """The half-day, if the visitor may change it: told before her form is read.

    Raises:
        NoSuchWorkshop, NotYours
    """
    sheet = sheet_to_read(workshop_id)
    if not sheet.can_run:
        raise NotYours(f"workshop {workshop_id}")
    return sheet


def programme(starts_at: datetime, run_sheet: RunSheet | None) -> list[dict[str, str]]:
    """The steps of the run sheet as a timeline, each with the time at which it begins."""
    entries, at = [], starts_at
    for step in run_sheet.steps if run_sheet else ():
        entries.append(
            {
                "time": shown_time(at),
                "title": localised(step.title),
                "text": localised(step.description),
            }
        )
        at += timedelta(minutes=step.minutes)
    return entries


def given_by(form: SignatureForm) -> Given:
    """What the form says, with where it came from."""
    return Given(
        typed_name=form.typed_name.data or "",
        consent_version=(form.consent_version.data or "") if form.agree.data else "",
        ip_hash=network_fingerprint(request.remote_addr, key=current_config().site.secret_key),
        user_agent=request.user_agent.string,
    )


def refused(form: Form, refusal: Refusal) -> int:
    """Say the refusal above the form, and give the status of the answer."""
    form.form_errors.append(sentence_of(refusal))
    return status_of(refusal)


def slot_times(sheet: Sheet) -> dict[str, time]:
    """What a form of times says at first: there from the start to the end."""
    return {"arrived_at": clock(sheet.row.starts_at), "left_at": clock(sheet.row.ends_at)}


def clock(moment: datetime) -> time:
    return in_paris(moment).time().replace(second=0, microsecond=0)


def typed_times(sheet: Sheet, form: TimesForm | PaperLineForm) -> Times:
    """The times of a form, on the half-day's day."""
    day = sheet.row.slot.day
    return Times(
        moment_on(day, form.arrived_at.data) if form.arrived_at.data else None,
        moment_on(day, form.left_at.data) if form.left_at.data else None,
    )
