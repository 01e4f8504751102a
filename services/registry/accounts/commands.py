"""The first account of a district comes from here; all others are made by whoever is above."""

import os
from typing import Any

import click

from services.registry.accounts.actions import give_password, make_account, send_password_link
from services.registry.accounts.roles import LEVELS
from shared.commands import House
from shared.documents import CLOCK
from shared.errors import Refused
from shared.perform import perform
from shared.tx import Tx
from shared.web import problems

PASSWORD = "LIANXIN_NEW_PASSWORD"  # nosec B105


@click.command("create-account")
@click.option("--role", type=click.Choice(list(LEVELS)), default="district_officer", show_default=True)
@click.option("--grant", "grants", multiple=True, help="code of a place, or id of an employer; may be given again")
@click.option("--login", required=True)
@click.option("--name", default="")
@click.option("--title", default="")
@click.option("--phone", default="")
@click.option("--email", default="")
@click.option("--password", "ask", is_flag=True, help=f"ask for a password (or take {PASSWORD}) in place of a link")
@click.pass_obj
def create_account(house: House, grants: tuple[str, ...], ask: bool, **said: Any) -> None:
    """Make an account and print a link that sets its password, once, within three days."""
    password = _password() if ask else None
    try:
        told = perform(
            house.store, first_account, CLOCK, house.settings.public_url, password, grants=list(grants), **said,
            origin="command",
        )  # fmt: skip
    except Refused as refused:
        fields = "".join(f"\n  {each['field']}: {each['message']}" for each in problems.told(refused.fields))
        raise click.ClickException(refused.text % refused.values + fields) from None
    click.echo(told)


def first_account(tx: Tx, public_url: str, password: str | None, **said: Any) -> str:
    """What to print: a link, or that the password is set."""
    account = make_account(tx, **said)
    if password is None:
        return send_password_link(tx, account.id, public_url).link
    give_password(tx, account.id, password)
    return f"{account.login} can sign in"


def _password() -> str:
    return os.environ.get(PASSWORD) or click.prompt("Password", hide_input=True, confirmation_prompt=True)
