"""Whether an event costs the same however many came before it, in a replay and in detection; and
what an account holds."""
import json
import os
import shutil
import subprocess
import sys

from stolen import Stolen

RUNS = 3
SIZES = [4]
LARGE = [20]
DETECTED = [1, 4]
DETECTED_LARGE = [16]


def run(arguments):
    """The JSON that a command prints."""
    done = subprocess.run(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments)} failed with {done.returncode}")
    return json.loads(done.stdout)


def replay(assay, log, runs=RUNS):
    """A replay with the streaming pack: the best of a few runs, since what else the machine does
    can only slow a run down."""
    command = [assay, "replay", "--pack", "PolicyPacks/streaming", "--json", "--events", log]
    best = None
    for _ in range(runs):
        stolen = Stolen()
        summary = run(command)
        summary["stolenShare"] = round(stolen.share(), 3)
        if best is None or summary["eventsPerSecond"] > best["eventsPerSecond"]:
            best = summary
    return best


def measure(results, assay, folder, small, is_large):
    """Adds `replay_flatness`, cost of an event in the largest log over that in one of a million,
    and `bytes_per_account`, in a log of four million.

    `small` is the replay of a million events. Logs are made and taken away again."""
    for size in SIZES + (LARGE if is_large else []):
        place = f"{folder}/{size}"
        subprocess.run(
            [assay, "simulate", "--out", place, "--events", f"{size}000000"], check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = place + "/events.ndjson"
        best = replay(assay, log, runs=RUNS if size < 10 else 1)
        results.add(f"replay_{size}m_events_per_second", round(best["eventsPerSecond"]), "events/s")
        results.add(f"replay_{size}m_peak_mebibytes", best["peakMemoryBytes"] // 1048576, "MiB")
        if size == SIZES[0]:
            stats = run([assay, "stats", "--pack", "PolicyPacks/streaming", "--json",
                         "--events", log])
            for group in stats["groups"]:
                if group["entity"] == "account":
                    results.add("bytes_per_account", group["bytesPerEntity"], "B")
            results.add("bytes_per_entity", stats["bytes"] // stats["entities"], "B")
        os.remove(log)
    results.add("replay_flatness", small["eventsPerSecond"] / best["eventsPerSecond"],
                "cost of the largest / of 1 M", bar=1.2, at_most=True)


def detection(results, assay, folder, is_large):
    """Adds `detect.seconds_Nm`, their memory, and `detect.flatness`: the cost of an event in the
    largest log over that in one of a million. Near-linear is at most one and a half."""
    costs = []
    for size in DETECTED + (DETECTED_LARGE if is_large else []):
        place = f"{folder}/detect-{size}"
        subprocess.run(
            [assay, "simulate", "--out", place, "--events", f"{size}000000"], check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        best = min(
            (run(
                [assay, "detect", "--pack", "PolicyPacks/streaming", "--json", "--events",
                 place + "/events.ndjson", "--out", place + "/found"])
             for _ in range(2 if size < 10 else 1)), key=lambda summary: summary["seconds"])
        results.add(f"detect.seconds_{size}m", best["seconds"], "s")
        results.add(f"detect.peak_mebibytes_{size}m", best["peakMemoryBytes"] // 1048576, "MiB")
        costs.append(best["seconds"] / best["events"])
        shutil.rmtree(place)
    results.add("detect.flatness", costs[-1] / costs[0], "cost of the largest / of 1 M", bar=1.5,
                at_most=True)
