"""What each audience is shown: a new field is a conscious change, written here and in views.txt."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from shared.service import Service
from shared.web import View
from tests.structure.conftest import SERVICES, service_named

TABLE = Path(__file__).with_name("views.txt")
PERSONAL = ("phone", "email", "address", "id_number", "id_last4")
# What sounds personal and is shown to others. Each with the reason.
SEES = {
    **{f"{view}.phone": "an office's telephone" for view in
       ("CommunityFound", "PlaceInList", "PlaceForReader", "SettingsForAll", "PlaceCountForOfficer")},
    **{f"ContactOfAccount.{field}": "an officer's, for who looks after the account" for field in ("phone", "email")},
    **{f"{view}.id_last4": "the employer's own employee" for view in ("EntryForEmployer", "ReportForEmployer")},
    **{f"{view}.masked_phone": "for who runs the shift, masked" for view in
       ("PersonForLeader", "FoundForLeader", "PersonForStaff", "SignUpForStaff")},
    "EntryForEmployer.masked_phone": "the employer's own employee, masked",
    "PlacementForOfficer.address": "to find the community of who does not know it, by whoever is asked to",
    "LetterForEmployer.address": "printed by the employer for its own employee",
    **{f"Known.{field}": "part of what the member is shown" for field in ("phone", "email")},
}  # fmt: skip


def views() -> list[type[View]]:
    for name in SERVICES:
        _: Service = service_named(name)
    return sorted(_below(View), key=lambda view: (view.__module__, view.__name__))


def _below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("services."):
            yield each
        yield from _below(each)


def table() -> str:
    lines = (f"{view.__module__}.{view.__name__}: {', '.join(view.model_fields)}" for view in views())
    return "\n".join(lines) + "\n"


def test_every_views_fields_are_written_down() -> None:
    assert table() == TABLE.read_text(), "meant? then: python -m tests.structure.test_views"


def test_personal_fields_are_for_the_member_and_the_community_alone() -> None:
    shown = {
        f"{view.__name__}.{field}"
        for view in views()
        for field in fields_of(view)
        if any(word in field for word in PERSONAL) and not view.__name__.endswith(("ForMember", "ForCommunity"))
    }
    assert shown - set(SEES) == set()


def fields_of(view: type[BaseModel]) -> list[str]:
    return list(view.model_fields)


if __name__ == "__main__":
    TABLE.write_text(table())
