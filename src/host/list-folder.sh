#!/bin/sh
# Usage: list-folder FOLDER
# Prints the names in it; nothing where there is no such folder.
[ ! -d "$1" ] || ls "$1"
