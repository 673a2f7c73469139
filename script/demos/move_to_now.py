#!/usr/bin/env python3
"""Moves all times of a simulated log by whole days, so that it ends within the last 24 hours.

    script/demos/move_to_now.py var/demo/events.ndjson

A log is simulated as of a fixed day, the same bytes for the same seed; a desk is about today.
"""
import datetime
import json
import re
import sys


def move_to_now(path):
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    ends = datetime.datetime.fromisoformat(json.loads(lines[-1])["time"])
    by = (datetime.datetime.now(datetime.timezone.utc) - ends).days
    days = {}

    def moved(found):
        day = found.group(1)
        if day not in days:
            later = datetime.date.fromisoformat(day) + datetime.timedelta(days=by)
            days[day] = later.isoformat()
        return f'"{days[day]}T'

    with open(path, "w", encoding="utf-8") as file:
        file.writelines(re.sub(r'"(\d{4}-\d\d-\d\d)T', moved, line) for line in lines)


if __name__ == "__main__":
    move_to_now(sys.argv[1])
