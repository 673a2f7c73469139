"""Prints what a running server decided, and the five worst accounts with reasons in words."""
import argparse
import csv
import json
import urllib.request


def get(url):
    with urllib.request.urlopen(url, timeout=30) as response:
        return json.load(response)


def metric_values(url, name):
    with urllib.request.urlopen(url + "/metrics", timeout=30) as response:
        lines = response.read().decode().splitlines()
    values = {}
    for line in lines:
        if line.startswith(name + "{"):
            label = line.split('"')[1]
            values[label] = int(float(line.rsplit(" ", 1)[1]))
    return values


def show_actions(url):
    counts = metric_values(url, "assay_decisions_total")
    total = sum(counts.values()) or 1
    print("\nWhat was decided")
    for action, count in sorted(counts.items(), key=lambda item: -item[1]):
        if count:
            print(f"  {action:<10} {count:>9,}  {100 * count / total:6.2f} %")


def truth_of(folder):
    with open(folder + "/truth-accounts.csv", newline="", encoding="utf-8") as file:
        return {row["user"]: row for row in csv.DictReader(file)}


def in_words(row):
    if row is None:
        return "unknown to the truth"
    return row["label"] + (f" ({row['campaign']})" if row["campaign"] else "")


def show_worst(url, truth, store):
    print("\nThe five worst accounts (the simulation's truth stands in brackets)")
    for standing in get(url + "/v1/accounts?limit=5")["accounts"]:
        record = get(f"{url}/v1/decisions/{standing['worstDecision']}")["decision"]
        account = standing["account"]
        print(
            f"\n  {account}  [{in_words(truth.get(account))}]  score {standing['scoreMax']:.3f}, "
            f"{standing['actedOn']:,} of {standing['decisions']:,} decisions acted on"
        )
        for reason in record["reasons"][:3]:
            print(f"    • {reason['text']}")
        print(f"    assay explain {record['id']} --store {store}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--store", required=True)
    options = parser.parse_args()
    show_actions(options.url)
    show_worst(options.url, truth_of(options.truth), options.store)
    print(f"\nLook at {options.url}/")


main()
