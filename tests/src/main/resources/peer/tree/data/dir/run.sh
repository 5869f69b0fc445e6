#!/bin/sh
echo "script $0 has $# arguments: $*"
exit 4
