# SPDX-License-Identifier: GPL-2.0
"""peak.py COMMAND…: runs it, and prints how many MB it held at most. Its own output is dropped."""
import resource
import subprocess
import sys

status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print("%.0f" % (resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))
sys.exit(2 if status < 0 else status)
