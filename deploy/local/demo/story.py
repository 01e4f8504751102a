"""What happens: every scene, with its day."""

from deploy.local.demo import activities, changes, contacts, opening, reporting
from deploy.local.demo import employers as work
from deploy.local.demo.cast import Cast, Company, Member, Nine, Person
from deploy.local.demo.days import Scene, in_order
from deploy.local.demo.employers import HOSPITAL, OFFICE, SCHOOL
from deploy.local.demo.lately import Lately
from deploy.local.demo.opening import BAODE, HUAFENG, JINYUAN, LUOPING, MERGED, PENGPU, SANXING
from deploy.local.demo.season import GUESTS, HERE, Season
from deploy.local.demo.stage import Stage
from deploy.local.demo.tryable import accounts
from deploy.local.settings import Say

SLOW = ["secretary-baode"]
SERVING = {SANXING: 4, HUAFENG: 4}  # people who take part in activities; elsewhere two


def load(environments: dict[str, dict[str, str]], say: Say) -> list[dict[str, str]]:
    """Tell the story into the running system; the accounts that people may try."""
    say("Telling the story of the demo, some months of it. This takes about three minutes, once.")
    story = Story(Stage(environments, say))
    for scene in in_order(story.scenes(), story.stage.days.today):
        story.stage.scene(scene)
    story.stage.settle()
    return accounts(story.first[0].person, story.company.nine.i.person, story.invited)


class Story:
    """`first`: members of the office who report first, and to whom most things happen later; the first of them is the
    company's guest."""

    first: list[Member]
    invited: Person
    cast: Cast

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.company = Company()
        self.season = Season(stage, self.company)
        self.lately = Lately(stage, self.season)

    def scenes(self) -> list[Scene]:
        days = self.stage.days
        return [
            Scene(days.before(21), "The district takes in its code list, opens accounts and pages", self.found),
            Scene(days.before(20), "Three employers hand in their rosters, 2300 people", self.hand_in),
            Scene(days.before(18), "They report as organisations and invite; instructors are paired", self.invite),
            Scene(days.before(15), "The first members sign in and report", self.first_reports),
            Scene(days.before(12), "Communities accept, pass on and return; the hospital verifies", self.first_answers),
            Scene(days.before(10), "What was returned is corrected; one reminder goes out", self.correct),
            *self.season.scenes(),
            Scene(days.ago(18), "At the station, on paper, from elsewhere, to no community known", self.other_ways),
            Scene(days.ago(12), "The school's newer roster; some move, some take their report back", self.change),
            Scene(days.ago(6), "Moves end, reports come back; people leave, one is forgotten", self.end),
            Scene(days.ago(2), "New reports; some are returned, some are passed on", self.report_lately),
            Scene(days.today, "Today", self.today),
            *self.lately.scenes(),
        ]  # fmt: skip

    # three weeks before the quarter

    def found(self) -> None:
        opening.found_district(self.stage)

    def hand_in(self) -> None:
        work.bring_in_employers(self.stage)
        homes = {each["code"] for each in opening.communities()}
        living_here = [person for person in work.hand_in_first_rosters(self.stage) if person.community in homes]
        self._give_parts(Cast(living_here))
        self.asked = [self.invited, *(person for person in living_here[::2] if person != self.invited)]

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
        self.to_serve = {
            each["login"]: cast.take(SERVING.get(each["code"], 2), home=each["code"]) for each in opening.communities()
        }
        self.to_serve[HERE] += [person._replace(community=SANXING) for person in cast.take(3, at=OFFICE)]  # have moved

    def invite(self) -> None:
        stage = self.stage
        work.defer_some(stage, self.cast)
        work.report_as_organisations(stage)
        opening.change_of_staff(stage)
        contacts.pair_instructors(stage)
        activities.review_activities(stage)
        work.invite_people(stage, self.asked)

    def first_reports(self) -> None:
        stage, cast = self.stage, self.cast
        self.hospital = reporting.report(stage, self.of_hospital + cast.take(3, at=HOSPITAL))
        self.first = reporting.report(stage, self.of_other_community + cast.take(12, at=OFFICE))
        self.leavers = reporting.report(stage, self.leaving)
        self._report_to_serve([HERE, GUESTS])

    def _report_to_serve(self, logins: list[str]) -> None:
        people = [(login, person) for login in logins for person in self.to_serve.pop(login)]
        members = reporting.report(self.stage, [person for _, person in people])
        for (login, _), member in zip(people, members, strict=True):
            self.company.people[login].append(member)

    def first_answers(self) -> None:
        stage, people = self.stage, self.company.people
        by_employer = reporting.return_oldest_at_hospital(stage)
        reporting.verify_at_hospital(stage)
        by_community = reporting.return_oldest(stage, HERE)
        self.returned = [self._who_sent(by_employer), self._who_sent(by_community)]
        reporting.redirect(stage, "secretary-jinyuan", self.first[0].report, HUAFENG)
        reporting.accept_all(stage)
        self._report_to_serve(list(self.to_serve))
        self.company.guest, self.company.unlisted = self.first[0], reporting.report_before_employer(stage)
        people[GUESTS].append(self.first[0])
        people[opening.login_of(self.first[8].person.community)].append(self.first[8])
        people[HERE] += [self.hospital[2], self.hospital[0]]
        self.company.nine = Nine(*people[HERE])

    def _who_sent(self, report: str) -> Member:
        return next(member for member in self.hospital if member.report == report)

    def correct(self) -> None:
        stage = self.stage
        by_employer, by_community = self.returned
        reporting.correct(stage, by_employer, skills=["医疗护理"])
        reporting.correct(stage, by_community, community=LUOPING)
        reporting.verify_at_hospital(stage)
        reporting.accept_all(stage)
        work.invite_people(stage, self.asked, "reminder")

    # the last weeks

    def other_ways(self) -> None:
        stage = self.stage
        reporting.report(stage, self.cast.take(3, at=HOSPITAL))
        reporting.enter_at_station_and_from_paper(stage)
        reporting.report_without_employer_here(stage)
        self.elsewhere = reporting.report_elsewhere(stage, self.cast.take(2, at=OFFICE))
        with_street, without = self.unplaced
        (placed_by_street,) = reporting.report_unplaced(stage, [with_street], street=opening.PLACING_STREET)
        (placed_by_district,) = reporting.report_unplaced(stage, [without])
        reporting.place(stage, placed_by_street, "street-pengpu")
        reporting.place(stage, placed_by_district, "district")

    def change(self) -> None:
        stage = self.stage
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

    def end(self) -> None:
        stage = self.stage
        reporting.verify_at_hospital(stage, but=1)
        reporting.accept_all(stage, but=SLOW)
        changes.restore(stage, self.first[5])
        changes.name_new_employer(stage, self.leavers[0])
        changes.confirm_new_employer(stage, self.first[1])
        changes.retire(stage, self.first[12])
        changes.close_account(stage, self.first[7])
        changes.erase(stage, self.first[8])
        changes.lost_phone(stage, "secretary-luoping", self.hospital[3])
        changes.set_wishes(stage, *self.first[9:12])
        changes.merge_communities(stage, MERGED, LUOPING)
        stage.ask_for_code("19900000507")

    def report_lately(self) -> None:
        stage, cast = self.stage, self.cast
        reporting.accept_all(stage, but=SLOW)
        reporting.report(stage, self.at_huafeng + cast.take(4, at=OFFICE) + cast.take(4, at=HOSPITAL))
        reporting.report_unplaced(stage, cast.take(1, at=OFFICE), street=opening.STREET)
        reporting.report_unplaced(stage, cast.take(1, at=OFFICE))

    def today(self) -> None:
        stage, cast = self.stage, self.cast
        reporting.return_oldest_at_hospital(stage)
        reporting.return_oldest(stage, GUESTS)
        reporting.redirect_oldest(stage, "secretary-baode", PENGPU)
        reporting.report(stage, self.today_at_sanxing + cast.take(3, at=HOSPITAL))
        stage.sign_in([cast.take(1, at=SCHOOL)[0].phone])
        reporting.report_with_another_phone(stage, self.other_phone)
        changes.ask_for_export(stage, self.first[0])
        changes.look_up(stage, HERE, self.hospital[2])
        changes.read_notices(stage, self.first[:3], self.company.nine[:5])
        work.hand_in_what_stops(stage)
        work.invite_newcomers(stage)
