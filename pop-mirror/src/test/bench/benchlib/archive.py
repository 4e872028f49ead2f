"""Archives to mirror, made by the project's own builder (dev.pop.mirror.bench.BenchArchive)."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[5]
POP = PROJECT / "pop-cli/target/pop"
TEST_CLASSES = PROJECT / "pop-mirror/target/test-classes"
SUITES = ["jammy", "jammy-updates", "jammy-security"]
COMPONENTS = ["main", "universe"]
ARCHITECTURES = ["amd64", "arm64"]


class Archive:
    """An archive below a directory: `today` and `next_day` are what a server gives out."""

    def __init__(self, directory, summary):
        self.summary = summary
        self.keyring = directory / "keyring.gpg"
        self.today = directory / "today"
        self.next_day = directory / "next-day"


def build(directory, words, heap_megabytes=1024):
    """The archive of these arguments of BenchArchive, made unless it is there already."""
    done = directory / "made.json"
    if done.exists():
        made = json.loads(done.read_text())
        if made["words"] == words:
            return Archive(directory, made["summary"])
    if not (TEST_CLASSES / "dev/pop/mirror/bench/BenchArchive.class").exists():
        sys.exit(f"no {TEST_CLASSES}: build the project first (mvn package -DskipTests)")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    print(f"building {directory}", file=sys.stderr)
    java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"
    summary = subprocess.run(
        [java, f"-Xmx{heap_megabytes}m", "-cp", f"{TEST_CLASSES}:{POP}/lib/*",
         "dev.pop.mirror.bench.BenchArchive", str(directory), *words],
        check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    done.write_text(json.dumps({"words": words, "summary": summary}))
    return Archive(directory, summary)


def read_through(directory):
    """Reads every file once, so that each tool finds them in memory."""
    buffer = bytearray(1 << 20)
    for base, _, names in os.walk(directory):
        for name in names:
            with open(os.path.join(base, name), "rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass
