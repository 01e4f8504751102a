"""Settings come from the environment, and only from there. A missing or malformed one stops the start by name.

No secret has a default. The table in the README is this class.
"""

import base64
import sys
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.clock import Clock, MovableClock, system_clock


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LIANXIN_", extra="ignore", hide_input_in_errors=True)

    mongo_uri: str = Field(
        pattern=r"^mongodb(\+srv)?://[^/]+/[a-z]", description="MongoDB of this service; the path names its database"
    )
    kafka_bootstrap: str = Field(pattern=r"^[^,:]+:\d+(,[^,:]+:\d+)*$", description="host:port[,host:port…]")
    kafka_security: str = Field("PLAINTEXT", pattern="^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)$")
    kafka_sasl_mechanism: str = Field("SCRAM-SHA-512", pattern="^(PLAIN|SCRAM-SHA-256|SCRAM-SHA-512)$")
    kafka_username: str | None = None
    kafka_password: str | None = None
    kafka_ca_file: str | None = None
    kafka_partitions: int | None = Field(None, ge=1, le=200, description="instead of those in deploy/topics.yaml")
    kafka_session_ms: int = Field(6000, ge=1000, description="until a consumer that died is replaced")
    kafka_replication: int | None = Field(None, ge=1, le=7, description="the same; 1 on a broker that is alone")
    master_keys: Annotated[dict[str, bytes], NoDecode] = Field(
        description="id:base64 of 32 bytes[,id:base64…]; the first wraps, each unwraps"
    )
    hash_key: bytes = Field(description="base64 of 32 bytes; keyed hashes of phone and ID number")
    signing_key: dict[str, Any] | None = Field(None, description="Ed25519 private JWK with kid; registry only")
    verify_keys: dict[str, Any] = Field(description="JWK set that verifies sign-in tokens")
    public_url: str = Field(pattern=r"^https?://[^/]+$", description="what people open, no slash at the end")
    bind: str = Field("127.0.0.1:8000", pattern=r"^.+:\d+$", description="of the role web")
    codes_per_network: int = Field(30, ge=1, description="sign-in codes an hour for one network (IPv4 /24)")
    health_bind: str | None = Field(None, pattern=r"^.+:\d+$", description="health and metrics of the loops")
    web_workers: int = Field(1, ge=1, le=64)
    web_threads: int = Field(8, ge=1, le=256)
    smtp_url: str | None = Field(None, pattern=r"^smtps?://", description="smtp://user:password@host:port; notify only")
    mail_from: str = "lianxin@localhost"
    sms_url: str | None = Field(None, pattern=r"^https?://", description="SMS provider; notify only")
    sms_token: str | None = None
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    outbox_days: int = Field(30, ge=1, description="how long published rows stay, for rebuilding the broker")
    notice_days: int = Field(180, ge=30, description="how long notices and their deliveries stay; notify only")
    demo: bool = Field(False, description="whether every page says that its data are made up")
    clock_file: str | None = Field(None, description="local run only: a file with seconds to add to the time")

    @field_validator("master_keys", mode="before")
    @classmethod
    def _master_keys(cls, text: Any) -> Any:
        if not isinstance(text, str):
            return text
        pairs = [part.partition(":")[::2] for part in text.split(",")]
        return {name: _key(secret) for name, secret in pairs}

    @field_validator("hash_key", mode="before")
    @classmethod
    def _hash_key(cls, text: Any) -> Any:
        return _key(text) if isinstance(text, str) else text

    @property
    def clock(self) -> Clock:
        return MovableClock(self.clock_file) if self.clock_file else system_clock

    @property
    def kafka(self) -> dict[str, Any]:
        """Connection settings that every Kafka client takes. With a version given, clients are made without asking
        the broker, and join when it is there; it is an upper bound, older brokers get what they know."""
        found: dict[str, Any] = {
            "bootstrap_servers": self.kafka_bootstrap.split(","), "security_protocol": self.kafka_security,
            "reconnect_backoff_max_ms": 1000, "api_version": (4, 3),
        }  # fmt: skip
        if self.kafka_ca_file:
            found["ssl_cafile"] = self.kafka_ca_file
        if self.kafka_security.startswith("SASL"):
            found |= {"sasl_mechanism": self.kafka_sasl_mechanism, "sasl_plain_username": self.kafka_username}
            found |= {"sasl_plain_password": self.kafka_password}
        return found


def _key(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != 32:
        raise ValueError("expected base64 of 32 bytes")
    return secret


def load(needs: Iterable[str] = ()) -> Settings:
    """The settings, or an end of the program that names every one that is missing or malformed. `needs`: those that
    only some services cannot do without."""
    try:
        found = Settings()
        missing = [name for name in needs if getattr(found, name) is None]
        if not missing:
            return found
        for name in missing:
            _say(name, "Field required")
    except ValidationError as caught:
        for error in caught.errors(include_input=False, include_url=False):
            _say(str(error["loc"][0]), error["msg"])
    except Exception as caught:  # pydantic-settings fails in its own words on JSON that cannot be read
        print(f"Settings cannot be read: {caught}", file=sys.stderr)
    raise SystemExit(2)


def _say(name: str, trouble: str) -> None:
    field = Settings.model_fields.get(name)
    expected = (field and field.description) or trouble
    print(f"LIANXIN_{name.upper()}: {trouble}. Expected: {expected}", file=sys.stderr)
