"""Runs a command and measures it with everything that it starts."""

import dataclasses
import os
import resource
import signal
import subprocess
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE = resource.getpagesize()
SAMPLE_SECONDS = 0.1


@dataclasses.dataclass
class Figures:
    """`one`, `all`: peak memory in bytes of the largest process and of all at a time.

    Memory is resident memory as sampled; pages that processes share count in each of them.
    `other`: mean number of cores that the rest of the machine used meanwhile.
    """

    exit_code: int
    wall: float
    cpu: float
    one: int
    all: int
    other: float


class Interrupted(BaseException):
    """A signal asked this program to end."""


def end_on_signals():
    """Lets every signal that ends a program unwind it, so that what it started ends too."""

    def interrupted(number, frame):
        raise Interrupted(signal.Signals(number).name)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)


def run(command, log, environment=None, server_cpu=lambda: 0.0):
    """Runs it in a session of its own, output appended to the file `log`."""
    os.sync()
    before, server_before, own_before = busy(), server_cpu(), time.process_time()
    with open(log, "ab") as out:
        out.write(f"+ {' '.join(map(str, command))}\n".encode())
        out.flush()
        start = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            env=environment, start_new_session=True)
    sampler = Sampler(process.pid)
    try:
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        sampler.end()
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    cpu = usage.ru_utime + usage.ru_stime
    others = busy() - before - cpu - (server_cpu() - server_before) - (time.process_time() - own_before)
    one = sampler.one or usage.ru_maxrss * 1024
    return Figures(process.returncode, wall, cpu, one, max(sampler.all, one), max(0.0, others) / wall)


class Sampler(threading.Thread):
    """Looks at the memory of all processes of a session again and again."""

    def __init__(self, session):
        super().__init__(daemon=True)
        self.session = str(session)
        self.one = self.all = 0
        self.done = threading.Event()

    def run(self):
        while not self.done.wait(SAMPLE_SECONDS):
            self.sample()

    def sample(self):
        together = 0
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                fields = stat(pid)
                if fields[3] == self.session:
                    together += int(fields[21]) * PAGE
                    self.one = max(self.one, peak(pid))
            except OSError:
                pass  # it has ended
        self.all = max(self.all, together)

    def end(self):
        self.done.set()
        if self.is_alive():
            self.join()


def stat(pid):
    """The fields of /proc/PID/stat behind the name: state, parent, group, session, ..."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


def peak(pid):
    """Most resident memory that a process had so far, in bytes."""
    with open(f"/proc/{pid}/status") as file:
        return next((int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM")), 0)


def cpu_of(pids):
    """Seconds of CPU that running processes have used."""
    total = 0
    for pid in pids:
        try:
            fields = stat(pid)
            total += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return total / TICK


def busy():
    """Seconds of CPU that the whole machine has used."""
    with open("/proc/stat") as file:
        times = [int(word) for word in file.readline().split()[1:9]]
    return (sum(times) - times[3] - times[4]) / TICK
