"""What a heading says about its column. The words themselves are in headings.toml."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from services.registry.rosters.texts import clean

LONGEST = 24                    # characters; what is longer is an instruction
SEQUENCE = frozenset(("序号", "序", "号", "no", "no.", "行号"))


class Meaning(NamedTuple):
    """`field` is 'not_needed' for what is known and left alone. The lower the rank, the surer."""

    field: str
    rank: int


# Whose value it is comes before what it is: the phone of an emergency contact is not the member's.
_OTHERS = re.compile("紧急|家属|亲属|家庭成员|配偶|爱人|父|母|子女|联系人|介绍人|推荐人|监护|负责人|书记"
                     "|填表|填报|审核|经办")
_NOT_NEEDED = re.compile("拼音|曾用|英文|户籍|户口|籍贯|出生|生日|年龄|学历|学位|学校|毕业|职称|工资|银行|账号"
                         "|类型|类别|种类|有效|照片|附件|签名|备注|说明|申请|转正|积极分子|发展对象|转入|转出|转移"
                         "|参加工作|党费|身份证.*(地址|住址)|(单位|办公).*(地址|街道|社区)")
# Where no word fits whole, the first of these that stands in the heading.
_PARTS = [(re.compile(pattern), field) for field, pattern in (
    ("id_number", "身份证|身份号"), ("phone", "手机|移动电话"), ("email", "邮箱|邮件|e-?mail"),
    ("political_status", "政治面貌|政治面目"), ("joined_on", "入党"), ("party_branch", "支部|党组织"),
    ("community", "社区|居委|居民区"), ("street", "街道|街镇"), ("address", "住址|居住地|家庭地址|居住地址"),
    ("skills", "特长|爱好|专长|技能"), ("phone", "电话|联系方式"), ("position", "职务|岗位"),
    ("department", "部门|科室|处室"), ("staff_number", "工号|职工号|员工编号|职工编号"), ("gender", "性别"),
    ("name", "姓名"), ("status", "在职|在岗"))]


@cache
def _words() -> dict[str, Meaning]:
    fields = tomllib.loads(Path(__file__).with_name("headings.toml").read_text("utf-8"))
    return {word: Meaning(field, rank) for field, tiers in fields.items()
            for rank, tier in enumerate(tiers, start=1) for word in tier.split()}


def plain(heading: str) -> str:
    """A heading without spaces, marks and what stands in brackets, in lower case."""
    text = clean(heading).lower().replace(" ", "").replace("（", "(").replace("）", ")").strip("*★:：#、")
    return re.sub(r"\([^)]*\)?|\[[^\]]*\]|【[^】]*】", "", text) or text


def meaning_of(heading: str) -> Meaning | None:
    """None where the heading says nothing. The two rows of a header come as 'upper/lower'."""
    text = plain(heading)
    if not text or len(text) > LONGEST:
        return None
    if known := _words().get(text):
        return known
    if _OTHERS.search(text) or _NOT_NEEDED.search(text):
        return Meaning("not_needed", 2)
    if known := _words().get(text.rpartition("/")[2]):          # of a two-row header the lower row
        return Meaning(known.field, 2)
    return next((Meaning(field, 2) for pattern, field in _PARTS if pattern.search(text)), None)
