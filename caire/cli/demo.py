"""`caire demo`."""

import click

from caire.cli.output import JSON_OPTION, done, refuse
from caire.cli.platform import open_platform
from caire.cli.start import prepare_demo
from caire.demo import ACCOUNTS


@click.command()
@JSON_OPTION
def demo(as_json: bool) -> None:
    """Fill an empty database with a believable demonstration; safe to repeat."""
    platform = open_platform()
    if platform.config.environment == "production":
        refuse("a production site gets no demo data", as_json=as_json, code="production")
    password = prepare_demo(platform, platform.config.site.url)
    payload = {"password": password, "accounts": list(ACCOUNTS)}
    done(payload, f"password {password}: " + ", ".join(ACCOUNTS), as_json=as_json)
