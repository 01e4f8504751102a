"""A past quarter of activities in twenty communities, what was recorded of it, and what was told to employers."""

from deploy.local.demo import activities, contacts, records, statements
from deploy.local.demo.activities import Offered
from deploy.local.demo.cast import Company
from deploy.local.demo.days import AFTERNOON, Scene, moment
from deploy.local.demo.employers import EMPLOYERS, OFFICE, SCHOOL
from deploy.local.demo.opening import HUAFENG, SANXING
from deploy.local.demo.stage import Stage

HERE, GUESTS = "secretary", "secretary-huafeng"  # Sanxing, where everything happens; and where the guest lives
ISSUED = (GUESTS, "secretary-yongle2", "secretary-jinyuan", "secretary-linfen", "secretary-hongquan",
          "secretary-huashan", "secretary-xinbaotong", "secretary-yuexiu", "street")  # fmt: skip
ISSUED_LATE = ("secretary-luoping", "secretary-pengpu", "secretary-huatian", "secretary-hutai")
HALF = 10  # of the season's rows are recorded at one go


class Season:
    """What nine people do at Sanxing, and others elsewhere."""

    first: list[Offered]
    offered: dict[str, Offered]
    shift: Offered
    by_district: Offered
    by_street: Offered
    off: Offered

    def __init__(self, stage: Stage, company: Company) -> None:
        self.stage, self.company, self.people = stage, company, company.people
        self.period, self.period_before = stage.days.quarter, stage.days.quarter_before

    # before the quarter

    def announce_first(self) -> None:
        starts = moment(self.stage.days.before(5), 9)
        self.first = [activities.offer(self.stage, login, "报到党员见面会", starts) for login in (HERE, GUESTS)]
        activities.sign_up(self.stage, self.first[0], self.people[HERE][:5])
        activities.sign_up(self.stage, self.first[1], self.people[GUESTS])

    def record_first(self) -> None:
        for activity in self.first:
            records.enter_sheet(self.stage, activity)

    # the quarter

    def open(self) -> None:
        stage, days, nine = self.stage, self.stage.days, self.company.nine
        self.offered = activities.offer_season(stage)
        for login, activity in self.offered.items():
            activities.sign_up(stage, activity, self.people[login][:8])
        activities.sign_up(stage, self.offered[HERE], [self.company.unlisted])
        self.shift = activities.offer(
            stage, HERE, "社区义诊秩序维护", moment(days.into(12), 14), 3, capacity=4, leader=nine.i.actor.id
        )
        activities.sign_up(stage, self.shift, self.people[HERE][:8])
        self.by_district = activities.offer(stage, "district", "全区环境清洁日", moment(days.into(50), 9), capacity=20)
        activities.sign_up(stage, self.by_district, [*self.people[GUESTS], nine.a])
        self.by_street = activities.offer(stage, "street", "街道便民服务集市", moment(days.into(64), 9), capacity=8)
        activities.sign_up(stage, self.by_street, [nine.c, nine.d, *self.people["secretary-yongle"]])
        self.off = activities.offer(stage, "secretary-linfen", "河岸清洁", moment(days.into(40), 14))
        activities.sign_up(stage, self.off, self.people["secretary-linfen"])
        statements.read(stage, [*self.people[HERE], *self.people[GUESTS]])

    def offer_seats(self) -> None:
        """Two seats come free: one is taken, one is not, and then nobody answers."""
        stage, nine = self.stage, self.company.nine
        activities.withdraw(stage, self.shift, [nine.a, nine.b])
        for login in (HERE, GUESTS):
            statements.issue(stage, login, self.period_before.key)
        statements.appraise(stage, HERE, self.period_before.year)
        stage.settle()
        activities.take_offer(stage, self.shift, nine.e)
        activities.decline_offer(stage, self.shift, nine.f)

    def hold_shift(self) -> None:
        stage, nine, began = self.stage, self.company.nine, moment(self.stage.days.into(12), 14)
        records.scan(stage, self.shift, nine.c)
        records.mark(stage, self.shift, nine.i, present=[nine.c], excused=[nine.e])
        records.mark(stage, self.shift, nine.i, at=began.replace(minute=45), late=[nine.d])
        records.add_who_came(stage, self.shift, nine.i, nine.h)
        records.close(stage, self.shift, nine.i)
        for login in EMPLOYERS:
            statements.sign(stage, login, self.period_before.key)

    def record_half(self) -> None:
        stage = self.stage
        for row in activities.season()[:HALF]:
            self._record(row["login"], row["answer"])
        activities.change_place(stage, self.offered["secretary-hutai"], "沪太路 1170 弄东侧门口")
        activities.cancel(stage, self.off, "气象部门预报暴雨，为安全起见取消。")
        contacts.visit_in_season(stage)
        self._appraise(self.period_before.year)

    def _record(self, login: str, answer: str) -> None:
        first, second, *_ = self.people[login]
        absent, late = ([first], [second]) if answer == "late" else ([], [])
        signed = answer in ("signed", "late")
        records.enter_sheet(self.stage, self.offered[login], signed=signed, absent=absent, late=late)

    def settle_records(self) -> None:
        stage, nine = self.stage, self.company.nine
        for row in activities.season()[:HALF]:
            if row["answer"] == "confirmed":
                records.confirm_all(stage, self.people[row["login"]])
        records.object_to(stage, self.shift, nine.d, minutes=180)
        records.approve(stage, "staff", records.propose(stage, self.shift, nine.d, 180))
        self._object_at_yongle()

    def _object_at_yongle(self) -> None:
        """There is no other staff, so the paired instructor is asked: no to one, yes to the other."""
        stage, lunch, (one, other, *_) = self.stage, self.offered["secretary-yongle"], self.people["secretary-yongle"]
        for member in (one, other):
            records.object_to(stage, lunch, member, minutes=150)
        records.refuse(stage, "instructor", records.propose(stage, lunch, one, 150))
        records.approve(stage, "instructor", records.propose(stage, lunch, other, 150))
        records.keep(stage, lunch, one)

    def record_rest(self) -> None:
        stage = self.stage
        for row in activities.season()[HALF:]:
            self._record(row["login"], row["answer"])
        for activity in (self.by_district, self.by_street):
            records.enter_sheet(stage, activity)
        lessons = self.people["secretary-baode"]
        records.mark(stage, self.offered["secretary-baode"], "secretary-baode", absent=lessons[:1])

    # after the quarter

    def read_statements(self) -> None:
        stage, nine = self.stage, self.company.nine
        for login, people in self.people.items():
            if login not in (HERE, GUESTS):
                statements.read(stage, people[:1])
        statements.read(stage, [nine.a, nine.e, self.company.unlisted])
        statements.read(stage, [self.company.guest], HUAFENG)
        statements.object_to(stage, nine.b, SANXING, "有一次活动没有写进去，请核对。")
        records.object_to(stage, self.offered[HERE], nine.h, "那天我临时有事，没有参加。")

    def issue_statements(self) -> None:
        stage, nine, period = self.stage, self.company.nine, self.period.key
        statements.answer(stage, HERE, period)
        statements.read(stage, [nine.b])
        statements.object_to(stage, nine.d, SANXING, "少写了一次，我签过名。")
        statements.issue(stage, HERE, period, [nine.a, nine.c])
        statements.receive_paper(stage, HERE, statements.issue(stage, HERE, period, [self.company.unlisted]))
        for login in ISSUED:
            statements.issue(stage, login, period)
        for login in (OFFICE, SCHOOL):
            statements.sign(stage, login, period)
        records.approve(stage, "staff", records.propose(stage, self.offered[HERE], nine.h, 0))
        records.confirm_late(stage, self.shift, nine.h)
        statements.appraise(stage, HERE, self.period.year)

    def correct_statement(self) -> None:
        """What was issued says too little: both say so, and it is issued again."""
        stage, nine, period = self.stage, self.company.nine, self.period.key
        records.object_to(stage, self.offered[HERE], nine.a, minutes=210)
        records.approve(stage, HERE, records.propose(stage, self.offered[HERE], nine.a, 210, by="staff"))
        for login in ISSUED_LATE:
            statements.issue(stage, login, period)
        stage.settle()
        statements.read(stage, [nine.a])
        statements.issue(stage, HERE, period, [nine.a])
        self._appraise(self.period.year)

    def _appraise(self, year: str) -> None:
        """Where a year is over: what was written is read, issued, and signed for by some."""
        statements.read(self.stage, self.people[HERE][:3])
        if statements.issue(self.stage, HERE, year, kind="appraisal"):
            statements.sign(self.stage, SCHOOL, year, "appraisal")

    def scenes(self) -> list[Scene]:
        days = self.stage.days
        return [
            Scene(days.before(9), "The first two activities are announced", self.announce_first),
            Scene(days.before(4), "Their sheets are entered, with signatures", self.record_first),
            Scene(days.into(1), "A quarter of activities: reviewed, published, full, with people waiting", self.open),
            Scene(days.into(11), "The day before a shift: reminders; free seats are offered", self.offer_seats),
            Scene(days.into(12), "The shift: scans, marks, somebody who simply came", self.hold_shift, AFTERNOON),
            Scene(days.into(30), "Sheets are entered; one activity moves, one is off", self.record_half),
            Scene(days.into(38), "Records are confirmed, objected to, corrected by two", self.settle_records),
            Scene(days.into(84), "More sheets; what nobody confirmed in 14 days does not count", self.record_rest),
            Scene(days.after(1), "The quarter is over: statements are drafted and read", self.read_statements),
            Scene(days.after(9), "Objections are answered; statements are issued and signed", self.issue_statements),
            Scene(days.after(20), "A correction: a statement is issued anew", self.correct_statement),
        ]
