"""Doing things at once, each on a connection of its own (with ``committed_db``)."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(*functions: Callable[[], Any]) -> list[Any]:
    """Call all of them at the same moment; their answers in order, an exception standing for itself."""
    barrier = threading.Barrier(len(functions))
    answers: list[Any] = [None] * len(functions)

    def run(number: int, function: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            answers[number] = function()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
