"""Make the virtual environment and install the locked wheels, unless that was done for this very lock.

`python3 deploy/local/venv.py requirements/local.txt`. It also runs under a Python that is too old for Lianxin, in
order to say so; hence no syntax newer than Python 3.6 and nothing but the standard library.
"""

import hashlib
import os
import re
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)
VENV = os.environ.get("VENV", ".venv")
PYTHON = os.path.join(VENV, "bin", "python")


def refusal(version):
    """Why this Python cannot be used, in one sentence; None when it can."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return None
    return (
        f"Lianxin needs Python 3.11, 3.12 or 3.13, and this is Python {version[0]}.{version[1]}. "
        "Install one of them, then say where it is: make run PYTHON=/usr/bin/python3.13"
    )


def mark(lock, version):
    """What stands in the environment once this lock is installed in it."""
    with open(lock, "rb") as file:
        return f"{version[0]}.{version[1]} {hashlib.sha256(file.read()).hexdigest()}\n"


def venv_version():
    """(major, minor) of the environment's own Python; None where there is none that works."""
    ask = "import pip, sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        answer = subprocess.check_output([PYTHON, "-c", ask], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(part) for part in answer.split())


def make_venv():
    """A new environment in place of what is there."""
    print(f"Making the virtual environment {VENV} with Python {sys.version.split()[0]} ...", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if made.returncode:
        said = made.stdout.decode("utf-8", "replace").strip()
        sys.exit(
            f"The virtual environment {VENV} could not be made. On Debian and Ubuntu, install what is missing: "
            f"apt install python3-venv. What Python said:\n{said}"
        )


def install(lock):
    """Only wheels, only those whose hash stands in the lock; a line now and then, for it takes a while."""
    with open(lock) as file:
        total = len(re.findall(r"^\S+==", file.read(), re.M))
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "-r", lock]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, found = [], 0
    for line in pip.stdout or ():
        said.append(line.decode("utf-8", "replace").rstrip())
        if said[-1].startswith(("Collecting", "Requirement already")):
            found += 1
            if found % 10 == 1:
                print(f"  {found} of about {total} packages", flush=True)
        elif said[-1].startswith("Installing"):
            print("  unpacking them ...", flush=True)
    if pip.wait():
        sys.exit(
            "The packages could not be installed; the network or a disk may be the reason. Try the same again. "
            "What pip said:\n" + "\n".join(said[-8:])
        )


def main():
    lock = sys.argv[1]
    done = os.path.join(VENV, "." + os.path.basename(lock))
    present = venv_version()
    if present is None or refusal(present) or (os.environ.get("PYTHON") and present != sys.version_info[:2]):
        why_not = refusal(sys.version_info)
        if why_not:
            sys.exit(why_not)
        make_venv()
        present = sys.version_info[:2]
    wanted = mark(lock, present)
    if os.path.exists(done):
        with open(done) as file:
            if file.read() == wanted:
                return
    print(f"Installing the packages of {lock}; the first time this takes a minute or two ...", flush=True)
    install(lock)
    with open(done, "w") as file:
        file.write(wanted)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
