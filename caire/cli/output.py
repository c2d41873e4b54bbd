"""What commands print: a sentence for people, JSON for programs; never both on stdout."""

import json
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")


def done(payload: Mapping[str, Any], text: str, *, as_json: bool) -> None:
    """Print the result of a command that did what it was asked."""
    click.echo(json.dumps(payload, ensure_ascii=False) if as_json else text)


def refuse(message: str, *, as_json: bool = False, code: str = "refused") -> NoReturn:
    """End with exit code 1 and one line that says why and what to do."""
    if as_json:
        click.echo(json.dumps({"error": code, "message": message}, ensure_ascii=False))
    click.echo(f"caire: {message}", err=True)
    sys.exit(1)
