"""How often the watch alarms falsely on the handbook, and what it finds within a day.

`assay watch rehearse` takes every span of 1 to 4 weeks from 2018-05-16 on for a reference and judges
every later week day by day: `drift.false_alarm_share` is the share of pairs in which anything at all
alarms, `drift.false_alarm_day_share` that of days, `drift.plain_rule_share` what PSI above 0.1 alone
would do. Then declared things go wrong from a day on, drawn by a seed: each input times 1.5, missing
in 20 % of rows, all 0 (which is also what a feed of labels that stopped does); 1 % and 2 % of rows
scored as the highest in a thousand; half of the rows lost. `drift.detected_share` is the share that
alarms when the first such day is over, `drift.days_to_alarm` the mean days of those found within a
week; both have the bar 1.0, so a single shift that is found on its second day is a miss, and stated.
`drift.small.…` is the same with a fifth of the customers, without bars. What changes no row is left
out.

The score is a fixed formula over the inputs, written here only so that there is one to watch.
"""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from results import Results  # noqa: E402

PACK = "PolicyPacks/card-payments"
INPUTS = ["event.amount", "features.payment.on_weekend", "features.payment.at_night"]
INPUTS += [f"features.customer.{what}_{window}" for window in ("1d", "7d", "30d")
           for what in ("payments", "mean_amount")]
INPUTS += [f"features.terminal.{what}_{window}" for window in ("1d", "7d", "30d")
           for what in ("payments", "risk")]
FROM = "2018-05-16"


def score(row):
    """A stand-in for a model: larger for risky terminals and amounts unlike the customer's."""
    amount, mean = float(row["event.amount"]), float(row["features.customer.mean_amount_30d"])
    margin = -6.5 + 0.6 * min(8, amount / max(1, mean)) + 0.004 * min(1000, amount)
    margin += 3 * float(row["features.terminal.risk_7d"])
    margin += 3 * float(row["features.terminal.risk_30d"])
    return 1 / (1 + math.exp(-margin))


def run(arguments):
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def scored(assay, shared, folder):
    """A table of the inputs, the customer and a score, from `FROM` on."""
    table, out = os.path.join(folder, "rows.csv"), os.path.join(folder, "scored.csv")
    run([assay, "features", "--pack", PACK, "--mapping", f"{PACK}/mapping.yaml", "--events",
         f"{shared}/data/handbook/transactions.csv.gz", "--out", table,
         "--fields", "event.amount"])
    with open(table, newline="", encoding="utf-8") as file, \
            open(out, "w", newline="", encoding="utf-8") as target:
        rows = csv.DictReader(file)
        names = ["time", "customer", *INPUTS]
        writer = csv.writer(target)
        writer.writerow([*names, "score"])
        for row in rows:
            if row["time"] >= FROM:
                writer.writerow([*(row[name] for name in names), f"{score(row):.6g}"])
    return out


def add(results, report, prefix, holds):
    """Figures of one rehearsal; only those of all customers have bars."""
    results.add(f"{prefix}.pairs", report["weeks"], "pairs")
    results.add(f"{prefix}.false_alarm_share", report["alarmedWeeks"] / report["weeks"],
                bar=0.05 if holds else None, at_most=True)
    results.add(f"{prefix}.false_alarm_day_share", report["alarmedDays"] / report["days"])
    results.add(f"{prefix}.plain_rule_share", report["plainAlarmedWeeks"] / report["weeks"])
    must = [shift for shift in report["shifts"] if shift["must"]]
    tried = sum(shift["tried"] for shift in must)
    found = sum(shift["withinWeek"] for shift in must)
    results.add(f"{prefix}.shifts", tried, "tried")
    results.add(f"{prefix}.detected_share", sum(shift["onFirstDay"] for shift in must) / tried,
                bar=1.0 if holds else None)
    days = sum(shift["daysToAlarm"] for shift in must) / max(1, found)
    results.add(f"{prefix}.days_to_alarm", days, "days", bar=1.0 if holds else None,
                at_most=True)
    for shift in must:
        if shift["tried"] and shift["onFirstDay"] < shift["tried"]:
            share = shift["onFirstDay"] / shift["tried"]
            print(f"{prefix}: {shift['shift']} {shift['subject']} on the first day: {share:.2f}")


def measure(results, assay, shared):
    if not os.path.exists(f"{shared}/data/handbook/transactions.csv.gz"):
        sys.exit(f"{shared}/data/handbook is not here: the drift figures need it.")
    with tempfile.TemporaryDirectory() as folder:
        table = scored(assay, shared, folder)
        for prefix, keep in (("drift", "1"), ("drift.small", "0.2")):
            report = json.loads(run(
                [assay, "watch", "rehearse", "--table", table, "--inputs", ",".join(INPUTS),
                 "--scores", "score", "--entity", "customer", "--from", FROM, "--keep", keep,
                 "--json"]))
            add(results, report, prefix, keep == "1")


if __name__ == "__main__":
    figures = Results()
    measure(figures, sys.argv[1], sys.argv[2])
    sys.exit(0 if figures.finish(None) else 1)
