"""Measures Assay's speed. Called by `script/bench`."""
import argparse
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "learning"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "console"))

import console_card  # noqa: E402
import features_bench  # noqa: E402
import flatness  # noqa: E402
import http_bench  # noqa: E402
import rings_bench  # noqa: E402
import rules_bench  # noqa: E402
import trees_bench  # noqa: E402
from results import Results  # noqa: E402
from stolen import Stolen  # noqa: E402


def replay(results, assay, log, name, bar):
    """Events a second and peak memory of a replay."""
    best = flatness.replay(assay, log)
    results.add(name, round(best["eventsPerSecond"]), "events/s", bar=bar)
    results.add(name.replace("events_per_second", "peak_mebibytes"),
                best["peakMemoryBytes"] // 1048576, "MiB")
    results.add(name.replace("events_per_second", "stolen_share"), best["stolenShare"])
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--json")
    parser.add_argument("--large", action="store_true", help="logs of 16 and 20 million events too: 7 GB")
    options = parser.parse_args()
    results = Results()
    stolen = Stolen()
    log = f"{options.shared}/data/listening/events.ndjson.gz"
    if os.path.exists(log):
        replay(results, options.assay, log, "replay_events_per_second", 300_000)
    else:
        print("SKIPPED LOUDLY: replay_events_per_second needs shared/data.", file=sys.stderr)
    if os.path.exists(f"{options.shared}/data/handbook/transactions.csv.gz"):
        features_bench.measure(results, options.assay, options.shared)
    else:
        print("SKIPPED LOUDLY: features.* needs shared/data/handbook.", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        rules_bench.measure(results, options.assay, folder)
        rings_bench.measure(results, options.assay)
        trees_bench.measure(results, options.assay)
        subprocess.run(
            [options.assay, "simulate", "--out", folder, "--events", "1000000"], check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        small = replay(results, options.assay, folder + "/events.ndjson",
                       "replay_simulated_events_per_second", None)
        console = {}
        if options.large:
            console = {"events": 5_000_000, "cases": 200_000, "accounts": 500_000}
        console_card.measure(results, options.assay, console_card.settings(
            folder=f"{folder}/console", **console))
        http_bench.measure(results, options.assay, folder + "/events.ndjson", folder)
        flatness.detection(results, options.assay, folder, options.large)
        # Last: its logs are gigabytes, and the disk writes on for a while.
        flatness.measure(results, options.assay, folder, small, options.large)
    results.add("machine.stolen_share", round(stolen.share(), 3))
    sys.exit(0 if results.finish(options.json) else 1)


main()
