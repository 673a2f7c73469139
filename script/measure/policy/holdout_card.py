"""Holdouts and experiments on simulated worlds whose truth is known, by the real commands.

`assay holdout rehearse`: ten designs (0.5 to 2 % withheld, 1 to 5 % bad, by event and by entity,
all labels of what was let through and a sample of them), 1,000 draws each.
`holdout.precision_coverage` is the share of all draws whose 95 % interval holds the truth; `…_least`
and `…_most` are those of the designs that stand farthest off; the same for recall.

`assay experiment rehearse`: five designs, 1,000 draws each, looked at after every entity, alpha
5 %. `experiment.false_alarms` is the worst of the designs without a difference, `experiment.power` the
least with the declared one, `experiment.coverage` the least share of draws whose bounds held the
difference at every time. From the project's folder:

    .venv/bin/python script/measure/policy/holdout_card.py --assay .build/release/assay
"""
import argparse
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from results import Results  # noqa: E402

DRAWS = 1000
SEED = 20261122


def rehearsed(assay, what):
    """Results of one rehearsal, a design each."""
    command = [assay, what, "rehearse", "--draws", str(DRAWS), "--seed", str(SEED), "--json"]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {run.returncode}")
    return json.loads(run.stdout)


def measure(results, assay):
    holdouts = rehearsed(assay, "holdout")
    for figure in ("precision", "recall"):
        shares = [design[f"{figure}Coverage"] for design in holdouts]
        mean = sum(shares) / len(shares)
        results.add(f"holdout.{figure}_coverage", mean, bar=0.93)
        results.add(f"holdout.{figure}_coverage_least", min(shares), bar=0.93)
        results.add(f"holdout.{figure}_coverage_most", max(shares), bar=0.97, at_most=True)
    experiments = rehearsed(assay, "experiment")
    results.add("experiment.false_alarms", max(design["falseAlarms"] for design in experiments),
                bar=0.05, at_most=True)
    results.add("experiment.power", min(design["power"] for design in experiments), bar=0.8)
    results.add("experiment.coverage", min(design["coverage"] for design in experiments), bar=0.95)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    options = parser.parse_args()
    results = Results()
    measure(results, options.assay)
    sys.exit(0 if results.finish(None) else 1)


if __name__ == "__main__":
    main()
