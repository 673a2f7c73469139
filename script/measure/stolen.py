"""How much processor time a machine that hosts this one took away, read from /proc/stat.

On a rented machine it can be half, and no figure of speed means anything without it.
"""


class Stolen:
    """Measures from when it is made."""

    def __init__(self):
        self.before = Stolen.times()

    @staticmethod
    def times():
        with open("/proc/stat", encoding="ascii") as file:
            times = [int(time) for time in file.readline().split()[1:9]]
        return times[7], times[0] + times[1] + times[2] + times[5] + times[6] + times[7]

    def share(self):
        """Of the time that work here wanted: 0 when it had all of it."""
        stolen, wanted = Stolen.times()
        return (stolen - self.before[0]) / max(1, wanted - self.before[1])
