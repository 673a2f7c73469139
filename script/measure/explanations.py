"""Why the Rust package answers otherwise than we do, by the text of the language's definition
(google/cel-spec, doc/langdef.md, and its conformance cases).

Each explanation judges the smallest part of an expression that shows a disagreement: the operation
at its root and both answers must be as the explanation says, or it does not apply.
"""
import re

ERROR = ("error",)
INT_MIN = -(1 << 63)
DURATION_MAX_SECONDS = (1 << 63) // 1_000_000_000


def scalars(answer):
    """The scalars of an answer; those of lists too, as a part inside a macro comes in lists."""
    if answer[0] == "list":
        return [scalar for item in answer[1] for scalar in scalars(item)]
    return [answer]


def repeated_key(part, mine, theirs, third, ask):
    """Aggregate Values: "It is an error to have duplicate keys"; Rust keeps the last."""
    return part.startswith("{") and part.count(": ") >= 2 and mine == ERROR and any(
        kind == "map" and len(entries) == 1 for kind, entries in scalars(theirs))


def code_points(part, mine, theirs, third, ask):
    """String Values: "Strings are sequences of Unicode code points", and size of a string is the
    string's length; Rust counts the bytes of its UTF-8."""
    return part.startswith("size(") and third == mine and all(
        ours[0] == "int" and rust[1] > ours[1]
        for ours, rust in zip(scalars(mine), scalars(theirs)))


def text_of_double(part, mine, theirs, third, ask):
    """List of Standard Definitions: string(double) is "type conversion", of no stated form, and
    both texts denote the same double; ours has an exponent where it is shorter, as cel-go's."""
    return part.startswith("string(") and all(
        ours[0] == rust[0] == "string" and float(ours[1]) == float(rust[1])
        for ours, rust in zip(scalars(mine), scalars(theirs)))


def in_utc(part, mine, theirs, third, ask):
    """List of Standard Definitions: get… without a time zone is "from the date in UTC"; Rust keeps
    the offset the timestamp was written with."""
    return re.search(r"\.get\w+\(\)$", part) and "+02:00" in part and third == mine


def top_level(part, operators):
    """The sides of `(a + b)`; None when it is no such thing."""
    depth = 0
    for index, character in enumerate(part):
        depth += (character in "([{") - (character in ")]}")
        for operator in operators:
            if depth == 1 and part.startswith(operator, index):
                return part[1:index], part[index + len(operator):-1]
    return None


def duration_first(part, mine, theirs, third, ask):
    """List of Standard Definitions: _+_ has (google.protobuf.Duration, google.protobuf.Timestamp);
    Rust has only the other order, in which it answers as we do."""
    split = theirs == ERROR and mine[0] in ("time", "list") and top_level(part, (" + ",))
    return split and (third == mine or ask(f"({split[1]} + {split[0]})") == mine)


def order_of_nan(part, mine, theirs, third, ask):
    """Equality and Ordering does not say how NaN is ordered, nor does a conformance case: IEEE 754
    makes it neither less nor greater, which is what we answer, and Rust fails."""
    if theirs != ERROR or set(scalars(mine)) != {("bool", False)}:
        return False
    split = top_level(part, (" < ", " <= ", " > ", " >= "))
    return split and any(ask(f"({side} != {side})") == ("bool", True) for side in split)


def range_of_durations(part, mine, theirs, third, ask):
    """Overflow: "Arithmetic operations raise an error when the results exceed the range of the …
    duration type"; by the conformance cases (timestamps, "range") the years 1 to 9999 exceed it,
    as a duration's nanoseconds must fit in 64 bits. Rust and Python have wider durations."""
    return mine == ERROR and " - " in part and any(
        kind == "time" and abs(rest[0]) >= DURATION_MAX_SECONDS
        for kind, *rest in scalars(theirs))


def negation(part, mine, theirs, third, ask):
    """Overflow: "Arithmetic operations raise an error when the results exceed the range of the
    integer type"; Rust wraps -(-9223372036854775808) around."""
    return part.startswith("-(") and mine == ERROR and ("int", INT_MIN) in scalars(theirs)


def errors_beside_the_answer(part, mine, theirs, third, ask):
    """Macros: all() and exists() ignore "any errors from other elements" once one element decides;
    Rust fails, though it answers as we do for that element alone."""
    walk = re.match(r"(.+)\.(all|exists)\((\w+), (.+)\)$", part)
    if not walk or theirs != ERROR or mine != ("bool", walk[2] == "exists"):
        return False
    alone = [ask(f"[{walk[1]}[{place}]].{walk[2]}({walk[3]}, {walk[4]})") for place in range(8)]
    return mine in alone and ERROR in alone[:8]


ALL = [errors_beside_the_answer, repeated_key, code_points, text_of_double, in_utc, duration_first, range_of_durations,
       negation, order_of_nan]


def of(part, mine, theirs, third, ask):
    """The explanation that applies, in words; None when none does.

    `ask` tells what the Rust package answers to an expression of the same type."""
    for explanation in ALL:
        if explanation(part, mine, theirs, third, ask):
            return " ".join(explanation.__doc__.split())
    return None
