"""A full disk, and one that cannot be written: the service says so and goes on afterwards."""
import datetime
import http.client
import json
import os
import subprocess
import sys
import time

from service import Service

DISK_MEBIBYTES = 24
BALLAST_MEBIBYTES = 12
RECOVERY_SECONDS_MAX = 20


def text(number):
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({
        "specversion": "1.0", "id": f"full-{number}", "source": "billing",
        "type": "payment.succeeded", "time": stamp,
        "data": {"user": f"u{os.urandom(12).hex()}", "instrument": os.urandom(12).hex(),
                 "amount": 19.99, "currency": "EUR"}}, separators=(",", ":"))


def post(port, path, body, kind):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, body, {"Content-Type": kind})
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), json.loads(answer.read())


def refusal_faults(what, status, headers, body):
    """What is wrong in the answer of a service whose disk is away."""
    names = {name.lower() for name in headers}
    if status == 503 and body.get("detail") and "retry-after" in names \
            and body.get("type") == "urn:assay:problem:unavailable":
        return []
    return [f"{what}: no clear 503 but {status} {body}"]


def recovers(port, body, kind, path="/v1/decisions"):
    """Whether an event is taken again without any repair."""
    deadline = time.monotonic() + RECOVERY_SECONDS_MAX
    while time.monotonic() < deadline:
        status, _, _ = post(port, path, body, kind)
        if status == 200:
            return True
        time.sleep(0.2)
    return False


def full(assay, folder):
    """A disk of its own fills up, and is given room again."""
    disk = f"{folder}/disk"
    os.mkdir(disk)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEBIBYTES}m", "tmpfs", disk], check=False,
        stderr=subprocess.DEVNULL)
    if mounted.returncode != 0:
        print("SKIPPED LOUDLY: a full disk needs root to mount one.", file=sys.stderr)
        return []
    try:
        with open(f"{disk}/ballast", "wb") as ballast:
            ballast.write(bytes(BALLAST_MEBIBYTES << 20))
        faults, acknowledged = [], []
        with Service(assay, f"{disk}/a.db", f"{folder}/full.log") as service:
            for start in range(0, 2_000_000, 2000):
                lines = [text(number) for number in range(start, start + 2000)]
                status, headers, body = post(
                    service.port, "/v1/events", "\n".join(lines), "application/x-ndjson")
                if status != 200:
                    faults += refusal_faults("full disk", status, headers, body)
                    break
                acknowledged += lines
            else:
                faults.append("full disk: it never filled")
            os.remove(f"{disk}/ballast")
            if not recovers(service.port, text("after"), "application/json"):
                faults.append("full disk: the service did not go on when there was room")
            for start in range(0, len(acknowledged), 2000):
                _, _, body = post(
                    service.port, "/v1/events", "\n".join(acknowledged[start:start + 2000]),
                    "application/x-ndjson")
                if body.get("duplicates") != len(acknowledged[start:start + 2000]):
                    faults.append(f"full disk: acknowledged events are gone: {str(body)[:200]}")
                    break
            if service.stop() != 0:
                faults.append("full disk: the service did not stop well")
        return faults
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def read_only(assay, folder):
    """The files of the store cannot be written any more while the service runs."""
    place = f"{folder}/ro.db"
    with Service(assay, place, f"{folder}/ro.log") as service:
        status, _, _ = post(service.port, "/v1/decisions", text("ro-1"), "application/json")
        files = [path for path in (place, place + "-wal") if os.path.exists(path)]
        frozen = subprocess.run(["chattr", "+i", *files], check=False, stderr=subprocess.DEVNULL)
        if frozen.returncode != 0:
            print("SKIPPED LOUDLY: a read-only disk needs root and chattr.", file=sys.stderr)
            return []
        try:
            faults = [] if status == 200 else [f"read-only disk: the first event got {status}"]
            status, headers, body = post(
                service.port, "/v1/decisions", text("ro-2"), "application/json")
            faults += refusal_faults("read-only disk", status, headers, body)
        finally:
            subprocess.run(["chattr", "-i", *files], check=True)
        if not recovers(service.port, text("ro-3"), "application/json"):
            faults.append("read-only disk: the service did not go on when it could write")
        service.stop()
    return faults


def check(assay, folder):
    """All that was wrong."""
    return full(assay, folder) + read_only(assay, folder)
