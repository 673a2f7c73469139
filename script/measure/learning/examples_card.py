"""Scores of models that Python trained, in Assay: what `examples/run` asserts, as figures.

`examples.lightgbm_error` and `examples.onnx_error` are the largest differences between
`assay models score` and LightGBM's and ONNX Runtime's own scores of the same rows,
`examples.replay_error` between the scores in decisions' records and those, `examples.torch_error`
between Assay and torch itself, which rounds floats at other places. From the project's folder:

    .venv/bin/python script/measure/learning/examples_card.py --assay .build/release/assay

The Python that has PyTorch is made by `examples/run` in examples/.venv, or in ASSAY_EXAMPLES_VENV.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from results import Results  # noqa: E402

BARS = {"lightgbm": 1e-6, "onnx": 1e-6, "replay": 1e-6, "torch": 5e-5}


def measure(results, assay):
    """Runs the example and adds its largest differences; ends the script if it broke off."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "errors.json")
        run = subprocess.run(
            ["examples/run", "--assay", assay, "--out", os.path.join(folder, "out"),
             "--json", path],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if not os.path.exists(path):
            sys.exit(f"examples/run ended with {run.returncode}:\n{run.stdout}")
        with open(path, encoding="utf-8") as file:
            errors = json.load(file)
    for name, bar in BARS.items():
        results.add(f"examples.{name}_error", errors[name], "at most", bar=bar, at_most=True)


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
