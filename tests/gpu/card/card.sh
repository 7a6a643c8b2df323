#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# card.sh PROGRAMS [SECONDS [PART..]]: asks the NVIDIA GPU of a machine, the most valuable first, in SECONDS at most (480).
# PROGRAMS: the folder of tidemark, its runners and tidemark-gpu-check. PART: these alone.
#
# Everything lies under $OUT (default ./card) as soon as it is known, in few files, in place of those of an earlier call:
# log.txt has what all parts say, and records.tar.gz what the runs recorded. A part that a machine cannot do says why.
# Exit status: 0 all is well, 1 something is not, 2 wrong arguments, 77 there is no GPU.
set -u
parts=(smoke probe times peer limit checks sanitize trouble window)
usage() {
  echo "card.sh PROGRAMS [SECONDS [PART..]], with parts of: ${parts[*]}" >&2
  exit 2
}
[ $# -ge 1 ] && [ -x "$1/tidemark-gpu-check" ] || usage
here=$(dirname "$(readlink -f "$0")")
programs=$(readlink -f "$1")
limit=${2:-480}
[[ $limit =~ ^[0-9]+$ ]] || usage
shift $(($# < 2 ? $# : 2))
for name in "$@"; do [[ " ${parts[*]} " == *" $name "* ]] || usage; done
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

is_wanted() { [ "$wanted" = "  " ] || [[ $wanted == *" $1 "* ]]; }
lacking() { ! is_wanted "$1" || say "== $1: left out, $2"; }

# part NAME SECONDS COMMAND..: for so long at most, and never beyond the limit.
part() {
  local name=$1 most=$2 rc
  shift 2
  is_wanted "$name" || return 0
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
beside=$(readlink -f "$cudnn/../../cu${blas_name##*.}/lib") # as Python's packages lie
[ ! -e "$beside/$blas_name" ] || blas=$beside
for folder in "$programs/../lib" "$cudnn" "$blas"; do # an empty one would be the current folder
  [ ! -d "$folder" ] || LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
done
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-}
export TIDEMARK_RUNNERS=$programs QT_PLUGIN_PATH=$programs/../plugins CUDA_MODULE_LOADING=LAZY
[ -d "$QT_PLUGIN_PATH" ] || unset QT_PLUGIN_PATH
[ -d "$here/resources" ] || here_resources=$here/../../../resources
export TIDEMARK_RESOURCES=${TIDEMARK_RESOURCES:-${here_resources:-$here/resources}}
text=$TIDEMARK_RESOURCES/texts/tides.txt

timeout 60 "$programs/tidemark-gpu-check" --no-checks >>"$log" 2>&1
[ $? -ne 77 ] || { cat "$log"; exit 77; }
{ nvidia-smi; ldd "$programs/tidemark-run-cuda" | grep -E 'cublas|not found'; echo "cuDNN in $cudnn"; nproc; } >>"$log" 2>&1

part smoke 60 "$programs/tidemark-gpu-check" --small --problems 5
if [ -x "$programs/gpu-probe" ]; then
  part probe 60 "$programs/gpu-probe" --short
else
  lacking probe "there is no gpu-probe among the programs"
fi
part times 300 "$programs/tidemark-gpu-check" --no-checks --time "$programs/tidemark-run-cuda" "$work/records"
if env -u LD_LIBRARY_PATH "$python" -c 'import torch' 2>/dev/null; then
  ! is_wanted peer || rm -f "$OUT/peer.jsonl"
  part peer 100 env -u LD_LIBRARY_PATH PYTHONUNBUFFERED=1 "$python" "$here/peer_pytorch.py" --text "$text" --seconds 80 \
    --chunks 16 32 64 128 --output "$OUT/peer.jsonl"
  part limit 40 "$here/limit.sh" "$programs" "$text" "$work/records"
else
  lacking peer "python3 has no torch"
  lacking limit "python3 has no torch"
fi
part checks 90 "$programs/tidemark-gpu-check" --problems 200
if command -v compute-sanitizer >/dev/null; then
  part sanitize 110 "$here/sanitize.sh" "$python" "$programs"
else
  lacking sanitize "there is no compute-sanitizer"
fi
part trouble 60 "$python" "$here/trouble.py" "$programs" cuda:0:fused
if [ -x "$programs/Xvfb" ]; then
  part window 50 "$here/window.sh" "$programs" "$OUT" "$work/records"
else
  lacking window "there is no Xvfb among the programs, as pack.sh puts it there"
fi
say "== done at $SECONDS s"
exit $failed
