"""`make bench`, its fourth part: the whole pipeline from a letter to its suggestion, on one core.

Beside it stands what a plain library does in the same run: scikit-learn's TF-IDF and a linear
SVM, which give one label each and nothing else. With a file, its titles and texts are read:

    python -m benchmarks.understanding [FILE.csv]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

SIDES = {"duokou": "整条流水线 whole pipeline", "plain": "scikit-learn TF-IDF + SVM"}
ONE_CORE = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "BLIS")}

show = Console(highlight=False, width=max(120, Console().width))


def main() -> None:
    table = Table("", "ms", "每秒 per s", "启动 start s (CPU)", "内存 memory MB")
    for side, name in SIDES.items():
        told = measured(side, sys.argv[1:])
        table.add_row(
            name,
            f"{told['each_ms']:.2f}",
            f"{1000 / told['each_ms']:.0f}",
            f"{told['start']:.1f} ({told['start_cpu']:.1f})" if side == "duokou" else "",
            f"{told['memory_start']:.0f} → {told['memory']:.0f}" if side == "duokou" else "",
        )
    show.print(
        f"正文长度中位数 {told['median']:.0f} 字，一个核，CPU 时间 / "
        f"texts of median {told['median']:.0f} characters, one core, CPU time"
    )
    show.print(table)


def measured(side: str, files: list[str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reading", side, *files],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **ONE_CORE, "BENCH_STARTED": str(time.time())},
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    main()
