"""What members do in their community, and every service's activity log. Listens to registry and notify; publishes
activities.*"""

from services.activities.activities import passing
from services.activities.activities import queries as offered
from services.activities.activities.api import api as activities_api
from services.activities.activities.listing import all_listed
from services.activities.activities.model import Activity, ReviewRule, Seats, Shift
from services.activities.activities.pages import pages as activities_pages
from services.activities.activity_log.api import api as activity_log
from services.activities.activity_log.model import Line, Look
from services.activities.activity_log.pages import pages as activity_log_pages
from services.activities.activity_log.reactions import keep_line, keep_look
from services.activities.answers.api import api as answers_api
from services.activities.answers.pages import pages as answers_pages
from services.activities.calendars.api import api as calendars_api
from services.activities.calendars.model import Feed
from services.activities.calendars.pages import pages as calendars_pages
from services.activities.calendars.reactions import end_feed
from services.activities.complaints import actions as complaining
from services.activities.complaints import queries as complaints
from services.activities.complaints.api import api as complaints_api
from services.activities.complaints.model import Complaint
from services.activities.complaints.pages import pages as complaints_pages
from services.activities.links import making as linking
from services.activities.links import queries as links
from services.activities.links.model import Link
from services.activities.mine.api import api as mine_api
from services.activities.mine.pages import pages as mine_pages
from services.activities.names.model import DistrictSettings, Employer, Place
from services.activities.names.queries import header
from services.activities.names.reactions import keep_employer, keep_place, keep_settings
from services.activities.people.actions import name_people
from services.activities.people.model import Person
from services.activities.people.queries import people_to_name
from services.activities.people.reactions import close_person, forget_person, keep_person
from services.activities.privacy import actions as privacy
from services.activities.privacy import queries as owed
from services.activities.privacy.model import Owed
from services.activities.privacy.reactions import owe_erasure, owe_export
from services.activities.records import correcting, drafting, passing_on
from services.activities.records import queries as records
from services.activities.records.api import api as records_api
from services.activities.records.ledger import LedgerLine
from services.activities.records.model import Correction, ServiceRecord, Told
from services.activities.records.own_pages import pages as own_records_pages
from services.activities.records.pages import pages as records_pages
from services.activities.records.serving import Served
from services.activities.rollcalls import closing
from services.activities.rollcalls import queries as rollcalls
from services.activities.rollcalls.api import api as rollcalls_api
from services.activities.rollcalls.model import Attendance, RollCall
from services.activities.rollcalls.pages import pages as rollcalls_pages
from services.activities.signups import clockwork, telling
from services.activities.signups import queries as signups
from services.activities.signups.api import api as signups_api
from services.activities.signups.model import Calendar, SignUp
from services.activities.signups.own_pages import pages as own_signups_pages
from services.activities.signups.pages import pages as signups_pages
from services.activities.signups.reactions import end_when_closed, end_when_left
from services.activities.statements import drafting as stating
from services.activities.statements import queries as statements
from services.activities.statements.api import api as statements_api
from services.activities.statements.check_pages import pages as statement_check_pages
from services.activities.statements.model import Statement, StatementCode, StatementNumbering
from services.activities.statements.own_pages import pages as own_statements_pages
from services.activities.statements.pages import pages as statements_pages
from services.activities.statements.summing import all_served, say_served, served_to_say
from shared import throttles
from shared.events import activities, notify, registry
from shared.inbox import Reader
from shared.service import Service
from shared.web.session import Standing, keep_standing
from shared.worker import Task

service = Service(
    "activities",
    acted=activities.Acted,
    looked=activities.Looked,
    documents=[
        Standing, Line, Look, Place, Employer, DistrictSettings, Person, Owed, Activity, Shift, Seats,
        ReviewRule, SignUp, Calendar, Feed, ServiceRecord, Correction, LedgerLine, Told, Served, Attendance, RollCall,
        Link, Statement, StatementCode, StatementNumbering,
        Complaint, throttles.Throttle,
    ],
    header=header,
    blueprints=[
        activity_log, activities_api, signups_api, calendars_api, rollcalls_api, records_api, statements_api,
        complaints_api, mine_api, answers_api,
    ],
    pages=[
        activities_pages, signups_pages, records_pages, statements_pages, statement_check_pages, activity_log_pages,
        complaints_pages,
        rollcalls_pages, mine_pages, own_signups_pages, own_records_pages, own_statements_pages, calendars_pages,
        answers_pages,
    ],
    readers=[
        # A dismissal never queues behind anything else: accounts are read by a reader of their own.
        Reader("accounts", {registry.AccountChanged: [keep_standing]}),
        Reader("projections", {
            registry.PlaceChanged: [keep_place],
            registry.EmployerChanged: [keep_employer],
            registry.DistrictSettingsChanged: [keep_settings],
            registry.MemberChanged: [keep_person],
            registry.AccountClosed: [close_person],
            registry.MemberErased: [forget_person],
        }),
        Reader("log", {
            registry.Acted: [keep_line], notify.Acted: [keep_line], activities.Acted: [keep_line],
            registry.Looked: [keep_look], notify.Looked: [keep_look], activities.Looked: [keep_look],
        }, effects=True),  # kept longer than events are, so it is never read again from them
        Reader("answers", {
            registry.ExportAsked: [owe_export],
            registry.MemberErased: [owe_erasure],  # after what this reader still writes of them
            registry.MemberChanged: [end_when_left],
            registry.AccountClosed: [end_when_closed, end_feed],
        }, effects=True),
    ],
    tasks=[
        Task(due=complaints.overdue_complaints, do=complaining.climb),
        Task(due=complaints.complaints_left_behind, do=complaining.pass_to_successor),
        Task(due=complaints.outlived_complaints, do=complaining.drop_outlived, many=True),
        Task(due=links.links_over, do=linking.drop_over, many=True),
        Task(due=throttles.ended_throttles, do=throttles.drop_ended, many=True),
        Task(due=people_to_name, do=name_people, many=True),
        Task(due=owed.owed_exports, do=privacy.answer_export),
        Task(due=owed.owed_erasures, do=privacy.end_copies),
        Task(due=offered.left_behind, do=passing.move_activities, many=True),
        Task(due=offered.over, do=passing.end_activities, many=True),
        Task(due=offered.long_over, do=passing.archive_activities, many=True),
        Task(due=telling.shifts_to_tell, do=telling.tell_next),
        Task(due=signups.seats_to_offer, do=clockwork.offer_seats),
        Task(due=signups.offers_over, do=clockwork.end_offers, many=True),
        Task(due=signups.waits_over, do=clockwork.end_waits, many=True),
        Task(due=signups.of_leavers, do=clockwork.end_of_leavers, many=True),
        Task(due=signups.reminders_due, do=clockwork.remind, many=True),
        Task(due=rollcalls.shifts_over, do=closing.say_over),
        Task(due=rollcalls.rollcalls_to_close, do=closing.close_in_time),
        Task(due=records.attendances_to_record, do=drafting.draft_records, many=True),
        Task(due=records.records_to_remind, do=drafting.remind, many=True),
        Task(due=records.records_to_close, do=drafting.close_unanswered, many=True),
        Task(due=records.corrections_to_look_at, do=correcting.look_again),
        Task(due=records.records_left_behind, do=passing_on.pass_records, many=True),
        Task(due=statements.records_to_restate, do=stating.restate_records, many=True),
        Task(due=statements.records_to_state, do=stating.draft_statements, many=True),
        Task(due=statements.appraisals_to_count, do=stating.count_appraisals, many=True),
        Task(due=statements.drafts_to_open, do=stating.open_for_issue, many=True),
        Task(due=statements.statements_to_archive, do=stating.archive_statements, many=True),
        Task(due=statements.statements_left_behind, do=stating.pass_statements, many=True),
        Task(due=served_to_say, do=say_served, many=True),
    ],
    projections={"accounts": [Standing], "projections": [Place, Employer, DistrictSettings, Person]},
    restate={activities.ShiftListed: all_listed, activities.MemberServed: all_served},
)  # fmt: skip
