"""Compares the card-payments pack's features with those of the Fraud Detection Handbook.

Replays the handbook's transactions and holds every feature of every row of its own feature file
against ours: flags and counts exactly, means and risks to 1e-6, for the file has 6 decimals. Ends
with 1 when one differs. From the project's folder:

    python3 script/measure/handbook.py --assay .build/release/assay --shared ../shared
"""
import argparse
import csv
import gzip
import math
import os
import subprocess
import sys
import tempfile

from results import Results

PACK = "PolicyPacks/card-payments"
TOLERANCE = 1e-6
ROWS = 201_295
# Our feature → the handbook's column, and whether the two must be the same number.
COLUMNS = {
    "payment.at_night": ("TX_DURING_NIGHT", True),
    "payment.on_weekend": ("TX_DURING_WEEKEND", True),
}
for days in (1, 7, 30):
    COLUMNS |= {
        f"customer.payments_{days}d": (f"CUSTOMER_ID_NB_TX_{days}DAY_WINDOW", True),
        f"customer.mean_amount_{days}d": (f"CUSTOMER_ID_AVG_AMOUNT_{days}DAY_WINDOW", False),
        f"terminal.payments_{days}d": (f"TERMINAL_ID_NB_TX_{days}DAY_WINDOW", True),
        f"terminal.risk_{days}d": (f"TERMINAL_ID_RISK_{days}DAY_WINDOW", False),
    }


def write_features(assay, transactions, path):
    """Has assay write a CSV with `id` and a column for each feature, a row for each event."""
    command = [assay, "replay", "--pack", PACK, "--mapping", f"{PACK}/mapping.yaml",
               "--events", transactions, "--features", path]
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                         check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")


def expected(path, features=tuple(COLUMNS)):
    """Transaction id → the handbook's features, in the order of ours."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        places = [header.index(COLUMNS[feature][0]) for feature in features]
        name = header.index("TRANSACTION_ID")
        return {row[name]: [float(row[place]) for place in places] for row in rows}


def place_of(header, feature):
    """Where a feature's column is; its name may stand behind `features.` or alone."""
    for name in (feature, f"features.{feature}"):
        if name in header:
            return header.index(name)
    sys.exit(f"There is no feature {feature} among {', '.join(header)}.")


class Comparison:
    """One feature: how many rows were compared, how many differed, and by how much at most."""

    def __init__(self, is_exact):
        self.is_exact = is_exact
        self.rows = 0
        self.differing = 0
        self.largest = 0.0

    def take(self, ours, theirs):
        error = abs(float(ours) - theirs) if ours else math.inf
        self.rows += 1
        self.largest = max(self.largest, error)
        if error > (0 if self.is_exact else TOLERANCE):
            self.differing += 1


def compare(path, answers, features=tuple(COLUMNS)):
    comparisons = {feature: Comparison(COLUMNS[feature][1]) for feature in features}
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        name = header.index("id")
        takers = [(place_of(header, feature), comparison.take)
                  for feature, comparison in comparisons.items()]
        for row in rows:
            theirs = answers.pop(row[name], None)
            if theirs is None:
                continue
            for (place, take), value in zip(takers, theirs):
                take(row[place], value)
    return comparisons


def measure(results, assay, shared):
    """Adds a figure for each feature, and `handbook.features_equal`: 1 when all are equal."""
    folder = f"{shared}/data/handbook"
    answers = expected(f"{folder}/features.csv.gz")
    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, "features.csv")
        write_features(assay, f"{folder}/transactions.csv.gz", path)
        comparisons = compare(path, answers)
    for feature, comparison in comparisons.items():
        results.add(f"handbook.{feature}.rows", comparison.rows, "rows", bar=ROWS)
        results.add(f"handbook.{feature}.error", comparison.largest, "at most",
                    bar=0 if comparison.is_exact else TOLERANCE, at_most=True)
    is_equal = not answers and all(
        comparison.rows == ROWS and comparison.differing == 0
        for comparison in comparisons.values())
    results.add("handbook.features_equal", int(is_equal), bar=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--json")
    options = parser.parse_args()
    results = Results()
    measure(results, options.assay, options.shared)
    sys.exit(0 if results.finish(options.json) else 1)


if __name__ == "__main__":
    main()
