"""What operators watch of telling people. No personal data: labels are channels and states."""

from prometheus_client import Counter

deliveries = Counter("lianxin_deliveries", "What became of each try to deliver", ["channel", "state"])
facts_missing = Counter(
    "lianxin_facts_missing", "Tries to tell somebody that lacked a name, an address or a key for over ten minutes"
)
