"""Servers of the benchmark: one worker on the first core, watched from outside."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from types import TracebackType

import psutil

SERVER_CORE, CLIENT_CORE = 0, 1
PATIENCE = 60


def pin(core: int) -> None:
    """Keep this process on one core, where the system can and there is more than one."""
    if hasattr(os, "sched_setaffinity") and core < (os.cpu_count() or 1):
        os.sched_setaffinity(0, {core})


class Served:
    """A production server with one worker for ``target``, ready when the block begins."""

    def __init__(self, target: str, port: int, environment: Mapping[str, str], ready: str = "/health/live") -> None:
        self.port = port
        self._ready = ready
        self._command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            "1",
            "--blocking-threads",
            "2",
            "--no-ws",
            "--log-level",
            "warning",
            target,
        ]
        self._environment = {**os.environ, **environment}
        self.started_in = 0.0

    def __enter__(self) -> "Served":
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", self.port))
        start = time.perf_counter()
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: pin(SERVER_CORE),  # noqa: PLW1509
        )
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self._ready}", timeout=5).close()
                break
            except OSError:
                if self._process.poll() is not None or time.perf_counter() - start > PATIENCE:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.02)
        self.started_in = time.perf_counter() - start
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()

    @property
    def worker(self) -> psutil.Process:
        """The process that answers: the last child, or the server itself."""
        parent = psutil.Process(self._process.pid)
        return (parent.children(recursive=True) or [parent])[-1]

    def cpu_seconds(self) -> float:
        """Processor time of the worker so far."""
        times = self.worker.cpu_times()
        return float(times.user + times.system)

    def megabytes(self) -> tuple[float, float]:
        """Resident and proportional memory of the worker."""
        memory = self.worker.memory_full_info()
        return memory.rss / 2**20, getattr(memory, "pss", memory.rss) / 2**20
