"""SecantusDB's Rust server: what the wheel's server speaks and promises, several times as quick.

DATABASE=rust puts it under the tests. It is built once and kept in ~/.cache/lianxin. GPL-2.0, so it runs as a process
of its own and is never imported or shipped.
"""
import os
import shutil
import subprocess
from pathlib import Path

from tests.servers import Database

VERSION = "0.5.3-beta.193"
PROGRAM = Path.home() / ".cache" / "lianxin" / f"secantusd-rs-{VERSION}" / "bin" / "secantusd-rs"
NEEDS = "It needs cargo with Rust 1.95 or newer, a C compiler, CMake, and crates.io within reach."


class NotBuilt(Exception):
    """Says what is missing and what to do about it."""


class RustDatabase(Database):
    program = PROGRAM


def build() -> None:
    """Return when it is there; NotBuilt if it cannot be had. A half-built one is never taken for a whole one."""
    if PROGRAM.exists():
        return
    if not shutil.which("cargo"):
        raise NotBuilt(f"DATABASE=rust, but there is no cargo on the PATH. {NEEDS}")
    whole = PROGRAM.parents[1]
    part = whole.with_name(f"{whole.name}.{os.getpid()}")
    print(f"Building the Rust server of the tests' database into {whole}, once: about five minutes …", flush=True)
    made = subprocess.run(["cargo", "install", "-q", "secantus-mdb", "--version", VERSION, "--ignore-rust-version",
                           "--no-track", "--root", part])
    if made.returncode:
        shutil.rmtree(part, ignore_errors=True)
        raise NotBuilt(f"DATABASE=rust, but cargo could not build it; its own words stand above. {NEEDS}")
    try:
        part.rename(whole)
    except OSError:                     # another run was quicker
        shutil.rmtree(part)
