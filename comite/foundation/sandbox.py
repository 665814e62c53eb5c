"""Work on hostile material, done by a child process that can be stopped at any moment.

A 5 kB workbook can announce 17 billion cells and one query can outlive its interrupt: only the death of a
process is a sure limit. The child limits itself (memory, processor, file size, network) before it imports
anything else, runs in its own session, and is killed with its whole group as soon as it goes over.
"""

import contextlib
import ctypes
import importlib
import json
import math
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, cast

CODE_ROOT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.05
MESSAGE_BYTES_MAX = 64 * 1024 * 1024
COMPLAINT_BYTES_MAX = 4096
NEW_TASKS_MAX = 64

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38

Progress = Callable[[float, str], None]


class Ending(StrEnum):
    """How the work of a child ended."""

    DONE = "done"
    OUT_OF_MEMORY = "out_of_memory"
    OUT_OF_TIME = "out_of_time"
    OUT_OF_SPACE = "out_of_space"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Limits:
    """What a child may use before it is killed."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float
    file_size_bytes: int
    # Work in the background gives way; 0 when a visitor waits for it.
    niceness: int = 10


@dataclass(frozen=True)
class Outcome:
    """What came out of a child: its result when it is done, otherwise why there is none."""

    ending: Ending
    result: Any = None
    complaint: str = ""
    peak_memory_bytes: int = 0
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        """The child finished and gave its result."""
        return self.ending is Ending.DONE


def run(
    target: str,
    arguments: Mapping[str, Any],
    limits: Limits,
    on_progress: Progress | None = None,
) -> Outcome:
    """Call `module:function(arguments, progress)` in a child within its limits.

    Arguments and result are JSON values. The function belongs to this product; what it reads may be hostile.
    An exception raised by `on_progress` kills the child and goes on up: that is how a caller gives up.
    """
    request = {
        "target": target,
        "arguments": dict(arguments),
        "limits": asdict(limits),
        "parent": os.getpid(),
    }
    started = time.monotonic()
    with child_process() as child:
        watch = Watch(child, limits, on_progress or ignore_progress)
        ending = watch.follow(json.dumps(request).encode(), started + limits.wall_seconds)
        return Outcome(
            ending,
            watch.result if ending is Ending.DONE else None,
            bytes(watch.complaint).decode("utf-8", "replace"),
            watch.peak_memory_bytes,
            time.monotonic() - started,
        )


def ignore_progress(share: float, step: str) -> None:
    """Tell nobody."""


@contextlib.contextmanager
def child_process() -> Iterator[subprocess.Popen[bytes]]:
    """A child in its own session, with nothing of our environment; its whole group is dead on the way out."""
    child = subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", "comite.foundation.sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={
            "PYTHONPATH": os.fspath(CODE_ROOT),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            # glibc keeps one heap for each thread otherwise: measured +80 MB on a million rows.
            "MALLOC_ARENA_MAX": "2",
        },
    )
    try:
        yield child
    finally:
        # The group outlives its leader when a grandchild remains, so the signal is sent in every case.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            close_quietly(pipe)


def close_quietly(pipe: IO[bytes] | None) -> None:
    """Close a pipe whose other end may be gone."""
    if pipe is not None:
        with contextlib.suppress(OSError):
            pipe.close()


class Watch:
    """Listens to a child and watches what it uses."""

    def __init__(self, child: subprocess.Popen[bytes], limits: Limits, on_progress: Progress) -> None:
        self.child = child
        self.limits = limits
        self.on_progress = on_progress
        self.result: Any = None
        self.has_result = False
        self.failure: Ending | None = None
        self.unread = bytearray()
        self.received = 0
        self.complaint = bytearray()
        self.peak_memory_bytes = 0

    def follow(self, request: bytes, deadline: float) -> Ending:
        """Hand the request over and wait for the end, whichever comes."""
        self.send(request)
        with selectors.DefaultSelector() as selector:
            selector.register(self.stream("stdout"), selectors.EVENT_READ, self.hear)
            selector.register(self.stream("stderr"), selectors.EVENT_READ, self.note)
            while selector.get_map():
                if excess := self.excess(deadline):
                    return excess
                for key, _ in selector.select(POLL_SECONDS):
                    chunk = os.read(key.fd, 65536)
                    if not chunk:
                        selector.unregister(key.fileobj)
                    key.data(chunk)
        return self.verdict(deadline)

    def send(self, request: bytes) -> None:
        """Write the request; a child that died before reading it is seen later."""
        pipe = self.stream("stdin")
        with contextlib.suppress(BrokenPipeError):
            pipe.write(request)
            pipe.close()

    def stream(self, name: Literal["stdin", "stdout", "stderr"]) -> IO[bytes]:
        """One of the three pipes, all asked for at birth."""
        return cast(IO[bytes], getattr(self.child, name))

    def hear(self, chunk: bytes) -> None:
        """Take in what the child says on its message pipe, line by line."""
        self.received += len(chunk)
        self.unread += chunk
        *lines, rest = self.unread.split(b"\n")
        self.unread = bytearray(rest)
        for line in lines:
            self.understand(json.loads(line))

    def note(self, chunk: bytes) -> None:
        """Keep the end of what the child says to the operator."""
        self.complaint = (self.complaint + chunk)[-COMPLAINT_BYTES_MAX:]

    def understand(self, message: dict[str, Any]) -> None:
        """Act on one message of the child."""
        if "progress" in message:
            self.on_progress(message["progress"], message["step"])
        if "peak" in message:
            self.peak_memory_bytes = max(self.peak_memory_bytes, message["peak"])
        if "failure" in message:
            self.failure = Ending(message["failure"])
        if "result" in message:
            self.result, self.has_result = message["result"], True

    def excess(self, deadline: float) -> Ending | None:
        """What the child has too much of, now."""
        held = resident_bytes(self.child.pid)
        self.peak_memory_bytes = max(self.peak_memory_bytes, held)
        if held > self.limits.memory_bytes:
            return Ending.OUT_OF_MEMORY
        if time.monotonic() > deadline:
            return Ending.OUT_OF_TIME
        if self.received > MESSAGE_BYTES_MAX:
            return Ending.CRASHED
        return None

    def verdict(self, deadline: float) -> Ending:
        """How a child that closed its pipes ended."""
        try:
            code = self.child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return Ending.OUT_OF_TIME
        if code == 0 and self.has_result:
            return Ending.DONE
        if self.failure:
            return self.failure
        if code in (-signal.SIGABRT, -signal.SIGKILL) and self.died_for_want_of_memory(code):
            return Ending.OUT_OF_MEMORY
        return {-signal.SIGXCPU: Ending.OUT_OF_TIME, -signal.SIGXFSZ: Ending.OUT_OF_SPACE}.get(
            code, Ending.CRASHED
        )

    def died_for_want_of_memory(self, code: int) -> bool:
        """Rust and C++ abort when an allocation fails; the kernel kills when memory runs out."""
        last_words = bytes(self.complaint)
        return code == -signal.SIGKILL or b"memory allocation" in last_words or b"bad_alloc" in last_words


def resident_bytes(pid: int) -> int:
    """Memory a process really holds, 0 when it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def highest_resident_bytes() -> int:
    """The most this process ever held since it began (`ru_maxrss` would count what its parent held)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


class Request(NamedTuple):
    """What the parent asks."""

    target: str
    arguments: dict[str, Any]
    limits: Limits
    parent: int


def serve_one_request() -> int:
    """The whole life of a child: limit itself, work, answer."""
    asked = json.load(sys.stdin)
    request = Request(asked["target"], asked["arguments"], Limits(**asked["limits"]), asked["parent"])
    confine(request.limits, request.parent)
    module_name, _, function_name = request.target.partition(":")
    try:
        work = getattr(importlib.import_module(module_name), function_name)
        answer = {"result": work(request.arguments, tell_progress)}
    except MemoryError:
        answer = {"failure": Ending.OUT_OF_MEMORY.value}
    say(answer | {"peak": highest_resident_bytes()})
    # Nothing is left to tidy: leaving at once spares the slow farewell of the libraries.
    os._exit(0 if "result" in answer else 1)


def confine(limits: Limits, parent: int) -> None:
    """Give up what the work does not need; what the system does not let go stays guarded by the parent."""
    # The limit counts all that the user runs, not the child alone. (It does not hold the system's root.)
    tasks = tasks_of_this_user() + NEW_TASKS_MAX
    os.nice(limits.niceness)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    system.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(3)
    if system.unshare(CLONE_NEWNET) != 0:
        system.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    # Address space is only the backstop between two looks of the parent: libraries reserve far more than
    # they touch (DuckDB 1.2 GB for 300 MB resident).
    lower_limit(resource.RLIMIT_AS, 2 * limits.memory_bytes + 2 * 1024**3)
    # Two seconds between the signal that says why and the one that says nothing.
    lower_limit(resource.RLIMIT_CPU, math.ceil(limits.cpu_seconds), slack=2)
    lower_limit(resource.RLIMIT_FSIZE, limits.file_size_bytes)
    lower_limit(resource.RLIMIT_CORE, 0)
    lower_limit(resource.RLIMIT_NOFILE, 256)
    lower_limit(resource.RLIMIT_NPROC, tasks)


def lower_limit(which: int, value: int, slack: int = 0) -> None:
    """Set a limit for good, or keep a stricter one that is already there."""
    _, ceiling = resource.getrlimit(which)
    allowed = value + slack if ceiling == resource.RLIM_INFINITY else min(value + slack, ceiling)
    resource.setrlimit(which, (min(value, allowed), allowed))


def tasks_of_this_user() -> int:
    """How many processes and threads the user of this process has now."""
    mine, count = os.getuid(), 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == mine:
                count += sum(1 for _ in (folder / "task").iterdir())
    return count


def tell_progress(share: float, step: str) -> None:
    """Tell the parent how far the work is, from 0 to 1, and what is being done."""
    say({"progress": round(share, 3), "step": step})


def say(message: Mapping[str, Any]) -> None:
    """Send one message to the parent."""
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(serve_one_request())
