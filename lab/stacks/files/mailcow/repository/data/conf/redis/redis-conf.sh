#!/bin/sh
exec stub redis-server
