#!/usr/bin/env python3
"""Makes each alert fire on real servers: a real Prometheus scrapes real processes while their troubles are provoked.

Run as root on a Debian machine with rabbitmq-server, postgresql-15 and prometheus installed:

    cargo build -p guohe && deploy/prometheus/provoke.py target/debug/guohe [ALERT ...]

It starts private servers on ports of their own, removes them at the end, and prints a table: alert, how it was provoked,
whether and after how many seconds it fired. The rules are those of alerts.yml with their waiting times cut to seconds;
two thresholds that cannot be reached within minutes are lowered, and the table says so. Exit status 1 if any alert did
not fire. The unit tests of the rules as they are stand in alerts.test.yml.
"""

import base64, json, os, re, shutil, signal, subprocess, sys, tempfile, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
GUOHE = os.path.abspath(sys.argv[1])
ONLY = set(sys.argv[2:])
ROOT = tempfile.mkdtemp(prefix="guohe-alerts-")
PG, AMQP, MANAGEMENT, BROKER_METRICS, PROMETHEUS = 25432, 25872, 25873, 25892, 29090
HEALTH, EMBEDDED_HEALTH = 27101, 27201
LOWERED = {"GuoheMemoryHigh": ("> 1.5e9", "> 1e6"), "GuoheBrokerQueueDeep": ("> 10000", "> 1000")}
processes = {}


def say(words):
    print(time.strftime("%H:%M:%S"), words, flush=True)


def start(name, line, **more):
    log = open(f"{ROOT}/{name}.log", "ab")
    processes[name] = subprocess.Popen(line, stdout=log, stderr=log, start_new_session=True, **more)


def end(name, how=signal.SIGTERM):
    process = processes.pop(name, None)
    if process:
        process.send_signal(how)
        process.wait()


def until(what, holds, limit=60):
    for _ in range(limit * 4):
        try:
            if holds():
                return
        except (OSError, subprocess.CalledProcessError):
            pass
        time.sleep(0.25)
    raise SystemExit(f"not within {limit} s: {what}; see {ROOT}")


def get(url, data=None, auth=None):
    request = urllib.request.Request(url, data=data and json.dumps(data).encode())
    if auth:
        request.add_header("Authorization", "Basic " + base64.b64encode(auth.encode()).decode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def postgres_bin(program):
    return f"/usr/lib/postgresql/15/bin/{program}"


def as_postgres(command):
    subprocess.run(["su", "postgres", "-s", "/bin/sh", "-c", command], check=True, stdout=subprocess.DEVNULL)


def sql(text):
    line = ["psql", "-q", "-h", "127.0.0.1", "-p", str(PG), "-U", "postgres", "-d", "guohe", "-v", "ON_ERROR_STOP=1", "-c", text]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)


def start_database():
    as_postgres(f"{postgres_bin('pg_ctl')} -w -D {ROOT}/pg -l {ROOT}/pg.log "
                f"-o '-p {PG} -k {ROOT} -c listen_addresses=127.0.0.1 -c fsync=off' start")


def stop_database():
    as_postgres(f"{postgres_bin('pg_ctl')} -w -D {ROOT}/pg -m immediate stop")


def start_broker():
    base = f"{ROOT}/mq"
    environment = {
        "PATH": os.environ["PATH"], "HOME": base, "ERL_EPMD_PORT": "25369", "RABBITMQ_NODENAME": "alerts@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_NODE_PORT": str(AMQP), "RABBITMQ_MNESIA_BASE": f"{base}/db",
        "RABBITMQ_LOG_BASE": f"{base}/log", "RABBITMQ_ENABLED_PLUGINS_FILE": f"{base}/plugins",
        "RABBITMQ_CONFIG_FILE": f"{base}/rabbitmq.conf", "RABBITMQ_DIST_PORT": "25870",
    }
    start("broker", ["/usr/lib/rabbitmq/bin/rabbitmq-server"], env=environment)
    until("the broker", lambda: get(f"http://127.0.0.1:{MANAGEMENT}/api/overview", auth="guest:guest"), 90)


def servers():
    os.chmod(ROOT, 0o777)
    as_postgres(f"{postgres_bin('initdb')} -A trust -E UTF8 --locale=C.UTF-8 -N -D {ROOT}/pg")
    start_database()
    subprocess.run(["psql", "-q", "-h", "127.0.0.1", "-p", str(PG), "-U", "postgres", "-c", "create database guohe"], check=True)
    os.makedirs(f"{ROOT}/mq")
    with open(f"{ROOT}/mq/plugins", "w") as file:
        file.write("[rabbitmq_management,rabbitmq_prometheus].\n")
    with open(f"{ROOT}/mq/rabbitmq.conf", "w") as file:
        file.write(f"management.tcp.port = {MANAGEMENT}\nmanagement.tcp.ip = 127.0.0.1\n"
                   f"prometheus.tcp.port = {BROKER_METRICS}\nprometheus.tcp.ip = 127.0.0.1\n")
    start_broker()


def start_guohe():
    start("guohe", [GUOHE, "serve", "--listen=127.0.0.1:0", f"--set=listen.health=127.0.0.1:{HEALTH}",
                    f"--set=store.url=postgres://postgres@127.0.0.1:{PG}/guohe", "--set=store.vault_key=" + "07" * 32,
                    f"--set=bus.url=amqp://guest:guest@127.0.0.1:{AMQP}/%2f", "--set=telemetry.sample_seconds=1",
                    "--set=telemetry.filter=error", "--set=limits.poll_seconds=1",
                    "--set=departments=[{id='hunan',policies=['hunan-2026']}]"])
    until("guohe", lambda: get(f"http://127.0.0.1:{HEALTH}/healthz"), 90)


def start_embedded():
    os.makedirs(f"{ROOT}/disk")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "guohe-alerts", f"{ROOT}/disk"], check=True)
    start("embedded", [GUOHE, "serve", f"--data={ROOT}/disk/data", "--listen=127.0.0.1:0",
                       f"--set=listen.health=127.0.0.1:{EMBEDDED_HEALTH}", "--set=telemetry.sample_seconds=1"])


def start_prometheus():
    rules = open(f"{HERE}/alerts.yml").read()
    for before, after in LOWERED.values():
        assert before in rules, before
        parts = rules.split("- alert: ")
        name = next(name for name, change in LOWERED.items() if change == (before, after))
        rules = "- alert: ".join(part.replace(before, after) if part.startswith(name) else part for part in parts)
    rules = re.sub(r"for: \d+m", "for: 4s", rules)
    rules = re.sub(r"\[(5|10)m\]", "[20s]", rules)
    with open(f"{ROOT}/alerts.yml", "w") as file:
        file.write(rules)
    with open(f"{ROOT}/prometheus.yml", "w") as file:
        file.write(f"""
global: {{ scrape_interval: 2s, evaluation_interval: 2s }}
rule_files: [alerts.yml]
scrape_configs:
  - job_name: guohe
    static_configs: [{{ targets: ["127.0.0.1:{HEALTH}", "127.0.0.1:{EMBEDDED_HEALTH}"] }}]
  - job_name: rabbitmq
    metrics_path: /metrics/per-object
    static_configs: [{{ targets: ["127.0.0.1:{BROKER_METRICS}"] }}]
""")
    start("prometheus", ["prometheus", f"--config.file={ROOT}/prometheus.yml", f"--storage.tsdb.path={ROOT}/tsdb",
                         f"--web.listen-address=127.0.0.1:{PROMETHEUS}"])
    until("prometheus", lambda: get(f"http://127.0.0.1:{PROMETHEUS}/-/ready"))


def firing():
    alerts = json.loads(get(f"http://127.0.0.1:{PROMETHEUS}/api/v1/alerts"))["data"]["alerts"]
    return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}


def scraped_twice():
    """A rate needs a value from before the trouble."""
    query = "min(count_over_time(up%7Bjob%3D%22guohe%22%7D%5B1m%5D))"
    found = json.loads(get(f"http://127.0.0.1:{PROMETHEUS}/api/v1/query?query={query}"))["data"]["result"]
    return found and float(found[0]["value"][1]) >= 3


def publish(exchange, key, body, times=1):
    message = {"properties": {"delivery_mode": 2}, "routing_key": key, "payload": body, "payload_encoding": "string"}
    for _ in range(times):
        get(f"http://127.0.0.1:{MANAGEMENT}/api/exchanges/%2f/{exchange}/publish", message, "guest:guest")


TIMERS = ("insert into {schema}.timers (department, kind, id, name, due, command, command_version, receipt, set_version) "
          "select 'hunan', 'call', 'c-' || n, 'open', {due}, '{{\"type\": \"open\"}}', 1, '{receipt}', 1 "
          "from generate_series({first}, {last}) n")


def timers(schema, due, first, last, receipt='{"basis": "set", "why": "provoked"}'):
    sql(TIMERS.format(schema=schema, due=due, first=first, last=last, receipt=receipt))


def late_timers():
    """A rate sees nothing in a histogram's first value: one timer on time makes it known, the late ones then move it."""
    timers("intake", "now()", 1001, 1001)
    time.sleep(8)
    timers("intake", "now() - interval '1 hour'", 1, 300)


def slow_commits():
    sql("create function intake.slowly() returns trigger language plpgsql as "
        "$$ begin perform pg_sleep(3); return old; end $$; "
        "create trigger slowly before delete on intake.timers for each statement execute function intake.slowly()")
    timers("intake", "now()", 1, 600)


def quick_commits():
    sql("drop trigger slowly on intake.timers; drop function intake.slowly()")


def fail_commits():
    sql("create function evaluation.refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'provoked' using errcode = 'check_violation'; end $$; "
        "create trigger refuse before delete on evaluation.timers for each row execute function evaluation.refuse()")
    timers("evaluation", "now() - interval '2 minutes'", 1, 3)


def commit_again():
    sql("drop trigger refuse on evaluation.timers; drop function evaluation.refuse()")


def outbox_without_a_broker():
    end("broker", signal.SIGTERM)
    sql("insert into registry.outbox (message_id, event_type, department, kind, id, body, recorded_at) "
        "select 'provoked/' || n, 'registry.base.recognised', 'hunan', 'base', 'b-' || n, '\\x7b7d', "
        "now() - interval '10 minutes' from generate_series(1, 12000) n")


def broker_again():
    sql("update registry.outbox set sent_at = now() where message_id like 'provoked/%'")
    start_broker()


def park():
    sql("insert into assignment.parked (service, department, kind, id, sequence, body, parked_at, attempts, error) "
        "select 'intake', 'hunan', 'application', 'a-' || n, 2, '\\x7b7d', now() - interval '2 hours', 0, '' "
        "from generate_series(1, 600) n")


def hold_table():
    line = ["psql", "-q", "-h", "127.0.0.1", "-p", str(PG), "-U", "postgres", "-d", "guohe", "-c",
            "begin; lock table notification.dead in access exclusive mode; select pg_sleep(90)"]
    start("holder", line)


def restart():
    for _ in range(3):
        end("guohe")
        start_guohe()
        time.sleep(5)


def fill_disk():
    with open(f"{ROOT}/disk/ballast", "wb") as file:
        size = shutil.disk_usage(f"{ROOT}/disk")
        file.write(b"\0" * int(size.free - size.total * 0.05))


def dead_message():
    publish("guohe.dead", "guohe.evaluation", "provoked")


def deep_queue():
    end("guohe")
    publish("guohe.events", "intake.application.submitted", "provoked", 1200)


# What is provoked, how it is undone, and which alerts must fire by it.
TROUBLES = [
    ("garbage published to the exchange", lambda: publish("guohe.events", "intake.application.submitted", "provoked", 5),
     None, ["GuoheDeadLetters", "GuoheCommandsFailing"]),
    ("as it stands (its memory; threshold lowered to 1 MB)", None, None, ["GuoheMemoryHigh"]),
    ("600 messages parked two hours ago, by SQL", park, None, ["GuoheParkedGrowth", "GuoheParkedOld"]),
    ("a timer in 30 days with a provisional receipt, by SQL",
     lambda: timers("registry", "now() + interval '30 days'", 1, 1, '{"basis": "statutory", "provisional": true}'),
     None, ["GuoheProvisionalCalendar"]),
    ("300 timers due an hour ago, by SQL", late_timers, None, ["GuoheTimerLateness"]),
    ("600 timers and a database that takes 3 s a commit", slow_commits, quick_commits, ["GuoheCommitSlow", "GuoheQueueBacklog"]),
    ("timers due and a database that refuses their commits", fail_commits, commit_again,
     ["GuoheCommitFailing", "GuoheTimersOverdue"]),
    ("a table locked for longer than the sampler waits", hold_table, lambda: end("holder"), ["GuoheBlind"]),
    ("the data folder's disk filled to 95 %", fill_disk, lambda: os.remove(f"{ROOT}/disk/ballast"), ["GuoheDiskLow"]),
    ("the broker stopped, 12,000 messages in the outbox", outbox_without_a_broker, broker_again,
     ["GuoheOutboxOld", "GuoheOutboxDeep", "GuoheBusRefusing", "GuoheNotReady"]),
    ("a message in the broker's own dead queue", dead_message, None, ["GuoheBrokerDeadLetters"]),
    ("three restarts", restart, None, ["GuoheRestarting"]),
    ("the process stopped, 1,200 messages queued (threshold lowered to 1,000)", deep_queue, start_guohe,
     ["GuoheServiceDown", "GuoheBrokerQueueDeep"]),
]


def campaign():
    results = []
    for how, provoke, undo, wanted in TROUBLES:
        if ONLY and not ONLY & set(wanted):
            continue
        say(how)
        if provoke:
            provoke()
        began, seen = time.time(), {}
        while time.time() - began < 75 and len(seen) < len(wanted):
            now = firing()
            seen.update({name: time.time() - began for name in wanted if name in now and name not in seen})
            time.sleep(1)
        if undo:
            undo()
        for name in wanted:
            results.append((name, how, seen.get(name)))
            say(f"  {name}: " + (f"fired after {seen[name]:.0f} s" if name in seen else "DID NOT FIRE"))
    return results


def main():
    try:
        servers()
        start_guohe()
        start_embedded()
        start_prometheus()
        until("scrapes", scraped_twice)
        results = campaign()
    finally:
        for name in ["prometheus", "holder", "guohe", "embedded", "broker"]:
            end(name)
        subprocess.run(["epmd", "-port", "25369", "-kill"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(["umount", f"{ROOT}/disk"], check=False)
        try:
            stop_database()
        except subprocess.CalledProcessError:
            pass
    print()
    for name, how, after in results:
        print(f"{name:26} {'fired after %3.0f s' % after if after is not None else 'DID NOT FIRE':18} {how}")
    rules = set(re.findall(r"- alert: (\w+)", open(f"{HERE}/alerts.yml").read()))
    missing = (ONLY or rules) - {name for name, _, after in results if after is not None}
    asked = len(ONLY or rules)
    print(f"\n{asked - len(missing)} of {asked} alerts fired" + (f"; not: {', '.join(sorted(missing))}" if missing else ""))
    shutil.rmtree(ROOT, ignore_errors=True)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
