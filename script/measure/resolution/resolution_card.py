"""Who is the same, found by `assay resolve`, and by Splink beside it.

**FEBRL 4.** Two tables of 5,000, `rec-N-org` and `rec-N-dup-0` the same, linked one to one by the
settings of `people.yaml`. `resolution.febrl4_f1` is of pairs; `…_blocking_recall` is the share of
the true pairs that blocking makes, at least: those among the pairs of probability 10⁻⁹ and more.

**fake_1000.** 3,176 labelled pairs of Splink's example, by the settings of `accounts.yaml`;
`splink_peer.py` says which example of Splink's documentation runs beside. A labelled pair that
was not compared counts as told apart. `resolution.fake1000_f1` is each one's best F1 over its
thresholds; `…_declared_f1` is at the threshold that `assay resolve` chose by itself without
labels, and for Splink at 0.5, the threshold of its example. `…_wider_…` is the same beside Splink
with our wider blocking too, which its example has not: what is left is the weights alone.

**A million.** Records of `people.py`, seed 1, by `people.yaml` on two threads; F1 of pairs.

The truth is read here alone; `assay resolve` never sees it.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import people  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
MILLION = 1_000_000


def resolve(assay, out, *arguments):
    """The report of a run."""
    command = [assay, "resolve", "--out", out, "--threads", "2", "--format", "json", *arguments]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {run.returncode}")
    return json.loads(run.stdout)


def settings(name, folder, more):
    """A settings file with further lines."""
    path = os.path.join(folder, name)
    with open(os.path.join(HERE, name), encoding="utf-8") as file, \
            open(path, "w", encoding="utf-8") as copy:
        copy.write(file.read() + more)
    return path


def person(name):
    return name.split("-")[1]


def pair_figures(out, true_pairs):
    """F1, precision and recall of the pairs found the same, and the true pairs among all."""
    found = right = held = 0
    with open(f"{out}/pairs.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            is_true = person(row["left"]) == person(row["right"])
            held += is_true
            if row["same"] == "1":
                found += 1
                right += is_true
    precision, recall = right / max(1, found), right / true_pairs
    return 2 * right / (found + true_pairs), precision, recall, held


def febrl(results, assay, shared):
    data = f"{shared}/data/resolution"
    with tempfile.TemporaryDirectory() as folder:
        resolve(assay, folder, "--input", f"{data}/febrl-dataset4a.csv", "--link",
                f"{data}/febrl-dataset4b.csv", "--settings",
                settings("people.yaml", folder, "limits: { probability: 1.0e-9 }\n"))
        f1, precision, recall, held = pair_figures(folder, 5000)
    results.add("resolution.febrl4_f1", f1, bar=0.98)
    results.add("resolution.febrl4_precision", precision)
    results.add("resolution.febrl4_recall", recall)
    results.add("resolution.febrl4_blocking_recall", held / 5000, bar=0.99)


def label_figures(scores, labels, threshold):
    """The best F1 over all thresholds, and that at one."""
    ranked = sorted(((scores.get(pair, -1), same) for pair, same in labels), reverse=True)
    positives = sum(same for _, same in ranked)
    best = declared = right = 0
    for index, (score, same) in enumerate(ranked):
        if score < 0:
            break
        right += same
        if index + 1 < len(ranked) and ranked[index + 1][0] == score:
            continue
        f1 = 2 * right / (index + 1 + positives)
        best = max(best, f1)
        if score >= threshold:
            declared = f1
    return best, declared


def fake(results, assay, shared):
    data = f"{shared}/data/resolution"
    import splink_peer
    with open(f"{data}/fake_1000_labels.csv", newline="", encoding="utf-8") as file:
        labels = [(splink_peer.pair_name(row["unique_id_l"], row["unique_id_r"]),
                   float(row["clerical_match_score"]) == 1) for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as folder:
        report = resolve(assay, folder, "--input", f"{data}/fake_1000.csv", "--settings",
                         settings("accounts.yaml", folder, "limits: { probability: 1.0e-9 }\n"))
        with open(f"{folder}/pairs.csv", newline="", encoding="utf-8") as file:
            ours = {splink_peer.pair_name(row["left"], row["right"]):
                    1 / (1 + 2 ** -float(row["weight"])) for row in csv.DictReader(file)}
    best, declared = label_figures(ours, labels, report["threshold"])
    theirs = splink_peer.scores(f"{data}/fake_1000.csv")
    peer_best, peer_declared = label_figures(theirs, labels, 0.5)
    results.add("resolution.fake1000_f1", best, peer=peer_best, bar=peer_best)
    results.add("resolution.fake1000_declared_f1", declared, peer=peer_declared,
                bar=peer_declared)
    results.add("resolution.fake1000_threshold", report["threshold"])
    wide_best, wide_declared = label_figures(
        splink_peer.scores(f"{data}/fake_1000.csv", wider=True), labels, 0.5)
    results.add("resolution.fake1000_wider_f1", best, peer=wide_best)
    results.add("resolution.fake1000_wider_declared_f1", declared, peer=wide_declared)


def million(results, assay, records=MILLION):
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/people.csv"
        people.write(path, records, seed=1)
        sizes = {}
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                sizes[person(row["rec_id"])] = sizes.get(person(row["rec_id"]), 0) + 1
        true_pairs = sum(size * (size - 1) // 2 for size in sizes.values())
        report = resolve(assay, folder, "--input", path, "--settings", f"{HERE}/people.yaml")
        f1, precision, recall, held = pair_figures(folder, true_pairs)
    results.add("resolution.million_seconds", round(report["seconds"], 1), "s", bar=300,
                at_most=True)
    results.add("resolution.million_mebibytes", report["peakBytes"] // 1048576, "MiB")
    results.add("resolution.million_pairs", report["comparedPairs"], "pairs")
    results.add("resolution.million_f1", f1)
    results.add("resolution.million_precision", precision)
    results.add("resolution.million_recall", recall)
    results.add("resolution.million_blocking_recall", held / true_pairs)


def measure(results, assay, shared):
    febrl(results, assay, shared)
    fake(results, assay, shared)
    million(results, assay)


def main():
    import argparse
    sys.path.insert(0, os.path.dirname(HERE))
    from results import Results
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--json")
    parser.add_argument("--only", choices=["febrl", "fake", "million"])
    options = parser.parse_args()
    results = Results()
    if options.only in (None, "febrl"):
        febrl(results, options.assay, options.shared)
    if options.only in (None, "fake"):
        fake(results, options.assay, options.shared)
    if options.only in (None, "million"):
        million(results, options.assay)
    sys.exit(0 if results.finish(options.json) else 1)


if __name__ == "__main__":
    main()
