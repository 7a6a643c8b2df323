#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# pack.sh PROGRAMS FOLDER: all that card.sh needs, in FOLDER/card.tar.xz, for a machine with a GPU, CUDA and cuDNN but
# without Qt, X, OpenBLAS and a network. There: tar -xJf card.tar.xz && card/card.sh card/bin
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
programs=$(readlink -f "$1")
mkdir -p "$2"
folder=$(readlink -f "$2")
stage=$folder/card
rm -rf "$stage"
mkdir -p "$stage"/{bin,lib,plugins/{platforms,imageformats,iconengines},share/{X11,fonts},etc}
cp -L "$programs"/tidemark{,-run-cpu,-run-cuda,-gpu-check} "$stage/bin/"
cp "$here"/*.{sh,py} "$stage/"
cp -r "$here/../../../resources" "$stage/resources"
rm -rf "$stage"/resources/{pictures,runs}
if command -v nvcc >/dev/null; then
  nvcc -std=c++20 -O2 -arch=all-major "$here/probe.cu" -o "$stage/bin/gpu-probe" -lcudnn -lcublas || true
fi
qt=$(qmake6 -query QT_INSTALL_PLUGINS 2>/dev/null || echo /usr/lib/x86_64-linux-gnu/qt6/plugins)
cp -L "$qt"/platforms/{libqoffscreen,libqxcb}.so "$stage/plugins/platforms/"
cp -L "$qt/imageformats/libqsvg.so" "$stage/plugins/imageformats/"
cp -L "$qt/iconengines/libqsvgicon.so" "$stage/plugins/iconengines/"
if [ -x /usr/bin/Xvfb ] && [ -x /usr/bin/xdotool ] && [ -x /usr/bin/xkbcomp ]; then # for pictures of the window
  cp -L /usr/bin/{Xvfb,xdotool,xkbcomp} "$stage/bin/"
  cp -r /usr/share/X11/xkb "$stage/share/X11/"
fi
strip -s "$stage"/bin/* 2>/dev/null || true
# glibc, the compiler's libraries and CUDA's own are the other machine's.
for file in "$stage"/bin/* "$stage"/plugins/*/*.so; do ldd "$file" || true; done | awk '$3 ~ /^\// { print $1, $3 }' | sort -u |
  grep -vE '^(libc|libm|libdl|libpthread|librt|libmvec|libresolv|libstdc\+\+|libgcc_s)\.so|^libcu|^libcudnn|^libnv' |
  while read -r name path; do cp -L "$path" "$stage/lib/$name"; done
cp -L /usr/share/fonts/truetype/dejavu/DejaVuSans{,-Bold,Mono}.ttf "$stage/share/fonts/"
cat >"$stage/etc/fonts.conf" <<END
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">../share/fonts</dir><cachedir>/tmp/tidemark-fonts</cachedir></fontconfig>
END
tar -C "$folder" -c card | xz -T0 -3 >"$folder/card.tar.xz"
rm -rf "$stage"
du -h "$folder/card.tar.xz"
