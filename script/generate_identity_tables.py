#!/usr/bin/env python3
"""Writes RomanLatinTable.swift and OffsetTable.swift in Sources/Rules/Library/Generated/. Run by
hand when the tables of Unicode or of time zones change; it reads what the machine has:

  Python's unicodedata           decompositions of Latin letters
  /usr/share/zoneinfo (tzdata)   which zones a country has, and their offsets
"""
import datetime
import pathlib
import unicodedata
import zoneinfo

FOLDER = pathlib.Path(__file__).parent.parent / "Sources/Rules/Library/Generated"
ZONES = pathlib.Path("/usr/share/zoneinfo")
YEAR = 2026
COLUMNS = 88
# Letters that have no decomposition.
SPECIAL = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "ǽ": "ae", "ø": "o", "ǿ": "o", "œ": "oe", "đ": "d", "ð": "d",
    "þ": "th", "ł": "l", "ı": "i", "ŋ": "ng", "ə": "a", "ħ": "h", "ŧ": "t", "ŀ": "l", "ĳ": "ij",
    "ŉ": "n", "ſ": "s", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɖ": "d", "ĸ": "k", "ɛ": "e",
    "ɔ": "o", "ƴ": "y",
}


def romanised(letter):
    """The plain letters of a small Latin letter; None where there are none."""
    if letter in SPECIAL:
        return SPECIAL[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    return base.lower() if base.isascii() and base.isalpha() else None


def latin():
    """Entries `letters=romanised`."""
    groups = {}
    points = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *map(ord, SPECIAL)]
    for letter in dict.fromkeys(map(chr, points)):
        small = letter.lower()
        if letter.isalpha() and not (letter != small and len(small) == 1) and romanised(letter):
            groups[romanised(letter)] = groups.get(romanised(letter), "") + letter
    return [f"{letters[start:start + 24]}={plain}" for plain, letters in sorted(groups.items())
            for start in range(0, len(letters), 24)]


def offsets():
    """Entries `COUNTRY=minutes,…;` of all zones of a country, on the first of each month."""
    countries = {}
    for line in (ZONES / "zone.tab").read_text().splitlines():
        if line.startswith("#"):
            continue
        country, _, zone = line.split("\t")[:3]
        for month in range(1, 13):
            at = datetime.datetime(YEAR, month, 1, tzinfo=zoneinfo.ZoneInfo(zone))
            countries.setdefault(country, set()).add(int(at.utcoffset().total_seconds() // 60))
    return [f"{country}={','.join(map(str, sorted(found)))};"
            for country, found in sorted(countries.items())]


def lines(entries, between):
    """Entries in lines of bounded length."""
    wrapped, line = [], ""
    for entry in entries:
        if len(line) + len(entry) > COLUMNS:
            wrapped.append(line)
            line = ""
        line += (between if line else "") + entry
    return "".join(f"        {each}\n" for each in [*wrapped, line])


def main():
    (FOLDER / "RomanLatinTable.swift").write_text(
        f"// Written by script/generate_identity_tables.py from Unicode "
        f"{unicodedata.unidata_version}'s decompositions,\n"
        "// and by hand for letters that have none (ß, æ, ø, đ, þ, ł, ı, ŋ, ə and others)."
        "\n\n"
        "enum RomanLatinTable {\n"
        "    /// Small Latin letters with accents, and what they are without; `letters=romanised`.\n"
        '    static let text: StaticString = """\n' + lines(latin(), " ") + '        """\n}\n')
    version = (ZONES / "tzdata.zi").read_text().split("\n")[0].split()[-1]
    (FOLDER / "OffsetTable.swift").write_text(
        f"// Written by script/generate_identity_tables.py from the IANA time zone database "
        f"{version}\n// (public domain): minutes ahead of UTC of every zone of a country in "
        f"{YEAR}.\n\n"
        "enum OffsetTable {\n"
        "    /// `COUNTRY=minutes,…;`, ISO 3166-1 alpha-2; line ends mean nothing.\n"
        '    static let text: StaticString = """\n' + lines(offsets(), "") + '        """\n}\n')


main()
