"""The part of the benchmarks that compares one replica with several: same balancer, same kind of store, same Redis."""
import argparse
import os
import random
import socket
import time
from functools import partial

import content
import load
from results import Others, Results, run
from servers import CHECKOUT, TICK, Server

REPLICAS = (1, 2)
CONNECTIONS = 16


class Part:
    """Some of a cluster's processes: those whose command line has that word."""

    def __init__(self, cluster, word):
        self.cluster, self.word = cluster, word.encode()

    def cpu(self):
        total = 0
        for pid in self.cluster.processes():
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as command:
                    if self.word not in command.read():
                        continue
                with open(f"/proc/{pid}/stat") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
            except OSError:
                pass
        return total / TICK


class Cluster(Server):
    """What `deploy/cluster` starts, on S3Proxy. Its processor time is that of its replicas, whichever of them worked."""

    def __init__(self, folder, replicas):
        self.replicas = replicas
        self.name = "one replica" if replicas == 1 else f"{replicas} replicas"
        super().__init__(folder)
        self.port = free_ports(replicas + 3)
        self.registries = Part(self, "quarkus-run.jar")
        self.store = Part(self, "s3proxy.jar")

    def command(self):
        return [
            os.path.join(CHECKOUT, "deploy/cluster"), "--replicas", str(self.replicas), "--port", str(self.port),
            "--store", "s3proxy", "--data", os.path.join(self.folder, "data"), "-Dstowage.storage.redirect=off",
        ], {}

    def cpu(self):
        return self.registries.cpu()

    def everything(self):
        """With balancer, store and Redis."""
        return super().cpu()

    patience = 60


def free_ports(count):
    """The first of that many in a row."""
    while True:
        first = random.randrange(20_000, 30_000)
        probes = []
        try:
            for port in range(first, first + count):
                probes.append(socket.socket())
                probes[-1].bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()


def tests(options, blobs, manifests):
    image = f"/v2/{content.REPOSITORY}/manifests/"
    by_digest = image + content.digest(content.image_manifest())
    layers = [f"/v2/{content.REPOSITORY}/blobs/{digest}" for digest, _ in content.image_layers()]
    wrk = partial(load.wrk, connections=CONNECTIONS, seconds=2 * options.seconds)
    return [
        (f"GET manifest by tag, {CONNECTIONS} connections", "req/s", lambda s: wrk(s, [image + "bench"]), True),
        (f"GET manifest by digest, {CONNECTIONS} connections", "req/s", lambda s: wrk(s, [by_digest]), True),
        (f"HEAD blob, {CONNECTIONS} connections", "req/s", lambda s: load.hey_head(s, layers[0], CONNECTIONS, 2 * options.seconds), True),
        (f"GET blob of 1 MiB, {CONNECTIONS} connections", "req/s", lambda s: wrk(s, layers), True),
        ("push blobs of 1 MiB, 8 clients", "blobs/s", lambda s: load.push_layers(s, blobs), True),
        ("PUT manifest by tag, 8 clients", "req/s", lambda s: load.put_manifests(s, manifests), True),
    ]


def warm_up(cluster, options):
    """Each replica has compiled what it needs: several take as much longer as there are more of them."""
    end = time.monotonic() + (4 if options.quick else 60) * cluster.replicas
    brief = partial(tests, blobs=50, manifests=50)
    while time.monotonic() < end:
        run(Results(quiet=True), brief(argparse.Namespace(seconds=1)), [cluster], Others())


def measure(options, folder):
    """Results by the name of the cluster, and who else kept the machine busy."""
    results, others = Results(), Others()
    clusters = [Cluster(folder, replicas) for replicas in REPLICAS]
    big = content.BigFile(folder, "seed", 64 * content.MIB)
    blobs, manifests = (60, 60) if options.quick else (300, 400)
    try:
        for cluster in clusters:
            cluster.start()
            load.seed(cluster, big)
            warm_up(cluster, options)
        print("measuring", flush=True)
        for _ in range(options.repetitions):
            run(results, tests(options, blobs, manifests), clusters, others)
    finally:
        for cluster in clusters:
            cluster.stop()
    return results, others
