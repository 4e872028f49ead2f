"""Tables in Markdown, and a line about the machine."""

import os
import platform
import statistics
import subprocess


def spread(values, form="{:.2f}"):
    """The median, and the least and the most if there are several."""
    middle = form.format(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({form.format(min(values))}-{form.format(max(values))})"


def megabytes(values):
    return f"{statistics.median(values) / 1e6:.0f}"


def markdown(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def machine(directory):
    """What figures depend on, in general terms."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    kind = subprocess.run(["stat", "-f", "-c", "%T", str(directory)], stdout=subprocess.PIPE, text=True, check=True)
    java = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True, check=True)
    return (f"{os.cpu_count()} cores, {memory:.0f} GB of memory, Linux {platform.release().split('-')[0]}, "
            f"{java.stderr.splitlines()[0]}; written to {kind.stdout.strip()}")


def noise(figures):
    """A warning if the machine was not quiet."""
    other = max(f.other for f in figures)
    if other < 0.1:
        return ""
    return f"\nThe machine was not quiet: up to {other:.1f} cores were used by others during a run."
