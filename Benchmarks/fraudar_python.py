"""FRAUDAR's greedy peel (Hooi et al., KDD 2016) in plain Python, as it is straightforwardly written.

Members are numbers, neighbours are lists, and the heap is `heapq` with lazy deletion: whoever's
suspicion falls is pushed again, and an entry that is out of date is passed over. With `--packed`
suspicion is a whole number and an entry of the heap is one number, suspicion and member in it, which
is nobody's first draft and the fastest of the ways tried (sets as neighbours, tuples as members and
no garbage collection made no difference).

    python3 Benchmarks/fraudar_python.py EDGES [--packed]    # pairs of 64-bit numbers, see edges.py

Prints a line of JSON: `seconds` from edges in a list to the block, reading left out; `edges` that
are different, and the block's `density`, `accounts` and `objects`.
"""
import heapq
import json
import math
import sys
import time

import edges


def neighbours(accounts, objects):
    """The members, accounts first, each with those it shares an edge with; equal edges are one."""
    different = set(zip(accounts, objects))
    account_count, object_count = max(accounts) + 1, max(objects) + 1
    linked = [[] for _ in range(account_count + object_count)]
    for account, item in different:
        linked[account].append(account_count + item)
        linked[account_count + item].append(account)
    return linked, account_count, len(different)


def peel(linked, account_count):
    """The densest block that greedy removal passes: its density and its members."""
    log, push, pop = math.log, heapq.heappush, heapq.heappop
    # What an edge counts for depends on its object.
    weights = [0.0] * account_count + [1 / log(len(near) + 5) for near in linked[account_count:]]
    keys = [sum([weights[item] for item in near]) for near in linked[:account_count]]
    total = sum(keys)
    keys += [len(linked[item]) * weights[item] for item in range(account_count, len(linked))]
    heap = [(key, member) for member, key in enumerate(keys)]
    heapq.heapify(heap)
    is_in = [True] * len(linked)
    left = len(linked)
    best, best_out, order = total / left, 0, []
    while heap:
        key, member = pop(heap)
        if not is_in[member] or key != keys[member]:
            continue
        is_in[member] = False
        total -= key
        left -= 1
        order.append(member)
        is_account, weight = member < account_count, weights[member]
        for other in linked[member]:
            if is_in[other]:
                key = keys[other] - (weights[other] if is_account else weight)
                keys[other] = key
                push(heap, (key, other))
        if left and total / left > best:
            best, best_out = total / left, len(order)
    return best, order[best_out:]


def peel_packed(linked, account_count):
    """The same, with weights in units of 2^-20 and a heap of single numbers."""
    push, pop = heapq.heappush, heapq.heappop
    scale, count = 1 << 20, len(linked)
    bits = count.bit_length()
    mask = (1 << bits) - 1
    weights = [0] * account_count + [
        int(scale / math.log(len(near) + 5)) for near in linked[account_count:]]
    keys = [sum([weights[item] for item in near]) for near in linked[:account_count]]
    total = sum(keys)
    keys += [len(linked[item]) * weights[item] for item in range(account_count, count)]
    heap = [key << bits | member for member, key in enumerate(keys)]
    heapq.heapify(heap)
    left = count
    best, best_out, order = total / left, 0, []
    while heap:
        entry = pop(heap)
        member = entry & mask
        if keys[member] != entry >> bits:
            continue
        total -= keys[member]
        # Below 0 is out; no entry of the heap says so.
        keys[member] = -1
        left -= 1
        order.append(member)
        is_account, weight = member < account_count, weights[member]
        for other in linked[member]:
            key = keys[other]
            if key >= 0:
                key -= weights[other] if is_account else weight
                keys[other] = key
                push(heap, key << bits | other)
        if left and total / left > best:
            best, best_out = total / left, len(order)
    return best / scale, order[best_out:]


def main():
    is_packed = sys.argv[2:] == ["--packed"]
    numbers = edges.read(sys.argv[1])
    accounts, objects = list(numbers[::2]), list(numbers[1::2])
    start = time.perf_counter()
    linked, account_count, different = neighbours(accounts, objects)
    density, members = (peel_packed if is_packed else peel)(linked, account_count)
    seconds = time.perf_counter() - start
    block_accounts = sum(member < account_count for member in members)
    print(json.dumps({
        "seconds": seconds, "edges": different, "density": density, "accounts": block_accounts,
        "objects": len(members) - block_accounts,
    }))


main()
