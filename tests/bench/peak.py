# SPDX-License-Identifier: GPL-2.0
"""peak.py [--own] COMMAND…: runs it, dropping its output, and prints how many MB it held at most.

Of the process that held most, the command's children among them; with --own of the command only.
"""
import re
import resource
import subprocess
import sys
import time


def own(argv):
    child, peak = subprocess.Popen(argv, stdout=subprocess.DEVNULL), 0
    while child.poll() is None:
        with open("/proc/%d/status" % child.pid, encoding="ascii") as f:
            held = re.search(r"VmHWM:\s+(\d+)", f.read())
        peak = int(held[1]) if held else peak
        time.sleep(0.01)
    return child.returncode, peak


def largest(argv):
    status = subprocess.call(argv, stdout=subprocess.DEVNULL)
    return status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


measure, command = (own, sys.argv[2:]) if sys.argv[1] == "--own" else (largest, sys.argv[1:])
status, kilobytes = measure(command)
print("%.0f" % (kilobytes / 1024))
sys.exit(2 if status < 0 else status)
