"""Random well-typed expressions, ours beside the Rust and Python packages. Called by
`script/differential`, which says what comes of it."""
import argparse
import collections
import datetime
import json
import subprocess
import sys
import tempfile

import cel

import explanations
from expressions import Generator, VALUES, VARIABLES

ERROR = ("error",)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def seconds_and_nanoseconds(delta):
    micros = delta // datetime.timedelta(microseconds=1)
    return ("time", micros // 1_000_000, micros % 1_000_000 * 1_000)


def of_peer(value, kind):
    """A Python value, read as the kind that the expression is known to have."""
    if kind.startswith("list(") and isinstance(value, list):
        return ("list", tuple(of_peer(item, kind[5:-1]) for item in value))
    if kind.startswith("map(") and isinstance(value, dict):
        return ("map", frozenset((str(key), of_peer(item, "int")) for key, item in value.items()))
    if kind == "bool" and (isinstance(value, bool) or type(value).__name__ == "BoolType"):
        return (kind, bool(value))
    if kind in ("int", "uint") and isinstance(value, int) and not isinstance(value, bool):
        return (kind, int(value))
    if kind == "double" and isinstance(value, float):
        return (kind, repr(float(value)))
    if kind == "string" and isinstance(value, str):
        return (kind, str(value))
    if kind == "bytes" and isinstance(value, bytes):
        return (kind, bytes(value))
    if kind == "timestamp" and isinstance(value, datetime.datetime):
        return seconds_and_nanoseconds(value - EPOCH)
    if kind == "duration" and isinstance(value, datetime.timedelta):
        return seconds_and_nanoseconds(value)
    return ("a " + type(value).__name__, repr(value))


def of_ours(tagged, kind):
    """Our value; its kind must be the one the expression is known to have."""
    (tag, content), = tagged.items()
    if tag != kind.split("(")[0]:
        return ("a " + tag, repr(content))
    if tag == "list":
        return (tag, tuple(of_ours(item, kind[5:-1]) for item in content))
    if tag == "map":
        return (tag, frozenset((key["string"], of_ours(item, "int")) for key, item in content))
    if tag in ("int", "uint"):
        return (tag, int(content))
    if tag == "double":
        return (tag, repr(float(content)))
    if tag == "bytes":
        return (tag, bytes(content))
    if tag in ("timestamp", "duration"):
        return ("time", *content)
    return (tag, content)


def ours(assay, cases):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as row:
        json.dump({"variables": VARIABLES, "values": VALUES}, row)
        row.flush()
        lines = "".join(json.dumps(expression) + "\n" for expression, _ in cases)
        run = subprocess.run([assay, "cel", "batch", "--row", row.name], input=lines,
                             stdout=subprocess.PIPE, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(cases)
    for (expression, kind), answer in zip(cases, answers):
        if "refused" in answer:
            yield ("refused", answer["refused"])
        elif answer["type"] != kind:
            yield ("of type", answer["type"])
        else:
            yield of_ours(answer["value"], kind) if "value" in answer else ERROR


class Rust:
    """PyPI `common-expression-language`."""

    def __init__(self):
        self.context = cel.Context()
        for name, value in VALUES.items():
            self.context.add_variable(name, value)

    def answer(self, expression, kind):
        try:
            return of_peer(cel.compile(expression).execute(self.context), kind)
        except BaseException:  # its panics are no Exception
            return ERROR


class Python:
    """PyPI `cel-python`: slow, so asked only where the others disagree."""

    def __init__(self):
        import celpy
        self.celpy = celpy
        self.environment = celpy.Environment()
        self.values = {name: celpy.json_to_cel(value) for name, value in VALUES.items()}

    def answer(self, expression, kind):
        try:
            program = self.environment.program(self.environment.compile(expression))
            return of_peer(program.evaluate(dict(self.values)), kind)
        except Exception:
            return ERROR


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=1, help="examples of each explanation")
    options = parser.parse_args()
    generator = Generator(options.seed)
    made = {}
    while len(made) < options.count:
        expression, kind, parts = generator.next()
        made[expression] = (expression, kind, parts)
    made = list(made.values())
    cases = [(expression, kind) for expression, kind, _ in made]
    rust, python = Rust(), Python()
    outcomes = collections.Counter()
    parts = []
    for (expression, kind, within), mine in zip(made, ours(options.assay, cases)):
        if mine == rust.answer(expression, kind):
            outcomes["both fail" if mine == ERROR else "same value"] += 1
        else:
            outcomes["disagree"] += 1
            parts.append(within)
    found = collections.defaultdict(list)
    for case in smallest(options.assay, rust, parts):
        (expression, kind, itself), mine, theirs = case
        third = python.answer(expression, kind)
        reason = explanations.of(
            itself, mine, theirs, third, lambda other, kind=kind: rust.answer(other, kind))
        found[reason].append((expression, mine, theirs, third))
    report(options, outcomes, found)
    sys.exit(1 if found.get(None) else 0)


def smallest(assay, rust, parts_of_cases):
    """Of each disagreement the smallest part that shows it, so that what is explained is one
    operation and not whatever else an expression holds."""
    answers = ours(assay, [part[:2] for parts in parts_of_cases for part in parts])
    for parts in parts_of_cases:
        shown = [(part, next(answers)) for part in parts]
        for part, mine in sorted(shown, key=lambda each: len(each[0][0])):
            theirs = rust.answer(*part[:2])
            if mine != theirs:
                yield part, mine, theirs
                break


def report(options, outcomes, found):
    print(f"{options.count} different expressions (seed {options.seed}): "
          + ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())))
    for reason, cases in sorted(found.items(), key=lambda item: -len(item[1])):
        agreeing = sum(third == mine for _, mine, _, third in cases)
        print(f"{len(cases):6}  {reason or 'UNEXPLAINED'}")
        print(f"        cel-python answers as we do in {agreeing}")
        for expression, mine, theirs, third in sorted(cases, key=lambda case: len(case[0]))[
                :options.show if reason else 40]:
            print(f"        {expression}\n          ours {mine}  Rust {theirs}  Python {third}")


main()
