"""A demo world: simulated, decided by a real service, with people where it has them."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from people import ADMIN, STAFF

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "demos"))

from move_to_now import move_to_now  # noqa: E402

PACK = "PolicyPacks/streaming"
FOLDER = "var/console"
DETECTION_SECONDS_MAX = 60


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def hurried(path):
    """The demo's pack, with listeners' reports due within minutes: a story waits for no hours."""
    shutil.copytree(PACK, path)
    with open(f"{path}/cases.yaml", encoding="utf-8") as file:
        head, tail = file.read().split("  - name: reports\n")
    tail = tail.replace("first_touch: 24h", "first_touch: 30s", 1)
    with open(f"{path}/cases.yaml", "w", encoding="utf-8") as file:
        file.write(f"{head}  - name: reports\n{tail}")


class World:
    """One service on one store, from nothing."""

    def __init__(self, assay, events, seed=7, options=()):
        self.assay = assay
        self.options = options
        shutil.rmtree(FOLDER, ignore_errors=True)
        os.makedirs(FOLDER)
        self.store = f"sqlite:{FOLDER}/assay.db"
        self.run("simulate", "--out", FOLDER, "--events", str(events), "--seed", str(seed))
        move_to_now(f"{FOLDER}/events.ndjson")
        hurried(f"{FOLDER}/pack")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = open(f"{FOLDER}/server.log", "ab")
        self.process = None
        self.key = None
        self.people = {}
        self.start()

    def run(self, *arguments, text=None):
        """What `assay …` printed."""
        done = subprocess.run(
            [self.assay, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            input=text, check=False)
        if done.returncode not in (0, 1):
            raise AssertionError(
                f"assay {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def start(self):
        self.process = subprocess.Popen(
            [self.assay, "serve", "--pack", f"{FOLDER}/pack", "--store", self.store,
             "--listen", f"127.0.0.1:{self.port}", "--detect-every", "10s", *self.options],
            stdout=self.log, stderr=self.log)

    def fill(self):
        """Sends the events, and waits until detection has found its rings."""
        subprocess.run(
            [sys.executable, "script/send_events.py", "--url", self.url, "--events",
             f"{FOLDER}/events.ndjson", "--server-log", f"{FOLDER}/server.log"],
            check=True, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + DETECTION_SECONDS_MAX
        while time.monotonic() < deadline:
            if self.get("/v1/rings?limit=1")["rings"]:
                made = self.run("keys", "add", "suite", "--scope", "all", "--store", self.store)
                self.key = made.split()[-1]
                return
            time.sleep(1)
        sys.exit(f"Detection found no ring in {DETECTION_SECONDS_MAX} s; see {self.log.name}.")

    def person(self, name):
        """One of the staff, who may sign in from then on."""
        if name not in self.people:
            if name != ADMIN:
                self.person(ADMIN)  # the first who is let in has to be one
            person = next(one for one in STAFF if one.name == name)
            self.run("people", "add", *person.arguments(), "--password-stdin",
                     "--store", self.store, text=person.password + "\n")
            self.people[name] = person
        return self.people[name]

    def ask(self, path, body=None, key=None):
        """Status and JSON of a path, asked for with a key."""
        key = key or self.key
        request = urllib.request.Request(
            self.url + path, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json",
                     **({"Authorization": f"Bearer {key}"} if key else {})})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def cases(self, queue, state="open"):
        """Cases of a queue, those with the greatest expected loss first."""
        return self.get(f"/v1/cases?queue={queue}&state={state}&limit=50")["cases"]

    def get(self, path):
        status, body = self.ask(path)
        if status != 200:
            raise AssertionError(f"{path} answered {status}: {body}")
        return body

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
