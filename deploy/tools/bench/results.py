"""What was measured, and how busy the machine was with other things meanwhile."""
import os
import time


class Results:
    """Samples by test and server, in the order in which they were first taken."""

    def __init__(self, quiet=False):
        self.units = {}
        self.samples = {}
        self.quiet = quiet

    def add(self, test, unit, server, sample):
        self.units[test] = unit
        self.samples.setdefault(test, {}).setdefault(server, []).append(sample)
        if self.quiet:
            return
        store = f" + {sample.store:,.1f} of its store's" if sample.store else ""
        print(f"{server:>13}  {test:48} {sample.rate:12,.1f} {unit:8} {sample.cpu:12,.1f} µs CPU{store}", flush=True)

    def plain(self):
        """For JSON."""
        samples = {test: {s: [vars(x) for x in xs] for s, xs in by.items()} for test, by in self.samples.items()}
        return {"units": self.units, "samples": samples}


class Others:
    """How many cores processes that are none of ours kept busy while measuring."""

    def __init__(self):
        self.taken = self.time = 0.0

    @staticmethod
    def busy(servers):
        with open("/proc/stat") as stat:
            fields = list(map(int, stat.readline().split()[1:9]))
        everything = (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")
        ours = sum(server.everything() for server in servers)
        return everything - ours - sum(os.times()[:4])

    @property
    def cores(self):
        return max(0.0, self.taken) / max(self.time, 1e-9)


def run(results, tests, server_list, others):
    """Each test on each server that can, in turn. A test: (name, unit, what runs it, whether only registries can)."""
    before, begun = others.busy(server_list), time.monotonic()
    for name, unit, work, only_registries in tests:
        for server in server_list:
            if server.pushes or not only_registries:
                results.add(name, unit, server.name, work(server))
    others.taken += others.busy(server_list) - before
    others.time += time.monotonic() - begun
