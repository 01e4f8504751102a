"""党员: who they are to the system, what they can and like to do, how they want to be reached."""

from datetime import datetime
from typing import Literal, get_args

from shared.documents import Document, Sealed

Willingness = Literal["愿意经常参加", "有空就参加", "需要时请联系我", "暂时不便"]
FreeTime = Literal["工作日白天", "工作日晚上", "周六上午", "周六下午", "周日上午", "周日下午", "节假日"]
Channel = Literal["sms", "email", "inbox"]
Language = Literal["zh_CN", "en"]

# Offered first; people may name others, and rosters do.
SKILLS = [
    "法律咨询", "医疗护理", "心理疏导", "矛盾调解", "财务", "英语辅导", "数学辅导", "书法", "舞蹈", "摄影", "园艺",
    "水电维修", "电脑手机", "手语", "驾驶", "活动组织", "文艺表演", "写作宣传", "体育健身", "其他",
]  # fmt: skip
WILLINGNESS = list(get_args(Willingness))
FREE_TIMES = list(get_args(FreeTime))

CONSENT_VERSION = "2026-11"  # of the text about personal data that members agree to


class Member(Document, collection="members"):
    """`id` is the person's, and the account's. community…employer: where they belong now.

    sealed: {"name", "phone", "email"}, just what travels in MemberChanged. name, pinyin (the order of names) and
    spelling (wangwei, to search by) stand plain here and go with the person.
    state: the current report's state, or "signed_in" (no report yet), "closed", "erased". report: the current one.
    proven_phone: the phone was proved by code, or checked by staff. scopes: their own, and their report's.
    """

    indexes = [
        ("state", "pinyin"), ("pinyin",), ("community", "state", "pinyin"), ("street", "state", "pinyin"),
    ]  # fmt: skip
    name: str = ""
    pinyin: str = ""
    spelling: str = ""
    sealed: Sealed | None = None
    phone_hash: str | None = None
    id_hash: str | None = None
    id_last4: str | None = None
    proven_phone: bool = False
    employer: str | None = None
    employer_name: str | None = None
    work_branch: str | None = None
    community: str | None = None
    street: str | None = None
    district: str | None = None
    home_branch: str | None = None
    skills: list[str] = []
    interests: list[str] = []
    willingness: Willingness | None = None
    free_times: list[FreeTime] = []
    channel: Channel = "sms"
    language: Language = "zh_CN"
    not_now_until: datetime | None = None
    consent_version: str | None = None
    consent_at: datetime | None = None
    entered_by: str | None = None
    entered_at: list[str] = []  # the places of whoever entered them
    state: str = "signed_in"
    report: str | None = None

    @property
    def belongs_to(self) -> list[str]:
        """The scopes of where they belong now."""
        return [place for place in (self.community, self.street, self.district, self.employer) if place]


class PhoneTaken(Document, collection="phones_taken", unscoped=True):
    """Whose phone this is. `id` is the phone's hash. Answers "taken?" and "who signs in?"; never shown.

    member: who proved it, or whom staff checked. entered: for whom somebody else entered it, which proves nothing (a
    digit may be wrong): it signs in to their record only with their ID number, whose hash is id_hash.
    """

    clock_indexes = [("member",), ("entered",)]
    member: str | None = None
    entered: str | None = None
    id_hash: str | None = None


class IdTaken(Document, collection="ids_taken", unscoped=True):
    """Whose ID number this is. `id` is its hash. verified: a roster or an employer said so, not the member alone, from
    whom a proven roster takes it. Whose report comes back or is taken back keeps it no longer."""

    clock_indexes = [("member",)]
    member: str
    verified: bool = False
