"""Is a mirror what upstream is? Compares bytes, whatever a tool says of its own work."""

import filecmp
import hashlib
import os

SIGNED = ("InRelease", "Release", "Release.gpg")


def files(directory):
    for base, _, names in os.walk(directory):
        for name in names:
            yield os.path.relpath(os.path.join(base, name), directory)


def same(one, other):
    return os.path.isfile(other) and filecmp.cmp(one, other, shallow=False)


def differences(mirror, upstream):
    """What is wrong with a mirror, one line each; what it has beyond upstream is not wrong.

    Package files: each that upstream has. Indices: each signed file, and each other file that the
    mirror has under a name that upstream has too; not every tool keeps every compressed form.
    """
    wrong = []
    for path in files(upstream):
        theirs, ours = os.path.join(upstream, path), os.path.join(mirror, path)
        signed = path.count("/") == 2 and os.path.basename(path) in SIGNED
        needed = signed or path.startswith("pool/")
        if (needed or os.path.lexists(ours)) and not same(theirs, ours):
            wrong.append(("differs: " if os.path.exists(ours) else "missing: ") + path)
    return wrong


def digest(path):
    running = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            running.update(block)
    return running.digest()


def absent_contents(store, upstream):
    """Package files of upstream whose bytes are nowhere in a store, whatever its names are."""
    held = {digest(os.path.join(store, path)) for path in files(store)}
    pool = os.path.join(upstream, "pool")
    return [f"missing: pool/{path}" for path in files(pool) if digest(os.path.join(pool, path)) not in held]
