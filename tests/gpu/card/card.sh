#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# card.sh PROGRAMS [SECONDS [PART..]]: what a machine with an NVIDIA GPU can tell, the most valuable first, in SECONDS at
# most (480). PROGRAMS: the folder of tidemark, its runners and tidemark-gpu-check. PART: only these, of
# smoke probe times peer checks trouble window sanitize.
#
# Everything lies under $OUT (default ./card) as soon as it is known, in eight files at most: log.txt has what all parts
# say, and records.tar.gz what the runs recorded. A part that a machine cannot do says why. Exit status: 0 all is well, 1
# something is not, 77 there is no GPU.
set -u
here=$(dirname "$(readlink -f "$0")")
programs=$(readlink -f "$1")
limit=${2:-480}
shift $(($# < 2 ? $# : 2))
wanted=" $* "
OUT=${OUT:-card}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$OUT" "$work/records"
OUT=$(readlink -f "$OUT")
log=$OUT/log.txt
: >"$log"
failed=0

say() { printf '%s\n' "$*" | tee -a "$log"; }

# part NAME SECONDS COMMAND..: for so long at most, and never beyond the limit.
part() {
  local name=$1 most=$2 rc
  shift 2
  [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || return 0
  [ "$most" -lt $((limit - SECONDS)) ] || most=$((limit - SECONDS))
  [ "$most" -gt 5 ] || { say "== $name: left out, the time is up"; failed=1; return 0; }
  say "== $name, from $SECONDS s, $most s at most"
  timeout -k 5 "$most" "$@" 2>&1 | tee -a "$log"
  rc=${PIPESTATUS[0]}
  say "== $name: exit status $rc, at $SECONDS s"
  [ "$rc" -eq 0 ] || failed=1
  tar -C "$work/records" -czf "$OUT/records.tar.gz" .
}

# The folders of cuBLAS and of the newest cuDNN for the CUDA that we link. Python packages bring both, too.
folders_of() { find /usr /opt "${HOME:-/root}" -name "$1" -printf '%h\n' 2>/dev/null; }
python=$(command -v python3)
blas_name=$(ldd "$programs/tidemark-run-cuda" | grep -o 'libcublas\.so\.[0-9]*' | sed -n 1p)
blas=$(folders_of "$blas_name" | sed -n 1p)
cudnn=$(folders_of libcudnn.so.9 | while read -r folder; do
  "$python" - "$folder" "${blas_name##*.}" <<'END' 2>/dev/null
import ctypes, sys
library = ctypes.CDLL(sys.argv[1] + "/libcudnn.so.9")
library.cudnnGetVersion.restype = library.cudnnGetCudartVersion.restype = ctypes.c_size_t
if library.cudnnGetCudartVersion() // 1000 == int(sys.argv[2]):
    print(library.cudnnGetVersion(), sys.argv[1])
END
done | sort -n | tail -n 1 | cut -d' ' -f2)
export LD_LIBRARY_PATH=$blas:$cudnn:$programs/../lib:${LD_LIBRARY_PATH:-}
export TIDEMARK_RUNNERS=$programs QT_PLUGIN_PATH=$programs/../plugins CUDA_MODULE_LOADING=LAZY
[ -d "$QT_PLUGIN_PATH" ] || unset QT_PLUGIN_PATH
[ -d "$here/resources" ] || here_resources=$here/../../../resources
export TIDEMARK_RESOURCES=${TIDEMARK_RESOURCES:-${here_resources:-$here/resources}}
text=$TIDEMARK_RESOURCES/texts/tides.txt

"$programs/tidemark-gpu-check" --no-checks >>"$log" 2>&1
[ $? -ne 77 ] || { cat "$log"; exit 77; }
{ nvidia-smi; ldd "$programs/tidemark-run-cuda" | grep -E 'cublas|not found'; echo "cuDNN in $cudnn"; nproc; } >>"$log" 2>&1

part smoke 60 "$programs/tidemark-gpu-check" --small --problems 5
[ ! -x "$programs/gpu-probe" ] || part probe 60 "$programs/gpu-probe" --short
part times 300 "$programs/tidemark-gpu-check" --no-checks --time "$programs/tidemark-run-cuda" "$work/records"
if "$python" -c 'import torch' 2>/dev/null; then
  part peer 100 env -u LD_LIBRARY_PATH PYTHONUNBUFFERED=1 "$python" "$here/peer_pytorch.py" --text "$text" --seconds 80 \
    --chunks 16 32 64 128 --output "$OUT/peer.jsonl"
  part limit 40 "$here/limit.sh" "$programs" "$text" "$work/records"
fi
part checks 90 "$programs/tidemark-gpu-check" --problems 200
part trouble 60 "$python" "$here/trouble.py" "$programs" cuda:0:fused
[ ! -x "$programs/Xvfb" ] || part window 40 "$here/window.sh" "$programs" "$OUT" "$work/records"
if command -v compute-sanitizer >/dev/null; then
  part sanitize 110 bash -c "
    $python $here/sanitize.py $programs cuda:0:fused racecheck & fused=\$!
    $python $here/sanitize.py $programs cuda:0 memcheck & cudnn=\$!
    $python $here/sanitize.py $programs cuda:0:fused memcheck && wait \$fused && wait \$cudnn"
fi
say "== done at $SECONDS s"
exit $failed
