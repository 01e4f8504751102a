"""Three employers hand in their rosters, report as organisations, and invite their people."""

import io
from functools import partial

from deploy.local.demo import tables
from deploy.local.demo.cast import Cast, Person, people_on_roster
from deploy.local.demo.opening import HERE, add_officer, login_of
from deploy.local.demo.stage import Stage
from services.registry.employers import actions as employers
from services.registry.rosters import actions as rosters
from services.registry.rosters.handing_in import guessed, pieces
from services.registry.rosters.invitations import invite

OFFICE, SCHOOL, HOSPITAL = "employer-office", "employer-school", "employer-hospital"
EMPLOYERS = {  # login: name, where it works, who signs in, the file of its roster
    OFFICE: ("静安区区级机关（演示数据）", "310106006015", "施永平", "区机关-gb18030.csv"),
    SCHOOL: ("静安实验学校（演示数据）", "310106006003", "石慧", "实验学校-utf8bom.csv"),
    HOSPITAL: ("静安区中心医院（演示数据）", "310106016022", "汤立新", "中心医院-在职党员信息表.xlsx"),
}
DEFERRED = 3


def bring_in_employers(stage: Stage) -> None:
    """Each with an officer; the hospital looks at every report itself."""
    for login, (name, community, officer, _) in EMPLOYERS.items():
        made = stage.do("district", employers.create_employer, name, None, community)
        add_officer(stage, "district", login, "employer_officer", [made.id], officer, "人事")
    stage.do(HOSPITAL, employers.set_verification, employer_of(stage, HOSPITAL), None, True)


def employer_of(stage: Stage, login: str) -> str:
    return stage.officers[login].scopes[0]


def hand_in_first_rosters(stage: Stage) -> list[Person]:
    """All three at once: checked, then applied. Everybody who is on them."""
    handed = {login: hand_in(stage, login, file, _roster(file)) for login, (*_, file) in EMPLOYERS.items()}
    for wanted in (rosters.check_roster, rosters.apply_roster):
        for login, upload in handed.items():
            stage.do(login, wanted, upload)
        stage.settle()
    return [person for login in EMPLOYERS for person in people_on_roster(stage, login)]


def _roster(file: str) -> bytes:
    return (HERE / "rosters" / file).read_bytes()


def hand_in(stage: Stage, login: str, name: str, content: bytes) -> str:
    """As the upload's route does it; the upload's id."""
    act, file = partial(stage.do, login), io.BytesIO(content)
    upload = act(rosters.begin_upload, employer_of(stage, login))
    _, guess = guessed(file, name)
    for number, piece in enumerate(pieces(file)):
        act(rosters.keep_piece, upload.id, number, piece)
    return str(act(rosters.receive_upload, upload.id, len(content), name, guess).id)


def defer_some(stage: Stage, cast: Cast) -> None:
    """暂缓报到, and nobody asks why."""
    stage.do(OFFICE, rosters.defer_entries, [person.entry for person in cast.take(DEFERRED, at=OFFICE)])


def invite_people(stage: Stage, people: list[Person], kind: str = "invitation") -> None:
    """Those whose phones answer, fail at first, or do not exist; one that never answers comes at the end of the story,
    for it would hold up all others."""
    for login in EMPLOYERS:
        if ids := [person.entry for person in people if person.employer == login and not person.phone.endswith("9")]:
            stage.do(login, invite, kind, ids, stage.public_url)


def report_as_organisations(stage: Stage) -> None:
    """单位报到: one is accepted, one is returned, one waits still."""
    reports = {
        login: stage.do(login, employers.send_employer_report, employer_of(stage, login)).id for login in EMPLOYERS
    }
    stage.do(login_of(EMPLOYERS[OFFICE][1]), employers.accept_employer_report, reports[OFFICE])
    stage.do(login_of(EMPLOYERS[SCHOOL][1]), employers.return_employer_report, reports[SCHOOL],
             "请先与共建联络员确认报到日期，再提交一次。")  # fmt: skip


# newer rosters


def hand_in_newer_roster(stage: Stage, leavers: list[Person], also_here: list[Person]) -> None:
    """The school's autumn list: some are gone, some work here now, and three are new."""
    rows = tables.without(tables.school(), leavers) + tables.from_office(also_here) + tables.newcomers()
    upload = hand_in(stage, SCHOOL, "实验学校-更新.csv", tables.as_csv(rows, "utf-8-sig"))
    stage.do(SCHOOL, rosters.apply_roster, upload)
    stage.settle()


def hand_in_what_stops(stage: Stage) -> None:
    """One that would remove too many stands at the brake; one has rows that cannot be taken."""
    half = tables.office()[:700]
    braked = hand_in(stage, OFFICE, "区机关-部分.csv", tables.as_csv(half, "gb18030"))
    stage.do(OFFICE, rosters.apply_roster, braked)
    refused = hand_in(stage, SCHOOL, "实验学校-有误.csv", tables.as_csv(tables.with_mistakes(), "utf-8-sig"))
    stage.do(SCHOOL, rosters.check_roster, refused)


def invite_newcomers(stage: Stage) -> None:
    """Their phones: one fails at first, one does not exist, one never answers."""
    new = {f"+86{phone}" for phone in tables.NEW_PHONES}
    ids = [person.entry for person in people_on_roster(stage, SCHOOL) if person.phone in new]
    stage.do(SCHOOL, invite, "invitation", ids, stage.public_url)
