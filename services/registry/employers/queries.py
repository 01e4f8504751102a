"""Employers as their officers and everybody may find them; reports of employers' organisations."""

import re
from typing import Any

from services.registry.employers.model import Employer, EmployerReport
from services.registry.places.model import DistrictSettings, Place
from services.registry.places.queries import settings_of
from shared.documents import EVERYBODY
from shared.errors import NotFound
from shared.tx import Found, Tx, allow

OFFICERS = ("district_officer", "street_officer", "secretary", "staff", "employer_officer")
OF_REPORTS = ("employer_officer", "secretary", "staff", "street_officer", "district_officer")


def within_scope(tx: Tx, employer_id: str, version: int | None = None) -> Employer:
    """The employer; NotFound where it is not one of the actor's, though everybody may read its name."""
    employer = tx.get(Employer, employer_id)
    if not set(employer.scopes) & set(tx.by.scopes):
        raise NotFound
    return tx.get(Employer, employer_id, version)


@allow(*OFFICERS)
def employer(tx: Tx, employer_id: str) -> dict[str, Any]:
    """One, and what the place is called where it works."""
    found = within_scope(tx, employer_id)
    place = tx.peek(Place, found.community or found.street or found.district)
    return found.model_dump() | {"place_name": place.name if place else ""}


@allow(*OFFICERS)
def employers(
    tx: Tx, active: bool | None = None, cursor: str | None = None, limit: int = 50, text: str = ""
) -> Found[Employer]:
    """The actor's, in the order of their names' pinyin; `text`: those whose name holds it."""
    where: dict[str, Any] = {"scopes": {"$in": list(tx.by.scopes)}} | ({} if active is None else {"active": active})
    if text:
        where["name"] = {"$regex": re.escape(text)}
    return tx.find(Employer, sort="pinyin", limit=limit, after=cursor, **where)


@allow(*EVERYBODY)
def employers_named(
    tx: Tx, district: str, text: str = "", cursor: str | None = None, limit: int = 50
) -> Found[Employer]:
    """Those of a district whose name holds `text`: for members who say where they work."""
    where = {"name": {"$regex": re.escape(text)}} if text else {}
    return tx.find(Employer, sort="pinyin", limit=limit, after=cursor, district=district, active=True, **where)


@allow(*OF_REPORTS)
def employer_report(tx: Tx, report_id: str) -> EmployerReport:
    return tx.get(EmployerReport, report_id)


@allow(*OF_REPORTS)
def employer_reports(
    tx: Tx, state: str | None = None, cursor: str | None = None, limit: int = 50
) -> Found[EmployerReport]:
    """Oldest first: what waits longest is on top."""
    where = {"state": state} if state else {}
    return tx.find(EmployerReport, sort="asked_at", limit=limit, after=cursor, **where)


@allow(*EVERYBODY)
def header(tx: Tx) -> tuple[DistrictSettings | None, str]:
    """For the head of a page: what the district has set, and the name of the place the actor works for."""
    scopes = tx.by.scopes if tx.by.role != "member" else ()
    own = next((found for scope in scopes if (found := tx.peek(Place, scope) or tx.peek(Employer, scope))), None)
    district = own.district if own else _only_district(tx)
    return settings_of(tx, district) if district else None, own.name if own else ""


def _only_district(tx: Tx) -> str:
    """Of whom no place is known: the district, where the system serves one alone."""
    districts = tx.find(Place, level="district", limit=2)
    return districts[0].id if len(districts) == 1 else ""
