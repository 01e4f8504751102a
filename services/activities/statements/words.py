"""The states of a statement in plain words."""

from shared.errors import N_

STATES = {
    "prepared": N_("待写意见"),
    "drafted": N_("待本人阅读"),
    "read": N_("本人已阅"),
    "objected": N_("本人有异议，待答复"),
    "issued": N_("已出具，待单位签收"),
    "signed": N_("单位已签收"),
    "archived": N_("已归档"),
    "replaced": N_("已由更正后的版本替换"),
    "withdrawn": N_("已撤回，没有经本人确认的服务记录"),
}
GENUINE = N_("这个编码是真实的。")
REPLACED = N_("这个编码是真实的，但内容已经更正，请以编号 %(number)s 的新版本为准。")
ERASED = N_("这个编码曾是真实的。本人已注销并删除个人信息，姓名不再显示。")
