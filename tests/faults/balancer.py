"""A balancer such as stands before any installation with two webs: each connection to the next one that answers."""

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle

from safeguard.embedded.local import free_port


class Balancer:
    """Round robin over TCP, in a thread of its own. It knows nothing of sign-ins, so neither may they of it."""

    def __init__(self, backends: Sequence[int]) -> None:
        """``backends``: ports of webs on this machine."""
        self.port = free_port()
        self.served: Counter[int] = Counter()  # connections by backend
        self._backends, self._next = list(backends), cycle(backends)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more connections; those that are open end with it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):
            upstream = await self._connect()
            if upstream is not None:
                await asyncio.gather(_copy(reader, upstream[1]), _copy(upstream[0], writer))
        writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in self._backends:
            port = next(self._next)
            with suppress(OSError):
                streams = await asyncio.open_connection("127.0.0.1", port)
                self.served[port] += 1
                return streams
        return None  # none answers: the visitor's line goes dead


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while block := await reader.read(65536):
            writer.write(block)
            await writer.drain()
    with suppress(OSError):
        writer.close()
