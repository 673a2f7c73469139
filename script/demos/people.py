#!/usr/bin/env python3
"""Gives the demo people of each role, and prints how they sign in.

    script/demos/people.py --assay .build/release/assay --store sqlite:var/demo/assay.db

Passwords are drawn anew each time and stand nowhere but in what is printed.
"""
import argparse
import secrets
import subprocess
import sys

# The first who is let in has to be an admin.
STAFF = [
    ("olga", "admin", "adds people and keys, edits what roles may: /settings"),
    ("cleo", "lead", "queues, clocks, escalations, pilots: /queues, /operations"),
    ("ben", "reviewer", "works cases: /queues, press ?"),
    ("dana", "reviewer", "a second one, since nobody agrees to what is severe and their own"),
    ("eve", "analyst", "asks the log, writes rules: /explorer, /rules"),
    ("finn", "auditor", "sees what was done by whom, and exports evidence: /audit"),
    ("nora", "partner", "of the label nordlicht: reports, and sees nobody else's: /reports"),
]
WORDS = ("amber birch cedar delta ember fjord grove heron inlet juniper kelp lark maple nectar "
         "otter pebble quartz raven sage thistle umber violet willow yarrow").split()


def password():
    return " ".join(secrets.choice(WORDS) for _ in range(6))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--store", required=True)
    options = parser.parse_args()
    for name, role, what in STAFF:
        word = password()
        partner = ["--partner", "nordlicht"] if role == "partner" else []
        done = subprocess.run(
            [options.assay, "people", "add", name, "--role", role, *partner, "--password-stdin",
             "--store", options.store], input=word + "\n", text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            sys.exit(f"{name} cannot be added: {done.stderr.strip()}")
        print(f"  {name:<5} {role:<9} {word:<44} {what}")


if __name__ == "__main__":
    main()
