"""Waits until detection has read a whole event log, then prints the rings a server found."""
import argparse
import csv
import datetime
import json
import os
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter

WAIT_SECONDS_MAX = 120
TAIL_BYTES = 65536
# Detection has read all when it has come to about the last event's time.
SLACK_MILLISECONDS = 60_000


def get(url):
    with urllib.request.urlopen(url, timeout=30) as response:
        return json.load(response)


def last_time(path):
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - TAIL_BYTES))
        text = json.loads(file.read().splitlines()[-1])["time"]
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000


def wait_for_run(url, latest, log):
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < deadline:
        found = get(url + "/v1/rings?limit=5")
        if found["run"] and found["run"]["asOf"] >= latest - SLACK_MILLISECONDS:
            return found
        time.sleep(0.2)
    sys.exit(f"Detection did not come to the last event in {WAIT_SECONDS_MAX} s; see {log}.")


def truth_of(folder):
    with open(folder + "/truth-accounts.csv", newline="", encoding="utf-8") as file:
        return {row["user"]: row["campaign"] or row["label"] for row in csv.DictReader(file)}


def show(url, found, truth):
    run = found["run"]
    print(
        f"\nRings: {run['rings']:,}, with {run['restrictedAccounts']:,} accounts to restrict and "
        f"{run['reviewedAccounts']:,} to look at (the simulation's truth stands in brackets)"
    )
    for ring in found["rings"]:
        document = get(f"{url}/v1/rings/{urllib.parse.quote(ring['ring'])}")
        accounts = {member["account"] for member in document["members"]}
        kinds = Counter(truth.get(account, "unknown") for account in accounts)
        known = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(3))
        print(
            f"\n  {ring['ring']}  {ring['action']}  score {ring['score']:.2f}, "
            f"{ring['accounts']:,} accounts  [{known}]\n    • {ring['summary']}"
        )
    print(f"\nLook at {url}/rings")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--url", "--events", "--truth"):
        parser.add_argument(name, required=True)
    parser.add_argument("--server-log", default="the server's log")
    options = parser.parse_args()
    found = wait_for_run(options.url, last_time(options.events), options.server_log)
    show(options.url, found, truth_of(options.truth))


main()
