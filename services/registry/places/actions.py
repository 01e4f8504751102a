"""Taking in the official list, editing places and what belongs to them. Reading is everybody's; writing outside one's
scopes is refused by tx."""

from typing import Any

from services.registry.places import codelist, emblem, queries, search
from services.registry.places.facts import place_changed, settings_changed
from services.registry.places.model import DistrictSettings, HomeBranch, Introduction, Place
from shared.errors import N_, Changed, Invalid, NotFound, Problem, Refused
from shared.tx import Tx, allow, new_id

MANY = 500  # places changed in one transaction


@allow("district_officer")
def take_code_list(tx: Tx, wanted: list[codelist.Row]) -> int:
    """Change what differs from the list, at most MANY places; gives how many. 0: nothing differs any more."""
    known, found = queries.against_list(tx, wanted)
    renamed = found.renamed[:MANY]
    for row in renamed:
        known[row.id].listed_name = row.name
        _rename(tx, known[row.id], row.name, [each for each in known.values() if each.street == row.id])
        _save(tx, known[row.id])
    added = sorted(found.added, key=lambda row: (len(row.id), row.id))[: MANY - len(renamed)]  # parents first
    for row in added:
        known[row.id] = _add(tx, row, known)
    return len(renamed) + len(added)


def _add(tx: Tx, row: codelist.Row, known: dict[str, Place]) -> Place:
    street = row.parent if row.level == "community" else None
    place = Place(
        id=row.id, level=row.level, name=row.name, listed_name=row.name, parent=row.parent, district=row.id[:6],
        street=street, scopes=list(dict.fromkeys(filter(None, [row.id[:6], street, row.id]))),
    )  # fmt: skip
    if street:
        _find_by(place, known[street].name)
    tx.emit(place_changed(place))
    return tx.add(place)


def _rename(tx: Tx, place: Place, name: str, communities: list[Place]) -> None:
    """communities: those of a street, which are found by its name too."""
    place.name = name
    if place.street:
        _find_by(place, tx.get(Place, place.street).name)
    for community in communities:
        _find_by(community, name)
        tx.save(community)


def _save(tx: Tx, place: Place) -> Place:
    tx.emit(place_changed(place))
    return tx.save(place)


def _find_by(community: Place, street_name: str) -> None:
    community.keys = search.search_keys(community.name, street_name, community.roads)


@allow("district_officer")
def edit_place(tx: Tx, code: str, changes: dict[str, Any], version: int) -> Place:
    """changes: name, phone, or both."""
    place = tx.get(Place, code, version)
    place.phone = changes.get("phone", place.phone) or None
    if changes.get("name", place.name) != place.name:
        _rename(tx, place, changes["name"], queries.communities_of(tx, code))
    return _save(tx, place)


@allow("secretary", "staff")
def write_introduction(tx: Tx, code: str, introduction: Introduction, roads: list[str], version: int) -> Place:
    """What the community tells of itself (R2), and the 小区 and roads that lie in it."""
    place = _open_community(tx, code, version)
    place.introduction = introduction.model_copy(update={"updated_at": tx.now})
    place.roads = list(dict.fromkeys(roads))
    _find_by(place, tx.get(Place, str(place.street)).name)
    return tx.save(place)


@allow("district_officer")
def close_community(tx: Tx, code: str, into: str) -> Place:
    """Nothing is deleted: whoever belongs to it is moved into the other one, as a task of those who keep them."""
    place = _open_community(tx, code)
    target = tx.peek(Place, into)
    open_here = {"level": "community", "district": place.district, "active": True}
    if target in (None, place) or target.model_dump(include=set(open_here)) != open_here:
        raise Invalid(fields=[Problem("into", N_("请选择本区另一个没有撤销的社区，党员会转到那里。"))])
    tx.save(target)  # so that two who close each into the other cannot both succeed
    place.active, place.closed_into = False, into
    return _save(tx, place)


def _open_community(tx: Tx, code: str, version: int | None = None) -> Place:
    place = tx.get(Place, code, version)
    if place.level != "community":
        raise NotFound
    if not place.active:
        raise Refused(N_("这个社区已经撤销，请在它并入的社区操作。"), code="place_closed")
    return place


@allow("district_officer", "street_officer", "secretary")
def add_branch(tx: Tx, code: str, name: str, roads: list[str]) -> HomeBranch:
    place = _open_community(tx, code)
    _refuse_same_name(tx, place, name)
    return tx.add(HomeBranch(id=new_id(), community=code, name=name, roads=roads, scopes=place.scopes))


@allow("district_officer", "street_officer", "secretary")
def edit_branch(tx: Tx, branch_id: str, changes: dict[str, Any], version: int) -> HomeBranch:
    """changes: name, roads, active; those given."""
    branch = tx.get(HomeBranch, branch_id, version)
    if changes.get("name", branch.name) != branch.name:
        _refuse_same_name(tx, tx.get(Place, branch.community), changes["name"])
    for field, value in changes.items():
        setattr(branch, field, value)
    return tx.save(branch)


def _refuse_same_name(tx: Tx, community: Place, name: str) -> None:
    """The community is saved, so that of two who give the same name at once the second begins again."""
    tx.save(community)
    if any(branch.name == name for branch in queries.branches_of(tx, community.id)):
        raise Refused(N_("这个社区已有同名的党支部，请换一个名称，或修改原来的。"), code="branch_exists")


@allow("district_officer")
def set_district(tx: Tx, district: str, values: dict[str, Any], version: int) -> DistrictSettings:
    """values: all that a district sets. Version 0 stands for nothing set yet."""
    if tx.get(Place, district).level != "district":
        raise NotFound
    if values["emblem"]:
        emblem.content(values["emblem"])
    settings = queries.settings_of(tx, district)
    if version != settings.version:
        raise Changed
    for field, value in values.items():
        setattr(settings, field, value)
    tx.emit(settings_changed(settings))
    return tx.save(settings) if settings.version else tx.add(settings.model_copy(update={"version": 1}))
