"""Speed of the service over HTTP, with nginx in the same run.

`http.vs_nginx` compares requests a second of `POST /v1/decisions`, each answered after its commit,
with nginx answering a constant to the same requests from the same client over as many connections.
Latencies are measured at about half of that load: every connection of wrk pauses between its
requests.
"""
import datetime
import json
import os
import shutil
import subprocess
import sys
import threading
import time

import peer_nginx
from service import Service, free_port
from stolen import Stolen

CONNECTIONS = 512
PACED_CONNECTIONS = 64
SECONDS = 8
BATCH_EVENTS = 1000
BATCH_CONNECTIONS = 4
LUA = "script/measure/wrk_decisions.lua"


def wrk(url, log, run, connections=CONNECTIONS, seconds=SECONDS, pause=0):
    """Figures of one run of wrk; `pause` is in milliseconds."""
    result = subprocess.run(
        # The first requests wait until the log is read, which is longer than wrk waits by itself.
        ["wrk", "-t2", f"-c{connections}", f"-d{seconds}", "--timeout", "30s", "-s", LUA, url, "--", log, run,
         str(pause)],
        stdout=subprocess.PIPE, text=True, check=True,
        env={**os.environ, "ASSAY_PAUSE": str(pause)})
    line = next(line for line in result.stdout.splitlines() if line.startswith("FIGURES "))
    figures = json.loads(line.removeprefix("FIGURES "))
    figures["rate"] = figures["requests"] / figures["seconds"]
    return figures


def batches(log, run, limit):
    """Bodies of NDJSON with new ids, their events one after the other from now on."""
    lines = []
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with open(log, encoding="utf-8") as file:
        for line in file:
            head, rest = line.rstrip("\n").split('"time":"', 1)
            head = head.replace('"id":"', f'"id":"{run}-', 1)
            lines.append(f'{head}"time":"{stamp}{rest[rest.index(chr(34)):]}')
            if len(lines) == BATCH_EVENTS:
                yield ("\n".join(lines)).encode()
                lines = []
                limit -= BATCH_EVENTS
                if limit <= 0:
                    return


def send(port, bodies, counts, faults):
    """Sends bodies over one connection until there are none; counts what was accepted."""
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    while True:
        try:
            body = bodies.pop()
        except IndexError:
            return
        while True:
            connection.request("POST", "/v1/events", body, {"Content-Type": "application/x-ndjson"})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == 429:
                time.sleep(0.02)
                continue
            break
        # The counts stand first; reading all results would cost the machine more than it shows.
        if answer.status != 200 or not text.startswith(b'{"accepted":'):
            faults.append(text[:200])
            return
        counts.append(int(text[12:text.index(b",")]))


def batch_rate(port, log, run, limit):
    bodies = list(batches(log, run, limit))[::-1]
    counts, faults = [], []
    threads = [
        threading.Thread(target=send, args=(port, bodies, counts, faults))
        for _ in range(BATCH_CONNECTIONS)
    ]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - started
    if faults:
        sys.exit(f"A batch was not accepted: {faults[0]}")
    return sum(counts) / seconds


def measure(results, assay, log, folder, batch_events=300_000):
    """Adds the figures of HTTP.

    - log: NDJSON events of the streaming pack.
    - folder: where stores and logs of the run go.
    """
    if not shutil.which("wrk"):
        sys.exit("There is no wrk; script/bootstrap installs it.")
    stolen = Stolen()
    with peer_nginx.running(free_port()) as url:
        peer = wrk(url, log, "n")
    with Service(assay, f"{folder}/http.db", f"{folder}/serve.log") as service:
        wrk(service.url, log, "warm", seconds=2)
        ours = wrk(service.url, log, "full")
        pause = max(1, round(PACED_CONNECTIONS / (ours["rate"] / 2) * 1000))
        half = wrk(service.url, log, "half", PACED_CONNECTIONS, SECONDS, pause)
        failed = ours["failed"] + half["failed"]
        if failed:
            sys.exit(f"{failed} requests failed; see {folder}/serve.log.")
    results.add("http.stolen_share", round(stolen.share(), 3))
    results.add("http.connections", CONNECTIONS, "")
    results.add("http.nginx_requests_per_second", round(peer["rate"]), "requests/s")
    results.add("http.requests_per_second", round(ours["rate"]), "requests/s", peer["rate"])
    results.add("http.vs_nginx", ours["rate"] / peer["rate"], "", bar=0.4)
    results.add("http.half_load_requests_per_second", round(half["rate"]), "requests/s")
    results.add("http.p50_ms", half["p50"], "ms")
    results.add("http.p99_ms", half["p99"], "ms")
    results.add("http.p999_ms", half["p999"], "ms")
    with Service(assay, f"{folder}/batch.db", f"{folder}/serve.log") as service:
        rate = batch_rate(service.port, log, "b", batch_events)
    results.add("http.batch_events_per_second", round(rate), "events/s", bar=100_000)


if __name__ == "__main__":
    import argparse
    import tempfile

    from results import Results

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--json")
    options = parser.parse_args()
    figures = Results()
    with tempfile.TemporaryDirectory(dir=os.environ.get("ASSAY_TMP")) as place:
        measure(figures, options.assay, options.log, place)
    sys.exit(0 if figures.finish(options.json) else 1)
