#!/bin/sh
# Usage: print-if-there FILE
# Prints the file; nothing where there is none.
[ ! -f "$1" ] || cat -- "$1"
