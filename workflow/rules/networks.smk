# Other networks with as many weights: cells, depths, starts, optimisers. No part of `all`.


rule networks_seed:
    message:
        "Train and examine the network {wildcards.network}, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.sweep_probes.output.split,
        code=source_files("networks"),
    output:
        measured="<results>/seed{seed}/networks/{network}.csv",
        training="<results>/seed{seed}/networks/{network}_training.csv",
        model="<results>/seed{seed}/networks/{network}.ckpt",
    wildcard_constraints:
        network="|".join(config["networks"]["compared"]),
    params:
        config=config_for("networks"),
    log:
        "<logs>/networks/{network}_seed{seed}.txt",
    benchmark:
        "<benchmarks>/networks/{network}_seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(60),
    conda:
        "../../environment.yml"
    shell:
        "ductus networks --trajectories {input.trajectories:q} --split {input.split:q}"
        " --config {params.config:q} --network {wildcards.network} --seed {wildcards.seed} --quiet"
        " --out {output.measured:q} --out-training {output.training:q} --out-model {output.model:q}"
        " > {log:q} 2>&1"


rule cells_seed:
    message:
        "Look into the network {wildcards.network}, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.sweep_probes.output.split,
        model=rules.networks_seed.output.model,
        code=source_files("cells"),
    output:
        measured="<results>/seed{seed}/cells/{network}.csv",
        traces="<results>/seed{seed}/cells/{network}_traces.csv",
        atlas="<results>/seed{seed}/cells/{network}_atlas.csv",
    wildcard_constraints:
        network="|".join(config["networks"]["compared"]),
    params:
        config=config_for("cells"),
    log:
        "<logs>/cells/{network}_seed{seed}.txt",
    benchmark:
        "<benchmarks>/cells/{network}_seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(1000),
        runtime=rising(20),
    conda:
        "../../environment.yml"
    shell:
        "ductus cells --trajectories {input.trajectories:q} --split {input.split:q}"
        " --config {params.config:q} --network {wildcards.network} --model {input.model:q}"
        " --seed {wildcards.seed} --out {output.measured:q} --out-traces {output.traces:q}"
        " --out-atlas {output.atlas:q} > {log:q} 2>&1"


rule networks_tables:
    message:
        "Combine what was measured of networks, and judge what is said of them"
    input:
        measured=each_network(rules.networks_seed.output.measured, rules.cells_seed.output.measured),
        training=each_network(rules.networks_seed.output.training),
        traces=each_network(rules.cells_seed.output.traces),
        # Of the first network and seed: what the figure shows.
        atlas=each_network(rules.cells_seed.output.atlas)[:1],
        code=source_files("networks_tables"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=NETWORKS_TABLES),
        markdown=expand("<results>/tables/{table}.md", table=NETWORKS_TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Networks",
                labels={"table": table.replace("_", " ")},
            )
            for table in NETWORKS_TABLES
        ],
    params:
        results=results_folder,
    log:
        "<logs>/networks_tables.txt",
    benchmark:
        "<benchmarks>/networks_tables.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus networks-tables --measured {input.measured:q} --training {input.training:q}"
        " --traces {input.traces:q} --atlas {input.atlas:q} --out-dir {params.results:q}/tables > {log:q} 2>&1"


use rule provenance as networks_provenance with:
    input:
        trajectories=rules.data.output.trajectories,
        measured=rules.networks_tables.output.csv,
        code=source_files("provenance"),
    output:
        config="<results>/networks_config.yaml",
        provenance="<results>/networks_provenance.json",
    log:
        "<logs>/networks_provenance.txt",
    benchmark:
        "<benchmarks>/networks_provenance.tsv"


use rule tracking_seed as networks_tracking_seed with:
    message:
        "Log the networks of seed {wildcards.seed} to MLflow"
    input:
        figure_files("networks"),
        rules.networks_tables.output,
        rules.networks_provenance.output,
        code=source_files("tracking"),
    output:
        "<results>/seed{seed}/networks_tracking.json",
    params:
        results=results_folder,
        experiment=config["name"] + "-networks",
        study=["--study", "networks"],
    log:
        "<logs>/networks_tracking/seed{seed}.txt",
    benchmark:
        "<benchmarks>/networks_tracking/seed{seed}.tsv"


rule networks:
    """Compare networks with as many weights: cells, depths, starts, optimisers (beside `all`)."""
    input:
        rules.networks_tables.output,
        rules.networks_provenance.output,
        figure_files("networks"),
        each_seed(*rules.networks_tracking_seed.output),
