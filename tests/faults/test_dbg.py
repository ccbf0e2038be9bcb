import time, pytest
from collections import Counter
from tests.faults.world import *
from tests.faults.playing import *
from tests.faults.running import drain
def test_x(django_test_environment, django_db_blocker):
    with django_db_blocker.unblock(), world("dbg", seed=1, rate=8, own_server=False) as w:
        w.load.start(); time.sleep(8); w.load.stop(); drain(w)
        b=_last(Message)
        try: eight_hours_off(w)
        finally:
            ms=Message.objects.filter(id__gt=b)
            print(Counter((m.address, m.title[:12], m.kind) for m in ms).most_common(20))
            print(Counter((l.level, l.calls, l.urgency) for l in Ladder.objects.all()))
            print([(s.ladder_id,s.kind,s.call,s.level,str(s.at)) for s in LadderStep.objects.filter(ladder=Ladder.objects.filter(calls__gt=1).first()).order_by('id')])
            for n in ("relay","worker"): print(w.stack.log(n).read_text()[-3000:])
def _last(m): return m.objects.order_by("-id").first().pk
