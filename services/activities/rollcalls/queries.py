"""Who keeps a roll-call, what they see of it, and what the clock does about it."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from services.activities.activities.model import LONGEST, Activity, Shift
from services.activities.names.model import Place
from services.activities.names.queries import goes_on_in
from services.activities.people.model import REPORTED, Person
from services.activities.people.queries import of_place
from services.activities.rollcalls.model import LEADER_SEES, Attendance, RollCall
from services.activities.signups.model import SignUp
from shared.clock import SHANGHAI
from shared.documents import EVERYBODY
from shared.errors import N_, NotFound, Refused, WrongState
from shared.tx import Tx, allow

STAFF = ("secretary", "staff", "street_officer", "district_officer")
KEEPERS = ("member", *STAFF)  # a member as the shift's leader
MOST = 5_000  # people at one shift: the largest capacity
NAMESAKES = 5
MOST_WAITING = 20  # shifts on one list, each with its people
STILL_RECORDED = timedelta(days=60)  # after a shift: a paper sheet comes late, but not that late


class Called(NamedTuple):
    """A shift and who is expected or came, in the order of their names. until: when its leader no longer sees it."""

    shift: Shift
    place_name: str
    people: list[Attendance]
    until: datetime

    @property
    def since(self) -> datetime:
        """From when on marks are taken."""
        return day_of(self.shift)


class Found(NamedTuple):
    """Somebody of the place. masked_phone: for its staff, to tell namesakes apart."""

    member: str
    name: str
    masked_phone: str


def kept_by(tx: Tx, shift_id: str) -> Shift:
    """The shift, for who may keep its roll-call: those whose place offers it, or is what that was closed into, and its
    leader until two days after the end. They stand in that place, from here to the end of the transaction. NotFound
    for everybody else."""
    shift = tx.get(Shift, shift_id)
    if shift.place not in tx.by.scopes:
        if not leads(tx, shift) and kept_in(tx, shift) not in tx.by.scopes:
            raise NotFound
        tx.by = tx.by._replace(scopes=(*tx.by.scopes, shift.place))
    if not shift.listed:
        raise WrongState(N_("这个场次没有发布，或者已经取消，不能登记到场。"))
    return shift


def leads(tx: Tx, shift: Shift) -> bool:
    """Named as its leader, and it is time; a member only as long as they belong to the place."""
    if shift.leader != tx.by.id or tx.now > shift.ends + LEADER_SEES:
        return False
    person = tx.peek(Person, tx.by.id)
    return tx.by.role != "member" or (person is not None and of_place(person, kept_in(tx, shift)))


def kept_in(tx: Tx, shift: Shift) -> str:
    """The place whose staff keeps the roll-call: that which offers the shift, or what it was closed into."""
    place = tx.peek(Place, shift.place)
    return goes_on_in(tx, place.id).id if place and place.closed_into else shift.place


def begun(tx: Tx, shift_id: str) -> Shift:
    """The shift, for who keeps its roll-call, from the day of it on."""
    shift = kept_by(tx, shift_id)
    if tx.now < day_of(shift):
        raise Refused(N_("活动当天才能登记到场。"), code="not_yet")
    return shift


def day_of(shift: Shift) -> datetime:
    """When the day of the shift begins."""
    return datetime.combine(shift.starts.astimezone(SHANGHAI), time(), SHANGHAI)


def people_at(tx: Tx, shift: Shift) -> dict[str, Attendance]:
    """Everybody who was marked, and everybody else who is expected (nothing of these is kept yet), by id."""
    marked = {each.id: each for each in tx.find(Attendance, shift=shift.id, sort="pinyin", limit=MOST)}
    signed_up = tx.find(SignUp, shift=shift.id, state="accepted", sort="pinyin", limit=MOST)
    expected = {each.id: expects(shift, each.id, each) for each in signed_up if each.id not in marked}
    people = [*marked.values(), *expected.values()]
    return {each.id: each for each in sorted(people, key=lambda person: (person.pinyin, person.id))}


def expects(shift: Shift, id: str, who: SignUp | Person) -> Attendance:
    member = who.member if isinstance(who, SignUp) else who.id
    return Attendance(
        id=id, scopes=[member, shift.place], member=member, name=who.name, pinyin=who.pinyin,
        masked_phone=who.masked_phone, shift=shift.id, activity=shift.activity, title=shift.title, place=shift.place,
        starts=shift.starts, ends=shift.ends,
    )  # fmt: skip


@allow(*KEEPERS, "instructor")
def rollcall(tx: Tx, shift_id: str) -> Called:
    """The list, on one screen; an instructor's, to enter a sheet with."""
    return _called(tx, kept_by(tx, shift_id))


def _called(tx: Tx, shift: Shift) -> Called:
    people = list(people_at(tx, shift).values())
    tx.look(people, "member")
    activity = tx.peek(Activity, shift.activity)
    return Called(shift, activity.place_name if activity else "", people, shift.ends + LEADER_SEES)


@allow("member", *STAFF)
def shifts_to_record(tx: Tx) -> list[Called]:
    """What is to be recorded, from the day of the shift until it is closed: of one's own place, or as its leader. In
    the order of time; a shift for which nobody is expected does not wait."""
    own = _of_own_place(tx) if tx.by.role in STAFF else []
    shifts = {each.id: each for each in (*own, *shifts_to_lead(tx))}.values()
    waiting = [each for each in shifts if each.state != "closed" and tx.now >= day_of(each)]
    waiting = sorted(waiting, key=lambda shift: (shift.starts, shift.id))[:MOST_WAITING]
    for shift in waiting:
        tx.by = tx.by._replace(scopes=(*tx.by.scopes, shift.place))
    return [called for called in (_called(tx, shift) for shift in waiting) if called.people]


def _of_own_place(tx: Tx) -> list[Shift]:
    """Offered here, or in a community that was closed into this one; in the last weeks, or still today."""
    own = list(tx.by.scopes)
    places = [*own, *(each.id for each in tx.find(Place, closed_into={"$in": own}, sort="closed_into"))]
    days = {"$gt": tx.now - STILL_RECORDED, "$lt": tx.now + timedelta(days=1)}
    return tx.find(Shift, place={"$in": places}, listed=True, starts=days, sort="starts", limit=500)


@allow(*KEEPERS)
def find_person(tx: Tx, shift_id: str, name: str) -> list[Found]:
    """People of the place with exactly this name, to add one who simply came."""
    shift = begun(tx, shift_id)
    found = namesakes(tx, shift, name)
    shows = tx.by.role != "member"
    return [Found(each.id, each.name, each.masked_phone if shows else "") for each in found]


def namesakes(tx: Tx, shift: Shift, name: str) -> list[Person]:
    """People of the place with exactly this name."""
    found = tx.find(Person, scopes=shift.place, name=name, state={"$in": REPORTED}, limit=NAMESAKES)
    tx.look(found, "id")
    return found


@allow(*EVERYBODY)
def shift_by_code(tx: Tx, code: str) -> Shift:
    """The shift on whose sheet the code stands, for whoever holds it."""
    found = next(iter(tx.find(Shift, code=code, limit=1)), None)
    if found is None or not found.listed:
        raise NotFound(N_("没有这个编码的场次，请核对后再试。"))
    return found


@allow("member", *STAFF)
def shifts_to_lead(tx: Tx) -> list[Shift]:
    """Those I was named the leader of, as long as I keep their lists; in the order of time."""
    since = tx.now - LEADER_SEES - LONGEST
    mine = tx.find(Shift, leader=tx.by.id, starts={"$gte": since}, sort="starts", limit=100)
    return [shift for shift in mine if shift.listed and leads(tx, shift)]


# what is due


def shifts_over(tx: Tx) -> list[Shift]:
    """They have ended, and what waits to be recorded was not said yet."""
    return tx.find(Shift, over=False, ends={"$lte": tx.now}, sort="ends", limit=200)


def rollcalls_to_close(tx: Tx) -> list[RollCall]:
    return tx.find(RollCall, close_at={"$lte": tx.now}, sort="close_at", limit=200)
