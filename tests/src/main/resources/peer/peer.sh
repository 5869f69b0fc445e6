#!/bin/sh
# usage: sh peer.sh TREE PROGRAM [ARG...]     runs an ARM program under qemu-arm with TREE as its root.
#
# qemu-user hands execve to the host kernel, which cannot start an ARM file. So qemu-arm is
# registered as the interpreter of ARM files in a binfmt_misc instance that belongs to a fresh user
# namespace (Linux 6.7 and later): nothing outside this one run sees it, and no privilege is needed.
# The program runs in a copy of TREE on a tmpfs, with /proc of its own PID namespace, a few devices
# and pseudo-terminals of its own; qemu's own libraries stand in /lib and /lib64 of that copy.
# Status 125: no peer here.
set -u

if [ "${PEER_STAGE:-}" = "" ]; then
    PEER_STAGE=inside exec unshare --user --map-root-user --mount --pid --uts --net --fork \
        --kill-child sh "$0" "$@"
    exit 125
fi
unset PEER_STAGE
stop() { echo "peer: $1" >&2; exit 125; }

tree=$1
shift
root=/mnt
qemu=$(command -v qemu-arm) || stop "no qemu-arm"
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc || stop "no private binfmt_misc"
magic='\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x28\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
printf '%s' ":peer-arm:M::$magic:$mask:$qemu:PF" >/proc/sys/fs/binfmt_misc/register ||
    stop "qemu-arm cannot be registered"
mount -t tmpfs -o mode=755 none $root || stop "no tmpfs"
cp -a "$tree/." $root/ || stop "tree not copied"
mkdir -p $root/proc $root/dev $root/lib $root/lib64 $root/tmp
chmod 1777 $root/tmp
mount -t proc none $root/proc || stop "no proc"
for device in null zero full urandom; do
    : >$root/dev/$device && mount --bind /dev/$device $root/dev/$device || stop "no /dev/$device"
done
mkdir $root/dev/pts && mount -t devpts -o newinstance,ptmxmode=0666 none $root/dev/pts &&
    ln -s pts/ptmx $root/dev/ptmx && : >$root/dev/tty && mount --bind /dev/tty $root/dev/tty ||
    stop "no pseudo-terminals"
ln -s /proc/self/fd $root/dev/fd
ln -s /proc/self/fd/0 $root/dev/stdin
ln -s /proc/self/fd/1 $root/dev/stdout
ln -s /proc/self/fd/2 $root/dev/stderr
ldd "$qemu" | sed -n 's/^.*[[:space:]]\(\/[^ ]*\) (0x.*$/\1/p' | while read -r library; do
    mkdir -p "$root${library%/*}"
    : >"$root$library" && mount --bind "$library" "$root$library"
done
hostname l4emu
umask 022
chroot=$(command -v chroot)
# The shell's own word on a killed program ("Terminated") goes nowhere: the program did not say it.
exec 3<&0 4>&2 2>/dev/null
# shellcheck disable=SC2086
env -i PATH=/bin HOME=/ LC_ALL=C ${PEER_ENV:-} "$chroot" $root "$@" <&3 2>&4 3<&- 4>&- &
wait $!
