#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch on a GPU at Tidemark's work: the peer that a policy's time and memory are held against.

The model is Tidemark's: a byte embedding (256 x hidden), nn.LSTM (cuDNN's), an output layer to 256 symbols with the mean
cross-entropy of the next byte, Adam with float32 masters. Each row is one way to backpropagate through the whole
sequence: standard (nn.LSTM over everything in one call) or torch.utils.checkpoint over chunks of so many steps (the
chunk's embedding, LSTM, output layer and loss are computed again), and each of these once asked for operation by
operation and once replayed as a CUDA graph.

Times are of forward and backward together, from events on the stream: the least and the median of the iterations after
warming up; "Adam" is the update's own. "Held" is the peak of allocated memory beyond what lives through the run
(weights, gradients, moments, 16-bit copies, the text), which is what Tidemark's arena and its working memory are held
against; "in all" is the peak of everything allocated. L2: how far the row's gradients are from standard's.

    peer_pytorch.py --hidden 256 1024 --length 1000 --precision float32 tf32 bfloat16
    peer_pytorch.py --device cpu --hidden 16 --batch 4 --length 40 --precision float32   # a check of the logic, no figures

Needs PyTorch, which nothing else of the project does. tests/bench/peer_pytorch.py compares with the CPU device.
"""
import argparse
import copy
import json
import pathlib
import statistics
import sys
import time
import warnings

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

warnings.filterwarnings("ignore")
TYPES = {"float32": torch.float32, "tf32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
NEW_CHECKPOINT = {"use_reentrant": False, "preserve_rng_state": False}


def set_tf32(on):
    """Both of PyTorch's ways to say it; the newer one where it is there, never a mixture."""
    if hasattr(torch.backends.cudnn, "rnn") and hasattr(torch.backends.cudnn.rnn, "fp32_precision"):
        value = "tf32" if on else "ieee"
        torch.backends.cuda.matmul.fp32_precision = value
        torch.backends.cudnn.rnn.fp32_precision = value
        return
    torch.backends.cuda.matmul.allow_tf32 = on
    torch.backends.cudnn.allow_tf32 = on


class Model(nn.Module):
    def __init__(self, hidden, layers):
        super().__init__()
        self.embedding = nn.Embedding(256, hidden)
        self.lstm = nn.LSTM(hidden, hidden, layers)
        self.output = nn.Linear(hidden, 256)

    def piece(self, read, foretold, h, c):
        """The summed loss of some steps, and the state after them."""
        y, (h, c) = self.lstm(self.embedding(read), (h, c))
        logits = self.output(y).reshape(-1, 256)
        return nn.functional.cross_entropy(logits.float(), foretold.reshape(-1), reduction="sum"), h, c


class Work:
    """One iteration's forward and backward, in one of the ways."""

    def __init__(self, args, hidden, length, precision, device):
        torch.manual_seed(1)
        self.dtype = TYPES[precision]
        self.length, self.batch, self.device = length, args.batch, device
        self.masters = Model(hidden, args.layers).to(device)
        self.model = self.masters if self.dtype == torch.float32 else copy.deepcopy(self.masters).to(self.dtype)
        self.model.lstm.flatten_parameters()
        options = {"fused": True} if device.type == "cuda" else {}
        self.adam = torch.optim.Adam(self.masters.parameters(), lr=1e-3, **options)
        self.start = torch.zeros(args.layers, args.batch, hidden, device=device, dtype=self.dtype)
        self.text = read_text(args, length, device)
        # In 16 bits a mean over a long sequence vanishes: what is scaled here is undone in the update.
        rows = length * args.batch
        self.scale = 1 / rows if self.dtype == torch.float32 else min(1.0, 4096 / rows)
        for p in self.model.parameters():
            p.grad = torch.zeros_like(p)
        self.update()  # the moments live from here on
        for p in self.masters.parameters():
            p.grad.zero_()

    def zero(self):
        torch._foreach_zero_([p.grad for p in self.model.parameters()])

    def run(self, chunk):
        """Gradients are added to those there are."""
        h = c = self.start
        if not chunk:
            loss, _, _ = self.model.piece(self.text[:-1], self.text[1:], h, c)
        else:
            loss = torch.zeros((), device=self.device)
            for at in range(0, self.length, chunk):
                end = min(at + chunk, self.length)
                given = (self.text[at:end], self.text[at + 1:end + 1], h, c)
                part, h, c = checkpoint(self.model.piece, *given, **NEW_CHECKPOINT)
                loss = loss + part
        (loss * self.scale).backward()
        return loss.detach()

    def update(self):
        if self.model is not self.masters:
            undo = 1 / (self.length * self.batch) / self.scale
            for master, p in zip(self.masters.parameters(), self.model.parameters()):
                if master.grad is None:
                    master.grad = torch.zeros_like(master)
                master.grad.copy_(p.grad).mul_(undo)
        self.adam.step()
        if self.model is not self.masters:
            with torch.no_grad():
                for master, p in zip(self.masters.parameters(), self.model.parameters()):
                    p.copy_(master)

    def gradients(self):
        return torch.cat([p.grad.detach().flatten().double() for p in self.model.parameters()])


def read_text(args, length, device):
    """(length + 1) x batch bytes: lanes start at equal distances in the text, as Tidemark's do; without it, noise."""
    path = pathlib.Path(args.text or "")
    if not path.is_file():
        generator = torch.Generator().manual_seed(7)
        return torch.randint(0, 256, (length + 1, args.batch), generator=generator).to(device)
    data = torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.uint8).long()
    starts = torch.tensor([len(data) * lane // args.batch for lane in range(args.batch)])
    return data[(starts[None, :] + torch.arange(length + 1)[:, None]) % len(data)].to(device)


class Clock:
    """Seconds of what is done between, on the device's own clock."""

    def __init__(self, device):
        self.on_gpu = device.type == "cuda"

    def __enter__(self):
        if self.on_gpu:
            self.begin, self.end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            self.begin.record()
        else:
            self.at = time.perf_counter()
        return self

    def __exit__(self, *_):
        if self.on_gpu:
            self.end.record()

    def seconds(self):
        if not self.on_gpu:
            return time.perf_counter() - self.at
        self.end.synchronize()
        return self.begin.elapsed_time(self.end) * 1e-3


def allocated(device):
    return torch.cuda.memory_allocated(device) if device.type == "cuda" else 0


def peak(device):
    return torch.cuda.max_memory_allocated(device) if device.type == "cuda" else 0


def measure(work, chunk, graph, args, reference):
    """A row's figures; `reference`: standard's gradients, or None for standard itself."""
    device = work.device
    if device.type == "cuda":
        torch.cuda.empty_cache()
    before = allocated(device)
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    run = lambda: work.run(chunk)
    if graph:
        side = torch.cuda.Stream()  # libraries and autograd are warmed up beside the capture
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(2):
                work.zero()
                work.run(chunk)
        torch.cuda.current_stream().wait_stream(side)
        captured = torch.cuda.CUDAGraph()
        with torch.cuda.graph(captured):
            captured_loss = work.run(chunk)

        def run():
            captured.replay()
            return captured_loss
    taken, updates, held, in_all = [], [], 0, 0
    for n in range(args.warm_up + args.iterations):
        work.zero()
        with Clock(device) as clock:
            loss = run()
        seconds = clock.seconds()
        held, in_all = max(held, peak(device) - before), max(in_all, peak(device))
        if n == 0:  # before any update, and outside what is measured
            gradients = work.gradients().cpu()
            mean = float(loss) / (work.length * work.batch)
            if device.type == "cuda":
                torch.cuda.reset_peak_memory_stats(device)
        if args.adam:
            with Clock(device) as clock:
                work.update()
            updates.append(clock.seconds())
        if n >= args.warm_up:
            taken.append(seconds)
    apart = 0.0 if reference is None else float((gradients - reference).norm() / reference.norm())
    return {"least": min(taken), "median": statistics.median(taken),
            "adam": statistics.median(updates) if updates else 0.0,
            "held": held, "in_all": in_all, "l2": apart, "loss": mean}, gradients


def chunks_of(args, length):
    if args.chunks:
        return [c for c in args.chunks if c < length]
    return [c for c in (8, 16, 32, 64, 128, 256, 512, 1024) if c * 2 <= length]


def print_row(name, figures, base, length):
    ratio = f"{figures['least'] / base:7.2f}" if base else "      -"
    print(f"{name:34}{figures['least'] * 1e3:10.2f}{figures['median'] * 1e3:10.2f}{figures['adam'] * 1e3:8.2f}"
          f"{figures['least'] / length * 1e6:9.2f}{ratio}{figures['held'] / 1e6:11.1f}{figures['in_all'] / 1e6:11.1f}"
          f"{figures['l2']:9.1e}{figures['loss']:8.3f}", flush=True)


def table(args, hidden, length, precision, device, rows, deadline):
    set_tf32(precision == "tf32")
    print(f"\nLSTM {hidden}, batch {args.batch}, layers {args.layers}, t = {length}, {precision}")
    print(f"{'':34}{'least ms':>10}{'median':>10}{'Adam':>8}{'us/step':>9}{'ratio':>7}{'held MB':>11}{'in all MB':>11}"
          f"{'L2':>9}{'loss':>8}", flush=True)
    base = reference = None
    for graph in ([False, True] if args.graphs and device.type == "cuda" else [False]):
        for chunk in [0] + chunks_of(args, length):
            name = ("checkpoint every %d" % chunk if chunk else "standard") + (", graph" if graph else "")
            if time.monotonic() > deadline:
                print(f"{name:34}left out: the time is up")
                return
            try:
                work = Work(args, hidden, length, precision, device)  # anew: every row starts from the same weights
                figures, gradients = measure(work, chunk, graph, args, reference)
            except Exception as error:  # out of memory, or what cannot be captured: the rows after it go on
                print(f"{name:34}cannot be measured: {str(error).splitlines()[0][:90]}", flush=True)
                work = figures = gradients = None
                if device.type == "cuda":
                    torch.cuda.synchronize()
                    torch.cuda.empty_cache()
                continue
            if reference is None and not chunk:
                reference, base = gradients, figures["least"]
            print_row(name, figures, base, length)
            rows.append({"hidden": hidden, "batch": args.batch, "layers": args.layers, "length": length,
                         "precision": precision, "chunk": chunk, "graph": graph, **figures})
            if args.output:
                with open(args.output, "a", encoding="utf-8") as out:
                    out.write(json.dumps(rows[-1]) + "\n")
            work = figures = gradients = None


def summary(rows):
    """The best checkpoint of each shape, and the fastest that holds no more than given shares of standard's memory."""
    shapes = sorted({(r["hidden"], r["length"], r["precision"]) for r in rows})
    print("\nfastest checkpoint within a share of what standard holds (ratio to the fastest standard)")
    for hidden, length, precision in shapes:
        mine = [r for r in rows if (r["hidden"], r["length"], r["precision"]) == (hidden, length, precision)]
        standard = [r for r in mine if not r["chunk"]]
        if not standard:
            continue
        fastest = min(r["least"] for r in standard)
        all_held = max(min(r["held"] for r in standard), 1)
        text = []
        for share in (1, 0.5, 0.2, 0.1, 0.05):
            within = [r for r in mine if r["chunk"] and r["held"] <= share * all_held]
            best = min(within, key=lambda r: r["least"], default=None)
            text.append(f"{share:4.0%}: " + (f"{best['least'] / fastest:.2f} (chunk {best['chunk']}"
                                              f"{', graph' if best['graph'] else ''})" if best else "none"))
        print(f"  {hidden}, t = {length}, {precision}: {all_held / 1e6:.0f} MB, {fastest / length * 1e6:.1f} us a step | "
              + " | ".join(text))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hidden", type=int, nargs="+", default=[256, 1024])
    parser.add_argument("--length", type=int, nargs="+", default=[1000])
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--precision", nargs="+", choices=list(TYPES), default=["float32", "tf32", "bfloat16"])
    parser.add_argument("--chunks", type=int, nargs="*", help="steps between checkpoints (powers of two)")
    parser.add_argument("--iterations", type=int, default=4)
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--no-graphs", dest="graphs", action="store_false")
    parser.add_argument("--no-adam", dest="adam", action="store_false")
    parser.add_argument("--text", help="a file of bytes to read; without it, noise")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seconds", type=float, default=1e9, help="measure no further row after so many")
    parser.add_argument("--limit", type=float, help="bytes of the GPU's memory that PyTorch may take")
    parser.add_argument("--output", help="a row as JSON each, as soon as it is measured")
    args = parser.parse_args()
    device = torch.device(args.device)
    deadline = time.monotonic() + args.seconds
    if args.limit:
        torch.cuda.set_per_process_memory_fraction(args.limit / torch.cuda.get_device_properties(device).total_memory)
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "the processor"
    print(f"PyTorch {torch.__version__} on {name}, cuDNN {torch.backends.cudnn.version()}, "
          f"{args.text or 'noise'}, least of {args.iterations} iterations")
    rows = []
    for length in args.length:
        for hidden in args.hidden:
            for precision in args.precision:
                table(args, hidden, length, precision, device, rows, deadline)
    if rows:
        summary(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
