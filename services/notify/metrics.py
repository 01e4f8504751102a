"""What operators watch of telling people. No personal data: labels are channels and states.

Alarms: lianxin_provider_seconds slow (a provider hangs; what waits for it waits in the database),
lianxin_deliveries failing (it refuses us, or is away), lianxin_facts_missing rising.
"""

from prometheus_client import Counter, Histogram

deliveries = Counter("lianxin_deliveries", "What became of each try to deliver", ["channel", "state"])
facts_missing = Counter(
    "lianxin_facts_missing", "Tries to tell somebody that lacked a name, an address or a key for over ten minutes"
)
provider_seconds = Histogram(
    "lianxin_provider_seconds",
    "How long a provider takes to answer",
    ["channel"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
