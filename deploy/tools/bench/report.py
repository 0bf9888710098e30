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


def rows(results, names, peers, field):
    for test, by in results.samples.items():
        ours = by["Stowage"]
        # CPU per MB would be per 10^6 bytes; everything else is per request or blob.
        unit = results.units[test] if field == "rate" else "µs per " + {"MB/s": "MB", "blobs/s": "blob"}.get(results.units[test], "request")
        row = [test, unit]
        row += [cell(by[name], field) if name in by else "–" for name in names]
        row += [ratio(ours, by[name], field) if name in by else "–" for name in peers]
        yield row


def cell(samples, field):
    own = number(median(samples, field))
    return f"{own} + {number(median(samples, 'store'))}" if field == "cpu" and samples[0].store else own


def tables(results, above):
    """Rates and what they cost, each below its heading; `above(what)` makes the heading."""
    names = list(dict.fromkeys(server for by in results.samples.values() for server in by))
    peers = [name for name in names if name != "Stowage"]
    heads = ["", "unit", *names, *(f"÷ {name}" for name in peers)]
    return "\n".join(
        f"{above(field)}\n\n{table(heads, rows(results, names, peers, field))}" for field in ("rate", "cpu")
    )


def how(repetitions, seconds, others):
    each = "one repetition" if repetitions == 1 else f"{repetitions} repetitions in turn"
    return f"{each}, {os.cpu_count()} cores, {seconds / 60:.0f} minutes, in which other processes kept {others:.2f} cores busy"


def directory(results, starts, peak, how):
    registries = list(starts)
    memory = [
        ["start until the first answer, ms", *(number(starts[name][0]) for name in registries)],
        ["resident when idle, MiB", *(number(starts[name][1]) for name in registries)],
        ["resident at most, MiB", *(number(peak[name]) for name in registries)],
    ]
    heading = {"rate": "## Rate: more is better", "cpu": "## CPU time of the server: less is better"}
    return f"""\
{how}; storage in memory (tmpfs). Stowage runs as `deploy/run` starts it, with its log; the peers' logs are off. Each figure
is a median; each ratio is the median of Stowage ÷ peer within a repetition.

{tables(results, heading.get)}
## Start and memory

{table(["", *registries], memory)}
{"" if "zot" in registries else ZOT}"""


def stores(measured, how, registries):
    parts = [f"""\
## On clouds' stores

{how}. Each registry as before, but everything it keeps is in one bucket of a store that runs beside it, with its content in
memory: {listed([name for name in measured])}. Store and registry begin anew for each registry and repetition, and are warmed
up. distribution and zot use their drivers as they come; zot without deduplication, which would need a database beside the
bucket. *Redirected*: the client is sent to the store by a signed URL (what Stowage and distribution do unless told
otherwise); *proxied*: the bytes pass through the registry. CPU is the registry's + the store's, the ratio the registry's.
"""]
    for name, (kind, results, failed) in measured.items():
        heading = {"rate": f"### {name}: rate", "cpu": f"### {name}: CPU time"}
        parts.append(tables(results, heading.get))
        absent = [peer for peer in registries if peer != "Stowage" and peer not in kind.peers]
        parts += [f"{peer} fails on {name}, at the first line where it has no figure: `{how}`.\n" for peer, how in failed.items()]
        if absent:
            parts.append(f"Without {listed(absent)}: {kind.missing}.\n")
        else:
            unsigned = [peer for peer in registries if peer in kind.unsigned]
            parts.append((f"{name} refuses the URLs that {listed(unsigned)} sign. " if unsigned else "") + behind(results))
    return "\n".join(parts)


def replicas(results, how):
    one, *more = dict.fromkeys(server for by in results.samples.values() for server in by)
    lines = []
    for test, by in results.samples.items():
        unit = {"blobs/s": "blob"}.get(results.units[test], "request")
        row = [test, f"µs per {unit}", *(number(median(by[name], "cpu")) for name in (one, *more))]
        lines.append(row + [ratio(by[name], by[one], "cpu") for name in more])
    return f"""\
## One replica and several

{how}. What `deploy/cluster` starts, with all bytes through the registry: haproxy, Redis, S3Proxy, and one replica or more, each beside the
other on the same cores, so that rates say nothing. What says how throughput grows is the processor time that a request costs
the replicas, all together: where it stays the same, as many replicas on as many cores do as many times as much.

{table(["", "unit", one, *more, *(f"{name} ÷ {one}" for name in more)], lines)}"""


def listed(names):
    return " and ".join([*filter(None, [", ".join(names[:-1])]), names[-1]])


def behind(results):
    """Where a peer is ahead, or a push of many small blobs not twice as fast as its."""
    found = []
    for test, by in results.samples.items():
        least = 2 if test.startswith("push") and "blobs" in test else 1
        for peer in by:
            value = peer != "Stowage" and ratio(by["Stowage"], by[peer], "rate")
            if value and float(value) < least:
                found.append(f"- {test}: {value} × {peer}" + (" where it is to be 2" if float(value) >= 1 else ""))
    return "Behind are:\n\n" + "\n".join(found) + "\n" if found else "Ahead on every line, and twice as fast at pushing many small blobs.\n"


PAGE = """\
# Benchmarks

This page is written by `deploy/bench`: Stowage, `distribution` 3.1.1 and nginx run on one machine in one run and hold the same
content. nginx serves the same URLs as plain files; it is no registry, but shows the least that serving can cost.
Clients share the cores with the servers, so figures say little by themselves: **compare columns, not machines.** The
steadiest figure is what an operation costs the server in CPU time.

<!-- directory -->
<!-- end of directory -->

<!-- stores -->
<!-- end of stores -->

<!-- replicas -->
<!-- end of replicas -->
"""


def put(path, name, text):
    """Writes a section between its marks and leaves the rest of the page alone."""
    page = PAGE
    if os.path.exists(path):
        with open(path) as source:
            page = source.read()
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    if begin not in page or end not in page:
        raise SystemExit(f"{path} has no lines {begin.strip()} and {end.strip()} for this section:\n\n{text}")
    head, rest = page.split(begin, 1)
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w") as target:
        target.write(head + begin + text + end + rest.split(end, 1)[1])
