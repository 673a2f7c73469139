"""Holds Assay's scores and contributions against XGBoost's, LightGBM's and ONNX Runtime's.

Trains a model with each, on made data with missing values, has `assay models score` score rows,
and compares: XGBoost's bits, the others' to 1e-6. From the project's folder:

    .venv/bin/python script/measure/learning/models_card.py --assay .build/release/assay

`--corpus DIR` writes small models with rows and scores instead, for Tests/ModelsTests.
"""
import argparse
import csv
import glob
import hashlib
import json
import os
import subprocess
import sys
import tempfile

import lightgbm
import numpy
import onnxruntime
import skl2onnx
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.neural_network import MLPClassifier

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from results import Results  # noqa: E402

ROWS = 100_000
EXPLAINED = 2_000
INPUTS = 12
SEED = 7


def data(count, seed, missing=0.15):
    """Rows with missing values, ties and outliers, and labels that depend on some of them."""
    random = numpy.random.default_rng(seed)
    rows = random.normal(size=(count, INPUTS))
    rows[:, 1] = numpy.round(rows[:, 1] * 4) / 4
    rows[:, 2] = numpy.exp(rows[:, 2] * 3)
    rows[:, 3] = random.integers(0, 3, count)
    known = rows[:, 0] * rows[:, 1] + numpy.log(rows[:, 2]) / 3 - rows[:, 3]
    labels = (known + random.normal(size=count) > 0.5).astype(int)
    rows[random.random(rows.shape) < missing] = numpy.nan
    return rows, labels


def xgboost_17(rounds):
    from libxgboost import Booster
    rows, labels = data(20_000, SEED)
    booster = Booster(rows, labels, rounds, {
        "objective": "binary:logistic", "max_depth": 6, "eta": 0.2, "nthread": 1,
        "base_score": 0.3, "tree_method": "hist"})
    return {
        "format": "xgboost-json", "file": "model.json", "bytes": booster.text().encode(),
        "scores": lambda rows: booster.predict(rows),
        "contributions": lambda rows: booster.predict(rows, 2),
    }


def xgboost_3(rounds):
    rows, labels = data(20_000, SEED)
    booster = xgboost.train(
        {"objective": "binary:logistic", "max_depth": 6, "eta": 0.2, "nthread": 1},
        xgboost.DMatrix(rows, labels), rounds)
    matrix = xgboost.DMatrix
    return {
        "format": "xgboost-json", "file": "model.json",
        "bytes": bytes(booster.save_raw("json")),
        "scores": lambda rows: booster.predict(matrix(rows)),
        "contributions": lambda rows: booster.predict(matrix(rows), pred_contribs=True),
    }


def lightgbm_text(rounds, **parameters):
    rows, labels = data(20_000, SEED)
    booster = lightgbm.train(
        {"objective": "binary", "num_leaves": 40, "num_threads": 1, "verbose": -1} | parameters,
        lightgbm.Dataset(rows, labels), rounds)
    # A random forest's raw scores and contributions are sums there, means here.
    share = rounds if parameters.get("boosting") == "rf" else 1
    return {
        "format": "lightgbm-text", "file": "model.txt",
        "bytes": booster.model_to_string().encode(),
        "scores": lambda rows: booster.predict(rows, num_threads=1),
        "contributions": lambda rows: booster.predict(
            rows, pred_contrib=True, num_threads=1) / share,
    }


def onnx_model(learner, missing):
    rows, labels = data(20_000, SEED, missing)
    learner.fit(rows.astype(numpy.float32), labels)
    made = skl2onnx.to_onnx(
        learner, rows[:1].astype(numpy.float32), options={"zipmap": False})
    session = onnxruntime.InferenceSession(made.SerializeToString())
    return {
        "format": "onnx", "file": "model.onnx", "bytes": made.SerializeToString(),
        "scores": lambda rows: session.run(
            None, {"X": rows.astype(numpy.float32)})[1][:, 1],
    }


def write_bundle(folder, name, model):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/{model['file']}", "wb") as file:
        file.write(model["bytes"])
    manifest = {
        "assayModel": 1, "name": name, "format": model["format"], "file": model["file"],
        "sha256": hashlib.sha256(model["bytes"]).hexdigest(),
        "inputs": [f"features.f{index}" for index in range(INPUTS)],
    }
    with open(f"{folder}/manifest.json", "w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1)
        file.write("\n")


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(f"features.f{index}" for index in range(INPUTS)) + "\n")
        for row in rows.tolist():
            file.write(",".join("" if cell != cell else repr(cell) for cell in row) + "\n")


def score(assay, folder, rows, explains):
    """What Assay makes of rows: scores, margins, contributions."""
    write_rows(f"{folder}/rows.csv", rows)
    command = [assay, "models", "score", "--bundle", folder, "--table", f"{folder}/rows.csv",
               "--out", f"{folder}/scores.csv"]
    libraries = glob.glob(os.path.dirname(onnxruntime.__file__) + "/capi/libonnxruntime.so*")
    environment = dict(os.environ)
    if libraries:
        environment.setdefault("ASSAY_ONNXRUNTIME", libraries[0])
    run = subprocess.run(command + (["--contributions"] if explains else []), check=False,
                         env=environment, stderr=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"assay models score failed with {run.returncode}: {run.stderr}")
    with open(f"{folder}/scores.csv", newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        found = numpy.array([[float(cell) for cell in row] for row in reader])
    return found[:, 0], found[:, 1], found[:, 2:]


def equal_share(found, expected):
    bits = found.astype(numpy.float32).view(numpy.uint32)
    return float((bits == expected.astype(numpy.float32).view(numpy.uint32)).mean())


def error(found, expected):
    """The greatest difference; what is missing in one must be in the other."""
    if (numpy.isnan(found) != numpy.isnan(expected)).any():
        return float("inf")
    return float(numpy.nanmax(numpy.abs(found - expected)))


def measure(results, assay):
    """Adds `models.…` to the results."""
    rows, _ = data(ROWS, SEED + 1)
    few = rows[:EXPLAINED]
    sum_error = 0.0
    shap = {"xgboost": 0.0, "lightgbm": 0.0}
    forest = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}
    text_error, onnx_error = 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, model in [
                ("xgboost_17", xgboost_17(100)), ("xgboost_3", xgboost_3(100)),
                ("lightgbm", lightgbm_text(100)),
                ("lightgbm_zeros", lightgbm_text(50, zero_as_missing=True)),
                ("lightgbm_deep", lightgbm_text(30, num_leaves=300, min_data_in_leaf=2)),
                ("lightgbm_forest", lightgbm_text(20, **forest))]:
            place = f"{folder}/{name}"
            write_bundle(place, name, model)
            found, _, _ = score(assay, place, rows, False)
            kind = name.split("_")[0]
            if kind == "xgboost":
                results.add(f"models.{name}_equal", equal_share(found, model["scores"](rows)),
                            bar=1.0)
            else:
                text_error = max(text_error, error(found, model["scores"](rows)))
            _, margins, parts = score(assay, place, few, True)
            sum_error = max(sum_error, error(parts.sum(axis=1), margins))
            expected = model["contributions"](few)
            relative = error(parts, expected) / float(numpy.abs(expected).max())
            shap[kind] = max(shap[kind], relative)
        for name, learner, missing in [
                ("boosted", HistGradientBoostingClassifier(max_iter=60), 0.15),
                ("net", MLPClassifier((16, 8), max_iter=30, random_state=1), 0.0)]:
            model = onnx_model(learner, missing)
            place = f"{folder}/{name}"
            write_bundle(place, name, model)
            asked, _ = data(ROWS, SEED + 1, missing)
            found, _, _ = score(assay, place, asked, False)
            onnx_error = max(onnx_error, error(found, model["scores"](asked)))
    results.add("models.lightgbm_error", text_error, bar=1e-6, at_most=True)
    results.add("models.onnx_error", onnx_error, bar=1e-6, at_most=True)
    results.add("models.shap_sum_error", sum_error, bar=1e-5, at_most=True)
    # Of the greatest contribution: XGBoost adds its own in single precision.
    results.add("models.shap_xgboost_error", shap["xgboost"], bar=1e-4, at_most=True)
    results.add("models.shap_lightgbm_error", shap["lightgbm"], bar=1e-6, at_most=True)


def write_corpus(folder):
    """Small models with rows, scores and contributions, for the tests."""
    rows, _ = data(60, SEED + 2)
    for name, model in [
            ("xgboost-3", xgboost_3(8)), ("lightgbm", lightgbm_text(10, num_leaves=12)),
            ("lightgbm-zeros", lightgbm_text(5, num_leaves=12, zero_as_missing=True)),
            ("onnx", onnx_model(MLPClassifier((8,), max_iter=20, random_state=1), 0.0))]:
        write_bundle(f"{folder}/{name}", name, model)
        parts = [model["scores"](rows)[:, None]]
        if "contributions" in model:
            parts.append(model["contributions"](rows))
        values = numpy.concatenate([rows] + [part.astype(float) for part in parts], axis=1)
        with open(f"{folder}/{name}/expected.csv", "w", encoding="utf-8") as file:
            for row in values.tolist():
                file.write(",".join("" if cell != cell else repr(cell) for cell in row) + "\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--assay")
    arguments.add_argument("--corpus")
    arguments.add_argument("--json")
    options = arguments.parse_args()
    if options.corpus:
        write_corpus(options.corpus)
        return
    results = Results()
    measure(results, options.assay)
    if not results.finish(options.json):
        sys.exit(1)


if __name__ == "__main__":
    main()
