"""Certificates from the command line."""

import click

from caire.catalogue.queries import course_version
from caire.certificates.codes import normalised
from caire.certificates.queries import certificate, certificate_codes
from caire.certificates.services.auditing import audit as audit_certificate
from caire.certificates.services.issuing import issue as issue_one
from caire.certificates.services.issuing import issue_due
from caire.certificates.services.revoking import revoke as revoke_one
from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.clock import utcnow
from caire.cohorts.queries import enrolments_of
from caire.errors import Refusal
from caire.people.queries import person_by_email


@click.group()
def certificates() -> None:
    """Issue, verify, audit and revoke certificates."""


@certificates.command()
@click.option("--due", is_flag=True, help="Every certificate that is earned and not issued.")
@click.option("--learner", metavar="EMAIL")
@click.option("--level", type=click.Choice(["aware", "informed", "responsible"]))
@JSON_OPTION
def issue(due: bool, learner: str | None, level: str | None, as_json: bool) -> None:
    """Issue what the traces have earned: --due, or --learner with --level."""
    if due == (learner is not None) or (learner is None) != (level is None):
        raise click.UsageError("give --due, or --learner together with --level")
    platform, now = open_platform(), utcnow()
    root = platform.config.xapi_root
    try:
        with platform.writing() as db:
            if due:
                codes = [c.code for c in issue_due(db, xapi_root=root, now=now)]
            else:
                person = person_by_email(db, learner or "")
                if person is None:
                    refuse(f"no account {learner}", as_json=as_json, code="not_found")
                followed = [
                    e
                    for e in enrolments_of(db, person.id)
                    if course_version(db, e.course_version_id).level == level
                ]
                if not followed:
                    refuse(f"{learner} follows no course of level {level}", as_json=as_json)
                made = issue_one(
                    db, enrolment_id=followed[0].id, xapi_root=root, issued_by=None, now=now
                )
                codes = [made.code]
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done({"codes": codes}, "\n".join(codes) or "nothing is due", as_json=as_json)


@certificates.command()
@click.argument("code")
@JSON_OPTION
def verify(code: str, as_json: bool) -> None:
    """Say whether CODE is valid."""
    with open_platform().reading() as db:
        row = certificate(db, normalised(code) or "")
        if row is None:
            refuse(f"no certificate {code}", as_json=as_json, code="no_such_certificate")
        level = course_version(db, row.course_version_id).level
    payload = {"code": row.code, "status": row.status, "level": level, "issuer": row.issuer_name}
    done(payload, f"{row.code}: {row.status}, level {level}, {row.issuer_name}", as_json=as_json)


@certificates.command()
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="Every certificate that was ever issued.")
@JSON_OPTION
def audit(code: str | None, every: bool, as_json: bool) -> None:
    """Derive CODE again from the traces alone, or --all; exit code 1 when something differs."""
    if every == (code is not None):
        raise click.UsageError("give the CODE of a certificate, or --all")
    if code is None:
        _audit_all(as_json)
    else:
        _audit_one(code, as_json)


def _audit_all(as_json: bool) -> None:
    with open_platform().reading() as db:
        reports = [audit_certificate(db, code=code) for code in certificate_codes(db)]
    wrong = [f"{r.code}: {'; '.join(r.problems)}" for r in reports if not r.sound]
    if wrong:
        refuse("\n".join(wrong), as_json=as_json, code="audit_failed")
    sentence = f"{len(reports)} certificates follow from their traces"
    done({"audited": [r.code for r in reports]}, sentence, as_json=as_json)


def _audit_one(code: str, as_json: bool) -> None:
    try:
        with open_platform().reading() as db:
            report = audit_certificate(db, code=normalised(code) or code)
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    if not report.sound:
        refuse("; ".join(report.problems), as_json=as_json, code="audit_failed")
    payload = {
        "code": report.code,
        "status": report.status,
        "statements_read": report.statements_read,
        "conditions": {c.kind: list(c.found) for c in report.conditions},
    }
    sentence = f"{report.code} follows from its traces ({report.statements_read} statements read)"
    done(payload, sentence, as_json=as_json)


@certificates.command()
@click.argument("code")
@click.option("--reason", required=True, help="The holder and the public page will show it.")
@JSON_OPTION
def revoke(code: str, reason: str, as_json: bool) -> None:
    """End the validity of CODE."""
    platform = open_platform()
    try:
        with platform.writing() as db:
            revoke_one(
                db,
                code=normalised(code) or code,
                reason=reason,
                xapi_root=platform.config.xapi_root,
                now=utcnow(),
            )
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done({"code": code, "status": "revoked"}, f"{code} is revoked", as_json=as_json)
