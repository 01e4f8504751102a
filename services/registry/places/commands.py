"""The very first code list, before any officer is there to send it."""

from typing import Any, BinaryIO

import click

from services.registry.places.importing import import_code_list
from shared.commands import House
from shared.documents import Actor
from shared.errors import Refused
from shared.perform import perform
from shared.web.problems import told


@click.command("import-places")
@click.argument("file", type=click.File("rb"))
@click.option("--district", required=True, help="its 6-digit code; a list of another district is refused")
@click.option("--dry-run", is_flag=True, help="compare only")
@click.pass_obj
def import_places(house: House, file: BinaryIO, district: str, dry_run: bool) -> None:
    """Take in a district's official code list; repeating it changes only what differs."""
    by = Actor("operator", "district_officer", (district,))  # in the district's stead

    def run(action: Any, *args: Any) -> Any:
        return perform(house.store, action, by, *args, origin="command")

    try:
        found = import_code_list(run, file.read(), dry_run)
    except Refused as refusal:
        problems = [f"{each['field']}: {each['message']}" for each in told(refusal.fields)]
        raise click.ClickException("\n".join([refusal.text, *problems])) from refusal
    counts = f"added={len(found.added)} renamed={len(found.renamed)} missing={len(found.missing)} same={found.same}"
    click.echo(f"{found.district}: {counts}")
