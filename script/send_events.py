"""Sends an NDJSON event log to a running server in batches. Standard library only.

Each batch is answered only once it is committed. A refused batch (429, 503) is sent again after
the time the server asks for, a bounded number of times; nothing is skipped.
"""
import argparse
import http.client
import json
import sys
import time
import urllib.parse

BATCH_EVENTS = 2000
TRIES_MAX = 20
START_SECONDS_MAX = 30


def wait_until_ready(host, port, log):
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection(host, port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit(f"The server did not become ready in {START_SECONDS_MAX} s; see {log}.")


def batches(path):
    held = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            held.append(line.rstrip("\n"))
            if len(held) == BATCH_EVENTS:
                yield held
                held = []
    if held:
        yield held


def send(connection, lines):
    body = "[" + ",".join(lines) + "]"
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    for _ in range(TRIES_MAX):
        connection.request("POST", "/v1/events", body.encode(), headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status == 200:
            return answer
        if response.status not in (429, 503):
            sys.exit(f"The server answered {response.status}: {json.dumps(answer)}")
        time.sleep(float(response.headers.get("Retry-After", "1")))
    sys.exit(f"The server refused a batch {TRIES_MAX} times.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--events", required=True)
    parser.add_argument("--server-log", default="the server's log")
    options = parser.parse_args()
    place = urllib.parse.urlparse(options.url)
    wait_until_ready(place.hostname, place.port, options.server_log)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=120)
    counts = {"accepted": 0, "duplicates": 0, "refused": 0}
    started = shown = time.monotonic()
    for lines in batches(options.events):
        answer = send(connection, lines)
        for key in counts:
            counts[key] += answer[key]
        now = time.monotonic()
        if now - shown > (0.2 if sys.stderr.isatty() else 5):
            shown = now
            rate = int(counts["accepted"] / (now - started))
            end = "\r" if sys.stderr.isatty() else "\n"
            print(f"    {counts['accepted']:,} events  {rate:,}/s ", end=end, file=sys.stderr)
    seconds = time.monotonic() - started
    print(
        f"{counts['accepted']:,} events decided over HTTP in {seconds:.1f} s "
        f"({int(counts['accepted'] / max(seconds, 1e-9)):,}/s), "
        f"{counts['duplicates']:,} duplicates, {counts['refused']:,} refused"
    )


main()
