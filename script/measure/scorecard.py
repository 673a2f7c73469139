"""Scores Assay's output against truth. Called by `script/scorecard`."""
import argparse
import json
import subprocess
import sys
import tempfile

import handbook
import rings_card
from results import Results


def listening(results, assay, shared):
    """The listening log, decided by the streaming pack's rules alone."""
    with tempfile.TemporaryDirectory() as verdicts:
        run = subprocess.run(
            [assay, "replay", "--pack", "PolicyPacks/streaming", "--json", "--events",
             f"{shared}/data/listening/events.ndjson.gz", "--verdicts", verdicts],
            stdout=subprocess.PIPE, text=True, check=False)
        if run.returncode not in (0, 1):
            sys.exit(f"assay replay failed with {run.returncode}")
        scored = subprocess.run(
            [sys.executable, f"{shared}/scorecard/listening.py", "--json", "--truth",
             f"{shared}/data/listening", "--verdicts", verdicts],
            stdout=subprocess.PIPE, text=True, check=True)
    for name, value in json.loads(scored.stdout).items():
        if isinstance(value, dict):
            for part, share in value.items():
                results.add(f"listening.{name}.{part}", share)
        else:
            results.add(f"listening.{name}", value)


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
    sys.exit(0 if results.finish(options.json) else 1)


main()
