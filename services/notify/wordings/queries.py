from typing import NamedTuple

from services.notify.wordings.defaults import Channel, Text, Wording, built_in
from services.notify.wordings.model import OwnWording, WordingVersion, key
from services.notify.wordings.rendering import check, render
from shared.documents import EVERYBODY
from shared.errors import N_, Invalid, NotFound, Problem
from shared.tx import Found, Tx, allow

SAMPLES: dict[str, object] = {
    "code": "204817", "minutes": 5, "hours": 72, "link": "https://example.cn/r/3f9c1d2e", "employer": "区中心医院",
    "slip": "BD2026030012", "community": "永乐居民区", "street": "彭浦镇", "phone": "021-56000000",
    "reason": "住址不在本社区", "receipt": "HZ2026030007", "count": 3, "service": "连心",
    "title": "楼道清洁日", "where": "永乐居委会活动室", "starts": "11-28 09:00", "ends": "11:00",
    "until": "11-26 18:00", "new_time": "yes", "new_place": "yes", "served": "2.5", "corrected": "yes",
    "period": "2026.07–09", "year": "2026", "edition": "2", "number": "FW2026090031",
}  # fmt: skip


class Shown(NamedTuple):
    """A text and what it may hold. version: 0 for the built-in one."""

    wording: str
    language: str
    channel: Channel
    category: str
    required: list[str]
    optional: list[str]
    subject: str
    body: str
    version: int


@allow(*EVERYBODY)
def text_for(tx: Tx, district: str | None, wording: str, language: str, channel: Channel) -> Text:
    """The text to render: the district's newest, else the built-in one."""
    own = tx.peek(OwnWording, key(district, wording, language, channel)) if district else None
    return Text(own.subject, own.body) if own else built_in()[wording].texts[language, channel]


@allow("district_officer")
def wordings(tx: Tx) -> list[Shown]:
    """Every text of the officer's district, as it is used now."""
    tx.fetch(OwnWording, [own.id for own in tx.find(OwnWording, district=_district(tx))])
    return [
        shown(tx, wording.name, language, channel)
        for wording in built_in().values()
        for language, channel in wording.texts
    ]


@allow("district_officer")
def shown(tx: Tx, wording: str, language: str, channel: Channel) -> Shown:
    """One text of the officer's district; NotFound where there is no such wording in this language and channel."""
    known = kind_of(wording, language, channel)
    own = tx.peek(OwnWording, own_key(tx, wording, language, channel))
    text = own or known.texts[language, channel]
    required = known.required_in(channel)
    return Shown(
        wording, language, channel, known.category, sorted(required), sorted(known.allowed_in(channel) - required),
        text.subject, text.body, own.number if own else 0,
    )  # fmt: skip


@allow("district_officer")
def versions(
    tx: Tx, wording: str, language: str, channel: Channel, limit: int = 50, after: str | None = None
) -> Found[WordingVersion]:
    """The district's own versions, newest first. The built-in text is version 0 and not among them."""
    kind_of(wording, language, channel)
    wanted = own_key(tx, wording, language, channel)
    return tx.find(WordingVersion, key=wanted, sort="-number", limit=limit, after=after)


@allow("district_officer")
def preview(tx: Tx, wording: str, language: str, channel: Channel, text: Text) -> Text:
    """The text with sample values, or Invalid with everything that is wrong with it."""
    known = kind_of(wording, language, channel)
    problems = faults(known, channel, text)
    if problems:
        raise Invalid(fields=problems)
    return Text(render(text.subject, SAMPLES), render(text.body, SAMPLES))


def faults(known: Wording, channel: Channel, text: Text) -> list[Problem]:
    """What is wrong with a text for this wording and channel."""
    problems = check(text.body, known.required_in(channel), known.allowed_in(channel), "body")
    if channel == "sms" and text.subject:
        return [*problems, Problem("subject", N_("短信没有标题，请留空。"))]
    if channel != "sms" and not text.subject:
        return [*problems, Problem("subject", N_("请写标题。"))]
    return problems + check(text.subject, (), known.allowed_in(channel), "subject")


def kind_of(wording: str, language: str, channel: Channel) -> Wording:
    known = built_in().get(wording)
    if known is None or (language, channel) not in known.texts:
        raise NotFound
    return known


@allow("district_officer")
def own_key(tx: Tx, wording: str, language: str, channel: Channel) -> str:
    return key(_district(tx), wording, language, channel)


def _district(tx: Tx) -> str:
    """A district officer's one scope is the district."""
    return tx.by.scopes[0]
