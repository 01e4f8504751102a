"""What members do in their community, and every service's activity log. Listens to registry and notify; publishes
activities.*"""

from shared.events import activities, registry
from shared.inbox import Reader
from shared.service import Service
from shared.web.session import Standing, keep_standing

service = Service(
    "activities",
    acted=activities.Acted,
    looked=activities.Looked,
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
