"""What Prometheus may ask: how much was kept, understood, merged, handed over, and how fast."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds


class Metrics:
    """One registry for each service, so that two services in one test do not share counts."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        self.cpu = Gauge("duokou_cpu_seconds", "Time spent by this process", registry=own)
        self.cpu.set_function(time.process_time)
        self.kept = Counter("duokou_kept", "Messages kept", ["channel"], registry=own)
        self.steps = Counter("duokou_steps", "Steps taken", ["event"], registry=own)
        self.failures = Counter("duokou_failures", "Walks that failed", ["outcome"], registry=own)
        self.standing = Gauge("duokou_standing", "What stands now", ["state"], registry=own)
        self.stages = Histogram(
            "duokou_stage_seconds", "Time in a stage", ["stage"], buckets=QUICK, registry=own
        )
        self.requests = Histogram(
            "duokou_request_seconds", "Time to answer", ["room"], buckets=QUICK, registry=own
        )
