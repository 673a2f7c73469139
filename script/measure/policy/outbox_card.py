"""10,000 actions through the outbox to a receiver on a bad day, processes and HTTP as they are.

Four days, each with a store and a receiver's ledger of its own: the receiver goes **down** for some
seconds three times (once killed), is **slow** (a tenth of the answers come after the sender's
time-out), **fails** (three tenths answer 500) and **duplicates** (three tenths are processed and
the connection is cut, so that they are sent again). On each the sender is killed with `kill -9`
twice midway and started again. Then the receiver's file must hold every action once, and those of
one account in order.

`outbox.lost` are actions that are not there, `outbox.doubled` those that are there twice,
`outbox.disordered` those behind a later one of their account, summed over the days;
`outbox.seconds` is the longest day. Called by `script/scorecard`, or alone:
`.venv/bin/python script/measure/policy/outbox_card.py --assay .build/release/assay`.
"""
import argparse
import base64
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from results import Results  # noqa: E402

ACTIONS = 10_000
ACCOUNTS = 1_500
# A day that takes longer is broken.
SECONDS_MAX = 240
DAYS = {
    "down": ["--behave", "down-after", "--after", "2500", "--down-seconds", "3"],
    "slow": ["--behave", "slow", "--share", "0.1", "--slow-ms", "1500"],
    "failing": ["--behave", "500", "--share", "0.3"],
    "duplicate": ["--behave", "duplicate", "--share", "0.3"],
}


def start(command, log):
    return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)


def receive(assay, folder, port, conduct, log):
    """A receiver, once it listens; and its port."""
    log.seek(0, os.SEEK_END)
    before = log.tell()
    process = start(
        [assay, "webhooks", "receive", "--listen", f"127.0.0.1:{port}", "--secret-file",
         f"{folder}/secret", "--out", f"{folder}/got.ndjson", *conduct], log)
    for _ in range(400):
        with open(log.name, encoding="utf-8") as file:
            file.seek(before)
            found = re.search(r"http://127\.0\.0\.1:(\d+); stop", file.read())
        if found:
            return process, int(found.group(1))
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit(f"The receiver did not start; see {log.name}.")


def send(assay, folder, log):
    return start(
        [assay, "deliveries", "run", "--store", f"sqlite:{folder}/store.db", "--until-empty",
         "--first-wait-ms", "100", "--longest-wait-ms", "2000", "--timeout-ms", "1000",
         "--attempts", "60"], log)


def prepare(assay, folder, port):
    with open(f"{folder}/messages.ndjson", "w", encoding="utf-8") as file:
        for number in range(ACTIONS):
            kind = "enforcement.applied"
            file.write(json.dumps({
                "id": f"act_{number}", "kind": kind, "subject": f"account=u{number % ACCOUNTS}",
                "payload": {"type": kind, "data": {"number": number, "action": "restrict"}},
            }) + "\n")
    store = ["--store", f"sqlite:{folder}/store.db"]
    for command in (
        ["webhooks", "add", f"http://127.0.0.1:{port}/hooks", "--allow-private", "--kinds",
         "enforcement.*", "--secret-file", f"{folder}/secret", *store],
        ["deliveries", "post", f"{folder}/messages.ndjson", *store],
    ):
        subprocess.run([assay, *command], check=True, stdout=subprocess.DEVNULL)


def kept(folder):
    with open(f"{folder}/got.ndjson", encoding="utf-8") as file:
        return sum(1 for _ in file)


def wait_until(holds, process):
    """Until it holds, or the process has ended; false when it took too long."""
    end = time.time() + SECONDS_MAX
    while time.time() < end:
        if process.poll() is not None or holds():
            return True
        time.sleep(0.02)
    return False


def day(assay, name, conduct):
    """One day; what was lost, doubled and out of order, how long it took, and what was said."""
    with tempfile.TemporaryDirectory() as folder, \
            open(f"{folder}/receiver.txt", "w+", encoding="utf-8") as receiver_log, \
            open(f"{folder}/sender.txt", "w+", encoding="utf-8") as sender_log:
        with open(f"{folder}/secret", "w", encoding="utf-8") as file:
            file.write("whsec_" + base64.b64encode(os.urandom(32)).decode())
        receiver, port = receive(assay, folder, 0, conduct, receiver_log)
        prepare(assay, folder, port)
        began = time.time()
        sender = send(assay, folder, sender_log)
        for share in (0.2, 0.5):
            wait_until(lambda: kept(folder) > share * ACTIONS, sender)
            sender.send_signal(signal.SIGKILL)
            sender.wait()
            if name == "down":
                receiver.send_signal(signal.SIGKILL)
                receiver.wait()
                time.sleep(0.5)
                receiver, _ = receive(assay, folder, port, conduct, receiver_log)
            sender = send(assay, folder, sender_log)
        try:
            code = sender.wait(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            sender.kill()
            code = None
        seconds = time.time() - began
        receiver.terminate()
        receiver.wait()
        with open(f"{folder}/got.ndjson", encoding="utf-8") as file:
            numbers = [int(json.loads(line)["id"][4:]) for line in file]
        with open(receiver_log.name, encoding="utf-8") as file:
            said = file.read().strip().splitlines()[-1]
    disordered, last = 0, {}
    for number in numbers:
        account = number % ACCOUNTS
        disordered += last.get(account, -1) > number
        last[account] = max(number, last.get(account, -1))
    return {
        "lost": ACTIONS - len(set(numbers)), "doubled": len(numbers) - len(set(numbers)),
        "disordered": disordered, "seconds": seconds, "code": code, "said": said,
    }


def measure(results, assay):
    days = {}
    for name, conduct in DAYS.items():
        days[name] = day(assay, name, conduct)
        print(f"outbox, {name}: {days[name]}", file=sys.stderr)
    for figure in ("lost", "doubled", "disordered"):
        results.add(
            f"outbox.{figure}", sum(day[figure] for day in days.values()), "actions", bar=0,
            at_most=True)
    results.add("outbox.seconds", max(day["seconds"] for day in days.values()), "s")
    results.add(
        "outbox.unfinished", sum(day["code"] != 0 for day in days.values()), "days", bar=0,
        at_most=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--json")
    options = parser.parse_args()
    results = Results()
    measure(results, options.assay)
    sys.exit(0 if results.finish(options.json) else 1)


if __name__ == "__main__":
    main()
