"""The page docs/benchmarks.md: medians, what one operation costs, and ratios taken within each repetition."""
import os
import statistics

# Measured once on two cores of another machine of this kind, for when zot itself is not beside us.
ZOT = """\
zot is not part of an ordinary run (`STOWAGE_BENCH_ZOT=…/zot deploy/bench` adds it). Figures that were once measured on two
cores, for orientation: manifest GET by tag 23,000/s at 66 µs of CPU, push of 1 GiB at 650 MB/s.
"""


def median(samples, field):
    return statistics.median(getattr(sample, field) for sample in samples)


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(ours, theirs, field):
    """The median of the ratios of the repetitions: noise of the machine strikes both alike."""
    pairs = [(getattr(a, field), getattr(b, field)) for a, b in zip(ours, theirs)]
    known = [mine / other for mine, other in pairs if other]  # a short test may cost less than a clock tick
    return f"{statistics.median(known):.2f}" if known else "–"


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "|".join([" --- "] + [" ---: "] * (len(heads) - 1)) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def page(results, starts, peak, options, seconds, others):
    names = list(dict.fromkeys(server for by in results.samples.values() for server in by))
    peers = [name for name in names if name != "Stowage"]

    def rows(field):
        for test, by in results.samples.items():
            ours = by["Stowage"]
            # CPU per MB would be per 10^6 bytes; everything else is per request or blob.
            unit = results.units[test] if field == "rate" else "µs per " + {"MB/s": "MB", "blobs/s": "blob"}.get(results.units[test], "request")
            row = [test, unit]
            row += [number(median(by[name], field)) if name in by else "–" for name in names]
            row += [ratio(ours, by[name], field) if name in by else "–" for name in peers]
            yield row

    heads = ["", "unit", *names, *(f"÷ {name}" for name in peers)]
    registries = list(starts)
    memory = [
        ["start until the first answer, ms", *(number(starts[name][0]) for name in registries)],
        ["resident when idle, MiB", *(number(starts[name][1]) for name in registries)],
        ["resident at most, MiB", *(number(peak[name]) for name in registries)],
    ]
    how = f"{options.repetitions} interleaved repetitions, {os.cpu_count()} cores, storage in memory (tmpfs), {seconds / 60:.0f} minutes, in which other processes kept {others:.2f} cores busy"
    return f"""\
# Benchmarks

This page is written by `deploy/bench`: Stowage, `distribution` 3.1.1 and nginx run on one machine in one run and hold the same
content. nginx serves the same URLs as plain files; it is no registry, but shows the least that serving can cost.
Clients share the cores with the servers, so figures say little by themselves: **compare columns, not machines.** The
steadiest figure is what an operation costs the server in CPU time.

{how}. Stowage runs as `deploy/run` starts it, with its log; the peers' logs are off. Each figure is a median; each ratio is
the median of Stowage ÷ peer within a repetition.

## Rate: more is better

{table(heads, rows("rate"))}
## CPU time of the server: less is better

{table(heads, rows("cpu"))}
## Start and memory

{table(["", *registries], memory)}
{"" if "zot" in registries else ZOT}"""
