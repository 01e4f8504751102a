"""A name as strangers may see it: enough to recognise a person one has before oneself."""

# 复姓 of two signs that are still borne.
DOUBLE = frozenset((
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "司空",
    "夏侯", "南宫", "独孤", "端木", "轩辕", "呼延", "闻人", "申屠", "钟离", "澹台", "公冶", "宗政", "濮阳", "淳于",
    "单于", "太叔", "赫连", "鲜于", "闾丘", "亓官", "百里", "东郭", "西门", "南门", "左丘", "梁丘", "第五", "纳兰",
))  # fmt: skip
DOTS = "·•・．. "


def masked_name(name: str) -> str:
    """王**, 欧阳*, 阿***·***: the family name, or the first sign; dots stay; nothing of a name of one sign."""
    kept = 2 if name[:2] in DOUBLE and len(name) > 2 and name[2] not in DOTS else min(1, len(name) - 1)
    return "".join(sign if place < kept or sign in DOTS else "*" for place, sign in enumerate(name))
