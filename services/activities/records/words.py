"""The states of a record in plain words, and what its member may do next."""

from shared.errors import N_

STATES = {
    "drafted": N_("等您确认"),
    "confirmed": N_("您已确认"),
    "objected": N_("您有异议，等答复"),
    "unconfirmed": N_("没有确认，暂不计入"),
    "withdrawn": N_("没有参加，不计入"),
}
NEXT = {
    "drafted": N_("时长对的请确认；不对的请提出异议，说明原因。"),
    "confirmed": N_("它会记入服务登记卡，您不用做什么。发现不对时仍可提出异议。"),
    "objected": N_("活动的举办方会答复您。想好了也可以直接确认。"),
    "unconfirmed": N_("现在确认也不晚，会记入下一份服务登记卡。"),
    "withdrawn": N_("如果您参加了，请提出异议，说明情况。"),
    "offered": N_("这次服务的时长比您确认过的多。对的请确认；不确认的，仍按您确认过的计入。"),
}
WHAT = {
    "drafted": N_("按到场登记生成"),
    "redrafted": N_("按到场登记更新"),
    "withdrawn": N_("到场登记改为没有参加"),
    "confirmed": N_("本人确认"),
    "confirmed_by_scan": N_("本人扫码，已确认"),
    "confirmed_by_link": N_("本人用消息里的链接确认"),
    "confirmed_by_sheet": N_("本人在登记表上签名，已确认"),
    "objected": N_("本人提出异议"),
    "kept": N_("已答复异议，时长不变"),
    "correction_proposed": N_("提出更正，等另一位确认"),
    "corrected": N_("更正，经另一位确认"),
    "correction_refused": N_("更正没有通过"),
    "unconfirmed": N_("到期没有确认"),
}
