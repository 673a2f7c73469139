"""Metrics of `assay metrics` held against scikit-learn's and the Fraud Detection Handbook's.

Random scores with ties, weights, entities and days are written to a CSV; every figure that both
sides compute must be the same to 1e-6: `metrics.vs_sklearn_error` is the largest difference.
`metrics.bootstrap_seconds` is what 500 resamples of 60,000 rows take for all the figures. From the
project's folder:

    .venv/bin/python script/measure/learning/metrics_card.py --assay .build/release/assay
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from sklearn import metrics as sk

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from results import Results  # noqa: E402

SEEDS = range(1, 13)
RATES = (0.001, 0.01, 0.05)
COUNTS = (10, 100)
BINS = 10


def made(seed):
    """Columns of one random table: few or many different scores, with or without weights."""
    chance = np.random.default_rng(seed)
    rows = int(chance.integers(500, 4000))
    label = (chance.random(rows) < chance.choice([0.02, 0.2, 0.5])).astype(int)
    score = np.clip(0.3 * label + 0.7 * chance.random(rows) ** 2, 0, 1)
    if seed % 3 == 0:
        score = np.round(score, 2)
    if seed % 3 == 1:
        score = np.round(score, 1)
    table = {"score": score, "label": label}
    if seed % 2 == 0:
        table["weight"] = chance.exponential(1, rows)
    table["entity"] = chance.integers(0, rows // 4, rows)
    table["time"] = chance.integers(0, 7 * 86_400, rows)
    return table


def precision_at(score, label, weight, count):
    """Of `count` rows of weight 1; those that tie for the last places count for their share."""
    count = min(count, weight.sum())
    taken = hits = 0.0
    for value in np.unique(score)[::-1]:
        here = score == value
        mass, marks = weight[here].sum(), (weight * label)[here].sum()
        if taken + mass >= count:
            return (hits + marks * (count - taken) / mass) / count
        taken, hits = taken + mass, hits + marks
    return hits / count


def card_precision(table, count):
    """The handbook's card precision; of equal scores the entity that came first in the file."""
    found, days = set(), []
    first = {}
    for name in table["entity"]:
        first.setdefault(name, len(first))
    day = table["time"] // 86_400
    for each in np.unique(day):
        cards = {}
        for row in np.flatnonzero(day == each):
            name = table["entity"][row]
            if name not in found:
                score, bad = cards.get(name, (-np.inf, 0))
                cards[name] = (max(score, table["score"][row]), max(bad, table["label"][row]))
        top = sorted(cards, key=lambda name: (-cards[name][0], first[name]))[:count]
        bad = [name for name in top if cards[name][1]]
        found.update(bad)
        days.append(len(bad) / count)
    return float(np.mean(days))


def calibration_error(score, label, weight):
    place = np.minimum((score * BINS).astype(int), BINS - 1)
    error = 0.0
    for each in range(BINS):
        here = place == each
        if weight[here].sum() > 0:
            gap = np.average(score[here] - label[here], weights=weight[here])
            error += abs(gap) * weight[here].sum() / weight.sum()
    return error


def expected(table):
    score, label = table["score"], table["label"]
    given = table.get("weight")
    weight = np.ones(len(score)) if given is None else given
    rates, recalls, _ = sk.roc_curve(label, score, sample_weight=given, drop_intermediate=False)
    answers = {
        "auc": sk.roc_auc_score(label, score, sample_weight=given),
        "ap": sk.average_precision_score(label, score, sample_weight=given),
        "brier": sk.brier_score_loss(label, score, sample_weight=given),
        "log_loss": sk.log_loss(label, score, sample_weight=given),
        "calibration_error": calibration_error(score, label, weight),
    }
    for rate in RATES:
        answers[f"recall_at_fpr_{rate}"] = recalls[rates <= rate].max()
    for count in COUNTS:
        answers[f"precision_at_{count}"] = precision_at(score, label, weight, count)
        answers[f"card_precision_at_{count}"] = card_precision(table, count)
    return answers


def asked(assay, table, path, *more):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*(column.tolist() for column in table.values())))
    command = [assay, "metrics", "--table", path, "--json", "--bins", str(BINS),
               "--rates", ",".join(map(str, RATES)), "--at", ",".join(map(str, COUNTS)), *more]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
    return json.loads(run.stdout)


def large(seed, rows=60_000):
    chance = np.random.default_rng(seed)
    label = (chance.random(rows) < 0.01).astype(int)
    return {
        "score": np.clip(0.3 * label + 0.7 * chance.random(rows), 0, 1), "label": label,
        "entity": chance.integers(0, 5_000, rows), "time": chance.integers(0, 7 * 86_400, rows),
    }


def measure(results, assay):
    """Adds `metrics.vs_sklearn_error` and `metrics.bootstrap_seconds`."""
    worst, compared = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "scores.csv")
        for seed in SEEDS:
            table = made(seed)
            ours = asked(assay, table, path, "--resamples", "0")["metrics"]
            for name, theirs in expected(table).items():
                compared += 1
                value = ours[name]["value"]
                error = float("inf") if value is None else abs(value - theirs)
                if error > 1e-6:
                    print(f"seed {seed}: {name} is {value}, expected {theirs}", file=sys.stderr)
                worst = max(worst, error)
        seconds = asked(assay, large(1), path, "--resamples", "500", "--threads", "2")["seconds"]
    results.add("metrics.vs_sklearn_compared", compared, "figures")
    results.add("metrics.vs_sklearn_error", worst, "at most", bar=1e-6, at_most=True)
    results.add("metrics.bootstrap_seconds", seconds, "s", bar=5, at_most=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--json")
    options = parser.parse_args()
    results = Results()
    measure(results, options.assay)
    sys.exit(0 if results.finish(options.json) else 1)


if __name__ == "__main__":
    main()
