# What the results were made with, and the log of runs in MLflow.


rule provenance:
    """The whole config, and commit, versions and checksum of the data that it was run with."""
    message:
        "Note what the results were made with"
    input:
        trajectories=rules.data.output.trajectories,
        measured=rules.tables.output.csv,
        code=source_files("provenance"),
    output:
        config="<results>/config.resolved.yaml",
        provenance="<results>/provenance.json",
    params:
        config=as_it_is(json.dumps(config, ensure_ascii=False)),
    log:
        "<logs>/provenance.txt",
    benchmark:
        "<benchmarks>/provenance.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus provenance --config {params.config:q} --trajectories {input.trajectories:q}"
        " --out-config {output.config:q} --out {output.provenance:q} > {log:q} 2>&1"


rule tracking_seed:
    message:
        "Log the runs of seed {wildcards.seed} to MLflow"
    input:
        rules.figures.input,
        rules.tables.output,
        rules.provenance.output,
        rules.training_seed.output.run,
        INFERENCES,
        code=source_files("tracking"),
    output:
        "<results>/seed{seed}/tracking.json",
    params:
        results=results_folder,
        experiment=config["name"],
        study=[],
    log:
        "<logs>/tracking/seed{seed}.txt",
    benchmark:
        "<benchmarks>/tracking/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(700),
        runtime=rising(20),
    conda:
        "../../environment.yml"
    shell:
        "ductus tracking --results {params.results:q} --seed {wildcards.seed} {params.study:q}"
        ' --experiment {params.experiment:q} --tracking-uri "$MLFLOW_TRACKING_URI"'
        " --out {output:q} > {log:q} 2>&1"


rule log:
    """Log all runs to MLflow; `make ui` shows them."""
    input:
        each_seed(rules.tracking_seed.output),
