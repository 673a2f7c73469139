"""Scores Assay's output against truth. Called by `script/scorecard`."""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("learning", "policy", "resolution"):
    sys.path.insert(0, os.path.join(HERE, folder))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "learning"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "policy"))

import accounts_models  # noqa: E402
import backtest_card  # noqa: E402
import drift_card  # noqa: E402
import examples_card  # noqa: E402
import handbook  # noqa: E402
import handbook_models  # noqa: E402
import holdout_card  # noqa: E402
import marketplace_card  # noqa: E402
import metrics_card  # noqa: E402
import models_card  # noqa: E402
import resolution_card  # noqa: E402
import outbox_card  # noqa: E402
import rings_card  # noqa: E402
from results import Results  # noqa: E402


# What the listening log must reach, by key without its prefix; and what it must not exceed.
LISTENING_BARS = {
    "account_ap": 0.98, "ring_purity": 0.98, "stream_precision": 0.98, "stream_recall": 0.92,
    "payees_beneficiary_precision": 1.0, "payees_beneficiary_recall": 1.0,
    "artists_victims_recognised_share": 0.9,
    "recall_by_campaign.loop_farm": 0.95, "recall_by_campaign.playlist_push": 0.95,
    "recall_by_campaign.signup_farm": 0.95, "recall_by_campaign.smear_farm": 0.95,
    "recall_by_campaign.hijacked": 0.85,
}
LISTENING_LIMITS = {
    "restricted_good_share": 0.001, "restricted_hard_good_share": 0, "artists_victims_blamed": 0,
}


def listening(results, assay, shared):
    """The listening log: rings, accounts, plays, payees and artists, by `assay detect`."""
    with tempfile.TemporaryDirectory() as verdicts:
        run = subprocess.run(
            [assay, "detect", "--pack", "PolicyPacks/streaming", "--json", "--events",
             f"{shared}/data/listening/events.ndjson.gz", "--out", verdicts],
            stdout=subprocess.PIPE, text=True, check=False)
        if run.returncode not in (0, 1):
            sys.exit(f"assay detect failed with {run.returncode}")
        scored = subprocess.run(
            [sys.executable, f"{shared}/scorecard/listening.py", "--json", "--truth",
             f"{shared}/data/listening", "--verdicts", verdicts],
            stdout=subprocess.PIPE, text=True, check=True)
        results.add("listening.account_brier", brier(verdicts, f"{shared}/data/listening"))
    summary = json.loads(run.stdout)
    results.add("listening.detect_seconds", round(summary["seconds"], 1), "s", bar=90,
                at_most=True)
    results.add("listening.detect_mebibytes", summary["peakMemoryBytes"] // 1048576, "MiB",
                bar=4096, at_most=True)
    for name, value in json.loads(scored.stdout).items():
        parts = value.items() if isinstance(value, dict) else [(None, value)]
        for part, share in parts:
            key = name if part is None else f"{name}.{part}"
            at_most = key in LISTENING_LIMITS
            bar = LISTENING_LIMITS.get(key) if at_most else LISTENING_BARS.get(key)
            results.add(f"listening.{key}", share, bar=bar, at_most=at_most)


def brier(verdicts, truth):
    """Mean square of an account's score less the truth: 0 is perfect, hijacked people aside."""
    with open(f"{truth}/truth-accounts.csv", newline="") as file:
        labels = {row["user"]: row["label"] for row in csv.DictReader(file)}
    with open(f"{verdicts}/accounts.csv", newline="") as file:
        scores = {row["account"]: float(row["score"]) for row in csv.DictReader(file)}
    known = [u for u, label in labels.items() if label != "hijacked"]
    return sum((scores.get(u, 0) - (labels[u] == "abusive")) ** 2 for u in known) / len(known)


def conformance(results, assay, shared):
    """The rule language's published cases."""
    run = subprocess.run(
        [assay, "cel", "conformance", f"{shared}/conformance/cel", "--json"],
        stdout=subprocess.PIPE, text=True, check=False)
    counts = json.loads(run.stdout)
    results.add("cel.conformance_core", counts["corePassed"], "cases", bar=1752)
    results.add("cel.conformance_well_known", counts["wellKnownPassed"], "cases")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--json")
    options = parser.parse_args()
    results = Results()
    conformance(results, options.assay, options.shared)
    listening(results, options.assay, options.shared)
    handbook.measure(results, options.assay, options.shared)
    rings_card.measure(results, options.assay, options.shared)
    handbook_models.measure(results, options.assay, options.shared)
    accounts_models.measure(results, options.assay, options.shared)
    drift_card.measure(results, options.assay, options.shared)
    backtest_card.measure(results, options.assay, options.shared)
    metrics_card.measure(results, options.assay)
    models_card.measure(results, options.assay)
    examples_card.measure(results, options.assay)
    resolution_card.measure(results, options.assay, options.shared)
    holdout_card.measure(results, options.assay)
    marketplace_card.measure(results, options.assay)
    outbox_card.measure(results, options.assay)
    sys.exit(0 if results.finish(options.json) else 1)


main()
