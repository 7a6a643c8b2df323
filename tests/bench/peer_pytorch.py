#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tidemark's CPU device beside PyTorch's nn.LSTM, in one run on one thread.

The work is the same on both sides: a byte embedding, an LSTM, an output projection with cross-entropy, forward and
backward over the whole sequence, float32; updating the weights is left out on both. Every measurement is a process of
its own, and the rounds take turns, so that a busy machine troubles all alike; times are the least of all rounds.

Extra memory is what is held at the peak beyond the model (weights, gradients and, here, optimiser). "Resident" is the
growth of the process's resident set. "Held" leaves out what an allocator merely keeps: for PyTorch, the same growth
where each freed block goes back to the system at once (which is slow, so times come from ordinary processes); for
tidemark, the arena and the itemised memory beside it.

PyTorch uses the BLAS library of the system. Where that does not know the processor it falls back to slow kernels;
tidemark's runner then asks for better ones. So PyTorch is measured with its own choice and with the runner's.

Needs python3-torch (on Debian: apt-get install python3-torch), which nothing else of the project does.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

MODEL_PARTS = ("weights", "gradients", "optimiser")
BUILD = pathlib.Path(__file__).resolve().parents[2] / "build" / "release" / "bin" / "tidemark"


def status_bytes(key):
    """A figure of this process in /proc: VmRSS now, or VmHWM, its peak."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(key + ":"))


def start_peak_anew():
    with open("/proc/self/clear_refs", "w", encoding="ascii") as clear:
        clear.write("5")


# --- PyTorch's side: runs in a process of its own ---

def measure_pytorch(what, args):
    import torch
    from torch import nn
    from torch.utils.checkpoint import checkpoint

    torch.set_num_threads(1)
    torch.manual_seed(1)
    hidden, batch = args.hidden, args.batch
    lstm = nn.LSTM(hidden, hidden, args.layers)
    embedding, projection = nn.Embedding(256, hidden), nn.Linear(hidden, 256)
    parts = nn.ModuleList([lstm, embedding, projection])
    state = tuple(torch.zeros(args.layers, batch, hidden, requires_grad=True) for _ in range(2))

    def bare(length):
        output, _ = lstm(torch.zeros(length, batch, hidden, requires_grad=True), state)
        output.backward(torch.ones_like(output))

    def piece(read, foretold, h, c):
        output, (h, c) = lstm(embedding(read), (h, c))
        logits = projection(output).view(-1, 256)
        return nn.functional.cross_entropy(logits, foretold.reshape(-1), reduction="sum"), h, c

    def model(length, chunk):
        text = torch.randint(0, 256, (length + 1, batch))
        loss, (h, c) = 0, state
        for at in range(0, length, chunk or length):
            end = min(at + (chunk or length), length)
            given = (text[at:end], text[at + 1:end + 1], h, c)
            part, h, c = checkpoint(piece, *given) if chunk else piece(*given)
            loss = loss + part
        (loss / (length * batch)).backward()

    def iterate(length):
        parts.zero_grad(set_to_none=False)
        begin = time.perf_counter()
        if what == "lstm":
            bare(length)
        else:
            model(length, args.chunk)
        return time.perf_counter() - begin

    iterate(2)  # libraries are loaded and gradients exist
    before = status_bytes("VmRSS")
    start_peak_anew()
    first = iterate(args.length)
    extra = status_bytes("VmHWM") - before
    return {"seconds": min([first] + [iterate(args.length) for _ in range(args.iterations - 1)]), "extra": extra}


# --- both sides, from outside ---

def shape_options(args):
    return [word for name in ("length", "hidden", "batch", "layers") for word in (f"--{name}", str(getattr(args, name)))]


def run_pytorch(args, what, chunk=0, kernels=None):
    env = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    if kernels:
        env["OPENBLAS_CORETYPE"] = kernels

    def measure(iterations, **more):
        done = subprocess.run([sys.executable, "-W", "ignore", __file__, "--measure", what, "--chunk", str(chunk),
                               "--iterations", str(iterations), *shape_options(args)],
                              env=env | more, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    ordinary = measure(args.iterations)
    lean = measure(1, MALLOC_MMAP_THRESHOLD_="65536")
    return {"seconds": ordinary["seconds"], "resident": ordinary["extra"], "held": lean["extra"]}


def run_tidemark(args, strategy, *budget):
    with tempfile.TemporaryDirectory() as folder:
        record = pathlib.Path(folder) / "record.jsonl"
        subprocess.run([args.tidemark, "run", "--device", "cpu:1", "--strategy", strategy, *budget, *shape_options(args),
                        "--iterations", str(args.iterations), "--output", record], check=True, capture_output=True)
        events = [json.loads(line) for line in record.read_text().splitlines()]
    start = events[0]
    iterations = [event for event in events if event["event"] == "iteration"]
    fixed = start["sizes"]["fixed"]
    model = sum(fixed[part] for part in MODEL_PARTS)
    before = int(start["device"]["details"]["resident bytes before the run"])
    beside = sum(fixed.values()) - model
    return {"seconds": min(event["seconds"] for event in iterations),
            "resident": max(event["device_peak_bytes"] for event in iterations) - before - model,
            "held": start["budget_bytes"] + beside, "beside": beside}


def chosen_kernels(args):
    runner = pathlib.Path(args.tidemark).with_name("tidemark-run-cpu")
    request = json.dumps({"format": "tidemark-request", "version": 1, "kind": "describe"}).encode()
    described = json.loads(subprocess.run([runner], input=request, check=True, capture_output=True).stdout)
    return described["devices"][0]["details"]["BLAS kernels"]


def best_of(rounds):
    return {key: min(figures[key] for figures in rounds) for key in rounds[0]}


def row(name, figures, args):
    print(f"{name:46}{figures['seconds'] / args.length * 1e6:12.0f}"
          f"{figures['resident'] / 1e6:14.2f}{figures['held'] / 1e6:10.2f}")


def compare(args):
    kernels = chosen_kernels(args)
    chunks = args.chunks or sorted({max(1, round(args.length ** 0.5 * factor)) for factor in (0.25, 0.5, 1, 2)})
    sides = {"PyTorch, nn.LSTM alone, its own kernels": lambda: run_pytorch(args, "lstm"),
             "PyTorch, the model, its own kernels": lambda: run_pytorch(args, "model"),
             f"PyTorch, nn.LSTM alone, {kernels}": lambda: run_pytorch(args, "lstm", kernels=kernels),
             f"PyTorch, the model, {kernels}": lambda: run_pytorch(args, "model", kernels=kernels)}
    checkpoints = {f"PyTorch, checkpoint every {chunk}, {kernels}": chunk for chunk in chunks}
    for name, chunk in checkpoints.items():
        sides[name] = lambda chunk=chunk: run_pytorch(args, "model", chunk, kernels)
    standard = "tidemark, standard BPTT"
    sides[standard] = lambda: run_tidemark(args, "standard", "--percent", "100")
    for percent in args.percent:
        sides[f"tidemark, MSM {percent:g} %"] = lambda percent=percent: run_tidemark(
            args, "msm", "--percent", str(percent))
    taken = {name: [] for name in sides}
    for _ in range(args.rounds):
        for name, measure in sides.items():
            taken[name].append(measure())
    best = {name: best_of(rounds) for name, rounds in taken.items()}

    print(f"LSTM {args.hidden}, batch {args.batch}, layers {args.layers}, t = {args.length}, one thread, "
          f"least of {args.rounds} x {args.iterations} iterations")
    print(f"{'':46}{'us a step':>12}{'resident MB':>14}{'held MB':>10}")
    for name, figures in best.items():
        row(name, figures, args)

    leanest = min((best[name] for name in checkpoints), key=lambda figures: figures["held"])
    arena = int(leanest["held"] / 5) - best[standard]["beside"]
    print(f"A fifth of what the leanest checkpoint holds is {leanest['held'] / 5e6:.2f} MB; "
          f"{best[standard]['beside'] / 1e6:.2f} MB of that are needed beside the arena")
    if arena > 0:
        row(f"tidemark, MSM, arena of {arena / 1e6:.2f} MB",
            best_of([run_tidemark(args, "msm", "--bytes", str(arena)) for _ in range(args.rounds)]), args)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tidemark", type=pathlib.Path, default=BUILD, help="the program, its runner beside it")
    parser.add_argument("--length", type=int, default=1000)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--iterations", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--percent", type=float, nargs="*", default=[5, 10], help="budgets of MSM")
    parser.add_argument("--chunks", type=int, nargs="*", help="steps between checkpoints, to choose among")
    parser.add_argument("--measure", choices=["lstm", "model"], help=argparse.SUPPRESS)
    parser.add_argument("--chunk", type=int, default=0, help=argparse.SUPPRESS)
    args = parser.parse_args()
    try:
        import torch  # noqa: F401
    except ImportError:
        print("skipped: this Python has no PyTorch; on Debian: apt-get install python3-torch, "
              "then run this with /usr/bin/python3")
        return
    if args.measure:
        print(json.dumps(measure_pytorch(args.measure, args)))
    else:
        compare(args)


if __name__ == "__main__":
    main()
