"""The part of the benchmarks in which the registries keep everything in a cloud's store."""
import contextlib
import time

import content
import load
from results import Others, Results, run
from stores import Azurite, FakeGcs, Minio, S3Proxy

READERS = 16
STORES = {kind.name: kind for kind in (S3Proxy, Minio, Azurite, FakeGcs)}


class Plan:
    """How much is done on one store, and how often."""

    def __init__(self, options, main):
        quick = options.quick
        self.size = (64 if quick else 1024 if main else 256) * content.MIB
        self.blobs = 60 if quick else 300 if main else 100
        self.manifests = 30 if quick else 200 if main else 100
        self.seconds = 2 if quick else 5
        self.warm_seconds = 4 if quick else 90 if main else 60
        self.repetitions = options.repetitions


def pushing_tests(plan, files, blobs):
    size = f"{plan.size >> 20} MiB"
    return [
        (f"push {size} with one PUT", "MB/s", lambda s: load.push_big(s, load.push_put, files[0]), True),
        (f"push {size} with a streamed PATCH", "MB/s", lambda s: load.push_big(s, load.push_stream, files[1]), True),
        (f"push {size} in PATCHes of 16 MiB", "MB/s", lambda s: load.push_big(s, load.push_chunks, files[2]), True),
        (f"push {plan.blobs} blobs of 1 MiB, 8 clients", "blobs/s", lambda s: load.push_blobs(s, blobs), True),
        ("PUT manifest by tag, 8 clients", "req/s", lambda s: load.put_manifests(s, plan.manifests), True),
        (f"GET manifest by tag, {READERS} connections", "req/s",
         lambda s: load.wrk(s, ["/v2/push/manifests/manifests/m0"], READERS, plan.seconds), True),
    ]


def pulling_tests(plan, files, blobs, how):
    return [
        (f"pull {plan.size >> 20} MiB, {how}", "MB/s", lambda s: load.pull(s, files[0], 1, files[0].repository), True),
        (f"pull {plan.blobs} blobs of 1 MiB, 8 clients, {how}", "blobs/s", lambda s: load.pull_blobs(s, blobs), True),
    ]


def warm_up(server, plan, warm):
    """Servers live long, and so do stores: what their first requests cost is no part of what is measured. A JVM compiles as it goes,
    and small requests run through most code: two thirds of the time are theirs."""
    end = time.monotonic() + plan.warm_seconds / 3
    while time.monotonic() < end:
        for manner in (load.push_put, load.push_stream, load.push_chunks):
            load.push_big(server, manner, warm)
    end = time.monotonic() + plan.warm_seconds * 2 / 3
    while time.monotonic() < end:
        load.push_layers(server, 50)
        load.put_manifests(server, 200)
        load.wrk(server, ["/v2/push/manifests/manifests/m0"], READERS, 1)


def warm_pulls(server, plan, warm, blobs):
    """Of blobs that are not measured, so that those are asked for the first time."""
    end = time.monotonic() + plan.warm_seconds / 2
    while time.monotonic() < end:
        load.pull(server, warm, 1, warm.repository)
        load.pull_blobs(server, blobs)


@contextlib.contextmanager
def started(server, forget):
    try:
        server.start()
        yield server
    finally:
        server.stop(forget)


def turn(results, others, plan, kind, registry, folder, files, warm):
    """One registry on one store, both new; the store comes to its end with it, so that each begins alike."""
    with started(kind(folder), forget=True) as store:
        blobs, warm_blobs = ([content.noise(f"{time.monotonic()} {n}", content.MIB) for n in range(plan.blobs)] for _ in range(2))
        with started(registry(folder, store, redirect=False), forget=False) as server:
            warm_up(server, plan, warm)
            load.push_blobs(server, warm_blobs)
            run(results, pushing_tests(plan, files, blobs), [server], others)
            warm_pulls(server, plan, warm, warm_blobs)
            run(results, pulling_tests(plan, files, blobs, "proxied"), [server], others)
        with started(registry(folder, store, redirect=True), forget=True) as server:
            if registry.name not in store.unsigned:
                warm_pulls(server, plan, warm, warm_blobs)
                run(results, pulling_tests(plan, files, blobs, "redirected"), [server], others)


def measure(options, folder, registries):
    """After each store what there is by then: {store: (its kind, Results, {registry that failed on it: how})}, and who else kept
    the machine busy."""
    measured, others = {}, Others()
    warm = content.BigFile(folder, "warm", 64 * content.MIB)
    for kind in [STORES[name] for name in options.on or STORES]:
        plan = Plan(options, kind is S3Proxy)
        files = [content.BigFile(folder, f"big-{number}", plan.size) for number in range(3)]
        results, failed = Results(), {}
        measured[kind.name] = (kind, results, failed)
        for repetition in range(plan.repetitions):
            for registry in registries:
                if registry.name != "Stowage" and (registry.name not in kind.peers or registry.name in failed):
                    continue
                print(f"{registry.name} on {kind.name}, {repetition + 1} of {plan.repetitions}", flush=True)
                try:
                    turn(results, others, plan, kind, registry, folder, files, warm)
                except SystemExit as failure:
                    if registry.name == "Stowage":
                        raise
                    failed[registry.name] = str(failure).splitlines()[0]
                    print(f"{registry.name} fails on {kind.name}: {failure}", flush=True)
        yield measured, others
