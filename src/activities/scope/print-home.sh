#!/bin/sh
# Usage: print-home
printf %s "$HOME"
