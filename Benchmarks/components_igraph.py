"""Connected components in python-igraph: the component of every member, and how many there are.

    .venv/bin/python Benchmarks/components_igraph.py EDGES    # pairs of 64-bit numbers, see edges.py

Prints a line of JSON: `seconds` of `connected_components` and of asking for everyone's component,
the best of three, igraph's graph made before; `components` of at least one edge, and the members of
the `largest`.
"""
import json
import sys
import time

import edges
import igraph

RUNS = 3


def main():
    numbers = edges.read(sys.argv[1])
    account_count, object_count = max(numbers[::2]) + 1, max(numbers[1::2]) + 1
    for place in range(1, len(numbers), 2):
        numbers[place] += account_count
    pairs = memoryview(numbers).cast("B").cast("q", shape=[len(numbers) // 2, 2])
    graph = igraph.Graph(n=account_count + object_count, edges=pairs)
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = graph.connected_components(mode="weak")
        membership = found.membership
        seconds.append(time.perf_counter() - start)
    sizes = [size for size in found.sizes() if size > 1]
    assert len(membership) == account_count + object_count
    print(json.dumps({
        "seconds": min(seconds), "components": len(sizes), "largest": max(sizes),
    }))


main()
