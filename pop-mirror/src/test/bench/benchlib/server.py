"""nginx on a loopback address and port of its own."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

from benchlib import measure

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
    listen {address}:{port} backlog=1024;
    root {home}/root;
    {wait}
  }}
}}
"""


def bindable(address, port):
    with socket.socket() as trial:
        try:
            trial.bind((address, port))
            return True
        except OSError:
            return False


def place():
    """An address and port that are free: port 80 if this user may have it, for apt-mirror."""
    for last in range(1, 255):
        if bindable(f"127.0.80.{last}", 80):
            return f"127.0.80.{last}", 80
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()


class Server:
    """Serves one tree at a time; a context manager, at whose end it is gone."""

    def __init__(self, home, latency_milliseconds):
        self.home = home
        self.address, self.port = place()
        self.host = self.address if self.port == 80 else f"{self.address}:{self.port}"
        self.latency = latency_milliseconds
        self.process = None

    def _wait(self):
        if not self.latency:
            return "", ""
        needed = [MODULES / "ndk_http_module.so", MODULES / "ngx_http_lua_module.so"]
        if not all(module.exists() for module in needed):
            sys.exit("--latency needs nginx's Lua module: apt-get install libnginx-mod-http-lua")
        load = "".join(f"load_module {module};\n" for module in needed)
        return load, f"rewrite_by_lua_block {{ ngx.sleep({self.latency / 1000}) }}"

    def __enter__(self):
        nginx = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not nginx:
            sys.exit("no nginx: apt-get install nginx")
        modules, wait = self._wait()
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        configuration = self.home / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(
            home=self.home, address=self.address, port=self.port, modules=modules, wait=wait,
            user="user root;\n" if os.geteuid() == 0 else ""))
        # In a session of its own: Ctrl-C is for this program, which ends it then.
        self.process = subprocess.Popen(
            [nginx, "-e", str(self.home / "error.log"), "-c", str(configuration)],
            stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            self._await()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _await(self):
        for _ in range(100):
            if self.process.poll() is not None:
                sys.exit(f"nginx ended at once, see {self.home}/error.log")
            try:
                socket.create_connection((self.address, self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit(f"nginx does not answer on {self.host}, see {self.home}/error.log")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def serve(self, tree):
        """Gives out another directory from now on."""
        link = self.home / "root.new"
        link.symlink_to(tree)
        link.replace(self.home / "root")

    def cpu(self):
        """Seconds of CPU that it has used."""
        pids = [pid for pid in os.listdir("/proc") if pid.isdigit()]
        session = str(self.process.pid)
        return measure.cpu_of(pid for pid in pids if in_session(pid, session))


def in_session(pid, session):
    try:
        return measure.stat(pid)[3] == session
    except OSError:
        return False
