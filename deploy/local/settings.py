"""What the person who types `make run` may choose, and how they are told that it cannot be done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SERVICES = ("registry", "notify", "activities")
INNER_HOST = "127.0.0.1"
LOOPBACK = {"localhost", "::1"}
EVERY_ADDRESS = {"0.0.0.0", "::"}  # nosec B104
Say = Callable[[str], None]


class Refused(Exception):
    """It cannot be done; the text is one plain sentence or two that say why and what to do."""


class LocalSettings(BaseSettings):
    """`make run PORT=8080 HOST=127.0.0.1 DATA=var/local DEMO=no KAFKA=127.0.0.1:9092 MONGO=127.0.0.1:27017`

    kafka, mongo: those that run already and are this run's alone, the database without accounts; without them the run
    starts its own.
    """

    model_config = SettingsConfigDict(validate_default=True, env_ignore_empty=True)

    port: int = Field(8080, ge=1, le=65535, description="a number from 1 to 65535, as in PORT=8081")
    host: str = Field("127.0.0.1", min_length=1, description="an address of this machine, as in HOST=127.0.0.1")
    data: Path = Field(Path("var/local"), description="a folder, as in DATA=var/second")
    demo: bool = Field(True, description="yes or no, as in DEMO=no")
    kafka: str = Field(
        "",
        pattern=r"^([\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*)?$",
        description="the address of a Kafka broker or of several, as in KAFKA=127.0.0.1:9092",
    )
    mongo: str = Field(
        "", pattern=r"^([\w.-]+:\d{1,5})?$", description="the address of a database, as in MONGO=127.0.0.1:27017"
    )

    @field_validator("data")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.absolute()

    @property
    def reached_at(self) -> str:
        """The host by which this machine itself reaches the gateway."""
        return INNER_HOST if self.host in EVERY_ADDRESS else self.host

    @property
    def url(self) -> str:
        """What people open."""
        host = self.reached_at
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def is_private(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in LOOPBACK or self.host.startswith("127.")


def local_settings(**given: Any) -> LocalSettings:
    """From the environment. Refused with the name of what is malformed and what is expected."""
    try:
        return LocalSettings(**given)
    except ValidationError as caught:
        name = str(caught.errors()[0]["loc"][0])
        expected = LocalSettings.model_fields[name].description
        raise Refused(f"{name.upper()} is not understood; it must be {expected}.") from None


@contextmanager
def plain_refusal(what: str) -> Iterator[None]:
    """A refusal ends the program with code 1 and its sentence, without a traceback."""
    try:
        yield
    except Refused as refusal:
        sys.exit(f"{what}: {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)
