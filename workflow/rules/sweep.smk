# The sweep: what networks can do with new letters against training, and against one-shot iterations.
# No part of `all`, since it trains and examines many networks.

OBJECTIVES = ["class_means", "samples"]


use rule split as sweep_probes with:
    message:
        "Choose the drawings to identify for the sweep"
    output:
        split="<results>/data/sweep_probes.json",
    params:
        config=config_for("split"),
        probes=probes(most=config["sweep"]["probes"]),
    log:
        "<logs>/sweep_probes.txt",
    benchmark:
        "<benchmarks>/sweep_probes.tsv"


rule training_map_seed:
    message:
        "Train and examine networks, {wildcards.objective}, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.sweep_probes.output.split,
        code=source_files("training_map"),
    output:
        "<results>/seed{seed}/training_map_{objective}.csv",
    wildcard_constraints:
        objective="|".join(OBJECTIVES),
    params:
        config=config_for("training_map"),
    log:
        "<logs>/training_map/{objective}_seed{seed}.txt",
    benchmark:
        "<benchmarks>/training_map/{objective}_seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(120),
    conda:
        "../../environment.yml"
    shell:
        "ductus training-map --trajectories {input.trajectories:q} --split {input.split:q}"
        " --config {params.config:q} --objective {wildcards.objective} --seed {wildcards.seed}"
        " --quiet --out {output:q} > {log:q} 2>&1"


rule oneshot_iterations_seed:
    message:
        "Examine the network along one-shot inference, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.sweep_probes.output.split,
        model=rules.training_seed.output.model,
        code=source_files("oneshot_iterations"),
    output:
        "<results>/seed{seed}/oneshot_iterations.csv",
    params:
        config=config_for("oneshot_iterations"),
    log:
        "<logs>/oneshot_iterations/seed{seed}.txt",
    benchmark:
        "<benchmarks>/oneshot_iterations/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(60),
    conda:
        "../../environment.yml"
    shell:
        "ductus oneshot-iterations --trajectories {input.trajectories:q} --split {input.split:q}"
        " --config {params.config:q} --model {input.model:q} --seed {wildcards.seed}"
        " --out {output:q} > {log:q} 2>&1"


rule sweep_tables:
    message:
        "Combine what was measured for the sweep"
    input:
        training=expand(rules.training_map_seed.output, seed=SEEDS, objective=OBJECTIVES),
        iterations=each_seed(*rules.oneshot_iterations_seed.output),
        code=source_files("sweep_tables"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=SWEEP_TABLES),
        markdown=expand("<results>/tables/{table}.md", table=SWEEP_TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Sweep",
                labels={"table": table.replace("_", " ")},
            )
            for table in SWEEP_TABLES
        ],
    params:
        results=results_folder,
    log:
        "<logs>/sweep_tables.txt",
    benchmark:
        "<benchmarks>/sweep_tables.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus sweep-tables --training-map {input.training:q}"
        " --oneshot-iterations {input.iterations:q} --out-dir {params.results:q}/tables > {log:q} 2>&1"


rule sweep:
    """Measure abilities against training and one-shot iterations (beside `all`, as costly)."""
    input:
        rules.sweep_tables.output,
        figure_files("sweep"),
