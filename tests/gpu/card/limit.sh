#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# limit.sh PROGRAMS TEXT FOLDER: 16,000 steps in 4 GB of the GPU's memory, by PyTorch's standard BPTT, which does not fit,
# and by a policy. The policy's states, weights and scratch memory get 2.5 GB, which leaves room for CUDA itself and for
# the graphs of so long an iteration; its record says what was in use.
set -u
here=$(dirname "$(readlink -f "$0")")
# Chunks as long as the sequence leave standard BPTT alone.
peer=$(env -u LD_LIBRARY_PATH python3 "$here/peer_pytorch.py" --text "$2" --hidden 256 --length 16000 --precision float32 \
  --no-graphs --chunks 16000 --iterations 1 --warm-up 0 --limit 4e9 2>&1)
echo "$peer"
QT_QPA_PLATFORM=offscreen "$1/tidemark" run --cell lstm --hidden 256 --batch 64 --length 16000 --strategy msm --chunk 64 \
  --device cuda:0:fused --device-memory 2500000000 --iterations 3 --output "$3/limit.jsonl" || exit 1
[[ $peer == *"out of memory"* ]] || { echo "FAIL PyTorch's standard BPTT was expected not to fit"; exit 1; }
