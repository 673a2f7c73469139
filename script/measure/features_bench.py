"""The handbook's 12 windowed features: `assay features` beside DuckDB and Polars, in one run.

Ours reads the log and writes a CSV with a row for each payment, in the card-payments pack's own
definitions of the 12; features of the pack that none of them needs are not computed. A peer reads
the log and leaves a table in memory, see `Benchmarks/`. All answers are held against the handbook's.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import handbook

RUNS = 3
PEERS = ("duckdb", "polars")
# What the bar of five times would ask of us.
BAR = 5
WINDOWED = [name for name in handbook.COLUMNS if not name.startswith("payment.")]


def ours(assay, folder, path):
    """Seconds of one run, of the whole process."""
    command = [assay, "features", "--pack", handbook.PACK, "--mapping",
               f"{handbook.PACK}/mapping.yaml", "--events", f"{folder}/transactions.csv.gz",
               "--features", ",".join(WINDOWED), "--out", path]
    start = time.monotonic()
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                         check=False)
    seconds = time.monotonic() - start
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
    return seconds


def peer(name, folder):
    """Seconds of one run of a peer, whose answers were checked in it."""
    run = subprocess.run([sys.executable, f"Benchmarks/features_{name}.py", folder],
                         stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{name} ended with {run.returncode}: {run.stdout}")
    return json.loads(run.stdout)["seconds"]


def is_equal(path, folder):
    answers = handbook.expected(f"{folder}/features.csv.gz", WINDOWED)
    comparisons = handbook.compare(path, answers, WINDOWED)
    return not answers and all(
        each.rows == handbook.ROWS and each.differing == 0 for each in comparisons.values())


def measure(results, assay, shared):
    """Adds seconds of all three, their ratios, and `features.equal`: 1 when ours are right."""
    folder = f"{shared}/data/handbook"
    mine = []
    theirs = {name: [] for name in PEERS}
    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, "features.csv")
        # In turns, so that what else the machine does falls on all.
        for _ in range(RUNS):
            mine.append(ours(assay, folder, path))
            for name in PEERS:
                theirs[name].append(peer(name, folder))
        equal = is_equal(path, folder)
    results.add("features.seconds", round(min(mine), 2), "s")
    for name in PEERS:
        results.add(f"features.{name}_seconds", round(min(theirs[name]), 2), "s")
        results.add(f"features.vs_{name}", round(min(theirs[name]) / min(mine), 2), "times", bar=BAR)
    results.add("features.equal", int(equal), bar=1)
