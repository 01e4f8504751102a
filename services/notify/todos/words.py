"""What waits, in plain words, and the page of the service that owns it where it is answered."""

from typing import NamedTuple

from shared.errors import N_


class Kind(NamedTuple):
    """text: with %(count)s. to: the address of the list."""

    text: str
    to: str


# In the order they are shown: first what has people standing by.
KINDS = {
    "shift_to_record": Kind(N_("%(count)s 场活动已结束，等您登记谁来了"), "/activities/rollcalls"),
    "report_to_accept": Kind(N_("%(count)s 位党员等您接收报到"), "/registry/reports/waiting"),
    "employer_report_to_accept": Kind(N_("%(count)s 家单位等您接收单位报到"), "/registry/employer-reports/waiting"),
    "report_to_place": Kind(N_("%(count)s 位党员不清楚住在哪个社区，等您确认"), "/registry/reports/to-place"),
    "report_to_verify": Kind(N_("%(count)s 位党员的报到等您核实"), "/registry/verify"),
    "roster_to_confirm": Kind(N_("%(count)s 份花名册停下了，等您确认"), "/registry/rosters"),
    "employer_report_to_correct": Kind(N_("%(count)s 份单位报到被退回，等您更正"), "/registry/own-report"),
    "signup_to_answer": Kind(N_("%(count)s 场活动有人报名，等您答复"), "/activities/activities"),
    "activity_to_review": Kind(N_("%(count)s 个活动等您审核"), "/activities/activities/waiting"),
    "activity_to_correct": Kind(N_("%(count)s 个活动被退回，等您修改"), "/activities/activities/drafts"),
    "objection_to_answer": Kind(N_("%(count)s 位党员对服务记录有异议，等您答复"), "/activities/records/review"),
    "correction_to_approve": Kind(N_("%(count)s 条更正等您复核"), "/activities/records/review"),
    "statement_objected": Kind(
        N_("%(count)s 位党员对服务登记卡有异议，等您答复"), "/activities/statements?state=objected"
    ),
    "appraisal_to_write": Kind(N_("%(count)s 份年度评议等您写意见"), "/activities/statements?kind=appraisal"),
    "statements_to_issue": Kind(N_("%(count)s 份服务登记卡等您出具"), "/activities/statements"),
    "statement_to_sign": Kind(N_("%(count)s 份服务登记卡等您签收"), "/activities/statements/received"),
    "complaint_overdue": Kind(N_("%(count)s 条投诉或建议超过时间还没有答复"), "/activities/complaints"),
    "complaint_to_answer": Kind(N_("%(count)s 条投诉或建议等您答复"), "/activities/complaints"),
    "offer_to_answer": Kind(N_("%(count)s 个活动名额等您答复"), "/activities/me"),
    "record_to_confirm": Kind(N_("%(count)s 条服务记录等您确认"), "/activities/me"),
    "statement_to_read": Kind(N_("%(count)s 份服务登记卡请您过目"), "/activities/me"),
    "employer_to_confirm": Kind(N_("请确认您现在的工作单位"), "/registry/me/data/employer"),
}
ORDER = list(KINDS)
OTHER = Kind(N_("%(count)s 件事等您处理"), "/")  # of a service that is newer than this page


def words_of(kind: str) -> Kind:
    return KINDS.get(kind, OTHER)
