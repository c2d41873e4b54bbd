"""Who listens to whom, and which jobs there are: the one place where slices meet by events."""

from functools import partial

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from caire.analysis.jobs import wire_jobs as wire_analysis_jobs
from caire.attempts.queries import count_to_reopen
from caire.certificates import listeners as certificate_listeners
from caire.certificates.events import CertificateIssued, CertificateRevoked
from caire.certificates.services.issuing import follow_certificate, follow_progress, issue_due
from caire.clock import utcnow
from caire.cmi5.listeners import waive_tested_out
from caire.cmi5.personal_data import on_account_erased as forget_units
from caire.cmi5.personal_data import units_of
from caire.cmi5.queries import calling_origins
from caire.cmi5.services.ending import abandon_expired
from caire.cmi5.services.sessions import access_of_session
from caire.cmi5.tokens import KEY_PREFIX
from caire.cmi5.views.content import content_origins
from caire.cohorts.events import Enrolled
from caire.cohorts.listeners import tell_enrolled
from caire.cohorts.personal_data import enrolments_held
from caire.config import Config
from caire.db import transaction
from caire.dossiers.personal_data import dossiers_held
from caire.dossiers.personal_data import on_account_erased as forget_dossiers
from caire.dossiers.queries import count_waiting
from caire.events import listen
from caire.jobs import Jobs, Schedule
from caire.learning.events import ProgressAdvanced
from caire.learning.jobs import wire_jobs as wire_review_jobs
from caire.learning.personal_data import choices_of, reviews_of, traces_of, work_of
from caire.learning.personal_data import on_account_erased as forget_learning
from caire.learning.progress.store import follow_statements
from caire.learning.retention import refuse_retiring as keep_for_learners
from caire.lrs.access import lend
from caire.lrs.events import StatementsRetiring, StatementsStored
from caire.lrs.forwarding.retention import refuse_retiring as keep_for_targets
from caire.lrs.jobs import wire_jobs as wire_log_jobs
from caire.lrs.listeners import forget_documents, keep_at
from caire.lrs.views.cross_origin import allow_origins
from caire.messaging.jobs import wire_jobs as wire_mail_jobs
from caire.messaging.listeners import wire as wire_mails
from caire.organisations.personal_data import memberships_of
from caire.organisations.personal_data import on_account_erased as leave_organisations
from caire.people.events import AccountErased
from caire.people.exporters import ATTENDANCE, CERTIFICATES, register_exporter, register_kept
from caire.placement.events import ScreensWaived
from caire.placement.personal_data import on_account_erased as forget_placements
from caire.placement.personal_data import placements_of
from caire.placement.retention import refuse_retiring as keep_for_placements
from caire.workshops.duties import register_duty
from caire.workshops.queries.personal import attendance_kept, half_days_led_by, half_days_of
from caire.workshops.services.erasing import on_account_erased as give_back_seats


def wire_events() -> None:
    """Connect announcers and listeners; twice is once."""
    listen(StatementsStored, follow_statements)
    listen(StatementsRetiring, keep_for_learners)
    listen(StatementsRetiring, keep_for_placements)
    listen(StatementsRetiring, keep_for_targets)
    listen(ProgressAdvanced, follow_progress)
    listen(ScreensWaived, waive_tested_out)
    listen(Enrolled, tell_enrolled)
    listen(CertificateIssued, certificate_listeners.tell_issued)
    listen(CertificateIssued, follow_certificate)
    listen(CertificateRevoked, certificate_listeners.tell_revoked)
    listen(AccountErased, forget_documents)
    listen(AccountErased, forget_units)
    listen(AccountErased, forget_learning)
    listen(AccountErased, forget_dossiers)
    listen(AccountErased, forget_placements)
    listen(AccountErased, leave_organisations)
    listen(AccountErased, give_back_seats)
    wire_mails()
    register_exporter("memberships", memberships_of)
    register_exporter("enrolments", enrolments_held)
    register_exporter("learning", traces_of)
    register_exporter("work", work_of)
    register_exporter("dossiers", dossiers_held)
    register_exporter("placements", placements_of)
    register_exporter("choices", choices_of)
    register_exporter("reviews", reviews_of)
    register_exporter("units", units_of)
    register_exporter("certificates", certificate_listeners.certificates_held)
    register_exporter("half_days", half_days_of)
    register_exporter("half_days_led", half_days_led_by)
    register_duty("dossiers.to_mark", count_waiting)
    register_duty("attempts.exhausted", count_to_reopen)
    register_kept(ATTENDANCE, attendance_kept)
    register_kept(CERTIFICATES, certificate_listeners.count_certificates)


def wire_store(config: Config) -> None:
    """Let units of other makers come to the store with the access of their session.

    It is told whose documents go with an account.
    """
    keep_at(home=config.xapi_root, data_dir=config.data_dir)
    lend(KEY_PREFIX, partial(access_of_session, xapi_root=config.xapi_root))
    allow_origins(calling_origins)
    allow_origins(content_origins)


def make_jobs(app: Flask, config: Config, sessions: sessionmaker[Session]) -> Jobs:
    """The background jobs of this application."""
    jobs = Jobs(config)
    wire_mail_jobs(app, jobs, config, sessions)
    wire_review_jobs(jobs, config, sessions)
    wire_log_jobs(app, jobs, config, sessions)
    wire_analysis_jobs(jobs, sessions)

    def issue_certificates() -> None:
        with sessions() as db, transaction(db):
            issue_due(db, xapi_root=config.xapi_root, now=utcnow())

    # Certificates are issued at once; this catches those whose rule has been made easier since.
    jobs.add("issue_certificates", issue_certificates, Schedule(minute="41", hour="4"))

    def abandon_sessions() -> None:
        with sessions() as db, transaction(db):
            abandon_expired(db, xapi_root=config.xapi_root, now=utcnow())

    jobs.add("abandon_sessions", abandon_sessions, Schedule(minute="*/10"))
    return jobs
