"""Kinds of a visit in plain words."""

from shared.errors import N_

KINDS = [
    ("home_visit", N_("上门走访")), ("phone", N_("电话联系")), ("meeting", N_("会议")), ("other", N_("其他")),
]  # fmt: skip
