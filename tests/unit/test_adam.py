import subprocess
import sys

import torch

from ductus.learning.adam import Adam


def test_it_is_torchs_adam():
    start = torch.randn(4, 7, generator=torch.Generator().manual_seed(1))
    target = torch.linspace(-2.0, 2.0, 7)
    ours, theirs = (start.clone().requires_grad_() for _ in range(2))
    adam, reference = Adam(ours, 0.03), torch.optim.Adam([theirs], lr=0.03)
    for _ in range(60):
        for values, optimiser in ((ours, adam), (theirs, reference)):
            reference.zero_grad()
            (values - target).pow(4).sum().backward()
            optimiser.step()
    torch.testing.assert_close(ours, theirs)
    assert not torch.allclose(ours, start, atol=0.5)


def test_a_job_does_without_the_compiler():
    code = (
        "import sys, torch; from ductus.learning.adam import Adam;"
        "v = torch.ones(2, requires_grad=True);"
        "v.sum().backward(); Adam(v, 0.1).step(); sys.exit('torch._dynamo' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
