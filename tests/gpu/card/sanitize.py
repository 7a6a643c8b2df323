#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small runs of each kind of cell under compute-sanitizer's memcheck, all at once.

    sanitize.py PROGRAMS DEVICE        PROGRAMS: the folder of tidemark and its runners
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

CELLS = [("lstm", "float32"), ("gru", "float32"), ("tanh", "float32"), ("lstm", "bfloat16"), ("gru", "float16")]
LONGEST = 90  # seconds, for all of them


def request(folder, device, cell, precision, environment):
    """A run of two layers in chunks, the last one short, as the runner reads it."""
    plan = subprocess.run(
        [str(folder / "tidemark"), "plan", "--format", "json", "--device", device, "--cell", cell, "--precision", precision,
         "--hidden", "40", "--batch", "3", "--layers", "2", "--length", "14", "--chunk", "4", "--strategy", "msm",
         "--percent", "300"], env=environment, capture_output=True, text=True)
    if plan.returncode:
        raise RuntimeError(plan.stderr.strip())
    return json.dumps({"format": "tidemark-request", "version": 1, "kind": "run", "iterations": 2,
                       "plan": json.loads(plan.stdout)}) + "\n"


def main():
    folder, device = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    environment = {**os.environ, "TIDEMARK_RUNNERS": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    command = ["compute-sanitizer", "--tool", "memcheck", "--report-api-errors", "no"]
    requests = [request(folder, device, cell, precision, environment) for cell, precision in CELLS]
    deadline = time.monotonic() + LONGEST
    runners, failures = [], 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        for line in requests:
            runners.append(subprocess.Popen([*command, "--error-exitcode", "9", str(folder / "tidemark-run-cuda")],
                                            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.STDOUT, text=True, start_new_session=True))
            runners[-1].stdin.write(line)
            runners[-1].stdin.flush()
        for (cell, precision), runner in zip(CELLS, runners):
            try:
                said = runner.communicate(timeout=max(1, deadline - time.monotonic()))[0]
            except subprocess.TimeoutExpired:
                said = "\n========= COMPUTE-SANITIZER\n========= it took too long"
            summaries = [line.strip("= ") for line in said.splitlines() if line.startswith("=========")][1:]
            good = runner.returncode == 0 and '"status":"done"' in said
            failures += not good
            print(f"{'ok' if good else 'FAIL':4} memcheck: {device}, {cell + ', ' + precision:30} "
                  f"{summaries[-1] if summaries else said[-200:]}", flush=True)
            if not good:
                print("\n".join(summaries[:40]))
    finally:
        for runner in runners:
            if runner.poll() is None:
                os.killpg(runner.pid, signal.SIGKILL)  # what is checked is a child of the checker
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
