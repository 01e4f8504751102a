"""`python -m services.<name> <role>…` runs roles; the same entry has the operators' commands."""

import sys

import click

from shared import logs, roles, settings
from shared.commands.house import House
from shared.commands.looking import due, lag, outbox
from shared.commands.preparing import indexes, rotate_master_key, topics
from shared.commands.repairing import dead_letters, rebuild, replay, restate
from shared.service import Service

__all__ = ["House", "group_of", "main"]
COMMANDS = [indexes, topics, outbox, lag, due, dead_letters, replay, rebuild, restate, rotate_master_key]


def main(service: Service) -> None:
    logs.configure(service.name)
    wanted = sys.argv[1:]
    if wanted and set(wanted) <= set(roles.ROLES):
        found = settings.load(service.needs)
        logs.configure(service.name, found.log_level)
        roles.run(service, wanted, found)
    else:
        group_of(service)(prog_name=f"python -m services.{service.name}")


def group_of(service: Service) -> click.Group:
    @click.group(help=f"{service.name}: roles {' '.join(roles.ROLES)}, or one of these commands.")
    @click.pass_context
    def group(context: click.Context) -> None:
        context.obj = context.obj or House(service)

    for command in [*COMMANDS, *service.commands]:
        group.add_command(command)
    return group
