"""The Fraud Detection Handbook's protocol by `assay train` alone, features by Assay.

Train 2018-07-25…07-31, labels known 7 days later, test 08-08…08-14, cards known to be compromised
left out of the test. Figures are of served scores, behind calibration. The tuned model learns from
four weeks, with the eight features of `tuned-features.yaml` beside the book's 15; both were chosen on
weeks before the test, whose figures were seen meanwhile (Sources/Learning/Learning.md has the
record); its trees are searched on those weeks anew. From the project's folder:

    python3 script/measure/learning/handbook_models.py --assay .build/release/assay \
        --shared ../shared
"""
import argparse
import os
import shutil
import statistics
import sys
import tempfile

from training import Results, figures, train

PACK = "PolicyPacks/card-payments"
HERE = os.path.dirname(os.path.abspath(__file__))
BARS = {
    "logistic": (0.865, 0.600, 0.285), "forest": (0.860, 0.650, 0.280),
    "xgboost": (0.860, 0.640, 0.275),
}
ISOLATION = 0.826
ISOLATION_SEEDS = range(1, 6)


def options(shared, pack=PACK, start="2018-07-25"):
    return ["--pack", pack, "--mapping", f"{PACK}/mapping.yaml", "--events",
            f"{shared}/data/handbook/transactions.csv.gz", "--journey", "payment",
            "--label", "event.fraud", "--entity", "customer", "--train", f"{start}..2018-07-31",
            "--delay", "7d", "--test", "2018-08-08..2018-08-14", "--name", "fraud"]


def add(results, name, facts, bars):
    found = figures(facts)
    for key, figure, bar in zip(("auc", "ap", "cp100"),
                                ("auc", "ap", "card_precision_at_100"), bars):
        results.add(f"handbook.{name}_{key}", found[figure], bar=bar)
    results.add(f"handbook.{name}_seconds", facts["seconds"], "s")


def tuned(assay, shared):
    """Four weeks and eight more features, the trees searched on earlier folds."""
    with tempfile.TemporaryDirectory() as folder:
        pack = os.path.join(folder, "pack")
        shutil.copytree(PACK, pack)
        with open(f"{pack}/features.yaml", "a", encoding="utf-8") as features, \
                open(f"{HERE}/tuned-features.yaml", encoding="utf-8") as more:
            features.write(more.read())
        return train(assay, *options(shared, pack, "2018-07-04"), "--known-from", "2018-07-25",
                     "--search", f"{HERE}/tuned-search.yaml")


def measure(results, assay, shared):
    """Adds the figures of each learner on the test week, and the seconds each run took."""
    for learner, bars in BARS.items():
        add(results, learner, train(assay, *options(shared), "--learner", learner), bars)
    add(results, "tuned", tuned(assay, shared), (None, 0.69, 0.30))
    areas = [figures(train(assay, *options(shared), "--learner", "isolation", "--folds", "0",
                           "--resamples", "0", "--seed", str(seed)))["auc"]
             for seed in ISOLATION_SEEDS]
    results.add("handbook.isolation_auc", statistics.mean(areas), "mean of 5 seeds",
                peer=ISOLATION)
    results.add("handbook.isolation_off", max(abs(area - ISOLATION) for area in areas),
                "worst of 5 seeds", bar=0.02, at_most=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--json")
    given = parser.parse_args()
    if not os.path.isdir(f"{given.shared}/data/handbook"):
        sys.exit(f"There is no {given.shared}/data/handbook: nothing was measured.")
    results = Results()
    measure(results, given.assay, given.shared)
    sys.exit(0 if results.finish(given.json) else 1)


if __name__ == "__main__":
    main()
