#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A runner in trouble on a real device: cancelled, out of memory, killed. Each must end soon and in a sentence, and the
next run must work.

    trouble.py PROGRAMS DEVICE        PROGRAMS: the folder of tidemark and its runners; DEVICE: cuda:0, cuda:0:fused, cpu
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

LONGEST_CANCEL = 0.2  # seconds
failures = 0


def tell(good, what, seen):
    global failures
    failures += not good
    print(f"{'ok' if good else 'FAIL':4} {what:58} {seen}", flush=True)


def last_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no word"


class Programs:
    def __init__(self, folder, device):
        self.tidemark = folder / "tidemark"
        self.runner = folder / ("tidemark-run-cpu" if device == "cpu" else "tidemark-run-cuda")
        self.device = device
        self.environment = {**os.environ, "TIDEMARK_RUNNERS": str(folder), "QT_QPA_PLATFORM": "offscreen"}

    def command(self, *arguments):
        return [str(self.tidemark), *arguments, "--device", self.device]

    def call(self, *arguments):
        return subprocess.run(self.command(*arguments), env=self.environment, capture_output=True, text=True)

    def plan(self, *arguments):
        made = self.call("plan", "--format", "json", *arguments)
        if made.returncode:
            raise RuntimeError(last_line(made.stderr))
        return json.loads(made.stdout)

    def start_runner(self, plan, iterations):
        request = {"format": "tidemark-request", "version": 1, "kind": "run", "iterations": iterations, "plan": plan}
        runner = subprocess.Popen([str(self.runner)], env=self.environment, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        runner.stdin.write((json.dumps(request) + "\n").encode())
        runner.stdin.flush()
        return runner


def next_event(runner, kind):
    """The next event of this kind, or None once the runner has ended."""
    for line in runner.stdout:
        event = json.loads(line)
        if event.get("event") == kind:
            return event
    return None


def cancel(programs, plan, after, what):
    runner = programs.start_runner(plan, 1000)
    next_event(runner, after)
    time.sleep(0.05)
    asked = time.monotonic()
    runner.stdin.write(b"cancel\n")
    runner.stdin.flush()
    end = next_event(runner, "end")
    seconds = time.monotonic() - asked
    runner.communicate()
    status = end["status"] if end else "no end"
    tell(status == "cancelled" and seconds <= LONGEST_CANCEL, what, f"{status} after {1e3 * seconds:.0f} ms")


def runner_of(process):
    """The runner that a command's process, whichever thread of it, has started; None if there is none."""
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            if "tidemark-run-" in pathlib.Path(f"/proc/{child}/cmdline").read_text():
                return int(child)
    return None


def killed(programs, size):
    command = programs.command("run", *size, "--length", "2000", "--percent", "10", "--strategy", "hsm",
                               "--iterations", "100000")
    run = subprocess.Popen(command, env=programs.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(8 if programs.device != "cpu" else 3)  # past the question what devices there are
    victim = runner_of(run.pid)
    if victim is None:
        run.kill()
        tell(False, "a killed runner", "there was none to kill")
        return
    os.kill(victim, signal.SIGKILL)
    said = run.communicate(timeout=60)[1]
    tell(run.returncode not in (0, -signal.SIGKILL) and "runner" in last_line(said), "a killed runner",
         last_line(said))


def works(programs, size):
    run = programs.call("run", *size, "--length", "200", "--percent", "10", "--strategy", "msm", "--verify")
    said = " | ".join(line.strip() for line in (run.stdout + run.stderr).splitlines() if "bit" in line or "L2" in line)
    tell(run.returncode == 0, "the next run works", said or last_line(run.stderr))


def main():
    folder, device = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    programs = Programs(folder, device)
    size = ["--hidden", "32", "--batch", "4"] if device == "cpu" else ["--hidden", "256", "--batch", "64"]
    plan = programs.plan(*size, "--length", "4000", "--percent", "10", "--strategy", "hsm")
    cancel(programs, plan, "start", "cancelled in its first iteration")
    cancel(programs, plan, "iteration", "cancelled between iterations")
    long_plan = programs.plan(*size, "--length", "16000", "--percent", "10", "--strategy", "hsm", "--chunk", "16")
    cancel(programs, long_plan, "iteration", "cancelled in a long iteration")
    works(programs, size)
    run = programs.call("run", *size, "--length", "1000", "--strategy", "hsm", "--bytes", str(1 << 42))
    tell(run.returncode not in (0, -11) and "memory" in run.stderr, "more memory than there is", last_line(run.stderr))
    works(programs, size)
    killed(programs, size)
    works(programs, size)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
