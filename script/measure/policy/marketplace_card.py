"""The marketplace pack on a marketplace whose truth is known: `assay simulate --world marketplace`.

The world is made by us, its frauds after what peers describe: these figures say that the pack does
what it was written for, not how it does on fraud it has not seen. An account is *found* when one of
its events is reviewed, limited, held or blocked, or challenged. Friction of the honest is what they
notice: a challenge, limit, hold or block; a review is a person's time, and counted on its own.

script/measure/policy/marketplace_card.py --assay .build/release/assay [--events N] [--seed S]
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from results import Results  # noqa: E402

PACK = "PolicyPacks/marketplace"
EVENTS, DAYS, SEEDS = 200_000, 60, (1, 2, 3)
# What an account itself notices.
FELT = {"challenge", "limit", "hold", "block", "exclude"}


def replayed(assay, events, days, seed, folder):
    """The truth by account, and the strongest things that were done to each: sets of actions."""
    subprocess.run([assay, "simulate", "--world", "marketplace", "--out", folder, "--events",
                    str(events), "--days", str(days), "--seed", str(seed)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(f"{folder}/truth-accounts.csv", newline="", encoding="utf-8") as file:
        truth = {row["user"]: (row["label"], row["campaign"]) for row in csv.DictReader(file)}
    decisions = f"{folder}/decisions.ndjson"
    subprocess.run([assay, "replay", "--pack", PACK, "--events", f"{folder}/events.ndjson",
                    "--decisions", decisions], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    done, fired = {}, {}
    with open(decisions, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            action = record["action"]
            if action == "allow":
                continue
            # A contract is found with both of its sides.
            sides = {"account", "client"} if record["journey"] == "contract" else {"account"}
            for account in (record["entities"].get(side) for side in sides):
                done.setdefault(account, set()).add(action)
                for reason in record["reasons"]:
                    fired.setdefault(reason["rule"], set()).add(account)
    return truth, done, fired


def scored(truth, done):
    """Figures of one world."""
    found = set(done)
    bad = {account for account, (label, _) in truth.items() if label == "abusive"}
    good = {account for account, (label, _) in truth.items() if label == "organic"}
    found &= bad | good  # accounts that are removed in the log are neither
    felt = {account for account in good if done.get(account, set()) & FELT}
    figures = {
        "precision": len(found & bad) / max(1, len(found)), "recall": len(found & bad) / len(bad),
        "honest_friction": len(felt) / len(good),
        "honest_reviewed": len((found & good) - felt) / len(good),
    }
    kinds = {campaign for _, campaign in truth.values() if campaign}
    for kind in sorted(kinds):
        members = {account for account, (_, campaign) in truth.items() if campaign == kind}
        if kind.startswith("hard:"):
            felt_here = len(members & felt) / len(members)
            figures[f"friction_by_kind.{kind.removeprefix('hard:')}"] = felt_here
        else:
            figures[f"recall_by_campaign.{kind}"] = len(members & found) / len(members)
    return figures


def measure(results, assay, events=EVENTS, seeds=SEEDS, verbose=False):
    """Adds the figures of `marketplace`: means over seeds."""
    runs = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            truth, done, fired = replayed(assay, events, DAYS, seed, folder)
        runs.append(scored(truth, done))
        if verbose:
            told(truth, fired)
    bars = {"precision": (0.9, False), "recall": (0.9, False), "honest_friction": (0.02, True)}
    for name in runs[0]:
        values = [run[name] for run in runs if name in run]
        bar, at_most = bars.get(name, (None, False))
        results.add(f"marketplace.{name}", sum(values) / len(values), bar=bar, at_most=at_most)


def told(truth, fired):
    """Whom each rule met, for those who tune the pack."""
    for rule, accounts in sorted(fired.items()):
        kinds = {}
        for account in accounts:
            label, campaign = truth[account]
            kinds[campaign or label] = kinds.get(campaign or label, 0) + 1
        print(f"{rule:24} {dict(sorted(kinds.items(), key=lambda item: -item[1]))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--seed", type=int, action="append")
    parser.add_argument("--rules", action="store_true", help="say whom each rule met")
    parser.add_argument("--json")
    options = parser.parse_args()
    results = Results()
    measure(results, options.assay, options.events, options.seed or SEEDS, options.rules)
    sys.exit(0 if results.finish(options.json) else 1)


if __name__ == "__main__":
    main()
