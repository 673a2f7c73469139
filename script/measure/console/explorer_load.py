#!/usr/bin/env python3
"""Asks the explorer varied questions over HTTP, and tells how long its pages take.

    script/measure/console/explorer_load.py --url http://127.0.0.1:8080 --requests 200

The store is made beforehand, such as with `assay simulate --events 5000000 --out W` and
`assay replay --pack PolicyPacks/streaming --events W/events.ndjson --store sqlite:big.db`.
"""
import argparse
import json
import random
import re
import time
import urllib.parse
import urllib.request

CONDITIONS = [
    "", 'event.country == "DE"', 'decision.action != "allow"', 'decision.action == "block"',
    '"hosted_pool" in decision.rules', "event.msPlayed < 31000 && event.asn in [14061, 16276]",
    'event.type == "account.login" && !event.success', 'event.plan == "free"',
    'event.user == "{user}"', 'event.device == "{device}"', 'event.artist == "{artist}"',
    "decision.score > 0.5", 'event.track.startsWith("t1")', "has(event.emailDomain)",
    "event.time.getHours() < 5",
]
RANGES = ["1h", "24h", "7d", "30d", "all"]
GROUPS = ["", "", "event.country", "event.payee", "event.time.getHours()"]


def ask(url, address):
    begin = time.perf_counter()
    with urllib.request.urlopen(f"{url}/explorer?{address}") as response:
        body = response.read().decode()
    return (time.perf_counter() - begin) * 1000, body


def names(url):
    """Names that are in the log, for questions about one of them."""
    _, body = ask(url, "range=30d&vs=none")
    found = {}
    for field in ("user", "device", "artist"):
        found[field] = re.findall(
            rf"event\.{field}%20%3D%3D%20%22([\w-]+)%22", body) or ["none"]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    known = names(options.url)
    took, sizes, shares, slowest = [], [], [], []
    for _ in range(options.requests):
        condition = draw.choice(CONDITIONS)
        for field, values in known.items():
            condition = condition.replace("{" + field + "}", draw.choice(values))
        address = urllib.parse.urlencode({
            "when": condition, "range": draw.choice(RANGES), "by": draw.choice(GROUPS)})
        milliseconds, body = ask(options.url, address)
        took.append(milliseconds)
        sizes.append(len(body))
        slowest.append((milliseconds, address))
        share = re.search(r"Estimated from ([\d.]+) %", body)
        shares.append(float(share.group(1)) if share else 100.0)
    took.sort()
    shares.sort()
    at = lambda values, share: values[min(len(values) - 1, int(share * len(values)))]
    print(json.dumps({
        "requests": len(took), "p50_ms": round(at(took, .5), 1), "p95_ms": round(at(took, .95), 1),
        "max_ms": round(took[-1], 1), "page_kB": round(max(sizes) / 1000, 1),
        "read_share_p50": at(shares, .5), "read_share_p05": at(shares, .05)}))
    for milliseconds, address in sorted(slowest)[-5:]:
        print(f"{milliseconds:8.1f} ms  {address}")


if __name__ == "__main__":
    main()
