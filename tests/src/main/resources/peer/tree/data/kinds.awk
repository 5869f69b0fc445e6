#!/bin/awk -f
BEGIN { FS = "," } NR > 1 { n[$2]++; s[$2] += $4 } END { for (k in n) print k, n[k], s[k] | "sort"; close("sort") }
