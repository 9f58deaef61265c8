#!/bin/sh
exec stub nginx
