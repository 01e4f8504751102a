"""What is offered to choose from, in the reader's language; what is kept is the Chinese word."""

from services.registry.members.model import FREE_TIMES, SKILLS, WILLINGNESS
from shared.errors import N_
from shared.web.room import said

Pairs = list[tuple[str, str]]
TRANSLATED = (
    N_("法律咨询"), N_("医疗护理"), N_("心理疏导"), N_("矛盾调解"), N_("财务"), N_("英语辅导"), N_("数学辅导"),
    N_("书法"), N_("舞蹈"), N_("摄影"), N_("园艺"), N_("水电维修"), N_("电脑手机"), N_("手语"), N_("驾驶"),
    N_("活动组织"), N_("文艺表演"), N_("写作宣传"), N_("体育健身"), N_("其他"),
    N_("愿意经常参加"), N_("有空就参加"), N_("需要时请联系我"), N_("暂时不便"),
    N_("工作日白天"), N_("工作日晚上"), N_("周六上午"), N_("周六下午"), N_("周日上午"), N_("周日下午"),
    N_("节假日"),
)  # fmt: skip


def offered() -> dict[str, Pairs]:
    """(value, words) of every skill, willingness and free time that a form offers."""
    lists = {"skills": SKILLS, "willingness": WILLINGNESS, "free_times": FREE_TIMES}
    return {name: [(word, said(word)) for word in words] for name, words in lists.items()}
