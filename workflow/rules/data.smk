# Handwriting as one table, whatever its source, and the choice of who trains, shows and probes.


rule data:
    """Trajectories of all symbols in the split, one long table."""
    message:
        "Gather handwriting"
    input:
        code=source_files("data"),
    output:
        trajectories="<results>/data/trajectories.parquet",
    params:
        archive=archive_on_disk(),
        config=section("data.source", f"data.{SOURCE}", "split.trained", "split.new"),
    log:
        "<logs>/data.txt",
    benchmark:
        "<benchmarks>/data.tsv"
    threads: 1
    resources:
        mem_mb=rising(1000),
        runtime=rising(20),
    conda:
        "../../environment.yml"
    shell:
        "ductus data --config {params.config:q} --cache data"
        " --out {output.trajectories:q} > {log:q} 2>&1"


rule split:
    """Who trains the network, and the one example of each new character."""
    message:
        "Choose training drawings and examples"
    input:
        trajectories=rules.data.output.trajectories,
        code=source_files("split"),
    output:
        split="<results>/data/split.json",
    params:
        config=config_for("split"),
        probes=further(),
    log:
        "<logs>/split.txt",
    benchmark:
        "<benchmarks>/split.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus split --trajectories {input.trajectories:q} --config {params.config:q}"
        " {params.probes:q} --out {output.split:q} > {log:q} 2>&1"


# By itself, so that another number of probes is no reason to train again.
use rule split as probes with:
    message:
        "Choose the drawings to identify"
    output:
        split="<results>/data/probes.json",
    params:
        config=config_for("split"),
        probes=probes(),
    log:
        "<logs>/probes.txt",
    benchmark:
        "<benchmarks>/probes.tsv"
