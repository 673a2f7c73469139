"""Writes people with slips of the pen, as FEBRL's generator does (Christen 2005), and who is who.

Originals have names, streets and suburbs of Zipf's frequencies, made of syllables with a seed;
four of ten records are duplicates of one, of which an original has up to five. A duplicate has up
to two slips in a field and up to four in all: a letter left out, put in, replaced or changed over
with its neighbour; a field left empty; given name and surname, or the day and month of birth,
changed over. `rec_id` tells the truth: `rec-N-org` and `rec-N-dup-M` are one.

    python3 script/measure/resolution/people.py --records 10000 --out people.csv
"""
import argparse
import bisect
import itertools
import random

COLUMNS = ["rec_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb",
           "postcode", "state", "date_of_birth", "soc_sec_id"]
DUPLICATE_SHARE = 0.4
SLIPS_A_FIELD, SLIPS_A_RECORD, DUPLICATES_MAX = 2, 4, 5
LETTERS, DIGITS = "abcdefghijklmnopqrstuvwxyz", "0123456789"
ONSETS = ["b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s",
          "sh", "st", "t", "th", "v", "w", "z", ""]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ee", "ou", "y"]
CODAS = ["", "", "n", "r", "l", "s", "t", "ck", "nd", "m", "ll"]


class Words:
    """A vocabulary that is drawn from as often as Zipf has it."""

    def __init__(self, chance, count, syllables, suffixes=("",)):
        words = {}
        while len(words) < count:
            parts = chance.choice(syllables)
            word = "".join(chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS)
                           for _ in range(parts))
            if len(word) > 2:
                words[word + chance.choice(suffixes)] = None
        self.words = list(words)
        self.sums = list(itertools.accumulate(1 / (rank + 10) for rank in range(count)))

    def place(self, chance):
        return bisect.bisect(self.sums, chance.random() * self.sums[-1])

    def draw(self, chance):
        return self.words[min(self.place(chance), len(self.words) - 1)]


class World:
    """What originals are made of."""

    def __init__(self, chance, records):
        size = max(20, min(1, records / 1e6) * 1e6)
        self.given = Words(chance, int(min(4000, size / 10 + 100)), [1, 2, 2, 3])
        self.surnames = Words(chance, int(min(30000, size / 4 + 200)), [2, 2, 3], ("", "", "son"))
        self.streets = Words(chance, int(min(20000, size / 4 + 100)), [2, 3],
                             (" street", " place", " circuit", " crescent", " road", " avenue"))
        self.houses = Words(chance, int(min(30000, size / 4 + 100)), [2, 3], ("", " park", " farm"))
        self.suburbs = Words(chance, int(min(3000, size / 20 + 50)), [2, 3], ("", " hills", " bay"))
        states = ["nsw", "vic", "qld", "wa", "sa", "tas", "act", "nt"]
        self.places = [(word, str(2000 + chance.randrange(5000)), chance.choices(
            states, [32, 25, 20, 10, 8, 2, 2, 1])[0]) for word in self.suburbs.words]

    def person(self, chance, number):
        suburb, postcode, state = self.places[min(self.suburbs.place(chance),
                                                  len(self.places) - 1)]
        born = f"{chance.randrange(1900, 2000)}{chance.randrange(1, 13):02}" \
               f"{chance.randrange(1, 29):02}"
        return [f"rec-{number}-org", self.given.draw(chance), self.surnames.draw(chance),
                str(chance.randrange(1, 200)), self.streets.draw(chance),
                self.houses.draw(chance) if chance.random() < 0.6 else "", suburb, postcode, state,
                born, str(chance.randrange(1000000, 10000000))]


def slipped(chance, text):
    """The text with one slip of the pen."""
    letters = DIGITS if text.isdigit() else LETTERS
    place = chance.randrange(len(text))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1:]
    if kind == 1:
        return text[:place] + chance.choice(letters) + text[place:]
    if kind == 2 or place + 1 == len(text):
        return text[:place] + chance.choice(letters) + text[place + 1:]
    return text[:place] + text[place + 1] + text[place] + text[place + 2:]


def duplicate(chance, original, number):
    """A copy of a record with one to four slips."""
    copy = list(original)
    copy[0] = original[0].replace("org", f"dup-{number}")
    slips = [0] * len(copy)
    for _ in range(chance.randint(1, SLIPS_A_RECORD)):
        roll = chance.random()
        if roll < 0.04:
            copy[1], copy[2] = copy[2], copy[1]
        elif roll < 0.08 and len(copy[9]) == 8:
            copy[9] = copy[9][:4] + copy[9][6:] + copy[9][4:6]
        else:
            field = chance.randrange(1, len(copy))
            if not copy[field] or slips[field] == SLIPS_A_FIELD:
                continue
            slips[field] += 1
            copy[field] = "" if chance.random() < 0.15 else slipped(chance, copy[field])
    return copy


def people(records, seed):
    """The rows, originals and duplicates mixed."""
    chance = random.Random(f"people {seed}")
    world = World(chance, records)
    duplicates = int(records * DUPLICATE_SHARE)
    rows = [world.person(chance, number) for number in range(records - duplicates)]
    made = [0] * len(rows)
    copies = []
    while len(copies) < duplicates:
        number = chance.randrange(len(made))
        for _ in range(chance.choices([1, 2, 3], [70, 20, 10])[0]):
            if made[number] < DUPLICATES_MAX and len(copies) < duplicates:
                copies.append(duplicate(chance, rows[number], made[number]))
                made[number] += 1
    rows += copies
    chance.shuffle(rows)
    return rows


def write(path, records, seed):
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(COLUMNS) + "\n")
        file.writelines(",".join(row) + "\n" for row in people(records, seed))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    write(options.out, options.records, options.seed)


if __name__ == "__main__":
    main()
