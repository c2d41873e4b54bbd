"""Accounts made by who runs the platform."""

import click

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform, read_secret
from caire.clock import utcnow
from caire.errors import Refusal
from caire.organisations.queries import organisation_by_slug
from caire.people.models import LOCALES, ROLES
from caire.people.services.registration import create_person


@click.group()
def users() -> None:
    """Accounts."""


@users.command()
@click.option("--email", required=True)
@click.option("--name", required=True, help="Given name, then family name.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--organisation", metavar="SLUG", help="Where the role holds; needed for a manager.")
@click.option("--locale", type=click.Choice(LOCALES), default="fr", show_default=True)
@click.option("--password-env", metavar="VAR", help="Variable that holds the password.")
@JSON_OPTION
def create(
    email: str,
    name: str,
    role: str,
    organisation: str | None,
    locale: str,
    password_env: str | None,
    as_json: bool,
) -> None:
    """Create a confirmed account; the password comes from --password-env or on stdin."""
    platform = open_platform()
    given_name, _space, family_name = name.strip().partition(" ")
    password = read_secret(password_env, "Password")
    try:
        with platform.writing() as db:
            organisation_id = None
            if organisation is not None:
                found = organisation_by_slug(db, organisation)
                if found is None:
                    refuse(f"no organisation {organisation!r}", as_json=as_json, code="not_found")
                organisation_id = found.id
            person = create_person(
                db,
                email=email,
                given_name=given_name,
                family_name=family_name,
                role=role,
                organisation_id=organisation_id,
                password=password,
                locale=locale,
                confirmed=True,
                now=utcnow(),
            )
            made = {"id": person.id, "email": person.email, "role": role}
    except Refusal as refusal:
        refuse(str(refusal), as_json=as_json, code=refusal.code)
    done(made, f"{made['email']} can sign in as {role}", as_json=as_json)
