"""Fake accounts of a table by `assay train --table`, in five folds.

From the project's folder:

    python3 script/measure/learning/accounts_models.py --assay .build/release/assay \
        --shared ../shared
"""
import argparse
import os
import statistics
import sys

from training import Results, figures, train

ISOLATION = 0.878
ISOLATION_SEEDS = range(1, 6)


def options(shared):
    return ["--table", f"{shared}/data/accounts/instafake.csv", "--label", "isFake", "--folds", "5",
            "--name", "fake"]


def measure(results, assay, shared):
    """Adds accuracy and F1 at one half, and the isolation forest's AUC."""
    facts = train(assay, *options(shared), "--learner", "forest")
    found = figures(facts)
    results.add("accounts.accuracy", found["accuracy"], bar=0.965)
    results.add("accounts.f1", found["f1"], bar=0.90)
    results.add("accounts.auc", found["auc"])
    results.add("accounts.seconds", facts["seconds"], "s")
    areas = [figures(train(assay, *options(shared), "--learner", "isolation", "--resamples", "0",
                           "--seed", str(seed)))["auc"] for seed in ISOLATION_SEEDS]
    results.add("accounts.isolation_auc", statistics.mean(areas), "mean of 5 seeds",
                peer=ISOLATION)
    results.add("accounts.isolation_off", max(abs(area - ISOLATION) for area in areas),
                "worst of 5 seeds", bar=0.02, at_most=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--json")
    given = parser.parse_args()
    if not os.path.isdir(f"{given.shared}/data/accounts"):
        sys.exit(f"There is no {given.shared}/data/accounts: nothing was measured.")
    results = Results()
    measure(results, given.assay, given.shared)
    sys.exit(0 if results.finish(given.json) else 1)


if __name__ == "__main__":
    main()
