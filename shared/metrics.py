"""What operators watch. No personal data: labels are names of services, roles, readers, tasks and routes.

Alarms: lianxin_oldest_gap_seconds > 600 (an event is missing), lianxin_parked_streams{why="dead"} > 0 (a bad event
waits for an operator), lianxin_outbox_unsendable > 0 (a row no broker takes), lianxin_records_expired_unread rising
(read too late), lianxin_outbox_unsent growing (no relay, or it cannot keep up), lianxin_records_unread growing (the
same of a reader), lianxin_task_failed rising, lianxin_kafka_brokers falling (one of several is gone),
lianxin_loop_waits > 0 (broker or database away, or code that fails: web too has a loop, its heartbeat, that writes to
the database), lianxin_request_seconds with status 5xx, or slow.
Rules: deploy/prometheus/alerts.yaml."""

from functools import partial

from prometheus_client import Counter, Histogram
from prometheus_client import Gauge as AnyGauge

Gauge = partial(AnyGauge, multiprocess_mode="max")

taken = Counter("lianxin_events_taken", "Records taken by a reader", ["reader"])
lag = Gauge("lianxin_records_unread", "Records beyond a reader's place, of its own partitions", ["reader"])
batch_seconds = Histogram("lianxin_batch_seconds", "From poll to committed transaction", ["reader"])
waits = Gauge("lianxin_loop_waits", "1 while a loop waits for broker, database or code", ["loop", "what"])
jumped = Counter("lianxin_records_expired_unread", "Places the broker no longer held", ["reader"])
brokers = Gauge("lianxin_kafka_brokers", "Brokers that the cluster counted when it was last asked")
parked = Gauge("lianxin_parked_streams", "Streams behind a bad event (dead) or a missing one (gap)", ["reader", "why"])
gap_age = Gauge("lianxin_oldest_gap_seconds", "Age of the oldest wait for a missing event", ["reader"])
relayed = Counter("lianxin_events_relayed", "Outbox rows acknowledged by the broker", ["service"])
unsent = Gauge("lianxin_outbox_unsent", "Outbox rows not yet acknowledged, to 100 000", ["service"])
unsendable = Gauge("lianxin_outbox_unsendable", "Streams stopped by a row that cannot be sent", ["service"])
task_done = Counter("lianxin_task_done", "What was due and is done", ["service", "task"])
task_failed = Counter("lianxin_task_failed", "What was due and failed", ["service", "task"])
requests = Histogram("lianxin_request_seconds", "Answered requests", ["service", "route", "method", "status"])
