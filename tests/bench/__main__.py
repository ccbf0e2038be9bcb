"""`make bench`: fills a database, serves the product on it, measures its pages beside the floors, prints one table."""

import argparse
import os
import re
import sys
import time
from datetime import date

from tests.bench.servers import RUNNING, Bench, machine
from tests.faults.sink import TextSink


def arguments() -> argparse.Namespace:
    """What was asked for; make passes SIZE, PAGES and PROFILE on."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--size", default="full", choices=["small", "full", "national"])
    parser.add_argument("--pages", default="", metavar="REGEX", help="only pages whose name, role or path match")
    parser.add_argument("--profile", default="", metavar="REGEX", help="statements and profile of the first such page")
    parser.add_argument("--quick", action="store_true", help="a quarter of the requests, and one client only")
    parser.add_argument("--only-besides", action="store_true", help="memory, an alert's way and the sweep, no pages")
    parser.add_argument("--port", type=int, help="where the web listens")
    return parser.parse_args()


def main() -> int:
    """Run it. Fails only where nothing can be measured."""
    asked = arguments()
    texts = TextSink()  # takes every text message
    bench = Bench(port=asked.port, sms_port=texts.port)
    bench.start()
    try:
        os.environ.update(bench.environment(RUNNING))
        import django

        django.setup()  # the settings name the copy that each part works on
        from tests.bench.run import Run

        began = time.monotonic()
        print(f"Safeguard bench, {date.today():%d %B %Y}: {machine()}")
        run = Run(bench, asked.size, re.compile(asked.pages, re.IGNORECASE), quick=asked.quick)
        if asked.profile:
            run.profile(re.compile(asked.profile, re.IGNORECASE))
        elif asked.only_besides:
            run.besides()
        else:
            run.all()
        print(f"\ntook {time.monotonic() - began:.0f} s")
    finally:
        bench.stop()
        texts.close()
    return 0


sys.exit(main())
