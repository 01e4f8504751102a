"""Who belongs where: places, employers, rosters, members and their reports. Publishes registry.*; listens to the
answers of notify and activities to export and erasure, and to what places offer next."""

from services.registry.accounts import codes
from services.registry.accounts import queries as accounts_due
from services.registry.accounts.api import api as accounts_api
from services.registry.accounts.commands import create_account
from services.registry.accounts.member_phone_pages import pages as member_phones_pages
from services.registry.accounts.model import Account, Challenge, Credential, LoginTaken, PhoneChange
from services.registry.accounts.officers_pages import pages as officers_pages
from services.registry.accounts.own_pages import pages as own_phone_pages
from services.registry.accounts.pages import pages as accounts_pages
from services.registry.accounts.standings import all_accounts
from services.registry.contacts import actions as contacts
from services.registry.contacts import queries as contacts_due
from services.registry.contacts.api import api as contacts_api
from services.registry.contacts.model import BranchPaired, MonthOfVisits, Pairing, Visit
from services.registry.contacts.pages import pages as contacts_pages
from services.registry.employers.api import api as employers_api
from services.registry.employers.facts import all_employers
from services.registry.employers.model import Employer, EmployerReport, EmployerTaken
from services.registry.employers.office_pages import pages as employers_pages
from services.registry.employers.own_pages import pages as own_employer_pages
from services.registry.employers.queries import header
from services.registry.employers.report_pages import pages as employer_reports_pages
from services.registry.members.api import api as members_api
from services.registry.members.facts import all_members
from services.registry.members.model import IdTaken, Member, PhoneTaken
from services.registry.members.own_pages import pages as own_data_pages
from services.registry.members.pages import pages as members_pages
from services.registry.offers.model import Offer
from services.registry.offers.reactions import drop_offer, keep_offer
from services.registry.places import facts as places_facts
from services.registry.places.api import api as places_api
from services.registry.places.commands import import_places
from services.registry.places.community_pages import pages as community_pages
from services.registry.places.model import DistrictSettings, HomeBranch, Place
from services.registry.places.pages import home_pages
from services.registry.places.pages import pages as places_pages
from services.registry.places.settings_pages import pages as settings_pages
from services.registry.places.tree_pages import pages as tree_pages
from services.registry.privacy import actions as privacy
from services.registry.privacy import leavers
from services.registry.privacy import queries as privacy_due
from services.registry.privacy.api import api as privacy_api
from services.registry.privacy.model import Erasure, Export, ExportPiece
from services.registry.privacy.own_pages import pages as own_privacy_pages
from services.registry.privacy.pages import pages as privacy_pages
from services.registry.privacy.reactions import keep_export_part, note_erasure_done
from services.registry.reports import queries as reports_due
from services.registry.reports import verifying
from services.registry.reports.api import api as reports_api
from services.registry.reports.card_pages import pages as cards_pages
from services.registry.reports.enter_pages import pages as enter_pages
from services.registry.reports.model import Numbering, Report, Slip
from services.registry.reports.own_pages import pages as own_report_pages
from services.registry.reports.pages import pages as reports_pages
from services.registry.reports.slip_pages import pages as slip_pages
from services.registry.reports.verify_pages import pages as verify_pages
from services.registry.rosters import checks, invitations, uploads
from services.registry.rosters import queries as rosters_due
from services.registry.rosters.api import api as rosters_api
from services.registry.rosters.entries_api import api as roster_entries_api
from services.registry.rosters.model import (
    IdOnRoster,
    Invitation,
    PhoneOnRoster,
    RosterChunk,
    RosterEntry,
    RosterRows,
    Upload,
)
from services.registry.rosters.pages import pages as rosters_pages
from services.registry.statistics import actions as counting
from services.registry.statistics import queries as numbers
from services.registry.statistics import reactions as count
from services.registry.statistics.api import api as statistics_api
from services.registry.statistics.model import EmployerCount, Participant, PlaceCount, Waiting
from services.registry.statistics.pages import pages as statistics_pages
from services.registry.transfers import actions as transfers
from services.registry.transfers import queries as transfers_due
from services.registry.transfers.api import api as transfers_api
from services.registry.transfers.member_pages import pages as member_transfers_pages
from services.registry.transfers.own_pages import pages as own_transfers_pages
from shared import throttles
from shared.events import activities, notify, registry
from shared.inbox import Reader
from shared.service import Service
from shared.web.session import Standing
from shared.worker import Job, Task

service = Service(
    "registry",
    acted=registry.Acted,
    looked=registry.Looked,
    needs=("signing_key",),
    documents=[
        Standing,
        Account, LoginTaken, Credential, Challenge, throttles.Throttle, PhoneChange,
        Export, ExportPiece, Erasure,
        Place,
        HomeBranch,
        DistrictSettings,
        Employer,
        EmployerReport,
        EmployerTaken,
        Upload, RosterChunk, RosterRows, RosterEntry, PhoneOnRoster, IdOnRoster, Invitation,
        Member,
        PhoneTaken,
        IdTaken,
        Report,
        Slip,
        Numbering,
        Pairing, BranchPaired, Visit, MonthOfVisits,
        Offer,
        Participant, Waiting, PlaceCount, EmployerCount,
    ],
    header=header,
    pages=[
        home_pages, places_pages, community_pages, settings_pages, slip_pages, privacy_pages, accounts_pages,
        reports_pages, employer_reports_pages, enter_pages, members_pages, cards_pages, member_phones_pages,
        member_transfers_pages, contacts_pages,
        own_report_pages, own_data_pages, own_phone_pages,
        own_transfers_pages, own_privacy_pages,
        statistics_pages, tree_pages, officers_pages, employers_pages,
        rosters_pages, verify_pages, own_employer_pages,
    ],
    blueprints=[
        accounts_api,
        privacy_api,

        places_api,
        employers_api,
        rosters_api,
        roster_entries_api,
        members_api,
        reports_api,
        transfers_api,
        contacts_api,
        statistics_api,
    ],
    readers=[
        Reader("answers", {
            notify.ExportPart: [keep_export_part], activities.ExportPart: [keep_export_part],
            notify.ErasureDone: [note_erasure_done], activities.ErasureDone: [note_erasure_done],
        }, effects=True),
        Reader("projections", {activities.ShiftListed: [keep_offer], activities.ShiftUnlisted: [drop_offer]}),
        Reader("statistics", {
            registry.PlaceChanged: [count.count_place],
            registry.EmployerChanged: [count.count_employer], registry.RosterChanged: [count.count_employer],
            registry.MemberChanged: [count.keep_participant], registry.MemberErased: [count.forget_participant],
            activities.MemberServed: [count.keep_service],
            registry.TodoOpened: [count.keep_waiting], registry.TodoClosed: [count.end_waiting],
            activities.TodoOpened: [count.keep_waiting], activities.TodoClosed: [count.end_waiting],
            notify.TodoOpened: [count.keep_waiting], notify.TodoClosed: [count.end_waiting],
        }),
    ],
    tasks=[
        Task(due=rosters_due.uploads_to_apply, do=uploads.advance_upload),
        Task(due=rosters_due.uploads_at_their_end, do=uploads.end_upload),
        Task(due=rosters_due.invitations_under_way, do=invitations.invite_slice),
        Task(due=reports_due.verified_by_roster, do=verifying.issue_slips_by_roster, many=True),
        Task(due=reports_due.verified_by_nobody, do=verifying.issue_slips_by_nobody, many=True),
        Task(due=transfers_due.unsettled_entries, do=transfers.settle_entries, many=True),
        Task(due=transfers_due.left_behind, do=transfers.move_out_of_closed),
        Task(due=contacts_due.pairings_left_behind, do=contacts.end_left_behind),
        Task(due=contacts_due.words_to_drop, do=contacts.drop_words, many=True),
        Task(due=accounts_due.expired_codes, do=codes.drop_expired_codes, many=True),
        Task(due=throttles.ended_throttles, do=throttles.drop_ended, many=True),
        Task(due=privacy_due.complete_exports, do=privacy.finish_export),
        Task(due=privacy_due.old_exports, do=privacy.drop_export),
        Task(due=privacy_due.started_erasures, do=privacy.end_own_copies),
        Task(due=privacy_due.answered_erasures, do=privacy.finish_erasure),
        Task(due=privacy_due.told_erasures, do=privacy.end_last_message),
        Task(due=numbers.changed_participants, do=counting.mark_changed, many=True),
        Task(due=numbers.closed_waits, do=counting.drop_closed, many=True),
        Task(due=numbers.stale_places, do=counting.count_places, many=True),
        Task(due=numbers.stale_employers, do=counting.count_employers, many=True),
        Task(due=leavers.leavers_to_forget, do=leavers.forget_leavers, many=True),
    ],
    errands=[Job(due=rosters_due.uploads_to_check, work=checks.check_upload)],
    commands=[
        create_account,
        import_places,
    ],
    projections={"projections": [Offer], "statistics": [Participant, Waiting, PlaceCount, EmployerCount]},
    restate={
        registry.PlaceChanged: places_facts.all_places,
        registry.DistrictSettingsChanged: places_facts.all_settings,
        registry.EmployerChanged: all_employers,
        registry.AccountChanged: all_accounts,
        registry.MemberChanged: all_members,
    },
)
