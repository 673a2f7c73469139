"""Times boosted trees here and in libxgboost, in one process. Called by `script/bench`.

    python3 script/measure/learning/trees_bench.py --assay .build/release/assay
"""
import argparse
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from results import Results  # noqa: E402


def measure(results, assay):
    """Adds `trees.…` to the results: 100 trees of depth 6 over 30 inputs, one thread."""
    run = subprocess.run([assay, "models", "bench"], stdout=subprocess.PIPE, check=True,
                         env=os.environ | {"OMP_WAIT_POLICY": "PASSIVE"})
    times = json.loads(run.stdout)
    results.add("trees.row_microseconds", times["ours_us"], "µs")
    results.add("trees.vs_xgboost_single", times["single_ratio"], "×", bar=15)
    results.add("trees.vs_xgboost_batch", times["batch_ratio"], "×", bar=2)
    results.add("trees.explain_microseconds", times["explain_us"], "µs")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--assay", required=True)
    arguments.add_argument("--json")
    options = arguments.parse_args()
    results = Results()
    measure(results, options.assay)
    if not results.finish(options.json):
        sys.exit(1)


if __name__ == "__main__":
    main()
