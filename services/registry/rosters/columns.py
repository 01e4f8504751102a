"""Which column of a roster holds what: guessed from headings, else from values; shown, and set by people."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from services.registry.rosters import status
from services.registry.rosters.headings import meaning_of
from services.registry.rosters.masks import mask
from services.registry.rosters.texts import bare, clean
from shared.errors import N_, Text

FIELDS = {
    "name": N_("姓名"),
    "id_number": N_("身份证号码"),
    "phone": N_("手机号码"),
    "email": N_("邮箱"),
    "gender": N_("性别"),
    "staff_number": N_("工号"),
    "political_status": N_("政治面貌"),
    "joined_on": N_("入党日期"),
    "party_branch": N_("所在党支部"),
    "department": N_("部门"),
    "position": N_("职务"),
    "street": N_("居住街道"),
    "community": N_("居住社区"),
    "address": N_("住址"),
    "skills": N_("特长"),
    "status": N_("人员状态"),
}
MUST_BE_ONE = ("name", "id_number", "phone", "political_status", "status")       # of others the first is good enough
EXAMPLES = 3
LOOKS_LIKE = N_("这一列大多像%(field)s")
ENOUGH = 0.6                            # share of the values that must fit for the values to decide

_SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋"
             "蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙"
             "史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳")
_NAME = re.compile(f"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")


@dataclass(frozen=True, slots=True)
class Column:
    """`index` from 0; `field` one of FIELDS, None for a column left alone, and `why`; `examples` masked."""

    index: int
    heading: str
    field: str | None
    why: Text
    examples: list[str]


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What stops the whole file until somebody answers: a code, what to do, the columns it is about."""

    code: str
    text: Text
    columns: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Guess:
    """`members_by`: how a member is known: 'column', 'title', 'joined' (a joining date or a branch); None: ask."""

    columns: list[Column]
    problems: list[FileProblem]
    members_by: str | None
    title: str

    @property
    def mapping(self) -> dict[int, str]:
        return {column.index: column.field for column in self.columns if column.field}

    def override(self, chosen: Mapping[int, str | None], *, all_members: bool = False) -> "Guess":
        """The guess with these columns set (None: leave alone); a field that is set is taken from every other column.

        `all_members` answers 'members_unknown'; a column that tells who is one still does. ValueError for a column or
        field that does not exist.
        """
        if not set(chosen) <= set(range(len(self.columns))) or not set(chosen.values()) <= {*FIELDS, None}:
            raise ValueError("no such column or field")
        columns = [_set(column, chosen) for column in self.columns]
        members_by = _members_by(columns, self.title)
        if all_members and members_by != "column":
            members_by = "title"
        return Guess(columns, _problems(columns, members_by, []), members_by, self.title)


def _set(column: Column, chosen: Mapping[int, str | None]) -> Column:
    if column.index in chosen:
        return replace(column, field=chosen[column.index], why=N_("由您指定"))
    if column.field in chosen.values():
        return replace(column, field=None, why=N_("您指定了另一列"))
    return column


def guess_columns(headings: Sequence[str], sample: Sequence[Sequence[str]], title: str = "") -> Guess:
    """`sample`: some rows of cells; `title`: file name, sheet names and title rows, which may say who is listed."""
    values = [[cell for row in sample if at < len(row) and (cell := clean(row[at]))] for at in range(len(headings))]
    finds = [_find(heading, filled) for heading, filled in zip(headings, values, strict=True)]
    taken, problems = _one_column_a_field(finds, values)
    columns = []
    for at, (heading, find) in enumerate(zip(headings, finds, strict=True)):
        chosen, why = find.field, find.why
        if chosen and taken[chosen] != at:
            why, chosen = _about(N_("“%(field)s”已经有更合适的列"), chosen), None
        examples = [mask(find.field, value) for value in values[at][:EXAMPLES]]
        columns.append(Column(at, heading, chosen, why, examples))
    members_by = _members_by(columns, title)
    return Guess(columns, _problems(columns, members_by, problems), members_by, title)


class _Find(NamedTuple):
    field: str | None
    rank: int
    why: Text
    shape: str | None           # what the values look like


def _find(heading: str, values: list[str]) -> _Find:
    shape = _shape_of(values)
    meaning = meaning_of(heading)
    if meaning is None and shape:
        return _Find(shape, 4 if shape == "name" else 3, _about(LOOKS_LIKE, shape), shape)
    if meaning is None:
        return _Find(None, 0, N_("看不出这一列是什么，不读取"), shape)
    if meaning.field == "either_status" and shape in ("political_status", "status"):
        return _Find(shape, 2, _about(LOOKS_LIKE, shape), shape)
    if meaning.field in ("either_status", "not_needed"):
        return _Find(None, 0, N_("不需要这一列，不读取"), shape)
    return _Find(meaning.field, meaning.rank, _about(N_("标题是“%(field)s”的常用写法"), meaning.field), shape)


def _about(text: str, field_: str, **values: object) -> Text:
    return [text, {"field": [FIELDS[field_], {}], **values}]


_SHAPES: list[tuple[str, Callable[[str], object]]] = [
    ("id_number", re.compile(r"[1-9][0-9]{14}([0-9]{2}[0-9Xx])?|[1-9](\.[0-9]+)?[eE]\+?1[47]").fullmatch),
    ("phone", re.compile(r"(\+?86)?1[3-9][0-9]{9}|1\.[3-9][0-9]*[eE]\+?10").fullmatch),
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]+").fullmatch),
    ("gender", re.compile("[男女]").fullmatch),
    ("political_status", re.compile("党员|团员|群众").search),
    ("status", re.compile("在[职岗编]|退休|离职").search),
    ("name", _NAME.fullmatch),
]


def _shape_of(values: list[str]) -> str | None:
    """What most of the values look like. Names are also seldom repeated; what is short and repeated is a department."""
    values = [bare(value).replace("-", "").replace(" ", "") for value in values]
    for name, fits in _SHAPES:
        if values and sum(1 for value in values if fits(value)) >= ENOUGH * len(values):
            return name if name != "name" or len(set(values)) > ENOUGH * len(values) else None
    return None


def _one_column_a_field(finds: list[_Find], values: list[list[str]]) -> tuple[dict[str, int], list[FileProblem]]:
    """The surest column for each field. Of equals the fullest, but for what must be one: there people choose."""
    taken, problems = {}, []
    for field_ in dict.fromkeys(find.field for find in finds if find.field):
        at = [at for at, find in enumerate(finds) if find.field == field_]
        at = [one for one in at if values[one]] or at
        at = [one for one in at if finds[one].rank == min(finds[other].rank for other in at)]
        at = [one for one in at if finds[one].shape == field_] or at
        taken[field_] = max(at, key=lambda one: len(values[one]))
        if len(at) > 1 and field_ in MUST_BE_ONE:
            problems.append(_two_columns(field_, at))
        shape = finds[taken[field_]].shape
        if shape and shape != field_ and {shape, field_} <= {"id_number", "phone", "email"}:
            problems.append(_values_disagree(field_, shape, taken[field_]))
    return taken, problems


def _two_columns(field_: str, at: list[int]) -> FileProblem:
    text = N_("第 %(columns)s 列都像%(field)s。请指定用哪一列，其余的设为不读取。")
    return FileProblem("two_columns", _about(text, field_, columns="、".join(str(one + 1) for one in at)), at)


def _values_disagree(field_: str, shape: str, at: int) -> FileProblem:
    text = N_("第 %(column)s 列的标题是%(field)s，内容却大多像%(shape)s。请核对各列，或指定这一列是什么。")
    return FileProblem("values_disagree", _about(text, field_, column=at + 1, shape=[FIELDS[shape], {}]), [at])


def _members_by(columns: list[Column], title: str) -> str | None:
    fields = {column.field for column in columns}
    if "political_status" in fields:
        return "column"
    if status.says_members(title):
        return "title"
    return "joined" if fields & {"joined_on", "party_branch"} else None


def _problems(columns: list[Column], members_by: str | None, known: list[FileProblem]) -> list[FileProblem]:
    at: dict[str, list[int]] = {}
    for column in columns:
        at.setdefault(column.field or "", []).append(column.index)
    found = [*known, *(_two_columns(name, places) for name, places in at.items() if name and len(places) > 1)]
    if "name" not in at:
        found.append(FileProblem("name_missing", N_("没有找到姓名列。请指定哪一列是姓名。")))
    if "phone" not in at and "id_number" not in at:
        found.append(FileProblem("identity_missing", N_("没有找到手机号码列和身份证号码列。请至少指定其中一列。")))
    if members_by is None:
        text = N_("看不出名单里是不是都是党员：没有政治面貌列，标题里也没有“党员”。"
                  "请确认名单里都是中共党员或预备党员，或补上政治面貌列。")
        found.append(FileProblem("members_unknown", text))
    return found
