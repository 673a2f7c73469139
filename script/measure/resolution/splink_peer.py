"""Splink (PyPI) on `fake_1000.csv`, as the example of its documentation has it.

The example is "Evaluation when you have fully labelled data" (`docs/demos/examples/duckdb/
accuracy_analysis_from_labels_column` of splink 5): the same comparisons, blocking rules, certain
rules, recall, seed and training blocks. Only how the file is read differs, as pandas is not here.
With `wider` it has the blocking rules of `accounts.yaml` too, first letters in place of sounds.
"""
import logging

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


EXAMPLE = [["first_name"], ["surname"], ["dob"], ["email"]]
WIDER = [
    ["split_part(email, '@', 1)"], ["left(first_name, 2)", "left(surname, 2)"],
    ["left(first_name, 2)", "year(dob)"], ["left(surname, 2)", "year(dob)"],
    ["left(first_name, 2)", "city"], ["left(surname, 2)", "city"], ["year(dob)", "city"],
    ["month(dob)", "day(dob)"], ["left(email, 4)"], ["right(email, 10)"],
]


def scores(path, wider=False):
    """The probability of every pair that Splink compares, by the two names."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on(*rule) for rule in EXAMPLE + (WIDER if wider else [])
        ],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=False),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
    )
    connection = duckdb.connect()
    table = connection.sql(
        "SELECT unique_id, first_name, surname, dob, city, email FROM "
        f"read_csv('{path}', types = {{'dob': 'DATE'}})").to_arrow_table()
    api = DuckDBAPI(connection)
    linker = Linker(api.register(table), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([
        "l.first_name = r.first_name and levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1",
        "l.surname = r.surname and levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1",
        "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
        "l.email = r.email",
    ], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=5)
    for columns in (["dob"], ["email"], ["first_name", "surname"]):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), estimate_without_term_frequencies=True)
    pairs = linker.inference.predict().as_record_list()
    return {
        pair_name(pair["unique_id_l"], pair["unique_id_r"]): pair["match_probability"]
        for pair in pairs
    }


def pair_name(left, right):
    """Two names in an order that does not depend on which came first."""
    return tuple(sorted((str(left), str(right))))
