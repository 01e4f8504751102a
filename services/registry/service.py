"""Who belongs where: places, employers, rosters, members and their reports. Publishes registry.*; listens to the
answers of notify and activities to export and erasure."""

from shared.events import registry
from shared.service import Service
from shared.web.session import Standing

service = Service(
    "registry",
    acted=registry.Acted,
    looked=registry.Looked,
    documents=[
        Standing,
    ],
    blueprints=[],
    readers=[],
    tasks=[],
    commands=[],
)
