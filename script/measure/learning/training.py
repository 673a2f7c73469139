"""Runs `assay train` and reads what it wrote; shared by the cards of learning."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from results import Results  # noqa: E402  (the folder is only on the path from here on)

__all__ = ["Results", "figures", "train"]


def train(assay, *options):
    """The facts of a training, from the folder it wrote; ends the run when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "model")
        command = [assay, "train", "--out", out, *options]
        run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                             check=False)
        if run.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
        with open(os.path.join(out, "facts.json"), encoding="utf-8") as file:
            return json.load(file)


def figures(facts):
    """Name → value of the figures as they are served, behind calibration."""
    return {figure["name"]: figure.get("value") for figure in facts["metrics"]}
