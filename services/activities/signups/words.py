"""The states of a sign-up in plain words, and why it ended."""

from shared.errors import N_, Text

STATES = {
    "requested": N_("已提交，等社区答复。"),
    "accepted": N_("报名成功。临时有事，随时可以退出。"),
    "waitlisted": N_("名额已满，您是候补第 %(number)s 号；有空位时按顺序通知您。"),
    "offered": N_("有了空位，请在期限前接受；不接受就给下一位。"),
    "declined": N_("没有参加这一场。"),
    "expired": N_("没有等到名额。开始前有人退出时，可以直接报名。"),
    "cancelled": N_("已退出。"),
}
REASONS = {
    "by_staff": N_("社区为您作了更改，有疑问请联系社区。"),
    "offer_over": N_("保留名额的时间已过，名额给了下一位。"),
    "no_seat": N_("没有等到名额。开始前有人退出时，可以直接报名。"),
    "not_answered": N_("开始前没有得到答复，很抱歉。"),
    "activity_cancelled": N_("活动已取消。"),
    "left": N_("您已不在本区报到，报名随之取消。"),
}


def in_words(state: str, reason: str | None, number: int | None) -> Text:
    """What is so, and what to do next."""
    return REASONS.get(reason or "") or [STATES[state], {"number": number}]
