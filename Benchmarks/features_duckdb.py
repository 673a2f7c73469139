"""The handbook's 12 windowed features in DuckDB: `features_duckdb.py FOLDER`.

One query: window functions over frames by value (RANGE) of the key seconds × 2^21 + row, straight
from the compressed CSV with its types given, into a table in memory.

Also tried with DuckDB 2.0.0, on 2 cores: the CSV into a table first (as fast, within a tenth);
whole cents and sum() for avg() (as fast); customers and terminals in two queries and joined (as
fast, more memory); running sums and the first value of each frame (a third slower); running sums
and ASOF joins (a quarter slower, six times the memory); a TIMESTAMP_NS with the row as nanoseconds
and frames by INTERVAL (a tenth slower).
"""
import duckdb

from handbook import COLUMNS, DAY, DAYS, DELAY_DAYS, UNIT, run

# row_number() over nothing follows the order of the file, which DuckDB keeps unless told not to.
READ = """
SELECT TRANSACTION_ID AS id, CUSTOMER_ID AS customer, TERMINAL_ID AS terminal,
  TX_AMOUNT AS amount, TX_FRAUD AS fraud,
  epoch(TX_DATETIME)::BIGINT * {unit} + row_number() OVER () AS key
FROM read_csv('{path}', header = true, columns = {{
  'TRANSACTION_ID': 'BIGINT', 'TX_DATETIME': 'TIMESTAMP', 'CUSTOMER_ID': 'INTEGER',
  'TERMINAL_ID': 'INTEGER', 'TX_AMOUNT': 'DOUBLE', 'TX_FRAUD': 'INTEGER',
  'TX_FRAUD_SCENARIO': 'INTEGER'}})
"""


def query(folder):
    columns, windows = ["id"], []
    for days in DAYS:
        columns += [
            f"count(*) OVER c{days} AS customer_count_{days}",
            f"avg(amount) OVER c{days} AS customer_mean_{days}",
            f"count(*) OVER t{days} AS terminal_count_{days}",
            f"coalesce(avg(fraud) OVER t{days}, 0) AS terminal_risk_{days}",
        ]
        windows += [
            f"c{days} AS (PARTITION BY customer ORDER BY key"
            f" RANGE BETWEEN {days * DAY} PRECEDING AND CURRENT ROW)",
            f"t{days} AS (PARTITION BY terminal ORDER BY key"
            f" RANGE BETWEEN {(DELAY_DAYS + days) * DAY} PRECEDING"
            f" AND {DELAY_DAYS * DAY} PRECEDING)",
        ]
    read = READ.format(unit=UNIT, path=f"{folder}/transactions.csv.gz")
    return (f"CREATE TABLE features AS SELECT {', '.join(columns)} FROM ({read})"
            f" WINDOW {', '.join(windows)}")


def compute(folder):
    connection = duckdb.connect()
    connection.execute(query(folder))
    return connection


def read_back(connection):
    (count,), = connection.execute("SELECT count(*) FROM features").fetchall()
    return count, connection.execute(f"SELECT id, {', '.join(COLUMNS)} FROM features").fetchall()


run("duckdb", duckdb.__version__, compute, read_back)
