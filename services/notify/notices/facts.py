"""What fills the placeholders of a notice's wording."""

from collections.abc import Iterable

from services.notify.names import queries as names
from services.notify.notices.model import Notice
from services.notify.wordings.queries import text_for
from services.notify.wordings.rendering import render
from shared.sealed import PersonKey
from shared.tx import Tx


def facts_of(tx: Tx, notice: Notice) -> dict[str, object]:
    """A value for each placeholder, None where there is none. NotYetKnown while a name or a key is on its way."""
    values: dict[str, object] = dict.fromkeys(notice.kind.required | notice.kind.optional)
    values |= notice.values | {"link": notice.path}
    opened = tx.open(notice)
    values |= opened.get("values", opened)
    for name, id in notice.refs.items():
        values[name] = names.employer(tx, id).name if name == "employer" else names.place(tx, id).name
    if "community" in notice.refs:
        values["phone"] = names.place(tx, notice.refs["community"]).phone
    return values


def missing(notice: Notice, values: dict[str, object]) -> list[str]:
    return sorted(name for name in notice.kind.required if values[name] is None)


def is_erased(tx: Tx, notice: Notice) -> bool:
    """What was sealed cannot be opened any more."""
    return notice.sealed is not None and not tx.open(notice)


def is_gone(tx: Tx, notice: Notice) -> bool:
    """Its person was erased."""
    key = tx.peek(PersonKey, notice.person)
    return key is not None and key.erased


def fetch_facts(tx: Tx, notices: Iterable[Notice]) -> None:
    """Read what many notices need at once."""
    names.fetch(tx, {id for notice in notices for id in notice.refs.values()})
    tx.unlock(notices)


def inbox_text(tx: Tx, notice: Notice, language: str) -> tuple[str, str]:
    """Title and text as the inbox shows them."""
    district = district_of(tx, notice)
    text = text_for(tx, district, notice.wording, language, "inbox")
    values = facts_of(tx, notice)
    return render(text.subject, values), render(text.body, values)


def district_of(tx: Tx, notice: Notice) -> str | None:
    """Whose wordings apply: the community's district, else the only one there is."""
    community = notice.refs.get("community")
    return names.place(tx, community).district if community else names.only_district(tx)
