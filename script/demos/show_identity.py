"""Lets an honest newcomer and a liar join a running marketplace, and prints what each was asked."""
import argparse
import json
import sys
import time
import urllib.error
import urllib.request

# What each gives when asked; the built-in vendor fails what ends in 9.
HONEST = {"email": {"email": "ann@example.org"}}
LIAR = {
    "email": {"email": "zed@example.org"},
    "document": {"name": "Zed Doe", "birth_date": "1990-01-01", "document": "P1234569"},
    "liveness": {"name": "Zed Doe"},
    "phone": {"phone": "+4915100000001"},
}


def call(url, body=None, kind="application/json"):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": kind} if data else {})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def wait_for(url, log):
    for _ in range(200):
        try:
            return call(url + "/readyz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    with open(log, encoding="utf-8") as file:
        sys.exit("The service did not start:\n" + file.read())


def sign_up(url, account, device):
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return call(url + "/v1/decisions", {
        "specversion": "1.0", "id": f"{account}-{time.time_ns()}", "source": "demo",
        "type": "sign_up", "time": now, "data": {"account": account, "device": device},
    }, "application/cloudevents+json")


def verifications(url, account):
    return call(f"{url}/v1/verifications?account={account}")["verifications"]


def follow(url, account, gives):
    """Gives what is asked until nothing is open; returns the steps the person took."""
    taken, quiet = [], 0
    while quiet < 30:
        time.sleep(0.1)
        quiet += 1
        for asked in verifications(url, account):
            requirement = asked["requirement"]
            if asked["state"] == "requested" and requirement not in taken:
                call(url + "/v1/verifications", {
                    "account": account, "requirement": requirement, "person": gives[requirement]})
                taken.append(requirement)
                quiet = 0
            if asked["state"] == "pending":
                quiet = 0
    return taken


def show(url, account, words, taken):
    print(f"\n{account}, {words}: {len(taken)} step{'s' if len(taken) != 1 else ''}")
    for asked in verifications(url, account):
        why = ", ".join(asked.get("reasons") or [])
        print(f"  {asked['requirement']:<10} {asked['state']:<10} {why}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--log", required=True)
    options = parser.parse_args()
    wait_for(options.url, options.log)
    sign_up(options.url, "ann", "phone-1")
    honest = follow(options.url, "ann", HONEST)
    show(options.url, "ann", "an honest newcomer", honest)
    for number in range(6):
        sign_up(options.url, f"sock-{number}", "farm-1")
    decided = sign_up(options.url, "zed", "farm-1")
    print(f"\nzed comes from a device with six new accounts: {decided['decision']['action']}")
    show(options.url, "zed", "a liar", follow(options.url, "zed", LIAR))
    print(f"\nAll of it: {options.url}/v1/verifications?account=zed, and {options.url}/")
    sys.exit(0 if honest == ["email"] else 1)


main()
