"""The states of an activity in plain words."""

from shared.errors import N_

STATES = {
    "draft": N_("草稿，还没有发布"),
    "awaiting_review": N_("已送街道，等审核"),
    "returned": N_("街道已退回，请修改后再发布"),
    "published": N_("已发布"),
    "cancelled": N_("已取消"),
    "ended": N_("已结束"),
    "archived": N_("已归档"),
}
