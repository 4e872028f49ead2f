"""The programs that are compared: how each is set up, called and checked."""

import os
import shlex
import shutil
import subprocess
import urllib.parse

from benchlib import check
from benchlib.archive import ARCHITECTURES, COMPONENTS, SUITES

COLD, AGAIN, NEXT_DAY = "cold", "again", "next day"


class Tool:
    """One program with a directory of its own.

    :param world: what all tools share: `host` and `port` of the server, `archive`, `threads`, `pop`
    """

    name = program = package = ""
    steps = (COLD, AGAIN, NEXT_DAY)

    def __init__(self, world, home):
        self.world = world
        self.home = home
        self.log = home.parent.parent / "logs" / f"{home.name}.log"

    def missing(self):
        """Why it cannot run here, or nothing."""
        return "" if shutil.which(self.program) else f"not installed (apt-get install {self.package})"

    def version(self):
        asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", self.package],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return asked.stdout

    def set_up(self):
        """A state in which nothing was ever mirrored."""
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / "home").mkdir(parents=True)

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME", "LANG") if name in os.environ}
        return {**kept, "HOME": str(self.home / "home")}

    def url(self):
        return f"{self.world.server.scheme}://{self.world.host}/ubuntu"

    def mirror(self):
        return self.home / "mirror" / self.world.host / "ubuntu"

    def command(self, step):
        raise NotImplementedError

    def problems(self, tree):
        """What is wrong with its mirror of `tree`, one line each."""
        return check.differences(self.mirror(), tree / "ubuntu")


class ListTool(Tool):
    """One that reads a mirror.list. On the next day its clean script runs too."""

    def set_up(self):
        super().set_up()
        for name in ("mirror", "skel", "var"):
            (self.home / name).mkdir()
        lines = [f"set base_path {self.home}", f"set nthreads {self.world.threads}", "set _tilde 0",
                 "set run_postmirror 0", "set limit_rate 1000m", *self.lines(), f"clean {self.url()}"]
        (self.home / "mirror.list").write_text("\n".join(lines) + "\n")

    def lines(self):
        raise NotImplementedError

    def sync(self):
        raise NotImplementedError

    def command(self, step):
        if step != NEXT_DAY:
            return self.sync()
        return ["sh", "-c", f"{shlex.join(self.sync())} && sh {shlex.quote(str(self.home / 'var/clean.sh'))}"]


class Pop(ListTool):
    name = "pop"

    def missing(self):
        pop = self.world.pop / "bin/pop"
        return "" if pop.exists() else f"no {pop}: build the project first (mvn package -DskipTests)"

    def version(self):
        asked = subprocess.run([self.world.pop / "bin/pop", "--version"], stdout=subprocess.PIPE, text=True)
        return asked.stdout.strip().removeprefix("pop ")

    def lines(self):
        options = f"arch={','.join(ARCHITECTURES)},src signed-by={self.world.archive.keyring}"
        trust = [f"set ca_certificate {self.world.server.authority}"] if self.world.server.options.tls else []
        return [*trust, f"deb [{options}] {self.url()} {','.join(SUITES)} {' '.join(COMPONENTS)}"]

    def words(self, command):
        return [str(self.world.pop / "bin/pop"), *command, "--no-progress", "--pop-dir", str(self.home / "pop"),
                "--mirror-list", str(self.home / "mirror.list")]

    def sync(self):
        return self.words(["sync"])

    def problems(self, tree):
        with open(self.log, "ab") as log:
            verified = subprocess.run(self.words(["verify", "--deep"]), stdout=log, stderr=log,
                                      env=self.environment(), start_new_session=True)
        failed = [f"pop verify --deep: exit code {verified.returncode}"] if verified.returncode else []
        return failed + super().problems(tree)


class AptMirror(ListTool):
    """The Perl program. It loses the files of any other port than 80 and 443, so it cannot be compared there."""

    name = program = package = "apt-mirror"

    def path(self):
        for directory in os.environ.get("PATH", "").split(":"):
            path = os.path.join(directory, self.program)
            if os.path.isfile(path) and os.access(path, os.R_OK | os.X_OK):
                with open(path, "rb") as program:
                    if b"perl" in program.readline():
                        return path
        return ""

    def missing(self):
        if not self.path():
            return "not installed (apt-get install apt-mirror)"
        if not self.world.server.has_usual_port:
            return ("it loses the files of other ports than 80 and 443, which this user may not use: run as root, or in "
                    "unshare --user --map-root-user --net sh -c 'ip link set lo up && exec ...'")
        return ""

    def lines(self):
        # Not [arch=amd64,arm64], of which it takes the first one only.
        kinds = [f"deb-{architecture}" for architecture in ARCHITECTURES] + ["deb-src"]
        # It knows no certificate but those of the system: its check is off, which only makes it faster.
        trust = ["set no_check_certificate 1"] if self.world.server.options.tls else []
        return trust + [f"{kind} {self.url()} {suite} {' '.join(COMPONENTS)}" for suite in SUITES for kind in kinds]

    def sync(self):
        return [self.path(), str(self.home / "mirror.list")]


class Debmirror(Tool):
    name = program = package = "debmirror"

    def mirror(self):
        return self.home / "mirror"

    def command(self, step):
        trust = ["--disable-ssl-verification"] if self.world.server.options.tls else []
        return ["debmirror", *trust, f"--method={self.world.server.scheme}", f"--host={self.world.host}", "--root=ubuntu",
                f"--dist={','.join(SUITES)}", f"--section={','.join(COMPONENTS)}",
                f"--arch={','.join(ARCHITECTURES)}", "--source", "--i18n", "--getcontents", "--diff=none",
                "--rsync-extra=none", f"--keyring={self.world.archive.keyring}", str(self.mirror())]


class Aptly(Tool):
    """It keeps files by content in a store of its own; that is what is compared."""

    name = program = package = "aptly"

    def environment(self):
        return {**super().environment(), "SSL_CERT_FILE": str(self.world.server.authority)}

    def command(self, step):
        configuration = self.home / "aptly.conf"
        configuration.write_text(
            '{"rootDir": "%s", "downloadConcurrency": %d, "architectures": ["amd64", "arm64"], "gpgProvider": "gpg"}'
            % (self.home, self.world.threads))
        aptly = f"aptly -config={shlex.quote(str(configuration))} -keyring={shlex.quote(str(self.world.archive.keyring))}"
        commands = []
        for suite in SUITES:
            if step == COLD:
                commands.append(f"{aptly} -with-sources mirror create {suite} {self.url()} {suite} {' '.join(COMPONENTS)}")
            commands.append(f"{aptly} mirror update {suite}")
        return ["sh", "-c", " && ".join(commands)]

    def problems(self, tree):
        return check.absent_contents(self.home / "pool", tree / "ubuntu")


class Floor(Tool):
    """What no tool can be faster than: two curls fetch everything, then all is hashed, nothing else."""

    name = "floor (curl, sha256sum)"
    program = package = "curl"
    steps = (COLD,)

    # A curl becomes slow with a long list.
    FILES_OF_A_CURL = 2000

    def mirror(self):
        return self.home / "mirror"

    def set_up(self):
        super().set_up()
        upstream = self.world.archive.today / "ubuntu"
        paths = sorted(path for path in check.files(upstream) if "/by-hash/" not in path)
        for start in range(0, len(paths), self.FILES_OF_A_CURL):
            text = "".join(f'url = "{self.url()}/{urllib.parse.quote(path)}"\noutput = "{self.mirror()}/{path}"\n'
                           for path in paths[start:start + self.FILES_OF_A_CURL])
            (self.home / f"part.{start:08}").write_text(text)

    def command(self, step):
        home = shlex.quote(str(self.home))
        trust = f"--cacert {shlex.quote(str(self.world.server.authority))} " if self.world.server.options.tls else ""
        curl = f"curl {trust}--parallel --parallel-max {max(1, self.world.threads // 2)} --create-dirs -sS -f -K {{}}"
        return ["sh", "-c", f"printf '%s\\n' {home}/part.* | xargs -P 2 -I{{}} {curl} && "
                            f"find {home}/mirror -type f -print0 | xargs -0 -P 2 -n 500 sha256sum >/dev/null"]


ALL = (Pop, AptMirror, Debmirror, Aptly, Floor)
