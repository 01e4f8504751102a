"""The gateway: one origin in front of the three services and the simulators."""

import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.data import Data, write_whole
from deploy.local.settings import SERVICES, LocalSettings

# A refused connection is tried again for a while, and elsewhere where there are several addresses, so that nobody sees
# a service being restarted. A connection for each request: one that is kept may be closed by a process that ends just
# when a request is on its way, and a request that may have been taken cannot be sent again.
PROXY = """reverse_proxy {address} {{
\t\t\tlb_try_duration 8s
\t\t\tlb_try_interval 100ms
\t\t\ttransport http {{
\t\t\t\tkeepalive off
\t\t\t}}
\t\t}}"""


def gateway_command(data: Data, settings: LocalSettings, addresses: Mapping[str, str]) -> list[str]:
    """`addresses`: host:port of each service's web and of the simulator."""
    home = data.folder / "gateway"
    home.mkdir(exist_ok=True)
    write_whole(home / "Caddyfile", caddyfile(settings, addresses))
    program = Path(sys.executable).with_name("caddy")
    return [str(program), "run", "--config", str(home / "Caddyfile"), "--adapter", "caddyfile"]


def caddyfile(settings: LocalSettings, addresses: Mapping[str, str]) -> str:
    routes = [(f"/{service} /{service}/*", addresses[service]) for service in SERVICES]
    routes += [("/asyncapi.json", addresses["notify"]), ("/dev /dev/*", addresses["simulator"])]
    routes += [("/*", addresses["registry"])]
    handles = "\n".join(_handle(number, paths, address) for number, (paths, address) in enumerate(routes))
    return f"""{{
\tadmin off
\tauto_https off
\tpersist_config off
\tgrace_period 3s
}}
http://:{settings.port} {{
\tbind {settings.host}
{handles}
}}
"""


def _handle(number: int, paths: str, address: str) -> str:
    return f"\t@{number} path {paths}\n\thandle @{number} {{\n\t\t{PROXY.format(address=address)}\n\t}}"
