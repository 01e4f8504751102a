"""What happens in the last weeks, and the week ahead."""

from datetime import timedelta

from deploy.local.demo import activities, complaints, contacts, records
from deploy.local.demo.activities import Offered
from deploy.local.demo.cast import Member
from deploy.local.demo.days import Scene, moment
from deploy.local.demo.season import GUESTS, HERE, Season
from deploy.local.demo.stage import Stage


class Lately:
    """With the people of the season."""

    patrol: Offered
    market: Offered
    books: Offered
    garden: Offered
    visit: Offered
    now: Offered
    changed: Offered
    off: Offered
    for_review: Offered
    full: Offered

    def __init__(self, stage: Stage, season: Season) -> None:
        self.stage, self.season, self.company = stage, season, season.company
        self.here, self.guests = season.people[HERE], season.people[GUESTS]

    def announce(self) -> None:
        """At Sanxing one for each stage of its records; where the guest lives, too."""
        stage, days, leader = self.stage, self.stage.days, self.company.nine.i.actor.id
        self.patrol = activities.offer(stage, HERE, "平安巡逻", moment(days.ago(19), 9))
        self.visit = activities.offer(stage, HERE, "节前慰问结对老人", moment(days.ago(1), 9), leader=leader)
        quarter_hours = stage.begins.replace(minute=stage.begins.minute // 15 * 15, second=0, microsecond=0)
        self.now = activities.offer(stage, HERE, "议事厅值守", quarter_hours - timedelta(hours=1), leader=leader)
        self.market, self.books, self.garden = (
            activities.offer(stage, GUESTS, title, moment(days.ago(ago), 9))
            for title, ago in (("市集撤摊整理", 19), ("图书漂流整理", 8), ("楼道绿植养护", 3))
        )
        activities.sign_up(stage, self.patrol, self.here[2:7])
        activities.sign_up(stage, self.visit, self.here[1:4])
        activities.sign_up(stage, self.now, self.here[:3])
        for activity in (self.market, self.books, self.garden):
            activities.sign_up(stage, activity, self.guests)

    def record_some(self) -> None:
        """Nobody has signed these: each is asked."""
        records.enter_sheet(self.stage, self.patrol, signed=False, by="staff")
        records.enter_sheet(self.stage, self.market, signed=False)

    def answer_some(self) -> None:
        stage, nine = self.stage, self.company.nine
        records.confirm_all(stage, [nine.c, *(each for each in self.guests if each is not self.company.guest)])
        records.object_to(stage, self.patrol, nine.d, "巡逻到中午才结束。", 150)
        records.object_to(stage, self.patrol, nine.e, "我提前半小时到岗。", 150)
        complaints.leave_first(stage)

    def record_more(self) -> None:
        records.enter_sheet(self.stage, self.books, signed=False)
        records.object_to(self.stage, *self._lunch(), minutes=150)
        complaints.answer(self.stage, "secretary-luoping", "已换海报，并给报名的人发了通知。谢谢提醒。")
        complaints.leave_more(self.stage, self.company.guest)

    def _lunch(self) -> tuple[Offered, Member]:
        """Who was not believed in the season asks again."""
        return self.season.offered["secretary-yongle"], self.season.people["secretary-yongle"][0]

    def look_ahead(self) -> None:
        self._correct_some()
        stage = self.stage
        complaints.pass_on(stage)
        complaints.leave_last(stage, self.company.guest)
        contacts.visit_lately(stage)
        self._everywhere()
        self._here()
        self._where_the_guest_lives()

    def _correct_some(self) -> None:
        """One was found to be more than was confirmed; for two others a second person has still to look."""
        stage, nine = self.stage, self.company.nine
        records.enter_sheet(stage, self.garden, signed=False)
        records.object_to(stage, self.books, self.company.guest, minutes=180)
        records.approve(stage, HERE, records.propose(stage, self.patrol, nine.c, 135, by="staff"))
        records.propose(stage, self.patrol, nine.e, 150, by="staff")
        records.propose(stage, *self._lunch(), 150)

    def _everywhere(self) -> None:
        """The season's once more, over the coming week."""
        stage = self.stage
        for number, (login, before) in enumerate(self.season.offered.items()):
            if login not in (HERE, GUESTS):
                ahead = activities.once_more(stage, before, stage.days.ahead(1 + number % 7), 14)
                activities.sign_up(stage, ahead, self.season.people[login][:2])

    def _here(self) -> None:
        stage, days, (a, b, c, d, e, f, g, h, _) = self.stage, self.stage.days, self.company.nine
        self.changed = activities.offer(stage, HERE, "敬老院陪伴", moment(days.ahead(3), 9), capacity=2)
        activities.sign_up(stage, self.changed, [a, b, c, d])
        by_hand = activities.offer(stage, HERE, "急救技能复训", moment(days.ahead(4), 9), approval=True, capacity=3)
        activities.sign_up(stage, by_hand, [e, f, g, h])
        activities.answer_requests(stage, by_hand, [f], "declined")
        activities.answer_requests(stage, by_hand, [g], "accepted")
        self.off = activities.offer(stage, HERE, "广场露天电影", moment(days.ahead(5), 9))
        activities.sign_up(stage, self.off, [a, b])
        activities.sign_up_on_paper(stage, self.off, c)
        activities.strike_off(stage, self.off, b)
        returned = activities.offer(stage, HERE, "河道捡拾", moment(days.ahead(6), 9), publish=False)
        activities.send_to_review(stage, returned)
        activities.return_to_community(stage, returned, "请补充涉水安全措施后再送审。")
        self.for_review = activities.offer(stage, HERE, "反诈宣传进楼组", moment(days.ahead(7), 9), publish=False)
        activities.offer(stage, HERE, "春联征集（草稿）", moment(days.ahead(9), 9), publish=False)

    def _where_the_guest_lives(self) -> None:
        """A place in line twice, a request, a seat, and one given back."""
        stage, days, (one, other, *_) = self.stage, self.stage.days, self.guests
        self.full = activities.offer(stage, GUESTS, "摄影小队外拍", moment(days.ahead(2), 9), capacity=1)
        activities.sign_up(stage, self.full, [one, self.company.guest])
        waiting = activities.offer(stage, GUESTS, "旧书修补", moment(days.ahead(3), 9), capacity=1)
        activities.sign_up(stage, waiting, [other, self.company.guest])
        asked = activities.offer(stage, GUESTS, "市集财务核对", moment(days.ahead(4), 9), approval=True)
        weekly = activities.offer(stage, GUESTS, "每周楼组清洁", moment(days.ahead(5), 9))
        activities.every_week(stage, weekly, 3)
        for activity in (asked, weekly):
            activities.sign_up(stage, activity, [self.company.guest])
        of_all = activities.offer(stage, "district", "全区无障碍设施体验日", moment(days.ahead(6), 14), capacity=50)
        activities.sign_up(stage, of_all, [self.company.guest, *self.here[:2]])
        activities.withdraw(stage, of_all, [self.company.guest])

    def today(self) -> None:
        """One goes on just now. A seat has come free, and is offered."""
        stage = self.stage
        records.mark(stage, self.now, self.company.nine.i, present=self.here[:1])
        activities.change_place(stage, self.changed, "三星坊居委会门口集合")
        activities.cancel(stage, self.off, "放映设备故障，改期另行通知。")
        activities.send_to_review(stage, self.for_review)
        activities.withdraw(stage, self.full, self.guests[:1])

    def scenes(self) -> list[Scene]:
        days = self.stage.days
        return [
            Scene(days.ago(25), "Activities of these weeks", self.announce),
            Scene(days.ago(18), "Sheets without signatures: members are asked", self.record_some),
            Scene(days.ago(12), "Some confirm, some object; complaints", self.answer_some),
            Scene(days.ago(6), "One more sheet; a complaint is answered", self.record_more),
            Scene(days.ago(2), "The week ahead", self.look_ahead),
            Scene(days.today, "Today in the communities", self.today),
        ]
