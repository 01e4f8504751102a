"""The states and steps of a report in plain words."""

from shared.errors import N_

STATES = {
    "draft": N_("正在填写"),
    "awaiting_placement": N_("等街道确认社区"),
    "awaiting_employer": N_("等单位核实"),
    "returned": N_("已退回，待更正"),
    "slip_issued": N_("报到单已开具"),
    "awaiting_community": N_("等社区接收"),
    "redirected": N_("已转送另一个社区"),
    "reported": N_("已报到"),
    "reported_elsewhere": N_("已在区外报到"),
    "transferring": N_("正在转社区"),
    "transferred_out": N_("已转到新社区"),
    "left": N_("已离开"),
    "cancelled": N_("已撤回"),
    "restored": N_("已恢复"),
}
NEXT = {
    "draft": N_("填好后提交即可。"),
    "awaiting_placement": N_("街道（或区里）会帮您找到所在的社区，您不用做什么。"),
    "awaiting_employer": N_("单位会核实您的信息，您不用做什么。"),
    "returned": N_("请看退回的原因，改好有问题的那一项再提交，其他内容都还在。"),
    "slip_issued": N_("请凭报到单到居住地社区报到，再把对方的回执编号记到这里。"),
    "awaiting_community": N_("社区接收后会通知您，您不用做什么。"),
    "redirected": N_("新的社区接收后会通知您，您不用做什么。"),
    "reported": N_("社区会把适合您的活动告诉您，参加与否由您决定。"),
    "reported_elsewhere": N_("本次报到办理完毕。搬回本区时可以转到新的社区。"),
    "transferring": N_("新社区接收后会通知您；在此之前仍由原社区与您联系。"),
    "transferred_out": N_("您已由新的社区接收。"),
    "left": N_("需要时可以恢复报到，不用重新填写。"),
    "cancelled": N_("需要时可以恢复报到，不用重新填写。"),
    "restored": N_("报到已恢复，您不用做什么。"),
}
REASONS = {
    "by_itself": N_("自动转给社区"),
    "roster": N_("单位花名册中有您，不用再核实"),
    "employer": N_("单位已核实"),
    "employer_not_on_system": N_("单位没有使用本系统，不用核实"),
    "station": N_("在登记站代填"),
    "paper": N_("按纸质表代填"),
    "placed": N_("社区已确认"),
    "corrected": N_("更正后再次提交"),
    "reason_given": N_("退回并说明了原因"),
    "other_community": N_("居住地属于另一个社区"),
    "transfer": N_("申请转社区"),
    "transfer_cancelled": N_("撤回转社区申请"),
    "accepted_there": N_("新社区已接收"),
    "community_closed": N_("原社区已并入新的社区"),
    "receipt_noted": N_("已记下区外的回执编号"),
    "account_closed": N_("账号已注销"),
    "by_member": N_("本人办理"),
    "by_community": N_("社区代为办理"),
    "restored": N_("恢复后继续办理"),
    "redirected": N_("由原社区转来"),
}
ROLES = {
    "member": N_("本人"),
    "secretary": N_("社区书记"),
    "staff": N_("社区工作人员"),
    "instructor": N_("指导员"),
    "street_officer": N_("街道"),
    "district_officer": N_("区里"),
    "employer_officer": N_("单位"),
    "clock": N_("系统"),
}
KEEPS_MEMBERSHIP = N_("报到不转接组织关系。")
