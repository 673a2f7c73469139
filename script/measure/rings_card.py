"""Dense blocks hidden in Last.fm and machines among accounts, found by `assay rings`.

**Blocks.** 200 accounts are made to touch 50 artists of `lastfm/` (who listens to whom), each pair
with the chance that is the block's density, under four camouflages: none; `random`, as many edges
again to artists drawn at random; `biased`, to artists drawn as people listen to them; `hijacked`,
where the accounts are not new but 200 people's, with their own tastes. Seeds are 1 to 5. What is
found is scored by F1, 2 · hits / (found + true), the mean over the seeds.

At density 1 it is the densest block of `--by density` (FRAUDAR): `lastfm.fraudar_f1` is the least
mean over the camouflages, of the accounts, as the published figures are; `…_members_f1` is the
same of accounts and artists together. At density 0.5 it is the best of the first five blocks of
`--by background`, from the edges alone: `lastfm.fraudar_half_f1` is the mean over camouflages and
seeds, accounts and artists together; `…_peel_f1` is what `--by density` makes of the same, the best
of its five, for comparison, of the accounts.

**Timing.** `assay rings timing` on `timing/`, cross-validated: 5 folds, stratified; every figure is
the mean over seeds 1 to 5.
"""
import csv
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile

SEEDS = range(1, 6)
CAMOUFLAGES = ("none", "random", "biased", "hijacked")
ACCOUNTS, ARTISTS = 200, 50


def assay_json(assay, *arguments):
    """What `assay rings … --json` printed; ends the script if it did not end with 0."""
    command = [assay, "rings", *arguments, "--json"]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
    return json.loads(run.stdout)


def people(shared):
    """The edges of Last.fm, account and artist."""
    with gzip.open(f"{shared}/data/lastfm/user_artists.tsv.gz", "rt", encoding="utf-8") as file:
        rows = csv.reader(file, delimiter="\t")
        next(rows)
        return [(f"u{row[0]}", f"a{row[1]}") for row in rows]


def injected(edges, density, camouflage, seed):
    """The edges with a block among them, and its true accounts and artists."""
    chance = random.Random(f"{seed} {density} {camouflage}")
    users = sorted({user for user, _ in edges})
    artists = sorted({artist for _, artist in edges})
    if camouflage == "hijacked":
        ring = chance.sample(users, ACCOUNTS)
    else:
        ring = [f"ring{number}" for number in range(ACCOUNTS)]
    targets = chance.sample(artists, ARTISTS)
    more = []
    for account in ring:
        more += [(account, artist) for artist in targets if chance.random() < density]
        for _ in range(round(ARTISTS * density)):
            if camouflage == "random":
                more.append((account, chance.choice(artists)))
            elif camouflage == "biased":
                more.append((account, chance.choice(edges)[1]))
    return edges + more, set(ring), set(targets)


def f1(found, true):
    return 2 * len(found & true) / (len(found) + len(true))


def scores(block, ring, targets):
    """F1 of a block's accounts, and of its accounts and artists together."""
    accounts, artists = set(block["accounts"]), set(block["objects"])
    return f1(accounts, ring), f1(accounts | artists, ring | targets)


def blocks(assay, path, by):
    return assay_json(assay, "blocks", "--edges", path, "--by", by)["blocks"]


def mean(numbers):
    return sum(numbers) / len(numbers)


def measure_density(assay, edges, density, folder):
    """For each camouflage the scores of each seed: a list of dictionaries."""
    path = os.path.join(folder, "edges.csv")
    found = {}
    for camouflage in CAMOUFLAGES:
        found[camouflage] = []
        for seed in SEEDS:
            mixed, ring, targets = injected(edges, density, camouflage, seed)
            with open(path, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("account", "object"), *mixed])
            peeled = [scores(each, ring, targets) for each in blocks(assay, path, "density")]
            figures = {"first": peeled[0], "peel": max(score[0] for score in peeled)}
            if density < 1:
                searched = blocks(assay, path, "background")
                figures["search"] = max(scores(each, ring, targets)[1] for each in searched)
            found[camouflage].append(figures)
    return found


def lastfm(results, assay, shared):
    edges = people(shared)
    with tempfile.TemporaryDirectory() as folder:
        full = measure_density(assay, edges, 1.0, folder)
        half = measure_density(assay, edges, 0.5, folder)
    for place, name in ((0, "fraudar"), (1, "fraudar_members")):
        means = {camouflage: mean([each["first"][place] for each in figures])
                 for camouflage, figures in full.items()}
        results.add(f"lastfm.{name}_f1", min(means.values()), bar=0.99 if place == 0 else None)
        for camouflage, value in means.items():
            results.add(f"lastfm.{name}_f1.{camouflage}", value)
    for key, name, bar in (("search", "fraudar_half", 0.8), ("peel", "fraudar_half_peel", None)):
        means = {camouflage: mean([each[key] for each in figures])
                 for camouflage, figures in half.items()}
        results.add(f"lastfm.{name}_f1", mean(list(means.values())), bar=bar)
        for camouflage, value in means.items():
            results.add(f"lastfm.{name}_f1.{camouflage}", value)


def timing(results, assay, shared):
    posts = f"{shared}/data/timing/posts.csv.gz"
    runs = [assay_json(assay, "timing", "--times", posts, "--labels", posts, "--folds", "5",
                       "--seed", str(seed))["fitted"] for seed in SEEDS]
    for key, name, bar in (("auc", "auc", 0.95), ("ap", "ap", 0.80),
                           ("precisionAtRecall64", "precision_at_recall_64", 0.90),
                           ("recallAtPrecision90", "recall_at_precision_90", None)):
        results.add(f"timing.{name}", mean([run[key] for run in runs]), bar=bar)


def measure(results, assay, shared):
    """Adds the figures of `lastfm` and `timing`."""
    lastfm(results, assay, shared)
    timing(results, assay, shared)
