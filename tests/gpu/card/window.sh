#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# window.sh PROGRAMS OUT FOLDER: the window of a machine without a display carries plans out on the GPU. Its pictures go to
# OUT as gzipped X window dumps, its records to FOLDER. Needs Xvfb, xkbcomp and xdotool in PROGRAMS, and what pack.sh lays
# beside them. Xvfb looks for its keyboards in places of its own; where they are missing, they are put there and stay.
set -eu
S=$1/..
[ -e /usr/bin/xkbcomp ] || cp "$1/xkbcomp" /usr/bin/xkbcomp
[ -e /usr/share/X11/xkb ] || { mkdir -p /usr/share/X11 && cp -r "$S/share/X11/xkb" /usr/share/X11/; }
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export LD_LIBRARY_PATH=$S/lib:${LD_LIBRARY_PATH:-} QT_QPA_PLATFORM=xcb FONTCONFIG_FILE=$S/etc/fonts.conf DISPLAY=:4711
export XDG_RUNTIME_DIR=$home HOME=$home XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/.local/share
mkdir -p "$home/config/tidemark" "$home/screen" /tmp/.X11-unix

# picture NAME THEME SIZE LENGTH PERCENT CHUNK
picture() {
  local name=$1 size=$3 window display program
  printf '[window]\ntheme=%s\n' "$2" >"$home/config/tidemark/tidemark.conf"
  printf '{"format":"tidemark-problem","version":1,"length":%s,"strategy":"msm","budget":{"measure":"percent","value":%s},"chunk":%s,"cell":{"kind":"lstm","hidden":1024,"batch":64},"device":"cuda:0:fused"}' \
    "$4" "$5" "$6" >"$home/$name.tidemark"
  "$programs/Xvfb" $DISPLAY -screen 0 "${size}x24" -fbdir "$home/screen" -nolisten tcp >"$home/xvfb.log" 2>&1 &
  display=$!
  for _ in $(seq 50); do [ -e /tmp/.X11-unix/X4711 ] && break; sleep 0.1; done
  "$programs/tidemark" "$home/$name.tidemark" >"$home/$name.log" 2>&1 &
  program=$!
  sleep 2
  window=$("$programs/xdotool" search --onlyvisible --name . | tail -n 1)
  "$programs/xdotool" windowmove "$window" 0 0 windowsize "$window" ${size/x/ }
  sleep 4
  "$programs/xdotool" windowfocus "$window" key F5 # Run
  sleep 5
  "$programs/xdotool" mousemove 3 3
  sleep 0.5
  gzip -c "$home/screen/Xvfb_screen0" >"$out/$name.xwd.gz"
  kill $program || true
  wait $program 2>/dev/null || true
  kill $display || true
  wait $display 2>/dev/null || true
  cat "$home/$name.log"
}
programs=$1 out=$2
picture window-light 1 1440x900 60 20 1
picture window-dark 2 1440x900 1000 10 24
mkdir -p "$3/window" && cp "$home"/.local/share/tidemark/tidemark/runs/* "$3/window/"
