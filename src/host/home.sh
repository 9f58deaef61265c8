#!/bin/sh
# Usage: home
# Prints the home folder of the user.
printf %s "${HOME-}"
