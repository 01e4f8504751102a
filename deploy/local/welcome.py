"""What the person at the terminal reads."""

import contextlib
import os
import sys

from rich import box
from rich.console import Console
from rich.table import Table

from deploy.local.data import Data
from deploy.local.settings import LocalSettings

COLUMNS = {"role": "Role", "account": "Account", "password": "Password", "first": "What to try first"}  # nosec B105


def say(text: str) -> None:
    """Print a line at once. A reader that went away (`| head`) stops nothing."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def welcome(settings: LocalSettings, data: Data) -> None:
    """The line that says that all is ready, and who may sign in."""
    say(f"Lianxin is ready: {settings.url}")
    accounts = data.read("demo.json")
    say(accounts_table(accounts) if accounts else no_demo(settings, data))
    if not settings.is_private:
        say(f"Open to all who reach {settings.host}: use no real data, and stop it when you are done.")
    say("Messages and codes that were sent: " + settings.url + "/dev/mail     Stop with Ctrl-C.")


def no_demo(settings: LocalSettings, data: Data) -> str:
    why = "It goes into an empty folder only: make run DATA=var/demo" if settings.demo else ""
    how = ".venv/bin/python -m deploy.local.operate registry --help"
    return f"No demo in {data.folder}. {why}\nTo make an account: {how}"


def accounts_table(accounts: list[dict[str, str]]) -> str:
    table = Table(box=box.SIMPLE_HEAD)
    for title in COLUMNS.values():
        table.add_column(title, overflow="fold")
    for account in accounts:
        table.add_row(*(account.get(name, "") for name in COLUMNS))
    console = Console(markup=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get()
