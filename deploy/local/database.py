"""The local database and its accounts: each service has its own database and credential.

`python -m deploy.local.database` makes the accounts. The server makes accounts only while it asks for none, so it
runs once without asking, before the real start.
"""

import json
import sys
from pathlib import Path
from urllib.parse import quote

from pymongo import MongoClient

from deploy.local.data import Data, write_whole
from deploy.local.processes import listens, spawn, wait_until
from deploy.local.settings import INNER_HOST, Refused, local_settings, plain_refusal

START_LIMIT_SECONDS = 60


def database_command(data: Data, port: int, auth: bool = True) -> list[str]:
    """It acknowledges only what is on the disk, so that a kill loses nothing that was acknowledged."""
    home = data.database
    home.mkdir(exist_ok=True)
    config = home / ("server.toml" if auth else "first.toml")
    write_whole(config, _toml({
        "server": {"host": INNER_HOST, "port": port, "storage_path": str(home / "files"), "auth": auth,
                   "log_level": "WARNING"},
        "storage": {"sync_on_commit": True, "cache_size": "1G"},
    }))  # fmt: skip
    return [str(Path(sys.executable).with_name("secantusd-py")), "--config", str(config)]


def database_uri(address: str, service: str, password: str) -> str:
    """`password`: empty where the database asks for none.

    Idle connections are closed soon: in the local server each holds the page that it read last, and a page that is
    held and has grown cannot be split, so that writing to it takes a hundred times as long."""
    options = "directConnection=true&maxIdleTimeMS=1000"
    who = f"{service}:{quote(password, safe='')}@" if password else ""
    return f"mongodb://{who}{address}/{service}?{options}"


def accounts_made(data: Data) -> bool:
    return (data.database / "accounts").exists()


def make_accounts(data: Data, port: int, passwords: dict[str, str]) -> None:
    """Give each service an account that may use its own database and nothing else."""
    server = spawn(database_command(data, port, auth=False), {}, data.log / "database.log")
    try:
        if not wait_until(listens(INNER_HOST, port), START_LIMIT_SECONDS):
            raise Refused(f"the database does not start; see {data.log / 'database.log'}")
        with MongoClient[dict](INNER_HOST, port, directConnection=True) as client:
            for service, password in passwords.items():
                client[service].command("dropAllUsersFromDatabase")
                client[service].command("createUser", service, pwd=password, roles=["readWrite"])
    finally:
        server.terminate()
        server.wait()
    write_whole(data.database / "accounts", "made\n")


def _toml(tables: dict[str, dict[str, object]]) -> str:
    """JSON's strings, numbers and booleans are TOML's too."""
    lines = []
    for table, entries in tables.items():
        lines += [f"[{table}]", *(f"{name} = {json.dumps(value)}" for name, value in entries.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    with plain_refusal("The accounts of the database were not made"):
        data = Data(local_settings().data)
        make_accounts(data, data.read("ports.json")["database"], data.read("secrets.json")["database"])


if __name__ == "__main__":
    main()
