"""Load and its cost: every function drives one server once and returns a Sample."""
import http.client
import os
import re
import subprocess
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import content

THREADS = 8
CHUNK = 16 * content.MIB
_local = threading.local()


@dataclass
class Sample:
    """rate per second (requests, or MB of 10^6 bytes), and what one of them cost the server in µs of CPU;
    and what it cost the store in which the server keeps its content, where that is a process too."""

    rate: float
    cpu: float
    store: float = 0.0


def exchange(port, method, path, body=None, headers=None):
    """One HTTP connection per thread and port."""
    connections = _local.__dict__.setdefault("connections", {})
    for attempt in (0, 1):
        connection = connections.get(port)
        if connection is None:
            connection = connections[port] = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer, answer.read()
        except (http.client.HTTPException, OSError):
            connections.pop(port).close()
            if attempt:
                raise


class Client:
    """A client of a server, on one connection per thread."""

    def __init__(self, server):
        self.server = server

    def send(self, method, path, body=None, headers=None, expected=(200, 201, 202, 204)):
        answer, data = exchange(self.server.port, method, path, body, headers)
        if expected and answer.status not in expected:
            raise SystemExit(f"{self.server.name}: {method} {path}: {answer.status} {data[:300]!r}")
        return answer, data

    def begin(self, repository):
        answer, _ = self.send("POST", f"/v2/{repository}/blobs/uploads/", b"", {"Content-Length": "0"})
        return relative(answer.getheader("Location"))

    def push(self, repository, data):
        digest = content.digest(data)
        self.send("PUT", closing(self.begin(repository), digest), data, {"Content-Type": "application/octet-stream"})
        return digest

    def pull(self, repository, digest):
        """The blob, wherever the server sends for it."""
        answer, data = self.send("GET", f"/v2/{repository}/blobs/{digest}", expected=(200, 307))
        if answer.status == 307:
            there = urllib.parse.urlsplit(answer.getheader("Location"))
            answer, data = exchange(there.port, "GET", relative(there.geturl()))
            if answer.status != 200:
                raise SystemExit(f"{self.server.name}: GET {there.geturl()}: {answer.status} {data[:300]!r}")
        return data

    def put_manifest(self, repository, reference, data):
        self.send("PUT", f"/v2/{repository}/manifests/{reference}", data, {"Content-Type": content.MANIFEST})


def relative(location):
    parts = urllib.parse.urlsplit(location)
    return parts.path + ("?" + parts.query if parts.query else "")


def closing(location, digest):
    return location + ("&" if "?" in location else "?") + "digest=" + digest


def together(work, items):
    with ThreadPoolExecutor(THREADS) as executor:
        list(executor.map(work, items))


def seed(server, big):
    """What the reading tests read: an image, its layers, one big blob, and a repository of many tags."""
    image = content.image_manifest()
    paths = f"/v2/{content.REPOSITORY}"
    if not server.pushes:
        for reference in ("bench", content.digest(image)):
            server.write(f"{paths}/manifests/{reference}", image)
        for number in range(content.LAYERS):
            layer = content.layer(number)
            server.write(f"{paths}/blobs/{content.digest(layer)}", layer)
        server.link(f"{paths}/blobs/{big.digest}", big.path)
        return
    client = Client(server)
    client.push(content.REPOSITORY, content.CONFIG_BYTES)
    together(lambda number: client.push(content.REPOSITORY, content.layer(number)), range(content.LAYERS))
    client.put_manifest(content.REPOSITORY, "bench", image)
    push_put(server, content.REPOSITORY, big)
    client.push(content.TAGS_REPOSITORY, content.CONFIG_BYTES)
    for number in range(3):
        client.push(content.TAGS_REPOSITORY, content.small(number))
    layers = content.small_layers()
    together(
        lambda number: client.put_manifest(content.TAGS_REPOSITORY, f"v{number:05d}", content.manifest(layers, f"tag {number}")),
        range(content.TAGS),
    )


SCRIPT = """
local paths = {%s}
local at = 0
%s
request = function() at = at + 1; return wrk.format("GET", paths[at %% #paths + 1]) end
"""


def wrk(server, paths, connections, seconds):
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        accept = f'wrk.headers["Accept"] = "{content.MANIFEST}"'
        script.write(SCRIPT % (",".join(f'"{path}"' for path in paths), accept))
        script.flush()
        cost = Cost(server)
        said = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script.name, server.base],
            capture_output=True, text=True, check=True,
        ).stdout
        cost.end()
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"{server.name}: {paths[0]}: {said}")
    requests = int(re.search(r"(\d+) requests in", said).group(1))
    return cost.sample(float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)), requests)


def hey_head(server, path, connections, seconds):
    """wrk does not end an answer to HEAD that says a length, hey does; as a client it is dearer."""
    cost = Cost(server)
    said = subprocess.run(
        ["hey", "-m", "HEAD", "-cpus", "1", "-z", f"{seconds}s", "-c", str(connections), server.base + path],
        capture_output=True, text=True, check=True,
    ).stdout
    cost.end()
    answers = {int(code): int(count) for code, count in re.findall(r"\[(\d+)\]\s+(\d+) responses", said)}
    if set(answers) != {200}:
        raise SystemExit(f"{server.name}: HEAD {path}: {answers} {said[-500:]}")
    return cost.sample(float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1)), answers[200])


class Cost:
    """The processor time that a server and its store take from now on until the end."""

    def __init__(self, server):
        self.processes = [server, server.store] if server.store else [server]
        self.before = [process.cpu() for process in self.processes]

    def end(self):
        self.spent = [process.cpu() - before for process, before in zip(self.processes, self.before)]

    def sample(self, rate, amount):
        return Sample(rate, *(seconds / amount * 1e6 for seconds in self.spent))


def timed(server, work, amount):
    cost, begun = Cost(server), time.monotonic()
    work()
    taken = time.monotonic() - begun
    cost.end()
    return cost.sample(amount / taken, amount)


def curl(*arguments):
    said = subprocess.run(["curl", "-sS", "-f", *arguments], capture_output=True, text=True)
    if said.returncode:
        raise SystemExit(f"curl {' '.join(arguments)}: {said.stderr}")
    return said.stdout


def pull(server, big, parallel, repository=content.REPOSITORY):
    url = f"{server.base}/v2/{repository}/blobs/{big.digest}"

    def work():
        with ThreadPoolExecutor(parallel) as executor:
            list(executor.map(lambda _: curl("-L", "-o", "/dev/null", url), range(parallel)))

    return timed(server, work, parallel * big.size / 1e6)


def push_put(server, repository, big):
    """POST, then one PUT that carries all."""
    location = Client(server).begin(repository)
    curl("-o", "/dev/null", "-T", big.path, "-H", "Expect:", "-H", "Content-Type: application/octet-stream",
         server.base + closing(location, big.digest))


def push_stream(server, repository, big):
    """POST, one PATCH in chunked coding, an empty PUT: what docker does."""
    client = Client(server)
    location = client.begin(repository)
    headers = curl("-D", "-", "-o", "/dev/null", "-X", "PATCH", "-T", big.path, "-H", "Expect:", "-H", "Transfer-Encoding: chunked",
                   "-H", "Content-Type: application/octet-stream", server.base + location)
    location = relative(re.search(r"(?im)^location:\s*(\S+)", headers).group(1))
    client.send("PUT", closing(location, big.digest), b"", {"Content-Length": "0"})


def push_chunks(server, repository, big):
    """POST, a PATCH with Content-Range for every 16 MiB, an empty PUT."""
    client = Client(server)
    location, at = client.begin(repository), 0
    with open(big.path, "rb") as source:
        while part := source.read(CHUNK):
            headers = {"Content-Type": "application/octet-stream", "Content-Range": f"{at}-{at + len(part) - 1}"}
            answer, _ = client.send("PATCH", location, part, headers)
            location, at = relative(answer.getheader("Location")), at + len(part)
    client.send("PUT", closing(location, big.digest), b"", {"Content-Length": "0"})


def push_big(server, manner, big):
    return timed(server, lambda: manner(server, big.repository, big), big.size / 1e6)


def push_layers(server, count):
    """New layers of 1 MiB, eight clients at once."""
    return push_blobs(server, [content.noise(f"{server.port} {time.monotonic()} {number}", content.MIB) for number in range(count)])


def push_blobs(server, blobs):
    client = Client(server)
    return timed(server, lambda: together(lambda blob: client.push("push/layers", blob), blobs), len(blobs))


def pull_blobs(server, blobs):
    """The same blobs back, eight clients at once; redirected or not, as the server has it."""
    client, digests = Client(server), [(content.digest(blob), len(blob)) for blob in blobs]

    def one(blob):
        if len(client.pull("push/layers", blob[0])) != blob[1]:
            raise SystemExit(f"{server.name}: {blob[0]} comes back cut")

    return timed(server, lambda: together(one, digests), len(blobs))


def put_manifests(server, count):
    """New manifests under new tags, eight clients at once."""
    client, layers, mark = Client(server), content.small_layers(), time.monotonic()
    client.push("push/manifests", content.CONFIG_BYTES)
    for number in range(3):
        client.push("push/manifests", content.small(number))
    return timed(
        server,
        lambda: together(lambda n: client.put_manifest("push/manifests", f"m{n}", content.manifest(layers, f"{mark} {n}")), range(count)),
        count,
    )
