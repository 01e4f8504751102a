"""The wordings that Lianxin brings with it. A district may write its own versions; these stay the first.

The texts are in `texts/<language>.toml`. No placeholder holds a person's data, save the sign-in code and free text of
`reason`, which is why an SMS, read by a provider, has no `reason`. The inbox has no `link`: its page has a button.
What is told in the inbox alone has no text for an SMS, and so none for an e-mail.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Category = Literal["critical", "report", "activity", "statement", "account"]
Channel = Literal["inbox", "email", "sms"]
LANGUAGES = ("zh-CN", "en")
_NEVER_IN: dict[Channel, set[str]] = {"inbox": {"link"}, "email": set(), "sms": {"reason"}}
_ALWAYS_IN: dict[Channel, set[str]] = {"inbox": set(), "email": {"service"}, "sms": set()}  # the district's name for it


class Text(NamedTuple):
    """`subject` is also the title in the inbox; an SMS has none."""

    subject: str
    body: str


class Wording(NamedTuple):
    """Whoever sends one gives every placeholder; an `optional` one may be None."""

    name: str
    category: Category
    required: frozenset[str]
    optional: frozenset[str]
    texts: dict[tuple[str, Channel], Text]

    @property
    def channels(self) -> list[Channel]:
        return [channel for channel in _NEVER_IN if ("zh-CN", channel) in self.texts]

    def required_in(self, channel: Channel) -> frozenset[str]:
        return self.required - _NEVER_IN[channel]

    def allowed_in(self, channel: Channel) -> frozenset[str]:
        return (self.required | self.optional | _ALWAYS_IN[channel]) - _NEVER_IN[channel]


# name: category, required placeholders, optional placeholders
_TABLE: dict[str, tuple[Category, str, str]] = {
    "sign_in_code": ("critical", "code minutes", ""),
    "password_link": ("account", "link hours", ""),
    "invitation": ("report", "employer link", ""),
    "invitation_reminder": ("report", "employer link", ""),
    "report_awaiting_employer": ("report", "", "employer"),
    "report_slip_issued": ("report", "slip", "community"),
    "report_returned": ("report", "reason link", ""),
    "report_redirected": ("report", "community", ""),
    "report_awaiting_placement": ("report", "", "street"),
    "member_accepted": ("report", "community", "phone"),
    "report_entered_for_you": ("report", "community link", "phone"),
    "transfer_started": ("report", "community", ""),
    "transfer_done": ("report", "community", "phone"),
    "report_ended": ("report", "", ""),
    "reported_elsewhere": ("report", "receipt", ""),
    "employer_receipt": ("report", "community receipt", "count"),
    "employer_report_accepted": ("report", "community receipt", "phone"),
    "account_closed": ("account", "", ""),
    "phone_changed": ("account", "", ""),
    "erased": ("account", "", ""),
    "leaver_asked": ("report", "employer link", ""),
    "seat_offered": ("activity", "title where starts until link", "ends community phone"),
    "signup_accepted": ("activity", "title where starts", "ends community phone"),
    "signup_waitlisted": ("activity", "title starts", "where community phone"),
    "signup_declined": ("activity", "title starts community", "where phone"),
    "shift_changed": ("activity", "title where starts ends link", "new_time new_place community phone"),
    "shift_cancelled": ("activity", "title starts reason", "where community phone"),
    "shift_reminded": ("activity", "title where starts", "ends community phone link"),
    "record_drafted": ("activity", "title starts served link", "community phone"),
    "record_reminded": ("activity", "title starts served link", "community phone"),
    "record_answered": ("activity", "title starts served", "corrected community phone"),
    "statement_drafted": ("statement", "community period served until link", "edition phone"),
    "statement_issued": ("statement", "community period served number", "edition employer phone"),
    "appraisal_drafted": ("statement", "community year until link", "edition served phone"),
    "appraisal_issued": ("statement", "community year number", "edition served employer phone"),
}


@cache
def built_in() -> dict[str, Wording]:
    """All of them by name. Treat as read-only."""
    files = {language: _read(language) for language in LANGUAGES}
    return {
        name: Wording(name, category, frozenset(required.split()), frozenset(optional.split()), _texts(name, files))
        for name, (category, required, optional) in _TABLE.items()
    }


def _read(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "texts" / f"{language}.toml").read_text("utf-8"))


def _texts(name: str, files: dict[str, dict[str, dict[str, str]]]) -> dict[tuple[str, Channel], Text]:
    """By (language, channel). The e-mail is the inbox's text, framed, with the link in a line of its own."""
    found: dict[tuple[str, Channel], Text] = {}
    for language, file in files.items():
        said, frame = file[name], file["frame"]
        body = said.get("email") or said["inbox"]
        if "link" in _TABLE[name][1].split():
            body += "\n\n" + frame["link"]
        elif "link" in _TABLE[name][2].split():
            body += "{% if link %}\n\n" + frame["link"] + "{% endif %}"
        if "sms" in said:
            found[language, "email"] = Text(said["subject"], frame["email"].replace("{text}", body))
            found[language, "sms"] = Text("", said["sms"])
        if "inbox" in said:
            found[language, "inbox"] = Text(said["subject"], said["inbox"])
    return found
