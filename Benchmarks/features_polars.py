"""The handbook's 12 windowed features in Polars: `features_polars.py FOLDER`.

One lazy query: `rolling_sum_by` and `rolling_mean_by` over each entity, by the key
seconds × 2^21 + row, straight from the compressed CSV with its types given. They know no delay, so
a terminal's window is that of delay and width less that of the delay.

Also tried with Polars 2.1.0, on 2 cores: `DataFrame.rolling` by group with a period and an offset
(a third slower); running sums and `search_sorted` in one column of entity and key (half slower);
running sums and `join_asof` (twice as slow).
"""
import polars
from polars import col

from handbook import COLUMNS, DAY, DAYS, DELAY_DAYS, UNIT, run

SCHEMA = {
    "TRANSACTION_ID": polars.Int64, "TX_DATETIME": polars.String, "CUSTOMER_ID": polars.Int64,
    "TERMINAL_ID": polars.Int64, "TX_AMOUNT": polars.Float64, "TX_FRAUD": polars.Int64,
    "TX_FRAUD_SCENARIO": polars.Int64,
}


def read(folder):
    seconds = col("TX_DATETIME").str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="ms").dt.epoch("s")
    return (
        polars.scan_csv(f"{folder}/transactions.csv.gz", schema=SCHEMA)
        .select("CUSTOMER_ID", "TERMINAL_ID", "TX_AMOUNT", "TX_FRAUD", id="TRANSACTION_ID",
                seconds=seconds)
        .with_row_index("row")
        .with_columns(key=col("seconds") * UNIT + col("row").cast(polars.Int64),
                      one=polars.lit(1, dtype=polars.Int64)))


def customer_windows():
    for days in DAYS:
        width = f"{days * DAY}i"
        yield (col("one").rolling_sum_by("key", width).over("CUSTOMER_ID")
               .alias(f"customer_count_{days}"))
        yield (col("TX_AMOUNT").rolling_mean_by("key", width).over("CUSTOMER_ID")
               .alias(f"customer_mean_{days}"))


def terminal_sums():
    for days in (0, *DAYS):
        width = f"{(DELAY_DAYS + days) * DAY}i"
        yield col("one").rolling_sum_by("key", width).over("TERMINAL_ID").alias(f"count_{days}")
        yield col("TX_FRAUD").rolling_sum_by("key", width).over("TERMINAL_ID").alias(f"sum_{days}")


def terminal_windows():
    for days in DAYS:
        count = col(f"count_{days}") - col("count_0")
        frauds = col(f"sum_{days}") - col("sum_0")
        yield count.alias(f"terminal_count_{days}")
        # Nothing of nothing is NaN, and the handbook's 0.
        yield (frauds / count).fill_nan(0.0).alias(f"terminal_risk_{days}")


def compute(folder):
    return (read(folder)
            .with_columns(*customer_windows(), *terminal_sums())
            .with_columns(*terminal_windows())
            .select("id", *COLUMNS)
            .collect())


def read_back(table):
    return table.height, table.iter_rows()


run("polars", polars.__version__, compute, read_back)
