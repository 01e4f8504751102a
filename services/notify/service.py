"""Tells people what happened and what waits. Listens to registry and activities; publishes notify.*"""

from shared.events import notify, registry
from shared.inbox import Reader
from shared.service import Service
from shared.web.session import Standing, keep_standing

service = Service(
    "notify",
    acted=notify.Acted,
    looked=notify.Looked,
    documents=[
        Standing,
    ],
    blueprints=[],
    readers=[
        # A dismissal never queues behind anything else: accounts are read by a reader of their own.
        Reader("accounts", {registry.AccountChanged: [keep_standing]}),
    ],
    tasks=[],
    errands=[],
    commands=[],
    projections={"accounts": [Standing]},
)
