"""What happens, in the order in which it happens. Scenes are numbered by the days before today."""

from deploy.local.demo import changes, opening, reporting
from deploy.local.demo import employers as work
from deploy.local.demo.cast import Cast, Member, Person
from deploy.local.demo.employers import HOSPITAL, OFFICE, SCHOOL
from deploy.local.demo.opening import SANXING
from deploy.local.demo.stage import Stage
from deploy.local.demo.tryable import accounts
from deploy.local.settings import Say

JINYUAN, HUAFENG, LUOPING, PENGPU = "310106016022", "310106015007", "310106018003", "310106020003"
BAODE = "310106020028"  # whose secretary looks seldom
MERGED = "310106018002"  # into Luoping
SLOW = ["secretary-baode"]


def load(environments: dict[str, dict[str, str]], say: Say) -> list[dict[str, str]]:
    """Tell the story into the running system; the accounts that people may try."""
    say("Telling the story of the demo, five weeks of it. This takes a minute or two, once.")
    story = Story(Stage(environments, say))
    for part in (story.opening, story.first_reports, story.other_ways, story.changes, story.today):
        part()
    story.stage.settle()
    return accounts(story.first[0].person, story.invited)


class Story:
    """`first`: members of the office who report first, and to whom most things happen later."""

    first: list[Member]
    invited: Person
    cast: Cast

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def opening(self) -> None:
        stage = self.stage
        stage.scene(35, "The district takes in its code list, opens accounts and communities' pages")
        opening.found_district(stage)
        stage.scene(33, "Three employers hand in their rosters, 2300 people")
        work.bring_in_employers(stage)
        homes = {each["code"] for each in opening.communities()}
        living_here = [person for person in work.hand_in_first_rosters(stage) if person.community in homes]
        self._give_parts(Cast(living_here))
        stage.scene(31, "Employers report as organisations, and invite their people")
        work.defer_some(stage, self.cast)
        work.report_as_organisations(stage)
        opening.change_of_staff(stage)
        work.invite_people(stage, living_here)
        self.living_here = living_here

    def _give_parts(self, cast: Cast) -> None:
        """First those who must work or live in a certain place."""
        self.cast = cast
        self.today_at_sanxing = cast.take(2, at=OFFICE, home=SANXING)
        self.late_at_baode = cast.take(4, at=OFFICE, home=BAODE)
        self.at_huafeng = cast.take(1, at=OFFICE, home=HUAFENG)
        self.of_other_community = cast.take(1, at=OFFICE, home=JINYUAN)
        self.of_hospital = cast.take(3, at=HOSPITAL, home=SANXING) + cast.take(1, at=HOSPITAL, home=LUOPING)
        self.unplaced = cast.take(2, at=OFFICE, home=PENGPU)
        self.other_phone, *self.silent_leavers = cast.take(4, at=SCHOOL, ends="789")
        self.leaving = cast.take(3, at=SCHOOL)
        (self.invited,) = cast.take(1, at=OFFICE)

    def first_reports(self) -> None:
        stage, cast = self.stage, self.cast
        stage.scene(28, "The first members sign in and report")
        self.hospital = reporting.report(stage, self.of_hospital + cast.take(5, at=HOSPITAL))
        self.first = reporting.report(stage, self.of_other_community + cast.take(12, at=OFFICE))
        self.leavers = reporting.report(stage, self.leaving)
        stage.scene(25, "Communities accept, pass on and return; the hospital verifies")
        by_employer = reporting.return_oldest_at_hospital(stage)
        reporting.verify_at_hospital(stage)
        by_community = reporting.return_oldest(stage, "secretary")
        reporting.redirect_oldest(stage, "secretary-jinyuan", HUAFENG)
        reporting.accept_all(stage)
        reporting.report(stage, cast.take(6, at=OFFICE) + cast.take(10, at=HOSPITAL) + cast.take(1, at=SCHOOL))
        stage.scene(23, "What was returned is corrected; one reminder goes out")
        reporting.correct(stage, self._who_sent(by_employer), skills=["医疗护理"])
        reporting.correct(stage, self._who_sent(by_community), community=LUOPING)
        reporting.verify_at_hospital(stage)
        reporting.accept_all(stage)
        work.invite_people(stage, self.living_here, "reminder")
        reporting.report(stage, cast.take(6, at=OFFICE) + cast.take(6, at=HOSPITAL))

    def _who_sent(self, report: str) -> Member:
        return next(member for member in self.hospital if member.report == report)

    def other_ways(self) -> None:
        stage, cast = self.stage, self.cast
        stage.scene(18, "At the station, on paper, from elsewhere, without knowing the community")
        reporting.verify_at_hospital(stage, but=1)
        reporting.accept_all(stage)
        reporting.enter_at_station_and_from_paper(stage)
        reporting.report_without_employer_here(stage)
        self.elsewhere = reporting.report_elsewhere(stage, cast.take(2, at=OFFICE))
        with_street, without = self.unplaced
        (placed_by_street,) = reporting.report_unplaced(stage, [with_street], street=opening.PLACING_STREET)
        (placed_by_district,) = reporting.report_unplaced(stage, [without])
        reporting.place(stage, placed_by_street, "street-pengpu")
        reporting.place(stage, placed_by_district, "district")

    def changes(self) -> None:
        stage = self.stage
        stage.scene(12, "The school's newer roster; some move, some take their report back")
        reporting.accept_all(stage)
        reporting.report(stage, self.late_at_baode)
        reporting.report(stage, self.cast.take(1, at=OFFICE), community=MERGED)
        work.hand_in_newer_roster(
            stage, self.leaving + self.silent_leavers, [member.person for member in self.first[1:3]]
        )
        reporting.note_receipt(stage, self.elsewhere[0])
        changes.move(stage, self.first[3], SANXING)
        changes.move(stage, self.first[4], BAODE)
        for member in self.first[5:7]:
            changes.cancel(stage, member)
        stage.scene(6, "Moves end, reports come back, an account is closed, a person is forgotten")
        reporting.accept_all(stage, but=SLOW)
        self._private_affairs()
        changes.merge_communities(stage, MERGED, LUOPING)
        stage.ask_for_code("19900000507")

    def _private_affairs(self) -> None:
        stage = self.stage
        changes.restore(stage, self.first[5])
        changes.name_new_employer(stage, self.leavers[0])
        changes.confirm_new_employer(stage, self.first[1])
        changes.close_account(stage, self.first[7])
        changes.erase(stage, self.first[8])
        changes.lost_phone(stage, "secretary-luoping", self.hospital[3])
        changes.set_wishes(stage, *self.first[9:12])

    def today(self) -> None:
        stage, cast = self.stage, self.cast
        stage.scene(2, "New reports; some are returned, some are passed on")
        reporting.accept_all(stage, but=SLOW)
        reporting.report(stage, self.at_huafeng + cast.take(4, at=OFFICE) + cast.take(4, at=HOSPITAL))
        reporting.report_unplaced(stage, cast.take(1, at=OFFICE), street=opening.STREET)
        reporting.report_unplaced(stage, cast.take(1, at=OFFICE))
        stage.scene(0, "Today")
        reporting.return_oldest_at_hospital(stage)
        reporting.return_oldest(stage, "secretary-huafeng")
        reporting.redirect_oldest(stage, "secretary-baode", PENGPU)
        reporting.report(stage, self.today_at_sanxing + cast.take(3, at=HOSPITAL))
        stage.sign_in([cast.take(1, at=SCHOOL)[0].phone])
        reporting.report_with_another_phone(stage, self.other_phone)
        changes.ask_for_export(stage, self.first[0])
        changes.look_up(stage, "secretary", self.hospital[2])
        changes.read_notices(stage, self.first[:3], self.hospital[:5])
        work.hand_in_what_stops(stage)
        work.invite_newcomers(stage)
