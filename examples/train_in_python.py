"""Trains two models in Python on features that Assay made, and puts both into Assay.

    examples/run                       # all of it, on a simulated world; a minute
    examples/run --events 200000       # a larger world

or, with a Python that has examples/requirements.txt and an `assay` that is built:

    python examples/train_in_python.py --assay .build/release/assay --out var/python
    python examples/train_in_python.py --table rows.csv --label fraud --time paid_at --inputs card.

The first makes a world of a music service with known truth (`assay simulate`), lets Assay write the
features of every play (`assay features`), and joins the truth. The second takes a table of your
own: a CSV with a label of 0 and 1, a time (RFC 3339), and inputs in columns of numbers.

Either way it trains a small PyTorch network and LightGBM on the first 70 % of the time, leaves a
gap for labels that are not known yet, and tests on the rest. Both are written as bundles; Assay
scores the test with them, and every score must be what Python says. Last (with the first form),
both are registered, and run in shadow over the whole log: the score in each decision must be the
same again. Ends with 1 if any differs by more than its bound.
"""
import argparse
import json
import logging
import os
import sys
import warnings

import lightgbm
import numpy as np
import onnxruntime
import pandas as pd
import torch
from sklearn.metrics import average_precision_score, roc_auc_score

from assay_cli import Assay, write_bundle

PACK = "PolicyPacks/streaming"
JOURNEY = "play"

# The largest difference between two scores of the same row that is let pass.
BOUNDS = {
    "onnx": 1e-6,      # Assay and ONNX Runtime in Python: one library, alone or many rows at once
    "torch": 5e-5,     # Assay and torch itself: two libraries, each rounding to 32 bits as it goes
    "lightgbm": 1e-6,  # Assay's own reading of LightGBM's text, and LightGBM
    "replay": 1e-6,    # the score in a decision's record, and Python's
}


def main():
    options = read_options()
    torch.manual_seed(options.seed)
    torch.set_num_threads(2)
    os.makedirs(options.out, exist_ok=True)
    assay = Assay(options.assay, onnxruntime)

    table = read_own(options) if options.table else make_world(assay, options)
    train, test, inputs = split(table, options)
    net = train_net(train[inputs], train["label"], options.epochs)
    trees = train_trees(train[inputs], train["label"], options.seed)

    def scores_of(rows):
        return python_scores(net, trees, f"{options.out}/net.onnx", rows)

    bundles = export(net, trees, train, test, inputs, options)
    errors = compare(assay, bundles, scores_of, test[inputs], options)
    if not options.table:
        errors["replay"] = ship(assay, bundles, scores_of(table[inputs]), table, options)
    sys.exit(0 if report(errors, options) else 1)


def read_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default=".build/release/assay", help="the program")
    parser.add_argument("--out", default="var/python", help="folder for all that is written")
    parser.add_argument("--table", help="a CSV of your own, in place of a simulated world")
    parser.add_argument("--label", default="label", help="its column of 0 and 1")
    parser.add_argument("--time", default="time", help="its column of times")
    parser.add_argument("--gap", type=float, default=2, help="days that labels take to be known")
    parser.add_argument("--inputs", default="features.account.",
                        help="inputs are the columns of numbers whose names begin so")
    parser.add_argument("--events", type=int, default=100_000, help="events of the world")
    parser.add_argument("--epochs", type=int, default=8, help="how often the net sees all rows")
    parser.add_argument("--seed", type=int, default=7, help="of the world and of both trainers")
    parser.add_argument("--json", help="write the largest differences to this file")
    return parser.parse_args()


# 1. The training set: features as they were when each event was decided, and what became of it.

def make_world(assay, options):
    """Rows of every play, features by Assay, labels from the simulation's truth."""
    world, rows = f"{options.out}/world", f"{options.out}/rows.csv"
    assay.run("simulate", "--out", world, "--events", options.events, "--seed", options.seed)
    assay.run("features", "--pack", PACK, "--events", f"{world}/events.ndjson",
              "--journey", JOURNEY, "--out", rows)
    table = read_table(rows)
    truth = pd.read_csv(f"{world}/truth-streams.csv")  # event,campaign: the plays nobody heard
    table["label"] = table["id"].isin(truth["event"]).astype(int)
    return table


def read_own(options):
    table = read_table(options.table)
    for name in (options.label, options.time):
        if name not in table:
            sys.exit(f"{options.table} has no column {name}.")
    if not table[options.label].isin([0, 1]).all():
        sys.exit(f"{options.table}: {options.label} is not 0 or 1 everywhere.")
    return table.assign(label=table[options.label].astype(int), time=table[options.time])


def read_table(path):
    """A CSV whose numbers are read to the last bit; an empty cell is missing (NaN)."""
    return pd.read_csv(path, low_memory=False)


def split(table, options):
    """Rows to learn from, later rows to test on, and the inputs both have."""
    time = pd.to_datetime(table["time"], utc=True)
    end = time.min() + 0.7 * (time.max() - time.min())
    train, test = table[time < end], table[time >= end + pd.Timedelta(days=options.gap)]
    for name, part in (("train", train), ("test", test)):
        if part["label"].nunique() < 2:
            sys.exit(f"The {name} part has {len(part)} rows and not both labels.")
    if not any(name.startswith(options.inputs) for name in table.columns):
        sys.exit(f"No column's name begins with {options.inputs}; choose others with --inputs.")
    inputs = [name for name in table.columns if name.startswith(options.inputs)
              and pd.api.types.is_numeric_dtype(table[name]) and train[name].notna().any()]
    missing = test[inputs].isna().mean().mean()
    print(f"train {len(train):,} rows ({train['label'].mean():.1%} bad), "
          f"test {len(test):,} ({test['label'].mean():.1%}), {len(inputs)} inputs, "
          f"{missing:.1%} of the test's values are missing")
    return train, test, inputs


# 2. Two models. What prepares the inputs is part of the model, so that Assay feeds raw values.

class Net(torch.nn.Module):
    """A small network over raw inputs: it fills in what is missing and standardises by itself."""

    def __init__(self, rows):
        super().__init__()
        rows = squash(rows)
        mean = torch.nanmean(rows, dim=0)
        filled = torch.where(torch.isnan(rows), mean, rows)
        self.register_buffer("mean", mean)
        self.register_buffer("scale", filled.std(dim=0).clamp(min=1e-3))
        width = rows.shape[1]
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(2 * width, 64), torch.nn.ReLU(),
            torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))

    def logits(self, x):
        is_missing = torch.isnan(x)
        x = torch.where(is_missing, self.mean, squash(x))
        x = ((x - self.mean) / self.scale).clamp(-8, 8)
        return self.layers(torch.cat([x, is_missing.float()], dim=1)).squeeze(1)

    def forward(self, x):
        return torch.sigmoid(self.logits(x))


def squash(x):
    """Counts and milliseconds have long tails; their logarithms do not."""
    return torch.sign(x) * torch.log1p(torch.abs(x))


def floats(rows):
    return torch.from_numpy(rows.to_numpy(np.float32))


def train_net(rows, labels, epochs):
    x, y = floats(rows), torch.from_numpy(labels.to_numpy(np.float32))
    net = Net(x)
    optimiser = torch.optim.Adam(net.parameters(), lr=2e-3, weight_decay=1e-5)
    loss_of = torch.nn.BCEWithLogitsLoss()
    for epoch in range(epochs):
        total = 0.0
        for batch in torch.randperm(len(x)).split(512):
            optimiser.zero_grad()
            loss = loss_of(net.logits(x[batch]), y[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        print(f"  torch epoch {epoch + 1} of {epochs}: loss {total / len(x):.4f}")
    return net.eval()


def train_trees(rows, labels, seed):
    """LightGBM takes missing values as they are."""
    settings = {"objective": "binary", "learning_rate": 0.05, "num_leaves": 31,
                "min_data_in_leaf": 50, "feature_fraction": 0.8, "bagging_fraction": 0.8,
                "bagging_freq": 1, "seed": seed, "deterministic": True, "num_threads": 2,
                "verbose": -1}
    return lightgbm.train(settings, lightgbm.Dataset(rows, labels), num_boost_round=200)


# 3. Bundles: the model's file beside a manifest that says what it reads.

def export(net, trees, train, test, inputs, options):
    """Writes two bundles, with what the models do on the test; gives their folders by kind."""
    files = {"torch": f"{options.out}/net.onnx", "lightgbm": f"{options.out}/trees.txt"}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it speaks of torchvision
    warnings.filterwarnings("ignore", category=FutureWarning, module="copyreg")
    torch.onnx.export(
        net, (floats(test[inputs][:2]),), files["torch"], input_names=["inputs"],
        output_names=["probability"], dynamic_shapes=({0: torch.export.Dim("rows")},),
        dynamo=True, verbose=False, external_data=False)  # all weights in the one file
    trees.save_model(files["lightgbm"])
    spans = {name: {"rows": len(part), "from": str(part["time"].min()),
                    "to": str(part["time"].max())}
             for name, part in (("train", train), ("test", test))}
    scores = python_scores(net, trees, files["torch"], test[inputs])
    bundles = {}
    for kind, form in (("torch", "onnx"), ("lightgbm", "lightgbm-text")):
        metrics = {"ap": average_precision_score(test["label"], scores[kind]),
                   "auc": roc_auc_score(test["label"], scores[kind])}
        print(f"{kind:9} AP {metrics['ap']:.4f}  AUC {metrics['auc']:.4f}  on the test")
        bundles[kind] = write_bundle(
            f"{options.out}/bundles/{kind}", name=f"python_{kind}", form=form, file=files[kind],
            inputs=inputs, facts={"metrics": metrics, "trainedWith": kind, "seed": options.seed,
                                  "gapDays": options.gap, **spans})
    return bundles


def python_scores(net, trees, onnx, rows):
    """What torch, ONNX Runtime and LightGBM say of rows, in Python."""
    x = floats(rows)
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    with torch.no_grad():
        return {"torch": net(x).numpy(), "onnx": session.run(None, {"inputs": x.numpy()})[0],
                "lightgbm": trees.predict(rows)}


# 4. The same scores in Assay.

def compare(assay, bundles, scores_of, rows, options):
    """The largest differences between Assay's scores and Python's.

    The rows are the test's, and the same again with every fifth value, at random, missing.
    """
    blank = np.random.default_rng(options.seed).random(rows.shape) < 0.2
    rows = pd.concat([rows, rows.mask(blank)])
    path = f"{options.out}/test.csv"
    rows.to_csv(path, index=False)
    theirs = scores_of(rows)
    ours = {kind: assay.scores(bundle, path) for kind, bundle in bundles.items()}
    return {"onnx": difference(ours["torch"], theirs["onnx"]),
            "torch": difference(ours["torch"], theirs["torch"]),
            "lightgbm": difference(ours["lightgbm"], theirs["lightgbm"])}


def difference(ours, theirs):
    """The largest difference; infinite where a row has no score."""
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    if ours.shape != theirs.shape or not np.isfinite(ours).all():
        return float("inf")
    return float(np.abs(ours - theirs).max())


def ship(assay, bundles, scores, table, options):
    """Registers both models, runs them in shadow over the log, compares the decisions' scores."""
    store = f"{options.out}/models.db"
    assay.register(bundles, store)
    pack = assay.pack_with(bundles, PACK, JOURNEY, f"{options.out}/pack")
    decided = assay.replay(pack, f"{options.out}/world/events.ndjson",
                           f"{options.out}/decisions.ndjson")
    keys = list(zip(table["source"], table["id"]))
    return max(
        difference([decided[key].get(f"python_{kind}", np.nan) for key in keys],
                   scores["onnx" if kind == "torch" else kind])
        for kind in bundles)


def report(errors, options):
    """Prints the differences beside their bounds; true when all hold."""
    holds = True
    for name, error in errors.items():
        is_equal = error <= BOUNDS[name]
        holds = holds and is_equal
        print(f"largest difference, {name:9} {error:.1e}  at most {BOUNDS[name]:.0e}  "
              f"{'equal' if is_equal else 'DIFFERENT'}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(errors, file)
    return holds


if __name__ == "__main__":
    main()
