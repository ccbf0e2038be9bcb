def test_stack(stack):
    import time

    assert stack.answers()
    stack.kill("web")
    stack.wait_for(lambda: not stack.answers())
    stack.start("web")
    stack.wait_for(stack.answers)
    stack.kill("redis")
    stack.start("redis")
    stack.kill_one_child("web")
    time.sleep(1)
    print({n: (c.running(), c.log.read_text()[-1500:]) for n, c in stack.children.items()})


def test_own(django_db_blocker):
    from django.db import connection

    from tests.plugins.stack import run_stack

    with django_db_blocker.unblock(), run_stack("own", own_server=True) as s:
        s.kill("postgres")
        s.start("postgres")
        with connection.cursor() as c:
            c.execute("select current_user, current_database()")
            print(c.fetchone())
