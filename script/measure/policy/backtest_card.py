"""A changed rule over the listening log: how long a backtest takes, and whether it is a replay.

`assay backtest` walks the log once into a cache (`backtest.cold_seconds`). Then one rule is
changed, to a number that no run has seen, and backtested against the live pack with the truth:
`backtest.seconds` is the least wall time of three such runs, process start and report included.
`backtest.equal` is 1 when a full replay of the last candidate decides the same in every event:
action, all actions, score, rules that fired, live and in shadow, and what was undecided and why.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

RULE = "features.account.plays_per_track_24h >= 6.0"


def backtest(assay, candidate, folder, shared, *more):
    """Wall seconds of a backtest, and what it printed; ends the script if it failed."""
    truth = f"{shared}/data/listening"
    command = [
        assay, "backtest", "--pack", candidate, "--against", "PolicyPacks/streaming",
        "--events", f"{truth}/events.ndjson.gz", "--cache", f"{folder}/cache", "--json",
        "--labels", f"{truth}/truth-accounts.csv", *more]
    started = time.monotonic()
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"assay backtest failed with {run.returncode}")
    return time.monotonic() - started, json.loads(run.stdout)


def changed(folder, number):
    """The streaming pack with one rule at another threshold."""
    candidate = f"{folder}/candidate-{number}"
    shutil.copytree("PolicyPacks/streaming", candidate)
    path = f"{candidate}/rules.yaml"
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if RULE not in text:
        sys.exit(f"{path} has no `{RULE}` to change")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(RULE, RULE.replace("6.0", str(number))))
    return candidate


def measure(results, assay, shared):
    """Adds the figures."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        cold, _ = backtest(assay, "PolicyPacks/streaming", folder, shared)
        seconds = []
        for number in (5.25, 4.75, 4.25):
            taken, answer = backtest(assay, changed(folder, number), folder, shared)
            if answer["walked"] or answer["report"]["evaluatedRules"] != ["looped_tracks"]:
                sys.exit("The backtest did more than the change needs.")
            seconds.append(taken)
        _, answer = backtest(assay, f"{folder}/candidate-4.25", folder, shared, "--verify")
        results.add("backtest.cold_seconds", round(cold, 1), "s")
        results.add("backtest.seconds", round(min(seconds), 2), "s", bar=5, at_most=True)
        results.add("backtest.equal", 1 if answer["equal"] else 0, bar=1)
        results.add("backtest.compared", answer["compared"], "decisions")


if __name__ == "__main__":
    import argparse
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from results import Results
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", default=".build/release/assay")
    parser.add_argument("--shared", default="../shared")
    options = parser.parse_args()
    figures = Results()
    measure(figures, options.assay, options.shared)
    sys.exit(0 if figures.finish(None) else 1)
