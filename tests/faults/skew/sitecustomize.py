"""Python imports this when it starts, if its folder is on PYTHONPATH: the process's own clock is then wrong.

Shifts what Python says: time.time, time.time_ns, time.gmtime, time.localtime, time.strftime, time.clock_gettime
(CLOCK_REALTIME) and datetime.now, utcnow and date.today, children by fork included. Not shifted: waiting
(time.sleep, select), what C libraries ask the kernel themselves, and other processes such as PostgreSQL.
"""

import os
import time

if seconds := os.environ.get("CLOCK_WRONG_BY"):
    import time_machine

    time_machine.travel(time.time() + float(seconds), tick=True).start()
