"""Tells people what happened and what waits. Listens to registry and activities; publishes notify.*"""

from services.notify.contacts.model import Contact
from services.notify.contacts.reactions import close_contact, drop_contact, keep_contact
from services.notify.deliveries import actions as deliver
from services.notify.deliveries import batches, sending
from services.notify.deliveries import queries as deliveries
from services.notify.deliveries.api import api as deliveries_api
from services.notify.deliveries.model import Delivery
from services.notify.deliveries.reactions import hurry_to_cancel
from services.notify.names.model import DistrictSettings, Employer, Place
from services.notify.names.queries import header
from services.notify.names.reactions import keep_employer, keep_place, keep_settings
from services.notify.notices import queries as notices
from services.notify.notices.actions import tell_officers
from services.notify.notices.api import api as notices_api
from services.notify.notices.model import Circular, Notice
from services.notify.notices.pages import pages as notices_pages
from services.notify.notices.reactions import activities as tell_of
from services.notify.notices.reactions import registry as tell
from services.notify.preferences.api import api as preferences_api
from services.notify.preferences.model import Preferences
from services.notify.preferences.pages import pages as preferences_pages
from services.notify.preferences.reactions import stop_messages
from services.notify.privacy import queries as owed
from services.notify.privacy.actions import answer_export, end_copies
from services.notify.privacy.model import Erasure, ExportOwed
from services.notify.privacy.reactions import end_contact, end_notices, owe_export
from services.notify.todos.api import api as todos_api
from services.notify.todos.model import Todo
from services.notify.todos.pages import pages as todos_pages
from services.notify.todos.reactions import drop_todo, keep_todo
from services.notify.wordings.api import api as wordings_api
from services.notify.wordings.model import OwnWording, WordingVersion
from shared.errands import Errand
from shared.events import activities, notify, registry
from shared.inbox import Reader
from shared.service import Service
from shared.web.session import Standing, keep_standing
from shared.worker import Task

SENDING = (batches.claim_deliveries, sending.send, batches.settle_deliveries, batches.put_back_deliveries)

service = Service(
    "notify",
    acted=notify.Acted,
    looked=notify.Looked,
    documents=[
        Standing, Place, Employer, DistrictSettings, Contact, Preferences, Circular, Notice, Delivery, OwnWording,
        WordingVersion, Todo, ExportOwed, Erasure,
    ],
    header=header,
    pages=[
        todos_pages, notices_pages, preferences_pages,
    ],
    blueprints=[notices_api, deliveries_api, preferences_api, wordings_api, todos_api],
    readers=[
        # A dismissal never queues behind anything else: accounts are read by a reader of their own.
        Reader("accounts", {registry.AccountChanged: [keep_standing]}),
        Reader("projections", {
            registry.PlaceChanged: [keep_place],
            registry.EmployerChanged: [keep_employer],
            registry.DistrictSettingsChanged: [keep_settings],
            registry.MemberChanged: [keep_contact],
            registry.AccountClosed: [close_contact, hurry_to_cancel],
            registry.MemberErased: [drop_contact, end_contact],
        }),
        Reader("notices", {
            registry.ReportSent: [tell.tell_report_sent],
            registry.SlipIssued: [tell.tell_slip_issued],
            registry.ReportReturned: [tell.tell_returned],
            registry.ReportRedirected: [tell.tell_redirected],
            registry.MemberReported: [tell.tell_accepted],
            registry.ReportedElsewhere: [tell.tell_reported_elsewhere],
            registry.TransferStarted: [tell.tell_transfer_started],
            registry.MemberTransferred: [tell.tell_transferred],
            registry.EmployerOfMemberChanged: [tell.ask_leaver],
            registry.MemberLeft: [tell.tell_ended],
            registry.AccountClosed: [tell.tell_closed],
            registry.EmployerReportAccepted: [tell.tell_employer_accepted],
            registry.MessageAsked: [tell.send_message],
            registry.ExportAsked: [owe_export],
            registry.MemberErased: [end_notices],
            activities.SeatOffered: [tell_of.tell_seat_offered],
            activities.SignUpAnswered: [tell_of.tell_signup_answered],
            activities.ShiftChanged: [tell_of.tell_shift_changed],
            activities.ShiftCancelled: [tell_of.tell_shift_cancelled],
            activities.ShiftReminded: [tell_of.tell_shift_reminded],
            activities.RecordDrafted: [tell_of.tell_record_drafted],
            activities.RecordReminded: [tell_of.tell_record_reminded],
            activities.RecordAnswered: [tell_of.tell_record_answered],
            activities.MessagesRefused: [stop_messages],
            activities.StatementDrafted: [tell_of.tell_statement_drafted],
            activities.StatementIssued: [tell_of.tell_statement_issued],
        }, effects=True),
        Reader("todos", {
            registry.TodoOpened: [keep_todo], registry.TodoClosed: [drop_todo],
            activities.TodoOpened: [keep_todo], activities.TodoClosed: [drop_todo],
            notify.TodoOpened: [keep_todo], notify.TodoClosed: [drop_todo],
        }),
    ],
    tasks=[
        Task(due=notices.urgent_notices, do=deliver.plan_deliveries, many=True),
        Task(due=notices.circulars, do=tell_officers),
        Task(due=notices.other_notices, do=deliver.plan_deliveries, many=True),
        Task(due=owed.owed_exports, do=answer_export),
        Task(due=owed.open_erasures, do=end_copies),
    ],
    errands=[
        Errand(deliveries.urgent_deliveries, *SENDING),
        Errand(deliveries.unsettled_deliveries, batches.claim_questions, sending.ask, batches.settle_questions),
        Errand(deliveries.other_deliveries, *SENDING),
        Errand(deliveries.receipts_due, batches.claim_receipts, sending.ask, batches.settle_receipts),
    ],
    projections={"accounts": [Standing], "projections": [Place, Employer, DistrictSettings, Contact], "todos": [Todo]},
    kept_days={Notice: "notice_days", Delivery: "notice_days"},
)  # fmt: skip
