"""In the place of `ductus` of a run, if this folder is on its PYTHONPATH: a process that waits."""

import os
import sys

if [os.path.basename(word) for word in sys.orig_argv[1:2]] == ["ductus"]:
    from ask import ask

    job = {
        "module": "ductus.cli",
        "folder": os.getcwd(),
        "arguments": sys.orig_argv[1:],
        "environment": dict(os.environ),
    }
    os._exit(ask(os.environ["DUCTUS_WARM"], job, (0, 1, 2)))
