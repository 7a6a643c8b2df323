#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# sanitize.sh PYTHON PROGRAMS: small runs of both engines under compute-sanitizer's tools, all at once.
here=$(dirname "$(readlink -f "$0")")
runs=()
for asked in "cuda:0:fused racecheck" "cuda:0:fused memcheck" "cuda:0 memcheck"; do
  "$1" "$here/sanitize.py" "$2" $asked &
  runs+=($!)
done
failed=0
for run in "${runs[@]}"; do wait "$run" || failed=1; done
exit $failed
