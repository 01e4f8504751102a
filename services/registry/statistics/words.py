"""What kinds of work wait for offices, as people say it."""

from shared.errors import N_

KINDS = {
    "report_to_accept": N_("报到等待接收"),
    "report_to_place": N_("报到等待确认社区"),
    "employer_report_to_accept": N_("单位报到等待接收"),
    "activity_to_review": N_("活动等待审核"),
    "activity_to_correct": N_("活动退回待修改"),
    "signup_to_answer": N_("报名等待答复"),
    "shift_to_record": N_("活动等待登记到场"),
    "objection_to_answer": N_("异议等待答复"),
    "correction_to_approve": N_("更正等待核对"),
    "statements_to_issue": N_("登记卡等待出具"),
    "statement_objected": N_("登记卡有异议"),
    "appraisal_to_write": N_("年度评议等待填写"),
    "complaint_to_answer": N_("投诉建议等待答复"),
    "complaint_overdue": N_("投诉建议超期未答复"),
}
OTHER = N_("其他等待办理的事")
HAVING = {
    "reported": N_("已报到"), "served": N_("参加过服务"), "fed_back": N_("已反馈单位"), "waits": N_("有事等待办理"),
    "long": N_("有事等了七天以上"), "roster": N_("在册"), "deferred": N_("暂缓"), "elsewhere": N_("区外"),
    "missing": N_("还没有报到"),
}  # fmt: skip
