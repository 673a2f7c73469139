#!/usr/bin/env python3
"""Writes Sources/Rules/Library/Generated/ from published tables. Run by hand when they change.

script/generate_tables.py PUBLIC_SUFFIX_LIST CONFUSABLES_JSON UNICODE_DATA
  PUBLIC_SUFFIX_LIST  /usr/share/publicsuffix/public_suffix_list.dat (apt: publicsuffix)
  CONFUSABLES_JSON    confusable_homoglyphs/confusables.json (PyPI: confusable-homoglyphs), which
                      holds the pairs of https://www.unicode.org/Public/security/latest/confusables.txt
  UNICODE_DATA        usr/share/unicode/UnicodeData.txt (apt: unicode-data)
"""
import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent.parent / "Sources/Rules/Library/Generated"
LINES_MAX = 480
COLUMNS = 88


def write_parts(name, header, pieces):
    """Wraps pieces of text into lines, and lines into files of one string literal each."""
    lines, line = [], ""
    for piece in pieces:
        if len((line + piece).encode()) > COLUMNS:
            lines.append(line)
            line = ""
        line += piece
    lines.append(line)
    parts = [lines[i:i + LINES_MAX] for i in range(0, len(lines), LINES_MAX)]
    for old in FOLDER.glob(f"{name}*.swift"):
        old.unlink()
    for number, part in enumerate(parts, 1):
        suffix = f"+Part{number}" if number > 1 else ""
        first = "    /// The parts, to be read one after the other, without the line ends.\n" \
            f"    static let parts: [StaticString] = [" \
            + ", ".join(f"part{n}" for n in range(1, len(parts) + 1)) + "]\n\n"
        text = "".join(f"// {line}".rstrip() + "\n" for line in header) + "\n"
        text += f"extension {name} {{\n" if number > 1 else f"enum {name} {{\n" + first
        text += f'    static let part{number}: StaticString = #"""\n'
        text += "".join(f"        {line}\n" for line in part)
        text += '        """#\n}\n'
        (FOLDER / f"{name}{suffix}.swift").write_text(text)
    print(name, len(lines), "lines in", len(parts), "files")


# Public suffixes: `jp(co,*kobe…)`: children of a label in parentheses.

def punycode(label):
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def public_suffixes(path):
    """{label: [mark, children]}, from the last label; mark `=` means: not itself a suffix."""
    root = {}
    rules = set()
    for line in pathlib.Path(path).read_text().splitlines():
        rule = line.split()[0] if line.split() else ""
        if not rule or rule.startswith("//"):
            continue
        rules.add(rule)
        rules.add(".".join(punycode(label) for label in rule.split(".")))
    for rule in sorted(rules):
        mark = "!" if rule.startswith("!") else ""
        node = None
        children = root
        for label in reversed(rule.lstrip("!").split(".")):
            node = children.setdefault(label, ["=", {}])
            children = node[1]
        node[0] = mark
    return root, len(rules)


def pieces_of(children):
    pieces = []
    for index, label in enumerate(sorted(children)):
        mark, below = children[label]
        piece = ("," if index else "") + mark + label
        if below:
            inner = pieces_of(below)
            pieces.append(piece + "(" + inner[0])
            pieces.extend(inner[1:])
            pieces[-1] += ")"
        else:
            pieces.append(piece)
    return pieces


# Confusables: `61=430,3b1 …`: what becomes `a`.

def is_mark(point):
    return any(low <= point <= high for low, high in [
        (0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180B, 0x180F), (0x200B, 0x200F),
        (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
        (0xE0000, 0xE0FFF)])


# Of ASCII only these look like others of it; signs are left as they are.
ASCII = "01IMm|"


def is_in_scope(point, result):
    if point < 0x80:
        return chr(point) in ASCII
    if 0xAC00 <= point <= 0xD7A3:
        return False
    letters = [(0x80, 0x52F), (0x1E00, 0x1FFF), (0x2C60, 0x2C7F), (0xA640, 0xA7FF)]
    return result.isascii() or any(low <= point <= high for low, high in letters)


def confusables(json_path, unicode_path):
    decompositions = {}
    known = set()
    for line in pathlib.Path(unicode_path).read_text().splitlines():
        fields = line.split(";")
        point = int(fields[0], 16)
        known.add(point)
        if fields[5]:
            parts = fields[5].split()
            is_compatible = parts[0].startswith("<")
            decompositions[point] = (is_compatible, [int(p, 16) for p in parts[is_compatible:]])
    prototypes = {}
    for source, targets in json.loads(pathlib.Path(json_path).read_text()).items():
        source = source.replace("\u200e", "") or source
        targets = [t["c"].replace("\u200e", "") for t in targets]
        # A prototype is listed with all that look like it, anything else with its prototype.
        if len(source) == 1 and len(targets) == 1:
            prototypes[source] = targets[0]
    for source in [s for s, t in prototypes.items() if prototypes.get(t) == s]:
        if source.isascii() or not prototypes[source].isascii():
            prototypes.pop(source, None)
    prototypes.update({"0": "O", "1": "l", "I": "l", "m": "rn", "|": "l"})
    # The small palochka is drawn as an l in most fonts (xn--80ak6aa92e.com, 2017); the table has i.
    prototypes["\u04cf"] = "l"
    assert all(prototypes[k] == v for k, v in [("а", "a"), ("ο", "o"), ("Ａ", "A"), ("ı", "i")])

    def canonical(text, compatible=False):
        result = ""
        for char in text:
            is_compatible, points = decompositions.get(ord(char), (False, None))
            if points and (compatible or not is_compatible):
                result += canonical("".join(map(chr, points)), compatible)
            else:
                result += char
        return result

    def skeleton(text, depth=0):
        result = ""
        for char in canonical(text):
            if is_mark(ord(char)):
                continue
            if char in prototypes and (ord(char) >= 0x80 or char in ASCII):
                result += prototypes[char]
            else:
                result += canonical(char, compatible=True)
        result = "".join(c for c in result if not is_mark(ord(c))).lower()
        return result if result == text or depth > 8 else skeleton(result, depth + 1)

    groups = {}
    for point in sorted(known | set(range(0x80, 0x20000))):
        if is_mark(point) or point not in known or 0xD800 <= point < 0xE000:
            continue
        result = skeleton(chr(point))
        if result != chr(point).lower() and result and is_in_scope(point, result):
            groups.setdefault(result, []).append(point)
    return groups


def ranges(points):
    found = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return [f"{low:x}" if low == high else f"{low:x}-{high:x}" for low, high in found]


def main():
    suffix_path, json_path, unicode_path = sys.argv[1:4]
    FOLDER.mkdir(parents=True, exist_ok=True)
    root, count = public_suffixes(suffix_path)
    write_parts(
        "PublicSuffixTable",
        ["Written by script/generate_tables.py from the Public Suffix List",
         f"(https://publicsuffix.org, Debian package publicsuffix 20230209): {count} rules,",
         "those with letters beyond ASCII in both forms.",
         "",
         "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.",
         "If a copy of the MPL was not distributed with this file, You can obtain one at",
         "https://mozilla.org/MPL/2.0/."],
        pieces_of(root))
    groups = confusables(json_path, unicode_path)
    pieces = []
    for target in sorted(groups):
        head = "+".join(f"{ord(c):x}" for c in target) + "="
        for index, text in enumerate(ranges(groups[target])):
            pieces.append((head if index == 0 else ",") + text)
        pieces[-1] += ";"
    total = sum(map(len, groups.values()))
    write_parts(
        "ConfusableTable",
        [f"Written by script/generate_tables.py: {total} code points and what they look like,",
         "from Unicode Technical Standard 39 (confusables.txt, as in PyPI confusable-homoglyphs",
         "3.3.1) and the decompositions of UnicodeData.txt 15.0 (Debian package unicode-data).",
         "",
         "Copyright (c) 1991-2024 Unicode, Inc. Distributed under the Unicode License v3,",
         "https://www.unicode.org/license.txt."],
        pieces)


main()
