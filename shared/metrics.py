"""What operators watch. No personal data: labels are names of services, roles, readers, tasks and routes."""

from functools import partial

from prometheus_client import Counter, Histogram
from prometheus_client import Gauge as AnyGauge

Gauge = partial(AnyGauge, multiprocess_mode="max")

taken = Counter("lianxin_events_taken", "Records taken by a reader", ["reader"])
batch_seconds = Histogram("lianxin_batch_seconds", "From poll to committed transaction", ["reader"])
waiting = Gauge("lianxin_waiting_for_database", "1 while a reader waits out an outage", ["reader"])
jumped = Counter("lianxin_records_expired_unread", "Places the broker no longer held", ["reader"])
parked = Gauge("lianxin_parked_streams", "Streams behind a bad or a missing event", ["reader", "why"])
gap_age = Gauge("lianxin_oldest_gap_seconds", "Age of the oldest wait for a missing event", ["reader"])
relayed = Counter("lianxin_events_relayed", "Outbox rows acknowledged by the broker", ["service"])
unsent = Gauge("lianxin_outbox_unsent", "Outbox rows not yet acknowledged", ["service"])
unsendable = Gauge("lianxin_outbox_unsendable", "Streams stopped by a row that cannot be sent", ["service"])
task_done = Counter("lianxin_task_done", "What was due and is done", ["service", "task"])
task_failed = Counter("lianxin_task_failed", "What was due and failed", ["service", "task"])
requests = Histogram("lianxin_request_seconds", "Answered requests", ["service", "route", "method", "status"])
