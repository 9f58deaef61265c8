#!/bin/sh
# Usage: size FILE...
# Prints their bytes together; one that is not there has none.
sum=0
for file; do
  size=$(stat -c %s -- "$file" 2>/dev/null) && sum=$((sum + size))
done
echo "$sum"
