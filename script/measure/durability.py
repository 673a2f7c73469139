"""Breaks the service under load and counts what was lost or counted twice.

A round: start on the store the last round left, send events over several connections, `kill -9`
at a random instant, start again from the last snapshot and what the log has behind it; then every
event acknowledged in it must be in the store and answer as a duplicate with the same decision.
After some rounds the whole store is compared with all
that was ever acknowledged, and its log is replayed from nothing: every record must be the same
bytes. Called by `script/durability`.
"""
import argparse
import datetime
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time

import disks
from results import Results
from service import PACK, Service

CONNECTIONS = 6
ROUNDS_PER_STORE = 20
PAGE = 1000
# So few events that a snapshot is on its way at most instants.
SNAPSHOTS = ("--snapshot-every", "300")


def event(number, run):
    """An event that is new and happens now; few accounts and devices, so that windows fill."""
    chosen = random.Random(f"{run}-{number}")
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    user = chosen.randrange(400)
    return json.dumps({
        "specversion": "1.0", "id": f"{run}-{number}", "source": "player",
        "type": "stream.completed", "time": stamp,
        "data": {
            "user": f"u{user}", "device": f"d{user // 2}", "ip": f"83.126.{user % 7}.24",
            "asn": 3030, "country": "US", "track": f"t{chosen.randrange(900)}",
            "artist": f"a{chosen.randrange(90)}", "payee": f"p{chosen.randrange(9)}",
            "msPlayed": chosen.randrange(200_000), "trackMs": 200_000, "source": "search",
            "plan": "premium"}}, separators=(",", ":"))


class Sent:
    """What was sent to one store, and what of it was acknowledged."""

    def __init__(self):
        self.texts = {}
        self.acknowledged = {}
        self.lock = threading.Lock()
        self.number = 0
        # Of the round before: the last of its events that were checked.
        self.sequence = 0
        self.fresh = {}

    def take(self, count, run):
        with self.lock:
            numbers = range(self.number, self.number + count)
            self.number += count
        events = {f"{run}-{number}": event(number, run) for number in numbers}
        with self.lock:
            self.texts.update(events)
        return events


def load(port, sent, run, seed):
    """Sends until the connection breaks; single events and batches."""
    chosen = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        while True:
            count = chosen.choice([1, 1, 1, 7, 60])
            events = sent.take(count, run)
            if count == 1:
                connection.request("POST", "/v1/decisions", next(iter(events.values())),
                                   {"Content-Type": "application/json"})
            else:
                connection.request("POST", "/v1/events", "\n".join(events.values()),
                                   {"Content-Type": "application/x-ndjson"})
            answer = connection.getresponse()
            body = json.loads(answer.read())
            if answer.status != 200:
                continue
            ids = ([body["decision"]["id"]] if count == 1
                   else [result["id"] for result in body["results"]])
            with sent.lock:
                sent.fresh.update(zip(events, ids))
    except (OSError, http.client.HTTPException, ValueError):
        return


def stored(port, after=0):
    """(event id, decision id, record as text) of what is in the store after a sequence, in order;
    and the last sequence."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    decoder = json.JSONDecoder()
    found, before, last = [], "", None
    while True:
        connection.request("GET", f"/v1/decisions?limit={PAGE}{before}")
        text = connection.getresponse().read().decode()
        mark, place = '{"decision":', 0
        while (place := text.find(mark, place)) >= 0:
            start = place + len(mark)
            record, end = decoder.raw_decode(text, start)
            if "event" not in record:
                break
            place = end
            sequence = int(text[end + len(',"sequence":'):text.index(",", end + 1)])
            last = last or sequence
            if sequence <= after:
                return found[::-1], last
            found.append((record["event"]["id"], record["id"], text[start:end]))
        following = json.loads(text)["next"]
        if following is None:
            return found[::-1], last or 0
        before = f"&before={following}"


def resend(port, texts, acknowledged):
    """How many acknowledged events are not answered as duplicates with their decision."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    items, wrong = list(acknowledged.items()), 0
    for start in range(0, len(items), PAGE):
        part = items[start:start + PAGE]
        connection.request("POST", "/v1/events", "\n".join(texts[name] for name, _ in part),
                           {"Content-Type": "application/x-ndjson"})
        results = json.loads(connection.getresponse().read())["results"]
        wrong += sum(
            result["status"] != "duplicate" or result["id"] != decision
            for result, (_, decision) in zip(results, part, strict=True))
    return wrong


class Counts:
    def __init__(self):
        self.rounds = self.events = self.lost = self.double = self.unequal = 0
        # Starts from a snapshot, and snapshots that a start found to be of no use.
        self.from_snapshot = self.passed_over = 0

    def check(self, service, sent):
        """Compares what the last round left with what was acknowledged in it."""
        rows, last = stored(service.port, sent.sequence)
        self.compare(rows, sent.fresh)
        self.lost += resend(service.port, sent.texts, sent.fresh)
        sent.acknowledged.update(sent.fresh)
        sent.fresh = {}
        sent.sequence = last

    def compare(self, rows, acknowledged):
        decisions = {}
        for name, decision, _ in rows:
            self.double += name in decisions
            decisions[name] = decision
        self.lost += sum(
            decisions.get(name) != decision for name, decision in acknowledged.items())

    def replay(self, assay, service, sent, folder):
        """Replays the log from nothing and counts records that differ."""
        kept, _ = stored(service.port)
        self.compare(kept, sent.acknowledged)
        with open(f"{folder}/log.ndjson", "w", encoding="utf-8") as file:
            file.writelines(sent.texts[name] + "\n" for name, _, _ in kept)
        subprocess.run(
            [assay, "replay", "--pack", PACK, "--events", f"{folder}/log.ndjson",
             "--decisions", f"{folder}/decisions.ndjson"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{folder}/decisions.ndjson", encoding="utf-8") as file:
            made = file.read().splitlines()
        self.unequal += abs(len(made) - len(kept))
        self.unequal += sum(line != record for line, (_, _, record) in zip(made, kept))
        self.events += len(kept)


def kill_rounds(assay, rounds, seed, folder, counts):
    """Rounds on one store."""
    chosen = random.Random(seed)
    sent = Sent()
    place = f"{folder}/{seed}.db"
    log = f"{folder}/{seed}.log"
    for number in range(rounds):
        with Service(assay, place, log, options=SNAPSHOTS) as service:
            threads = [
                threading.Thread(
                    target=load, args=(service.port, sent, f"{seed}", f"{seed}/{number}/{index}"))
                for index in range(CONNECTIONS)
            ]
            for thread in threads:
                thread.start()
            time.sleep(chosen.uniform(0.02, 0.5))
            service.kill()
            for thread in threads:
                thread.join()
        with Service(assay, place, log, options=SNAPSHOTS) as service:
            counts.check(service, sent)
            # Half of the checks also end without warning.
            service.kill() if chosen.random() < 0.5 else service.stop()
        counts.rounds += 1
    with Service(assay, place, log, options=SNAPSHOTS) as service:
        counts.replay(assay, service, sent, folder)
        service.stop()
    with open(log, encoding="utf-8") as file:
        text = file.read()
    counts.from_snapshot += text.count("Features: snapshot of event")
    counts.passed_over += text.count("was passed over")
    print(f"  {counts.rounds} rounds, {counts.events:,} events, lost {counts.lost}, "
          f"double {counts.double}, unequal {counts.unequal}, "
          f"{counts.from_snapshot} starts from a snapshot", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1 << 32)))
    parser.add_argument("--json")
    options = parser.parse_args()
    print(f"seed {options.seed}", file=sys.stderr, flush=True)
    counts, results = Counts(), Results()
    with tempfile.TemporaryDirectory() as folder:
        left = options.rounds
        while left > 0:
            rounds = min(left, ROUNDS_PER_STORE)
            kill_rounds(options.assay, rounds, f"{options.seed}-{left}", folder, counts)
            left -= rounds
        faults = disks.check(options.assay, folder)
    results.add("durability.rounds", counts.rounds)
    results.add("durability.events", counts.events, "events")
    results.add("durability.lost", counts.lost, "events", bar=0, at_most=True)
    results.add("durability.double", counts.double, "events", bar=0, at_most=True)
    results.add("durability.unequal", counts.unequal, "records", bar=0, at_most=True)
    results.add("durability.from_snapshot", counts.from_snapshot, "starts")
    results.add(
        "durability.passed_over", counts.passed_over, "snapshots", bar=0, at_most=True)
    results.add("durability.disk_faults", len(faults), "faults", bar=0, at_most=True)
    for fault in faults:
        print(f"FAULT: {fault}", file=sys.stderr)
    sys.exit(0 if results.finish(options.json) else 1)


if __name__ == "__main__":
    main()
