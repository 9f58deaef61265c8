#!/bin/sh
# Stands for compiling: takes as long as build-seconds says.
read -r seconds _ < build-seconds
sleep "$seconds"
