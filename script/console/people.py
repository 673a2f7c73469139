"""Who works at the console in the stories, and how they sign in."""
import base64
import hashlib
import hmac
import re
import struct
import time

PATIENCE_SECONDS = 20


class Person:
    """Somebody with a name, roles and a password."""

    def __init__(self, name, roles, partner=None):
        self.name, self.roles, self.partner = name, roles, partner
        self.password = f"slow copper lantern of {name}"
        self.state = None
        """Cookies of a session, once signed in."""

    def arguments(self):
        roles = [word for role in self.roles for word in ("--role", role)]
        return [self.name, *roles, *(["--partner", self.partner] if self.partner else [])]


ADMIN = "olga"
STAFF = [
    Person("olga", ["admin"]),
    Person("cleo", ["lead"]),
    Person("rosa", ["lead"]),
    Person("ben", ["reviewer"]),
    Person("dana", ["reviewer"]),
    Person("ida", ["reviewer"]),
    Person("jon", ["reviewer"]),
    Person("eve", ["analyst"]),
    Person("finn", ["auditor"]),
    Person("nora", ["partner"], partner="nordlicht"),
    Person("suse", ["partner"], partner="suedwind"),
]


def set_up_link(log):
    """The link by which `assay serve` lets the first person in, from what it printed."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with open(log, encoding="utf-8") as file:
            found = re.search(r"http://\S+/setup\?token=\S+", file.read())
        if found:
            return found.group()
        time.sleep(0.1)
    raise AssertionError("the server printed no set-up link")


def code_of(secret, at=None):
    """The six digits that an app shows for a secret (RFC 6238, SHA-1, 30 s)."""
    secret = re.sub(r"\s", "", secret).upper()
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    count = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(key, count, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place:place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
