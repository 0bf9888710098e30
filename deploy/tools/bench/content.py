"""What the benchmarks push and pull: made from fixed seeds, so that every registry holds the same digests."""
import hashlib
import json
import os
import random

MIB = 1 << 20
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"

REPOSITORY = "bench/image"
TAGS_REPOSITORY = "bench/tags"
LAYERS = 32
TAGS = 1000

CONFIG_BYTES = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}).encode()


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def noise(seed, size):
    return random.Random(seed).randbytes(size)


def layer(number):
    return noise(f"layer {number}", MIB)


def small(number):
    return noise(f"small {number}", 1024)


def manifest(layers, note):
    """A manifest of these (digest, size) layers; another note is another manifest."""
    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {"mediaType": CONFIG, "digest": digest(CONFIG_BYTES), "size": len(CONFIG_BYTES)},
            "layers": [{"mediaType": LAYER, "digest": d, "size": n} for d, n in layers],
            "annotations": {"note": note},
        }
    ).encode()


def image_layers():
    return [(digest(b), len(b)) for b in map(layer, range(LAYERS))]


def image_manifest():
    """Seven layers, 1.4 KB: a usual image."""
    return manifest(image_layers()[:7], "bench")


def small_layers():
    return [(digest(b), len(b)) for b in map(small, range(3))]


class BigFile:
    """A file of noise that differs from another one of the same size in every MiB; .path, .size, .digest, and
    the repository it is pushed to."""

    def __init__(self, folder, name, size):
        self.size = size
        self.path = os.path.join(folder, name)
        self.repository = f"push/{name}"
        block = noise("big", MIB)
        running = hashlib.sha256()
        with open(self.path, "wb") as out:
            for number in range(size // MIB):
                head = f"{name} {number}".ljust(64).encode()
                part = head + block[64:]
                out.write(part)
                running.update(part)
        self.digest = "sha256:" + running.hexdigest()
