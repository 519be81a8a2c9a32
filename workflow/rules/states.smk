# Hidden and cell states while the network writes.


rule states_seed:
    message:
        "Record and compare states, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        learner=rules.learner_seed.output,
        code=source_files("states"),
    output:
        numbers="<results>/seed{seed}/states.csv",
        states="<results>/seed{seed}/states.npz",
    params:
        config=config_for("states"),
    log:
        "<logs>/states/seed{seed}.txt",
    benchmark:
        "<benchmarks>/states/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(1000),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus states --trajectories {input.trajectories:q} --split {input.split:q}"
        " --learner {input.learner:q} --config {params.config:q} --seed {wildcards.seed}"
        " --out {output.numbers:q} --out-states {output.states:q} > {log:q} 2>&1"


rule states:
    """Hidden and cell states of every character, and what the paper says of them (Figs. 6, 7)."""
    input:
        each_seed(*rules.states_seed.output),
