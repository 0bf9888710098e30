"""Measures Stowage beside its peers in one run, and writes docs/benchmarks.md. Called by deploy/bench."""
import argparse
import json
import os
import shutil
import signal
import statistics
import tempfile
import time
from functools import partial

import content
import load
import onreplicas
import onstores
import report
from results import Others, Results, run
from servers import CHECKOUT, Distribution, Nginx, Stowage, Zot
from stores import Directory

PAGE = f"/v2/{content.TAGS_REPOSITORY}/tags/list?n=100&last=v{content.TAGS // 2:05d}"


def reading_tests(options, big):
    """(name, unit, what runs it against one server, which kind of server can)"""
    image = f"/v2/{content.REPOSITORY}/manifests/"
    by_digest = image + content.digest(content.image_manifest())
    layers = [f"/v2/{content.REPOSITORY}/blobs/{digest}" for digest, _ in content.image_layers()]
    wrk = partial(load.wrk, seconds=options.seconds)
    return [
        ("GET /v2/, 64 connections", "req/s", lambda s: wrk(s, ["/v2/"], 64), False),
        ("GET manifest by tag, 64 connections", "req/s", lambda s: wrk(s, [image + "bench"], 64), False),
        ("GET manifest by digest, 64 connections", "req/s", lambda s: wrk(s, [by_digest], 64), False),
        ("HEAD blob, 64 connections", "req/s", lambda s: load.hey_head(s, layers[0], 64, options.seconds), False),
        ("GET page of 100 tags of 1,000, 16 connections", "req/s", lambda s: wrk(s, [PAGE], 16), True),
        ("GET blob of 1 MiB, 16 connections", "req/s", lambda s: wrk(s, layers, 16), False),
        (f"GET blob of {big.size >> 20} MiB", "MB/s", lambda s: load.pull(s, big, 1), False),
        (f"GET blob of {big.size >> 20} MiB, 4 at once", "MB/s", lambda s: load.pull(s, big, 4), False),
    ]


def writing_tests(layers, manifests, files):
    size = f"{files[0].size >> 20} MiB"
    return [
        (f"push {size} with one PUT", "MB/s", lambda s: load.push_big(s, load.push_put, files[0]), True),
        (f"push {size} with a streamed PATCH", "MB/s", lambda s: load.push_big(s, load.push_stream, files[1]), True),
        (f"push {size} in PATCHes of 16 MiB", "MB/s", lambda s: load.push_big(s, load.push_chunks, files[2]), True),
        ("push blobs of 1 MiB, 8 clients", "blobs/s", lambda s: load.push_layers(s, layers), True),
        ("PUT manifest by tag, 8 clients", "req/s", lambda s: load.put_manifests(s, manifests), True),
    ]


def start_and_idle(options, folder, kinds):
    """Milliseconds from the command to the first answer, and memory when nothing has been asked yet."""
    found = {}
    for _ in range(options.starts):
        for kind in kinds:
            server = kind(folder)
            taken = server.start()
            time.sleep(options.settle)
            found.setdefault(server.name, []).append((taken, server.memory()))
            print(f"{server.name:>13}  start {taken:8.0f} ms, idle {server.memory()} MiB", flush=True)
            server.stop(forget=True)
    return {name: tuple(statistics.median(column) for column in zip(*values)) for name, values in found.items()}


def on_directory(options, folder, registries):
    """The first part: everything in a directory. The samples, starts, peaks of memory, and who else kept the machine busy."""
    size = (64 if options.quick else 1024) * content.MIB
    layers, manifests = (60, 200) if options.quick else (300, 1000)
    kinds = [partial(new, registry) for registry in registries]
    running = []
    results, others = Results(), Others()
    try:
        files = [content.BigFile(folder, f"big-{number}", size) for number in range(3)]
        warm = content.BigFile(folder, "warm", 64 * content.MIB)
        starts = start_and_idle(options, folder, kinds)

        running = [kind(folder) for kind in [*kinds, Nginx]]
        for server in running:
            server.start()
            load.seed(server, files[0])
        # Servers live long: what their first requests cost is no part of what is measured.
        run(Results(), reading_tests(argparse.Namespace(seconds=1 if options.quick else 8), files[0]), running, Others())
        print("measuring", flush=True)
        for _ in range(options.repetitions):
            run(results, reading_tests(options, files[0]), running, others)
        peak = {server.name: [server.memory("VmHWM")] for server in running}
        for server in running:
            server.stop(forget=True)

        # Each push is of content the registry does not have, so each repetition has a fresh one.
        for _ in range(options.repetitions):
            for kind in kinds:
                server = kind(folder)
                running = [server]
                server.start()
                for _ in range(1 if options.quick else 4):
                    for manner in (load.push_put, load.push_stream, load.push_chunks):
                        load.push_big(server, manner, warm)
                    load.push_layers(server, layers)
                    load.put_manifests(server, manifests)
                run(results, writing_tests(layers, manifests, files), running, others)
                peak[server.name].append(server.memory("VmHWM"))
                server.stop(forget=True)
    finally:
        for server in running:
            server.stop()
    return results, starts, {name: max(values) for name, values in peak.items()}, others


def new(registry, folder):
    """A registry with its directory beside whatever else it keeps."""
    return registry(folder, Directory(os.path.join(folder, registry.name)))


def main():
    parser = argparse.ArgumentParser(prog="deploy/bench", description="Measures Stowage beside its peers.")
    parser.add_argument("--stores", action="store_true", help="only the part on clouds' stores")
    parser.add_argument("--directory", action="store_true", help="only the part on a directory (so also --quick alone)")
    parser.add_argument("--replicas", action="store_true", help="only the part that compares one replica with several")
    parser.add_argument("--on", action="append", metavar="STORE", help="of the stores only this: " + ", ".join(onstores.STORES))
    parser.add_argument("--quick", action="store_true", help="small and short: a look, not a measurement")
    parser.add_argument("--repetitions", type=int)
    parser.add_argument("--out", help="where the page goes (default docs/benchmarks.md; with --quick nowhere)")
    parser.add_argument("--json", help="also write every sample there")
    options = parser.parse_args()
    quick = options.quick
    options.repetitions = options.repetitions or (1 if quick else 3)
    options.seconds = 2 if quick else 5
    options.starts = 1 if quick else 5
    options.settle = 1 if quick else 3
    options.stores |= bool(options.on)
    chosen = options.stores or options.directory or options.replicas
    directory = options.directory or not chosen
    stores, replicas = (part or not (chosen or quick) for part in (options.stores, options.replicas))
    out = options.out or (None if quick else os.path.join(CHECKOUT, "docs/benchmarks.md"))

    # Ended from outside, it ends its servers too, and leaves nothing in memory.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    registries = [Stowage, Distribution]
    if os.environ.get("STOWAGE_BENCH_ZOT"):
        registries.append(Zot)
    # Storage in memory: what is compared is the servers, not this machine's disk.
    parent = "/dev/shm" if os.path.isdir("/dev/shm") else None
    folder = tempfile.mkdtemp(prefix="stowage-bench-", dir=parent)
    samples = {}
    try:
        if directory:
            begun = time.monotonic()
            results, starts, peak, others = on_directory(options, folder, registries)
            how = report.how(options.repetitions, time.monotonic() - begun, others.cores)
            section = report.directory(results, starts, peak, how)
            if out:
                report.put(out, "directory", section)
            print(section)
            samples["directory"] = {**results.plain(), "starts": starts}
        if stores:
            begun = time.monotonic()
            for measured, others in onstores.measure(options, folder, registries):
                how = report.how(options.repetitions, time.monotonic() - begun, others.cores)
                section = report.stores(measured, how, [registry.name for registry in registries])
                if out:
                    report.put(out, "stores", section)
            print(section)
            samples["stores"] = {name: results.plain() for name, (_, results, _) in measured.items()}
        if replicas:
            begun = time.monotonic()
            results, others = onreplicas.measure(options, folder)
            section = report.replicas(results, report.how(options.repetitions, time.monotonic() - begun, others.cores))
            if out:
                report.put(out, "replicas", section)
            print(section)
            samples["replicas"] = results.plain()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

    if options.json:
        with open(options.json, "w") as target:
            json.dump(samples, target, indent=1)


if __name__ == "__main__":
    main()
