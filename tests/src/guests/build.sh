#!/bin/sh
# usage: build.sh TARGET-DIR [PROGRAM...]    builds guest programs with the Debian cross compiler.
# The result depends on the sources and the compiler only: no path, date or build id goes in.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$1
shift
mkdir -p "$target"
target=$(cd "$target" && pwd)
cd "$here"
[ $# -gt 0 ] || set -- $(ls *.c | sed 's/\.c$//')
for name in "$@"; do
    flags="-std=gnu11 -O2 -Wall -Wextra -Werror -marm -march=armv5te -mfloat-abi=soft"
    flags="$flags -ffile-prefix-map=$here=. -fno-ident -static -Wl,--build-id=none"
    flags="$flags $(sed -n 's/^ \* Build with \(-[^ ]*\) .*/\1/p' "$name.c")" # what one program needs
    if grep -q '#include "tiny.h"' "$name.c"; then
        flags="$flags -nostdlib -ffunction-sections -Wl,--gc-sections -ffreestanding -fno-stack-protector"
        flags="$flags -fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables -fno-unwind-tables"
        flags="$flags -Wl,-z,noseparate-code"
        libraries=-lgcc
    else
        libraries="-pthread -lm"
    fi
    # shellcheck disable=SC2086
    arm-linux-gnueabi-gcc $flags -o "$target/$name" "$name.c" $libraries
    arm-linux-gnueabi-strip -s -R .comment -R .note "$target/$name"
done
