"""The kernels of rings on a graph of 10 million edges, beside peers in the same run.

**The graph** is made from a seed: a million accounts, half a million objects, edges between them at
random with few objects far more popular than most, and a block of 2,000 accounts and 200 objects
four fifths of whose pairs are edges. A small one is of the same kind with a tenth of everything.
Compute alone is compared: reading a file and making its names numbers is left out for everybody.

`fraudar.vs_python` is a ratio of seconds **per edge**: `Benchmarks/fraudar_python.py` on the small
graph (a million edges) over `assay rings blocks --blocks 1` on the large one, from edges in memory
to the block, its graph included, for both. A peel is E log E, so for Python an edge of the small
graph costs less than one of the large, by a sixth if the logarithms alone count: that is against us.
For us: the block of the large graph stands out more from what is around it, and our peel first takes
out who brings too little for it. `fraudar.vs_python_same_graph` is both on the small graph;
`fraudar.vs_python_packed` is as the first, but to a Python whose heap holds single numbers, the
fastest that was found. All must find the block.

`components.vs_igraph` is igraph's seconds for the component of every member over those of `assay
rings components`, on the large graph. igraph's graph is made before its clock starts; ours needs
none. Both must find as many components, and the largest of one size.

`localsearch.seconds_10m` is `assay rings blocks --by background` on the large graph, its search
alone; it must find the block.

Of each the best of three, but of the search, which runs once.
"""
import array
import json
import os
import random
import subprocess
import sys
import tempfile

EDGES = 10_000_000
SEED = 20261122
RUNS = 3
FRAUDAR_BAR = 30
COMPONENTS_BAR = 1


class Graph:
    """Edges in two files: a CSV for us, numbers for the peers (`Benchmarks/edges.py`)."""

    def __init__(self, folder, edges):
        self.csv = os.path.join(folder, f"{edges}.csv")
        self.numbers = os.path.join(folder, f"{edges}.edges")
        accounts, objects = edges // 10, edges // 20
        # The last accounts and objects are the block's.
        self.block = (edges // 5_000, max(20, edges // 50_000))
        chance = random.Random(SEED)
        draw = chance.random
        pairs = array.array("q")
        for account in range(accounts - self.block[0], accounts):
            for item in range(objects - self.block[1], objects):
                if draw() < 0.8:
                    pairs.extend((account, item))
        for _ in range(edges - len(pairs) // 2):
            pairs.append(int(accounts * draw()))
            pairs.append(int(objects * draw() ** 2))
        with open(self.numbers, "wb") as file:
            pairs.tofile(file)
        places = iter(pairs)
        with open(self.csv, "w", encoding="ascii") as file:
            file.write("account,object\n")
            file.writelines(f"{account},{item}\n" for account, item in zip(places, places))


def printed(command):
    """The JSON that a command prints; ends the script if it fails."""
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stderr}")
    return json.loads(run.stdout)


def blocks(assay, graph, *more):
    """What `assay rings blocks` printed, its first block's members counted."""
    found = printed([assay, "rings", "blocks", "--edges", graph.csv, "--json", *more])
    block = found["blocks"][0]
    check_block(graph, len(block["accounts"]), len(block["objects"]), "assay")
    return found


def check_block(graph, accounts, objects, who):
    """The block was hidden at four fifths; at least as much of its accounts must be found."""
    if objects != graph.block[1] or not 0.75 * graph.block[0] <= accounts <= 1.05 * graph.block[0]:
        sys.exit(f"{who} did not find the block of {graph.block}, but one of {accounts, objects}.")


def peel_seconds(assay, graph):
    found = blocks(assay, graph, "--blocks", "1")
    return (found["graphSeconds"] + found["peelSeconds"]) / found["differentEdges"]


def python_seconds(graph, *more):
    found = printed([sys.executable, "Benchmarks/fraudar_python.py", graph.numbers, *more])
    check_block(graph, found["accounts"], found["objects"], "Python")
    return found["seconds"] / found["edges"]


def fraudar(results, assay, small, large):
    ours, same, theirs, packed = [], [], [], []
    # In turns, so that what else the machine does falls on both.
    for _ in range(RUNS):
        ours.append(peel_seconds(assay, large))
        theirs.append(python_seconds(small))
        same.append(peel_seconds(assay, small))
        packed.append(python_seconds(small, "--packed"))
    results.add("fraudar.nanoseconds_an_edge", round(min(ours) * 1e9, 1), "ns",
                peer=round(min(theirs) * 1e9, 1))
    results.add("fraudar.vs_python", round(min(theirs) / min(ours), 1), "times", bar=FRAUDAR_BAR)
    results.add("fraudar.vs_python_same_graph", round(min(theirs) / min(same), 1), "times")
    results.add("fraudar.vs_python_packed", round(min(packed) / min(ours), 1), "times")


def components(results, assay, large):
    theirs = printed([sys.executable, "Benchmarks/components_igraph.py", large.numbers])
    ours = [printed([assay, "rings", "components", "--edges", large.csv, "--json"])
            for _ in range(RUNS)]
    largest = ours[0]["largest"][0]["accounts"] + ours[0]["largest"][0]["objects"]
    if (ours[0]["components"], largest) != (theirs["components"], theirs["largest"]):
        sys.exit(f"Components differ: {ours[0]['components'], largest} and {theirs}.")
    best = min(each["componentSeconds"] for each in ours)
    results.add("components.seconds_10m", round(best, 4), "s")
    results.add("components.igraph_seconds_10m", round(theirs["seconds"], 4), "s")
    results.add("components.vs_igraph", round(theirs["seconds"] / best, 2), "times",
                bar=COMPONENTS_BAR)


def measure(results, assay):
    """Adds the figures of `fraudar`, `components` and `localsearch`."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Graph(folder, EDGES // 10), Graph(folder, EDGES)
        fraudar(results, assay, small, large)
        components(results, assay, large)
        found = blocks(assay, large, "--by", "background", "--blocks", "5")
        results.add("localsearch.seconds_10m", round(found["searchSeconds"], 2), "s")
