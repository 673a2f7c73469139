"""The five rules of the rule language's speed figures, ours beside the Rust package's, in one run."""
import json
import os
import random
import subprocess
import sys
import time

import cel

RULES = {
    "r1": "event.amount > 100.0 && features.user_streams_1h > 200"
          " && !(event.country in ['SE','NO'])",
    "r2": "features.device_users_7d >= 5 && event.email.endsWith('@mailinator.com')",
    "r3": "signals.exists(s, s.name == 'vpn' && s.score > 0.8)",
    "r4": "size(event.tracks.filter(t, t.duration_ms < 31000)) > 10",
    "r5": "event.display_name.matches('(?i)^[a-z]{4,8}[0-9]{4,}$')",
}
VARIABLES = {
    "event.amount": "double", "features.user_streams_1h": "int", "event.country": "string",
    "features.device_users_7d": "int", "event.email": "string",
    "signals": "list(map(string, dyn))", "event.tracks": "list(map(string, dyn))",
    "event.display_name": "string",
}
BARS = {"r1": 200, "r2": 200, "r3": 400, "r4": 1_500, "r5": 600}
EVENTS = 2_000
ROUNDS = 5
PASSES = {"r1": 10, "r2": 10, "r3": 10, "r4": 10, "r5": 3}


def events():
    """The same events for both, with a fixed seed."""
    chance = random.Random(20261121)
    made = []
    for index in range(EVENTS):
        domain = "mailinator.com" if index % 2 else "gmail.com"
        made.append({
            "event.amount": chance.uniform(0, 200),
            "features.user_streams_1h": chance.randrange(400),
            "event.country": chance.choice(["SE", "NO", "US", "DE", "BR", "ID", "PL"]),
            "features.device_users_7d": chance.randrange(10),
            "event.email": f"user{index}@{domain}",
            "signals": [{"name": name, "score": chance.random()}
                        for name in ("vpn", "tor", "proxy", "dc")],
            "event.tracks": [{"id": f"t{track}", "duration_ms": chance.randrange(20_000, 200_000)}
                             for track in range(20)],
            "event.display_name": chance.choice(
                ["Marius", "abcde12345", "DJ Khaled", "xyzz0001", "john1987"]),
        })
    return made


def context(event):
    """An event as the peer wants it, converted once: what it then costs is evaluation alone."""
    made = cel.Context()
    nested = {}
    for name, value in event.items():
        if "." in name:
            first, second = name.split(".")
            nested.setdefault(first, {})[second] = value
        else:
            nested[name] = value
    for name, value in nested.items():
        made.add_variable(name, value)
    return made


def loop(function, contexts):
    """Nanoseconds an item of calling a function with each."""
    begin = time.perf_counter_ns()
    for each in contexts:
        function(each)
    return (time.perf_counter_ns() - begin) / len(contexts)


def peer_round(programs, contexts, times):
    """One round of each rule; what the Python loop and a call into native code cost is measured
    beside each pass, with the builtin `id` in the place of `execute`, and subtracted."""
    for name, program in programs.items():
        for _ in range(PASSES[name]):
            own = loop(id, contexts)
            times[name].append(loop(program.execute, contexts) - own)


def matched(program, contexts):
    return sum(program.execute(each) is True for each in contexts)


def ours(assay, folder, counter=None):
    environment = dict(os.environ, LD_PRELOAD=counter) if counter else None
    run = subprocess.run(
        [assay, "cel", "bench", "--rules", f"{folder}/rules.json", "--events",
         f"{folder}/events.ndjson", "--json"],
        stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return json.loads(run.stdout)


def counter(folder):
    """The allocation counter, compiled; see `count_allocations.c`."""
    library = f"{folder}/count_allocations.so"
    source = os.path.join(os.path.dirname(__file__), "count_allocations.c")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


def median(numbers):
    return sorted(numbers)[len(numbers) // 2]


def measure(results, assay, folder):
    made = events()
    with open(f"{folder}/rules.json", "w", encoding="utf-8") as file:
        json.dump({"variables": VARIABLES, "rules": RULES}, file)
    with open(f"{folder}/events.ndjson", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(event) + "\n" for event in made)
    contexts = [context(event) for event in made]
    programs = {name: cel.compile(rule) for name, rule in RULES.items()}
    theirs = {name: [] for name in RULES}
    mine = {name: [] for name in RULES}
    # In turns, so that what else the machine does falls on both.
    for _ in range(ROUNDS):
        figures = ours(assay, folder)
        for name in RULES:
            mine[name].append(figures[name]["medianNanoseconds"])
        peer_round(programs, contexts, theirs)
    counted = ours(assay, folder, counter(folder))
    if counted["allocationControl"] != 1:
        sys.exit("The allocation counter does not count.")
    for name, program in programs.items():
        if matched(program, contexts) != counted[name]["matched"]:
            sys.exit(f"{name} does not match the same events for both.")
    for name in RULES:
        value, peer = round(median(mine[name]), 1), round(median(theirs[name]), 1)
        results.add(f"cel.{name}_ns", value, "ns", peer=peer, bar=BARS[name], at_most=True)
        results.add(f"cel.{name}_vs_rust", round(peer / value, 1), "times", bar=5)
    for name in ("r1", "r2"):
        results.add(f"cel.{name}_allocations", counted[name]["allocations"], "an evaluation",
                    bar=0, at_most=True)
