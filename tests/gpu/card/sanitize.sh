#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# sanitize.sh PYTHON PROGRAMS: small work of both engines under compute-sanitizer's tools, all at once. racecheck makes a
# run's measuring of steps take minutes, so that it is given the check's gradients alone; it has to see cuBLAS's kernels,
# too, or fails at one of them in bfloat16 (CUDA 13.0 on an H200).
here=$(dirname "$(readlink -f "$0")")
race_free() {
  local said
  said=$(compute-sanitizer --tool racecheck --error-exitcode 9 "$1/tidemark-gpu-check" --small --gradients --device cuda:0:fused)
  local rc=$?
  grep -E '^(FAIL|=========)|passed' <<<"$said" | tail -n 30
  return $rc
}
race_free "$2" &
runs=($!)
for device in cuda:0 cuda:0:fused; do
  "$1" "$here/sanitize.py" "$2" "$device" &
  runs+=($!)
done
failed=0
for run in "${runs[@]}"; do wait "$run" || failed=1; done
exit $failed
