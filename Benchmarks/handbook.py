"""What the peers' scripts share: the handbook's constants, the check, and the line of JSON."""
import csv
import gzip
import json
import resource
import sys
import time

ROWS = 1_303_778
ANSWERS = 201_295
TOLERANCE = 1e-6
DAYS = (1, 7, 30)
DELAY_DAYS = 7
# Times are put in order by seconds × UNIT + row: UNIT exceeds every row's number.
UNIT = 1 << 21
DAY = 86_400 * UNIT
# Name of a peer's column → the handbook's column and whether it must be the same number.
COLUMNS = {}
for days in DAYS:
    COLUMNS |= {
        f"customer_count_{days}": (f"CUSTOMER_ID_NB_TX_{days}DAY_WINDOW", True),
        f"customer_mean_{days}": (f"CUSTOMER_ID_AVG_AMOUNT_{days}DAY_WINDOW", False),
        f"terminal_count_{days}": (f"TERMINAL_ID_NB_TX_{days}DAY_WINDOW", True),
        f"terminal_risk_{days}": (f"TERMINAL_ID_RISK_{days}DAY_WINDOW", False),
    }


def answers(folder):
    """Transaction id → the handbook's 12 windowed features, in the order of COLUMNS."""
    with gzip.open(f"{folder}/features.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        places = [header.index(column) for column, _ in COLUMNS.values()]
        name = header.index("TRANSACTION_ID")
        return {int(row[name]): [float(row[place]) for place in places] for row in rows}


def most_error(rows, wanted):
    """The largest difference of `rows` from `wanted`, and whether all are near enough.

    A row is an id and then the features in the order of COLUMNS; rows that are not wanted are
    passed over, and wanted ones that are not there are wrong."""
    left = dict(wanted)
    largest = 0.0
    is_right = True
    for identity, *values in rows:
        expected = left.pop(identity, None)
        if expected is None:
            continue
        for (_, is_exact), value, should_be in zip(COLUMNS.values(), values, expected):
            error = abs(value - should_be) if value is not None else float("inf")
            largest = max(largest, error)
            # Written so that a NaN is wrong.
            is_right = is_right and error <= (0 if is_exact else TOLERANCE)
    return largest, is_right and not left


def run(peer, version, compute, read_back):
    """Times `compute(folder)`, which gives a table of all rows; `read_back(table)` gives its number
    of rows and an iterator over them. Prints a line of JSON and ends with 1 if it is wrong."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER, the handbook's")
    folder = sys.argv[1]
    start = time.monotonic()
    table = compute(folder)
    seconds = time.monotonic() - start
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wanted = answers(folder)
    count, rows = read_back(table)
    largest, is_right = most_error(rows, wanted)
    is_right = is_right and count == ROWS and len(wanted) == ANSWERS
    print(json.dumps({
        "peer": peer, "version": version, "seconds": round(seconds, 3), "rows": count,
        "rows_compared": len(wanted), "most_error": largest, "equal": int(is_right),
        "peak_mebibytes": kibibytes // 1024,
    }))
    sys.exit(0 if is_right else 1)
