#!/bin/bash
# A long run of small things: arithmetic, arrays, subshells, pipes, substitutions, files.
turns=${1:-100}
declare -A seen
list=()
for ((i = 0; i < turns; i++)); do
    rest=$(echo $((i * i % 97)))
    seen[$rest]=$((${seen[$rest]:-0} + 1))
    list+=("$rest")
    echo "turn $i rest $rest" >>/tmp/log
    if ((i % 10 == 0)); then
        printf '%s\n' "${list[@]}" | while read -r word; do ((word > 48)) && echo "$word"; done |
            busybox sort -n | busybox uniq -c | busybox tail -n 1
        list=()
    fi
    if ((i % 25 == 0)); then
        mapfile -t lines < <(busybox tail -n 3 /tmp/log)
        echo "${#lines[@]} lines, last: ${lines[-1]}"
        (exit $((i % 7))) &
        wait $!
        echo "background gave $?"
    fi
done
busybox md5sum </tmp/log
for rest in "${!seen[@]}"; do echo "$rest ${seen[$rest]}"; done | busybox sort -n | busybox md5sum
