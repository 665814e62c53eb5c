"""What the sandbox's tests run in a child."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path


def double(arguments, progress):
    progress(0.5, "half way")
    return {"twice": arguments["number"] * 2}


def fail(arguments, progress):
    raise ValueError(arguments["secret"])


def swallow_memory(arguments, progress):
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def announce_too_much(arguments, progress):
    return len(bytearray(1 << 45))


def spin(arguments, progress):
    while True:
        pass


def sleep(arguments, progress):
    progress(0.1, str(os.getpid()))
    time.sleep(60)


def leave_a_grandchild(arguments, progress):
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(arguments["pid_file"]).write_text(str(grandchild.pid))
    time.sleep(60)


def fill_the_disk(arguments, progress):
    with Path(arguments["path"]).open("wb") as file:
        while True:
            file.write(b"x" * 100_000)


def vanish(arguments, progress):
    os._exit(0)


def shout(arguments, progress):
    sys.stderr.write("?" * 100_000)
    return "said"


def surroundings(arguments, progress):
    return {"environment": sorted(os.environ), "session": os.getsid(0) == os.getpid(), "nice": os.nice(0)}


def call_out(arguments, progress):
    try:
        socket.create_connection(("127.0.0.1", arguments["port"]), timeout=2).close()
    except OSError:
        return "refused"
    return "connected"
