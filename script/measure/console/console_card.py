"""Server time of the console's pages over a large store, by the service's own clock.

A world of `--events` events is simulated and replayed into a store, `--cases` cases are opened and
worked by the desk, and `assay serve` serves it. The simulator's listeners play all day; to have
`--accounts` accounts, so many light ones are added, each with three plays of its own, on a device
and an address of its own.

Each kind of page is asked for 200 times, each time for something else: another queue, filter and
page of it, another case, another account, another question. The time is that of
`Server-Timing: app`, from the request's head to the answer's. Before that the service catches up
with what it counts beside serving (figures, clocks), and `--warm` requests of each kind do not
count. `console.p95_ms` is the greatest 95th percentile of all kinds.

    .venv/bin/python script/measure/console/console_card.py --assay .build/release/assay
    … --events 5000000 --cases 200000 --accounts 500000 --folder var/console-card --json card.json
"""
import argparse
import csv
import http.client
import os
import random
import re
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from results import Results  # noqa: E402
from service import PACK, Service  # noqa: E402

REQUESTS = 200
BAR_MILLISECONDS = 200
# As analysts ask; each request draws a condition, a span of time and what to count by.
CONDITIONS = [
    "", 'event.country == "DE"', 'decision.action != "allow"', 'decision.action == "block"',
    "event.msPlayed < 31000 && event.asn in [14061, 16276]", "decision.score > 0.{digit}",
    'event.type == "account.login" && !event.success', 'event.user == "{account}"',
    'event.track.startsWith("t1")', "has(event.emailDomain)", "event.time.getHours() < 5",
]
RANGES = ["1h", "24h", "7d", "30d", "all"]
GROUPS = ["", "", "event.country", "event.payee", "event.time.getHours()"]
SETTLED_SECONDS, SETTLED_SHARE, SETTLING_SECONDS_MAX = 3, 0.1, 600


def settle(process):
    """Waits until a service has caught up with what it counts beside serving, by its use of CPU."""
    ticks = os.sysconf("SC_CLK_TCK")

    def used():
        with open(f"/proc/{process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / ticks

    begun = time.monotonic()
    before = used()
    while time.monotonic() - begun < SETTLING_SECONDS_MAX:
        time.sleep(SETTLED_SECONDS)
        now = used()
        if now - before < SETTLED_SHARE * SETTLED_SECONDS:
            break
        before = now
    print(f"settled after {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def run(*command):
    begun = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    print(f"{' '.join(command[1:3])}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return done.stdout


def widened(folder, plays, light):
    """Adds `light` accounts with three plays each to a log of about `plays` plays, in its order.

    Each third of the log has one play of every light account: a copy of a play that somebody made
    then, by another person. Their names are told beside those of the truth.
    """
    names = []
    share, due, made = 3 * light / plays, 0.0, 0
    with open(f"{folder}/events.ndjson", encoding="utf-8") as source, \
            open(f"{folder}/wide.ndjson", "w", encoding="utf-8") as target:
        for line in source:
            target.write(line)
            if '"stream.completed"' not in line or made == 3 * light:
                continue
            due += share
            while due >= 1 and made < 3 * light:
                due -= 1
                who = made % light
                made += 1
                copy = re.sub('"id":"[^"]*"', f'"id":"light{made}"', line, count=1)
                copy = re.sub('"user":"[^"]*"', f'"user":"light{who}"', copy, count=1)
                copy = re.sub('"device":"[^"]*"', f'"device":"dl{who}"', copy, count=1)
                target.write(re.sub(
                    '"ip":"[^"]*"', f'"ip":"10.{who >> 16}.{who >> 8 & 255}.{who & 255}"', copy,
                    count=1))
        names = [f"light{who}" for who in range(min(light, made))]
    os.replace(f"{folder}/wide.ndjson", f"{folder}/events.ndjson")
    with open(f"{folder}/truth-accounts.csv", encoding="utf-8") as file:
        names += [row[0] for row in list(csv.reader(file))[1:]]
    random.Random(7).shuffle(names)
    with open(f"{folder}/accounts.csv", "w", encoding="utf-8") as file:
        file.write("account\n" + "\n".join(names) + "\n")
    return len(names), made


def world(assay, options):
    """A folder with a store; what is there already is used again."""
    folder = options.folder
    os.makedirs(folder, exist_ok=True)
    mark = f"{folder}/made-{options.events}-{options.cases}-{options.accounts}"
    if os.path.exists(mark):
        return f"{folder}/assay.db"
    for name in os.listdir(folder):
        if name.startswith(("assay.db", "made-")):
            os.remove(f"{folder}/{name}")
    store = f"{folder}/assay.db"
    light = max(0, options.accounts - options.events // 370)
    plays = options.events - 3 * light
    if plays < light:
        sys.exit(f"{options.events} events are too few for {options.accounts} accounts.")
    run(assay, "simulate", "--out", folder, "--events", str(plays), "--seed", "7")
    print(f"accounts, added plays: {widened(folder, plays * 0.9, light)}", file=sys.stderr)
    run(assay, "replay", "--pack", PACK, "--events", f"{folder}/events.ndjson",
        "--store", f"sqlite:{store}")
    run(assay, "rehearse-cases", "--count", str(options.cases), "--accounts",
        f"{folder}/accounts.csv", "--pack", PACK, "--store", f"sqlite:{store}")
    if not options.keep_events:
        os.remove(f"{folder}/events.ndjson")
    with open(mark, "w", encoding="utf-8"):
        pass
    return store


class Pages:
    """Asks over one connection, as one browser does."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path):
        """Status, text, and milliseconds by the server's clock."""
        self.connection.request("GET", path, headers={"Accept": "text/html"})
        response = self.connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        timing = re.search(r"app;dur=([\d.]+)", response.headers.get("Server-Timing", ""))
        if not timing:
            sys.exit(f"{path} ({response.status}) has no Server-Timing.")
        return response.status, text, float(timing.group(1))


def links(pages, path, pattern):
    status, text, _ = pages.get(path)
    return sorted(set(re.findall(f'href="({pattern})"', text))) if status == 200 else []


def kinds(pages, options, chance):
    """Kinds of pages, each with a way to make an address of it."""
    with open(f"{options.folder}/accounts.csv", encoding="utf-8") as file:
        accounts = [row[0] for row in list(csv.reader(file))[1:]]
    with open(f"{options.folder}/truth-artists.csv", encoding="utf-8") as file:
        artists = [row[0] for row in list(csv.reader(file))[1:]]
    queues = links(pages, "/queues", r"/queues/[\w.~-]+") or ["/queues"]
    case = links(pages, queues[0], r"/cases/[\w.~-]+")
    shape = re.match(r"(/cases/\D*)(\d+)", case[0]) if case else None

    def question():
        condition = chance.choice(CONDITIONS).replace(
            "{account}", chance.choice(accounts)).replace("{digit}", str(chance.randrange(1, 10)))
        return "/explorer?" + urllib.parse.urlencode({
            "when": condition, "range": chance.choice(RANGES), "by": chance.choice(GROUPS)})

    def of_case():
        number = str(chance.randrange(1, options.cases + 1)).zfill(len(shape.group(2)))
        return shape.group(1) + number

    found = {
        "today": lambda: "/",
        "queue": lambda: f"{chance.choice(queues)}?" + urllib.parse.urlencode({
            "state": chance.choice(["active", "all", "open", "assigned"]),
            "order": chance.choice(["loss", "due", "latest"]),
            "offset": 50 * chance.randrange(20)}),
        "entity": lambda: "/entities/account/" + urllib.parse.quote(chance.choice(accounts)),
        # Of these the log is looked through, as far as a page waits for it.
        "device": lambda: f"/entities/device/dl{chance.randrange(options.accounts * 9 // 10)}",
        "artist": lambda: f"/entities/artist/{chance.choice(artists)}",
        "explorer": question,
        "audit": lambda: f"/audit?subject=account={chance.choice(accounts)}",
    }
    if shape:
        found["case"] = of_case
    return found


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(results, assay, options):
    chance = random.Random(options.seed)
    store = world(assay, options)
    worst = 0
    # Verdicts would be new events; what is measured is the pages.
    with Service(assay, store, f"{options.folder}/server.log", seconds=1800,
                 options=("--detect-every", "0", "--enforce-every", "0", "--watch-every", "0")
                 ) as service:
        pages = Pages(service.port)
        settle(service.process)
        found = kinds(pages, options, chance)
        for kind in ("queue", "case", "entity", "explorer"):
            if kind not in found:
                sys.exit(f"There is no page of kind {kind}, so nothing is measured.")
        for kind, address in found.items():
            for _ in range(options.warm):
                pages.get(address())
            asked = [(address(),) for _ in range(REQUESTS)]
            times, failed = [], {}
            for (path,) in asked:
                status, _, milliseconds = pages.get(path)
                times.append(milliseconds)
                if status != 200:
                    failed[status] = failed.get(status, 0) + 1
            if failed:
                sys.exit(f"{kind}: of {REQUESTS} answers {failed} were not 200")
            for name, value in (("p50", percentile(times, 0.5)), ("p95", percentile(times, 0.95)),
                                ("max", max(times))):
                results.add(f"console.{kind}_{name}_ms", round(value, 1), "ms")
            worst = max(worst, percentile(times, 0.95))
        service.stop()
    results.add("console.p95_ms", round(worst, 1), "ms", bar=BAR_MILLISECONDS, at_most=True)
    results.add("console.events", options.events, "events")
    results.add("console.cases", options.cases, "cases")
    results.add("console.accounts", options.accounts, "accounts")


def settings(**values):
    """What `measure` wants, as a caller of it says it."""
    return argparse.Namespace(**{
        "events": 300_000, "cases": 10_000, "accounts": 30_000, "folder": "var/console-card",
        "seed": 1, "warm": 5,
        "keep_events": False, **values})


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--accounts", type=int, default=30_000)
    parser.add_argument("--folder", default="var/console-card")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warm", type=int, default=5)
    parser.add_argument("--keep-events", action="store_true")
    parser.add_argument("--json")
    options = parser.parse_args()
    results = Results()
    measure(results, options.assay, options)
    sys.exit(0 if results.finish(options.json) else 1)


if __name__ == "__main__":
    main()
