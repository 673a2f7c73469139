"""Random well-typed expressions of the rule language, for `script/differential`.

What the peers cannot tell apart or hold is left out by construction, rather than overlooked when
answers are compared: times are whole milliseconds (Python has microseconds), the type of every
expression is known here (Python has one kind of integer), and patterns are of the class that RE2
and Rust's `regex` share.
"""
import random
import re

VARIABLES = {
    "i": "int", "j": "int", "x": "double", "s": "string", "b": "bool",
    "li": "list(int)", "ls": "list(string)", "mi": "map(string, int)",
}
VALUES = {
    "i": 7, "j": -3, "x": 2.5, "s": "Marius", "b": True, "li": [3, 1, 2],
    "ls": ["vpn", "", "tor"], "mi": {"a": 1, "b": -2},
}
SCALARS = ["int", "uint", "double", "bool", "string", "bytes", "timestamp", "duration"]
LISTS = ["list(int)", "list(string)", "list(double)"]
MAP = "map(string, int)"
ANY = SCALARS + LISTS + [MAP]
NUMERIC = ["int", "uint", "double"]
ORDERED = ["int", "uint", "double", "string", "bytes", "timestamp", "duration", "bool"]
RELATIONS = ["==", "!=", "<", "<=", ">", ">="]

INTS = ["0", "1", "2", "-1", "10", "-7", "100", "9223372036854775807",
        "-9223372036854775808", "4611686018427387904", "2147483648"]
UINTS = ["0u", "1u", "2u", "7u", "100u", "18446744073709551615u", "9223372036854775808u"]
DOUBLES = ["0.0", "1.0", "-1.0", "0.5", "2.5", "1e10", "-3.75", "1e300", "0.1", "9007199254740993.0"]
STRINGS = ["''", "'a'", "'ab'", "'abc'", "'Marius'", "'vpn'", "'12'", "'-5'", "'1.5'", "'x y'",
           "'a\\nb'", "'@mailinator.com'", "'true'"]
WIDE_STRINGS = ["'é'", "'日本'", "'😀a'"]
BYTES = ["b''", "b'a'", "b'ab'", "b'\\xff'", "b'abc'"]
TIMES = ["2024-01-01T00:00:00Z", "2024-02-29T23:59:59.250Z", "1969-12-31T23:59:59Z",
         "2023-07-01T12:00:00+02:00", "2262-01-01T00:00:00Z", "1700-03-01T00:00:00Z"]
FAR_TIMES = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"]
DURATIONS = ["0s", "1s", "-1s", "1.5s", "90m", "36h", "-250ms", "1h30m"]
PATTERNS = ["^a", "b$", "a.c", "[a-z]+", "(?i)MAR", "^[0-9]{2,}$", "a|b", ""]
ACCESSORS = ["getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek",
             "getDayOfYear", "getHours", "getMinutes", "getSeconds", "getMilliseconds"]


class Generator:
    """Makes expressions; a seed gives the same ones on every machine."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.bound = []
        self.parts = []

    def next(self):
        """An expression, its type, and its parts: of each, what computes it by itself (in the
        macros whose variables it uses), the type of that, and its own text."""
        self.parts = []
        kind = self.chance.choice(["bool", "bool", "int"] + ANY)
        return self.of(kind, self.chance.choice([1, 2, 2, 3, 3, 4])), kind, self.parts

    def of(self, kind, depth):
        made = self.new(kind, depth)
        alone, alone_kind = made, kind
        for variable, _, items in reversed(self.bound):
            if re.search(rf"\b{variable}\b", alone):
                alone = f"({items}).map({variable}, {alone})"
                alone_kind = f"list({alone_kind})"
        self.parts.append((alone, alone_kind, made))
        return made

    def new(self, kind, depth):
        names = [name for name, type_ in VARIABLES.items() if type_ == kind]
        names += [name for name, type_, _ in self.bound if type_ == kind]
        if depth <= 0 or self.chance.random() < 0.12:
            if names and self.chance.random() < 0.5:
                return self.chance.choice(names)
            return self.leaf(kind)
        makers = getattr(self, "make_" + kind.split("(")[0])(kind, depth - 1)
        if self.chance.random() < 0.08:
            return (f"({self.of('bool', depth - 1)} ? {self.of(kind, depth - 1)}"
                    f" : {self.of(kind, depth - 1)})")
        return self.chance.choice(makers)()

    def leaf(self, kind):
        choose = self.chance.choice
        if kind == "string" and self.chance.random() < 0.03:
            return choose(WIDE_STRINGS)
        if kind == "timestamp":
            far = self.chance.random() < 0.05
            return f"timestamp('{choose(FAR_TIMES if far else TIMES)}')"
        if kind == "duration":
            return f"duration('{choose(DURATIONS)}')"
        if kind.startswith("list("):
            items = "[" + ", ".join(self.leaf(kind[5:-1]) for _ in range(choose([1, 1, 2, 3]))) + "]"
            # Not [], as the elements of that have no type.
            return f"{items}.filter(e, false)" if self.chance.random() < 0.2 else items
        if kind == MAP:
            keys = self.chance.sample(["'a'", "'b'", "'k'", "'vpn'"], choose([1, 1, 2]))
            return "{" + ", ".join(f"{key}: {self.leaf('int')}" for key in keys) + "}"
        if kind == "int" and self.chance.random() < 0.7:
            return str(self.chance.randrange(-20, 21))
        return choose({"int": INTS, "uint": UINTS, "double": DOUBLES, "string": STRINGS,
                       "bytes": BYTES, "bool": ["true", "false"]}[kind])

    def binary(self, kind, operators, depth):
        operator = self.chance.choice(operators)
        return f"({self.of(kind, depth)} {operator} {self.of(kind, depth)})"

    def call(self, name, depth, *kinds):
        return f"{name}({', '.join(self.of(kind, depth) for kind in kinds)})"

    def method(self, kind, name, depth, *kinds):
        # In brackets, as -1.x() is another thing than (-1).x().
        arguments = ", ".join(self.of(each, depth) for each in kinds)
        return f"({self.of(kind, depth)}).{name}({arguments})"

    def loop(self, name, depth, body_kind, list_kind=None):
        """A macro over a list, whose body may use the variable it binds."""
        list_kind = list_kind or self.chance.choice(LISTS)
        items = self.of(list_kind, depth)
        variable = f"v{len(self.bound)}"
        self.bound.append((variable, list_kind[5:-1], items))
        body = self.of(body_kind, depth)
        self.bound.pop()
        return f"({items}).{name}({variable}, {body})"

    def make_int(self, _, depth):
        pick = self.chance.choice
        return [
            lambda: self.binary("int", ["+", "-", "*"], depth),
            lambda: self.binary("int", ["+", "-", "*", "/", "%"], depth),
            lambda: f"-({self.of('int', depth)})",
            lambda: self.call("size", depth, pick(["string", "bytes", MAP] + LISTS)),
            lambda: self.call("int", depth, pick(["double", "uint", "string"])),
            lambda: f"({self.of('list(int)', depth)})[{self.chance.randrange(-1, 4)}]",
            lambda: f"({self.of(MAP, depth)})[{self.of('string', depth)}]",
            lambda: f"({self.of(MAP, depth)}).{pick('abk')}",
            lambda: self.method("timestamp", pick(ACCESSORS), depth),
            lambda: self.method("duration", pick(["getHours", "getMinutes", "getSeconds"]), depth),
        ]

    def make_uint(self, _, depth):
        return [
            lambda: self.binary("uint", ["+", "-", "*", "/", "%"], depth),
            lambda: self.call("uint", depth, self.chance.choice(["int", "double"])),
        ]

    def make_double(self, _, depth):
        return [
            lambda: self.binary("double", ["+", "-", "*", "/"], depth),
            lambda: self.binary("double", ["+", "-", "*", "/"], depth),
            lambda: f"-({self.of('double', depth)})",
            lambda: self.call("double", depth, self.chance.choice(["int", "uint", "string"])),
        ]

    def make_bool(self, _, depth):
        pick = self.chance.choice
        mixed = [pick(NUMERIC), pick(NUMERIC)]
        kind = pick(ANY)
        return [
            lambda: self.binary("bool", ["&&", "||"], depth),
            lambda: self.binary("bool", ["&&", "||"], depth),
            lambda: f"!({self.of('bool', depth)})",
            lambda: self.binary(pick(ORDERED), RELATIONS, depth),
            lambda: self.binary(kind, ["==", "!="], depth),
            lambda: f"({self.of(mixed[0], depth)} {pick(RELATIONS[2:])} {self.of(mixed[1], depth)})",
            lambda: f"({self.of('int', depth)} in {self.of('list(int)', depth)})",
            lambda: f"({self.of('string', depth)} in {self.of(pick(['list(string)', MAP]), depth)})",
            lambda: f"has(({self.of(MAP, depth)}).{pick('abk')})",
            lambda: self.method(
                "string", pick(["startsWith", "endsWith", "contains"]), depth, "string"),
            lambda: f"({self.of('string', depth)}).matches('{pick(PATTERNS)}')",
            lambda: self.loop(pick(["all", "exists", "exists_one"]), depth, "bool"),
        ]

    def make_string(self, _, depth):
        return [
            lambda: self.binary("string", ["+"], depth),
            lambda: self.call("string", depth, self.chance.choice(["int", "uint", "double"])),
            lambda: f"({self.of('list(string)', depth)})[{self.chance.randrange(-1, 3)}]",
        ]

    def make_bytes(self, _, depth):
        return [
            lambda: self.binary("bytes", ["+"], depth),
            lambda: self.call("bytes", depth, "string"),
        ]

    def make_timestamp(self, _, depth):
        later = lambda: (f"({self.of('timestamp', depth)} {self.chance.choice('+-')}"
                         f" {self.of('duration', depth)})")
        return [later] * 9 + [
            lambda: f"({self.of('duration', depth)} + {self.of('timestamp', depth)})"]

    def make_duration(self, _, depth):
        return [
            lambda: self.binary("duration", ["+", "-"], depth),
            lambda: f"({self.of('timestamp', depth)} - {self.of('timestamp', depth)})",
        ]

    def make_list(self, kind, depth):
        return [
            lambda: self.binary(kind, ["+"], depth),
            lambda: self.loop("filter", depth, "bool", kind),
            lambda: self.loop("map", depth, kind[5:-1]),
            lambda: "[" + ", ".join(self.of(kind[5:-1], depth) for _ in range(2)) + "]",
        ]

    def make_map(self, _, depth):
        return [
            lambda: f"{{'a': {self.of('int', depth)}, 'k': {self.of('int', depth)}}}",
            lambda: f"{{{self.of('string', depth)}: {self.of('int', depth)}}}",
            lambda: f"{{{self.of('string', depth)}: 1, {self.of('string', depth)}: 2}}",
        ]
