"""nginx on a loopback address and port of its own, with TLS and behind a delay if wanted."""

import dataclasses
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

from benchlib import measure

RELAY = pathlib.Path(__file__).with_name("relay.py")
MODULES = pathlib.Path("/usr/lib/nginx/modules")
CONFIGURATION = """\
daemon off;
{user}{modules}worker_processes 1;
pid {home}/pid;
error_log {home}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  default_type application/octet-stream;
  sendfile on; tcp_nopush on; keepalive_timeout 65; keepalive_requests 100000;
  log_not_found off;
  access_log {home}/access.log combined buffer=64k flush=1s;
  client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
  server {{
    listen {address}:{port}{protocol} backlog=1024;
    root {home}/root;
    {tls}{think}
  }}
}}
"""


@dataclasses.dataclass
class Options:
    """How the archive is served.

    `tls`: a version of TLS, or nothing for plain HTTP. `http2`: whether it is offered. `think`:
    milliseconds that the server takes for each request. `latency`: milliseconds of a round trip.
    """

    tls: str = ""
    http2: bool = False
    think: int = 0
    latency: int = 0

    def words(self):
        kind = f"TLS {self.tls}" + (", HTTP/2" if self.http2 else "") if self.tls else ""
        wait = f"{self.think} ms a request in the server" if self.think else ""
        wire = f"{self.latency} ms on the wire" if self.latency else ""
        return "".join(f"{word}, " for word in (kind, wait, wire) if word)


def bindable(address, port):
    with socket.socket() as trial:
        try:
            trial.bind((address, port))
            return True
        except OSError:
            return False


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()


def place(port):
    """An address and port that are free: the usual port if this user may have it, for apt-mirror."""
    for last in range(1, 255):
        if bindable(f"127.0.80.{last}", port):
            return f"127.0.80.{last}", port
    return free_port()


class Server:
    """Serves one tree at a time; a context manager, at whose end it is gone."""

    def __init__(self, home, options):
        self.home = home
        self.options = options
        self.scheme = "https" if options.tls else "http"
        usual = 443 if options.tls else 80
        self.address, self.port = place(usual)
        self.has_usual_port = self.port == usual
        self.host = self.address if self.has_usual_port else f"{self.address}:{self.port}"
        self.authority = home / "authority.pem"
        self.processes = []

    def _think(self):
        if not self.options.think:
            return "", ""
        needed = [MODULES / "ndk_http_module.so", MODULES / "ngx_http_lua_module.so"]
        if not all(module.exists() for module in needed):
            sys.exit("--think needs nginx's Lua module: apt-get install libnginx-mod-http-lua")
        load = "".join(f"load_module {module};\n" for module in needed)
        return load, f"rewrite_by_lua_block {{ ngx.sleep({self.options.think / 1000}) }}"

    def _tls(self):
        """Makes a certificate, which is its own authority, and says how nginx uses it."""
        if not self.options.tls:
            return "", ""
        key = self.home / "server.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=peers",
             "-addext", f"subjectAltName=IP:{self.address}", "-keyout", str(key), "-out", str(self.authority)],
            check=True, stderr=subprocess.DEVNULL)
        return (" ssl" + (" http2" if self.options.http2 else ""),
                f"ssl_certificate {self.authority}; ssl_certificate_key {key}; "
                f"ssl_protocols TLSv{self.options.tls}; ssl_session_cache shared:peers:10m;\n    ")

    def __enter__(self):
        nginx = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not nginx:
            sys.exit("no nginx: apt-get install nginx")
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        modules, think = self._think()
        protocol, tls = self._tls()
        address, port = free_port() if self.options.latency else (self.address, self.port)
        configuration = self.home / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(
            home=self.home, address=address, port=port, modules=modules, think=think, protocol=protocol, tls=tls,
            user="user root;\n" if os.geteuid() == 0 else ""))
        try:
            self._start([nginx, "-e", str(self.home / "error.log"), "-c", str(configuration)])
            self._await(address, port)
            if self.options.latency:
                self._start([sys.executable, str(RELAY), self.address, str(self.port), address, str(port),
                             str(self.options.latency)])
                self._await(self.address, self.port)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self, command):
        """In a session of its own: Ctrl-C is for this program, which ends it then."""
        self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True))

    def _await(self, address, port):
        for _ in range(100):
            if any(process.poll() is not None for process in self.processes):
                sys.exit(f"the server ended at once, see {self.home}/error.log")
            try:
                socket.create_connection((address, port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit(f"nothing answers on {address}:{port}, see {self.home}/error.log")

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            process.wait()

    def serve(self, tree):
        """Gives out another directory from now on."""
        link = self.home / "root.new"
        link.symlink_to(tree)
        link.replace(self.home / "root")

    def cpu(self):
        """Seconds of CPU that it has used."""
        pids = [pid for pid in os.listdir("/proc") if pid.isdigit()]
        sessions = {str(process.pid) for process in self.processes}
        return measure.cpu_of(pid for pid in pids if in_session(pid, sessions))


def in_session(pid, sessions):
    try:
        return measure.stat(pid)[3] in sessions
    except OSError:
        return False
