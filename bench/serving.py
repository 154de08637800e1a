"""A running server over the scratch database, and readers that ask it at once."""

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Self

from tests.people import ApiClient

HOST = "127.0.0.1"


class Served:
    """`with Served(user) as api: api.ask(paths, readers=8)`: seconds of each answer, all of them 200."""

    def __init__(self, user: Any) -> None:
        self.token = ApiClient(user).clear

    def __enter__(self) -> Self:
        from wuli.config.run import web_command

        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            web_command(self.port), env=os.environ | {"WULI_POOL": "1"}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError):
                if self._get(self._connection(), "/healthz") == http.client.OK:
                    return self
            time.sleep(0.2)
        raise RuntimeError("the server does not answer")

    def __exit__(self, *_told: Any) -> None:
        self.process.terminate()
        self.process.wait(20)

    def ask(self, paths: Sequence[str], *, readers: int) -> list[float]:
        """Ask for every path, `readers` at once, each over one connection that stays open."""

        def read(mine: Sequence[str]) -> list[float]:
            line, spent = self._connection(), []
            for path in mine:
                began = time.perf_counter()
                if self._get(line, path) != http.client.OK:
                    raise RuntimeError(f"{path} was refused")
                spent.append(time.perf_counter() - began)
            return spent

        with ThreadPoolExecutor(readers) as pool:
            turns = pool.map(read, [paths[number::readers] for number in range(readers)])
            return [each for spent in turns for each in spent]

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(HOST, self.port, timeout=30)

    def _get(self, line: http.client.HTTPConnection, path: str) -> int:
        line.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = line.getresponse()
        json.loads(answer.read() or b"null") if path.startswith("/api/") else answer.read()
        return answer.status
