"""For all tests: one thread a process, since they run side by side. Read when torch is imported."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
