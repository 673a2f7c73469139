"""A graph of edges as the peers here read it: a file of pairs of 64-bit numbers, account, object."""
import array


def read(path):
    """All numbers, an edge's account and then its object."""
    numbers = array.array("q")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    return numbers
