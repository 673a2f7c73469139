"""What a script has to know of Assay: what a bundle is, and the commands that take one."""
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys

import pandas as pd


def write_bundle(folder, *, name, form, file, inputs, facts):
    """Makes a bundle: manifest.json, the model's file, facts.json and card.md.

    `name`: a letter, then letters, digits and `_`. `form`: onnx, lightgbm-text or xgboost-json.
    `inputs`: what the model reads, in its order, by the names that rules use.
    """
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    place = shutil.copy(file, folder)
    with open(place, "rb") as opened:
        digest = hashlib.sha256(opened.read()).hexdigest()
    manifest = {"assayModel": 1, "name": name, "format": form, "file": os.path.basename(place),
                "sha256": digest, "inputs": inputs}
    for path, text in (("manifest.json", json.dumps(manifest, indent=1)),
                       ("facts.json", json.dumps(facts, indent=1)), ("card.md", card(name, facts))):
        with open(f"{folder}/{path}", "w", encoding="utf-8") as opened:
            opened.write(text + "\n")
    return folder


def card(name, facts):
    """The model card: people read it at /models."""
    lines = [f"# {name}", "", f"Trained in Python with {facts['trainedWith']}.", ""]
    for part in ("train", "test"):
        span = facts[part]
        lines.append(f"- {part}: {span['rows']:,} rows, {span['from']} to {span['to']}")
    lines += [f"- {key} on the test: {value:.4f}" for key, value in facts["metrics"].items()]
    return "\n".join(lines)


class Assay:
    """The program `assay`."""

    def __init__(self, path, onnxruntime):
        if not os.access(path, os.X_OK):
            sys.exit(f"There is no program {path}: build it (swift build -c release --product "
                     "assay), or name it with --assay.")
        self.path = path
        # The library that Python's ONNX Runtime uses; a service may have one of its own.
        found = glob.glob(f"{os.path.dirname(onnxruntime.__file__)}/capi/libonnxruntime.so*")
        self.environment = dict(os.environ)
        if found:
            self.environment.setdefault("ASSAY_ONNXRUNTIME", os.path.abspath(found[0]))

    def run(self, *arguments, quiet=False):
        """Runs a command; ends the script with the command's words if it failed."""
        command = [self.path, *map(str, arguments)]
        print("$ assay", *command[1:], flush=True)
        ended = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, check=False)
        if ended.returncode != 0:
            sys.exit(f"It ended with {ended.returncode}.\n{ended.stdout}{ended.stderr}")
        if not quiet:
            print(ended.stdout.rstrip())

    def scores(self, bundle, table):
        """The scores of a table's rows, in their order."""
        out = f"{bundle}.scores.csv"
        self.run("models", "score", "--bundle", bundle, "--table", table, "--out", out, quiet=True)
        return pd.read_csv(out)["score"]

    def register(self, bundles, store):
        """Keeps the bundles in a new store; one is a canary for a tenth of accounts for a while."""
        for path in glob.glob(f"{store}*"):
            os.remove(path)
        place = ("--store", f"sqlite:{store}")
        for bundle in bundles.values():
            self.run("models", "register", bundle, *place, "--why", "made in Python")
        for more in (("canary", "--share", "0.1"), ("shadow",)):
            self.run("models", "promote", "python_lightgbm", "1", "--to", *more, *place)
        self.run("models", "list", *place)

    def pack_with(self, bundles, pack, journey, out):
        """A copy of a pack that declares the models, and has version 1 of each in shadow."""
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(pack, out, ignore=shutil.ignore_patterns("models", "models.yaml"))
        models, stages = ["models:"], ["stages:"]
        for kind, bundle in bundles.items():
            name = f"python_{kind}"
            models.append(
                f"  - {{ name: {name}, description: Trained in Python with {kind}., "
                f"owner: examples, on: {journey}, split_by: account, "
                "reasons: { from: 0.5, most: 4 } }")
            stages.append(f"  - {{ model: {name}, version: 1, stage: shadow }}")
            shutil.copytree(bundle, f"{out}/models/{name}/1")
        for path, lines in (("models.yaml", models), ("models/stages.yaml", stages)):
            with open(f"{out}/{path}", "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
        self.run("pack", "check", out)
        return out

    def replay(self, pack, events, out):
        """Decides all events; gives the models' scores by the events' (source, id)."""
        self.run("replay", "--pack", pack, "--events", events, "--decisions", out, quiet=True)
        decided = {}
        with open(out, encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                decided[record["event"]["source"], record["event"]["id"]] = {
                    model["name"]: model["score"] for model in record.get("models", [])}
        return decided
