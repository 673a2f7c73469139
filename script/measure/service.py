"""A running `assay serve`, for measuring and for trying to break it."""
import os
import signal
import socket
import subprocess

from peer_nginx import wait_for

PACK = "PolicyPacks/streaming"


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


class Service:
    """One process on one store; `stop` asks it to end, `kill` does not ask."""

    def __init__(self, assay, store, log, before=None, seconds=120, options=()):
        self.port = free_port()
        self.log = open(log, "ab")
        self.process = subprocess.Popen(
            [assay, "serve", "--pack", PACK, "--store", f"sqlite:{store}",
             "--listen", f"127.0.0.1:{self.port}", *options],
            stdout=self.log, stderr=self.log, preexec_fn=before)
        try:
            wait_for(f"{self.url}/readyz", seconds)
        except BaseException:
            self.kill()
            raise

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.log.close()
        return code

    def kill(self):
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
