"""What detection of rings costs an event, in logs of growing size."""
import shutil
import subprocess

import flatness

SIZES = [1, 4]
LARGE = [16]


def measure(results, assay, folder, is_large):
    """Adds `detect.seconds_Nm`, their memory, and `detect.flatness`: the cost of an event in the
    largest log over that in one of a million. Near-linear is at most one and a half."""
    costs = []
    for size in SIZES + (LARGE if is_large else []):
        place = f"{folder}/detect-{size}"
        subprocess.run(
            [assay, "simulate", "--out", place, "--events", f"{size}000000"], check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        best = min(
            (flatness.run(
                [assay, "detect", "--pack", "PolicyPacks/streaming", "--json", "--events",
                 place + "/events.ndjson", "--out", place + "/found"])
             for _ in range(2 if size < 10 else 1)), key=lambda summary: summary["seconds"])
        results.add(f"detect.seconds_{size}m", best["seconds"], "s")
        results.add(f"detect.peak_mebibytes_{size}m", best["peakMemoryBytes"] // 1048576, "MiB")
        costs.append(best["seconds"] / best["events"])
        shutil.rmtree(place)
    results.add("detect.flatness", costs[-1] / costs[0], "cost of the largest / of 1 M", bar=1.5,
                at_most=True)
