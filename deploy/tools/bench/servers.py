"""The servers that are measured, each a child process on a port of the loopback address."""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time

import content

TICK = os.sysconf("SC_CLK_TCK")
HERE = os.path.dirname(os.path.abspath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pinned(name):
    """A program that deploy/tools/install has built."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.environ.get("STOWAGE_TOOLS") or os.path.join(cache, "stowage-tools")
    with open(os.path.join(CHECKOUT, "deploy/tools/versions")) as lines:
        version = next(line.split()[2] for line in lines if line.split()[:1] == [name])
    path = os.path.join(folder, f"{name}-{version}")
    if not os.access(path, os.X_OK):
        raise SystemExit(f"{path} is not there; bring it with: deploy/tools/install --bench")
    return path


class Server:
    """A server under test; `name` heads its column. Subclasses say how it is started."""

    name = ""
    pushes = True
    store = None
    patience = 20
    """Seconds in which it ends when it is asked to."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, self.name)
        self.port = free_port()
        self.process = None

    def command(self):
        """(arguments, environment)"""
        raise NotImplementedError

    def start(self):
        """Starts it; returns the milliseconds until GET /v2/ answered."""
        os.makedirs(self.folder, exist_ok=True)
        arguments, environment = self.command()
        with open(os.path.join(self.folder + ".log"), "w") as log:
            begun = time.monotonic()
            self.process = subprocess.Popen(
                arguments, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log
            )
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - begun > 120:
                raise SystemExit(f"{self.name} does not start: {' '.join(arguments)}\n" + open(self.folder + ".log").read()[-4000:])
            time.sleep(0.002)
        return (time.monotonic() - begun) * 1000

    def answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/v2/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self, forget=False):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
        if forget:
            shutil.rmtree(self.folder, ignore_errors=True)

    def processes(self, root=None):
        root = root or self.process.pid
        found = [root]
        try:
            for task in os.listdir(f"/proc/{root}/task"):
                with open(f"/proc/{root}/task/{task}/children") as children:
                    for child in children.read().split():
                        found += self.processes(int(child))
        except OSError:
            pass
        return found

    def cpu(self):
        """Seconds of processor time it and its children have taken."""
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/stat") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
            except OSError:
                pass
        return total / TICK

    def everything(self):
        """The same with all that was started for it."""
        return self.cpu() + (self.store.cpu() if self.store else 0)

    def memory(self, field="VmRSS"):
        """Resident memory in MiB; VmHWM is the most there ever was."""
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/status") as status:
                    total += int(re.search(field + r":\s+(\d+)", status.read()).group(1))
            except (OSError, AttributeError):
                pass
        return total // 1024

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"


class Registry(Server):
    """A registry on a store; `redirect`: whether it sends those who pull blobs to the store, where the store can."""

    def __init__(self, folder, store, redirect=True):
        super().__init__(folder)
        self.store = store
        self.redirect = redirect


class Stowage(Registry):
    name = "Stowage"

    def command(self):
        return [os.path.join(CHECKOUT, "deploy/run")], {
            **self.store.stowage(),
            "STOWAGE_STORAGE_REDIRECT": "auto" if self.redirect else "off",
            "QUARKUS_HTTP_PORT": str(self.port),
        }


class Distribution(Registry):
    name = "distribution"

    def command(self):
        path = os.path.join(self.folder, "config.yml")
        with open(path, "w") as config:
            config.write(
                "version: 0.1\n"
                "log: {level: error, accesslog: {disabled: true}}\n"
                "storage:\n"
                "  delete: {enabled: true}\n"
                "  cache: {blobdescriptor: inmemory}\n"
                f"  redirect: {{disable: {'false' if self.redirect else 'true'}}}\n"
                f"  {self.store.distribution()}\n"
                f"http: {{addr: '127.0.0.1:{self.port}'}}\n"
            )
        return [pinned("registry"), "serve", path], {"OTEL_TRACES_EXPORTER": "none"}


class Zot(Registry):
    """Only where STOWAGE_BENCH_ZOT names the program."""

    name = "zot"

    def command(self):
        path = os.path.join(self.folder, "config.json")
        storage = {"rootDirectory": f"{self.folder}/data", **self.store.zot()}
        if "storageDriver" in storage:
            # Without a database beside the bucket there is no deduplication.
            storage.update(dedupe=False, redirectBlobURL=self.redirect)
        with open(path, "w") as config:
            # By default zot cuts a push that takes longer than a minute.
            http = {"address": "127.0.0.1", "port": str(self.port), "readTimeout": "10m", "writeTimeout": "10m"}
            json.dump({"storage": storage, "http": http, "log": {"level": "error"}}, config)
        return [os.environ["STOWAGE_BENCH_ZOT"], "serve", path], {}


class Nginx(Server):
    """The same URLs as files: no registry, but the least that serving them costs."""

    name = "nginx"
    pushes = False

    def command(self):
        tree = os.path.join(self.folder, "tree")
        path = os.path.join(self.folder, "nginx.conf")
        with open(path, "w") as config:
            config.write(
                f"daemon off; pid {self.folder}/pid; error_log stderr; worker_processes 2; user root;\n"
                "events { worker_connections 1024; }\n"
                f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type {content.MANIFEST};\n"
                f"  client_body_temp_path {self.folder}/b; proxy_temp_path {self.folder}/p; fastcgi_temp_path {self.folder}/f;\n"
                f"  uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;\n"
                f"  server {{ listen 127.0.0.1:{self.port}; root {tree};\n"
                "    location = /v2/ { default_type application/json; return 200 '{}'; } } }\n"
            )
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        if os.getuid() != 0:
            text = open(path).read().replace(" user root;", "")
            open(path, "w").write(text)
        return [program, "-c", path, "-p", self.folder, "-e", "stderr"], {}

    def write(self, path, data):
        path = os.path.join(self.folder, "tree", path.lstrip("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(data)

    def link(self, path, file):
        path = os.path.join(self.folder, "tree", path.lstrip("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.exists(path):
            os.link(file, path)
