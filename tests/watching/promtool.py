"""Prometheus' own checker, built once from the Go module proxy: `python -m tests.watching.promtool` (ten minutes).

`go install` refuses Prometheus for its excludes, so it is a tool of an empty module.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VERSION = "v0.307.3"
PACKAGE = "github.com/prometheus/prometheus/cmd/promtool"
BUILT = Path.home() / ".cache" / "lianxin" / f"promtool-{VERSION}"


def found() -> str | None:
    """Where it is: PROMTOOL, the one that was built, or one on the PATH."""
    named = os.environ.get("PROMTOOL")
    return named or (str(BUILT) if BUILT.exists() else shutil.which("promtool"))


def build() -> None:
    go = shutil.which("go") or "/usr/local/go/bin/go"
    if not Path(go).exists():
        sys.exit("promtool needs Go, and there is none on the PATH.")
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    part = BUILT.with_name(f"{BUILT.name}.{os.getpid()}")
    with tempfile.TemporaryDirectory() as folder:
        for arguments in (
            ["mod", "init", "tools"],
            ["get", "-tool", f"{PACKAGE}@{VERSION}"],
            ["build", "-o", part, PACKAGE],
        ):
            subprocess.run([go, *arguments], cwd=folder, check=True)
    part.replace(BUILT)


if __name__ == "__main__":
    print(found() or build() or found())
