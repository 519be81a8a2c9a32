# The sweep: what networks can do with new letters against training, and against one-shot inference.
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


for TABLE, MEASURED in {
    "training_map": expand(rules.training_map_seed.output, seed=SEEDS, objective=OBJECTIVES),
    "oneshot_iterations": each_seed(*rules.oneshot_iterations_seed.output),
}.items():

    rule:
        name:
            f"sweep_table_{TABLE}"
        message:
            f"Combine what was measured for the table {TABLE}"
        input:
            measured=MEASURED,
            code=source_files("sweep_table"),
        output:
            f"<results>/tables/{TABLE}.csv",
            f"<results>/tables/{TABLE}.md",
            report(
                f"<results>/tables/{TABLE}.html",
                caption=f"../report/table_{TABLE}.rst",
                category="Sweep",
                labels={"table": TABLE.replace("_", " ")},
            ),
        params:
            table=TABLE,
            results=results_folder,
        log:
            f"<logs>/sweep_tables/{TABLE}.txt",
        benchmark:
            f"<benchmarks>/sweep_tables/{TABLE}.tsv"
        threads: 1
        resources:
            mem_mb=rising(500),
            runtime=rising(10),
        conda:
            "../../environment.yml"
        shell:
            "ductus sweep-table {params.table} --measured {input.measured:q}"
            " --out-dir {params.results:q}/tables > {log:q} 2>&1"


rule sweep:
    """Measure abilities against training and one-shot inference (beside `all`, as costly)."""
    input:
        expand(
            "<results>/tables/{table}.{ending}", table=SWEEP_TABLES, ending=["csv", "md", "html"]
        ),
        figure_files("sweep"),
