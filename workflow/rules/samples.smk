# How good samples are, people's drawings beside them. No part of `all`: the paper has no samples.


rule samples_seed:
    message:
        "Measure drawings by people and by the network, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.probes.output.split,
        learner=rules.learner_seed.output,
        code=source_files("samples"),
    output:
        measured="<results>/seed{seed}/samples.csv",
        shown="<results>/seed{seed}/samples_shown.csv",
    params:
        config=config_for("samples"),
    log:
        "<logs>/samples/seed{seed}.txt",
    benchmark:
        "<benchmarks>/samples/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(1000),
        runtime=rising(10 + WRITERS),
    conda:
        "../../environment.yml"
    shell:
        "ductus samples --trajectories {input.trajectories:q} --split {input.split:q}"
        " --learner {input.learner:q} --config {params.config:q} --seed {wildcards.seed}"
        " --out {output.measured:q} --out-shown {output.shown:q} > {log:q} 2>&1"


rule samples_table:
    message:
        "Combine what was measured of samples, and judge what is asked of them"
    input:
        samples=each_seed(rules.samples_seed.output.measured),
        drawn=expand(rules.samples_seed.output.shown, seed=SEEDS[0]),
        code=source_files("samples_table"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=SAMPLES_TABLES),
        markdown=expand("<results>/tables/{table}.md", table=SAMPLES_TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Samples",
                labels={"table": table.replace("_", " ")},
            )
            for table in SAMPLES_TABLES
        ],
    params:
        results=results_folder,
    log:
        "<logs>/samples_table.txt",
    benchmark:
        "<benchmarks>/samples_table.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus samples-table --samples {input.samples:q} --shown {input.drawn:q}"
        " --out-dir {params.results:q}/tables > {log:q} 2>&1"


rule asking_page:
    message:
        "Make the page that asks people"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.probes.output.split,
        learner=expand("<results>/seed{seed}/learner.pt", seed=SEEDS[0]),
        code=source_files("asking"),
    output:
        page="<results>/asking/page.html",
        key="<results>/asking/key.csv",
    params:
        config=config_for("asking"),
        seed=SEEDS[0],
    log:
        "<logs>/asking.txt",
    benchmark:
        "<benchmarks>/asking.tsv"
    threads: 1
    resources:
        mem_mb=rising(1000),
        runtime=rising(10 + WRITERS),
    conda:
        "../../environment.yml"
    shell:
        "ductus asking --trajectories {input.trajectories:q} --split {input.split:q}"
        " --learner {input.learner:q} --config {params.config:q} --seed {params.seed}"
        " --out {output.page:q} --out-key {output.key:q} > {log:q} 2>&1"


use rule provenance as samples_provenance with:
    input:
        trajectories=rules.data.output.trajectories,
        measured=rules.samples_table.output.csv,
        code=source_files("provenance"),
    output:
        config="<results>/samples_config.yaml",
        provenance="<results>/samples_provenance.json",
    log:
        "<logs>/samples_provenance.txt",
    benchmark:
        "<benchmarks>/samples_provenance.tsv"


use rule tracking_seed as samples_tracking_seed with:
    message:
        "Log the samples of seed {wildcards.seed} to MLflow"
    input:
        figure_files("samples"),
        rules.samples_table.output,
        rules.samples_seed.output,
        rules.samples_provenance.output,
        code=source_files("tracking"),
    output:
        "<results>/seed{seed}/samples_tracking.json",
    params:
        results=results_folder,
        experiment=config["name"] + "-samples",
        study=["--study", "samples"],
    log:
        "<logs>/samples_tracking/seed{seed}.txt",
    benchmark:
        "<benchmarks>/samples_tracking/seed{seed}.tsv"


rule samples:
    """Measure how recognisable and diverse drawings are, people's and the network's (beside `all`)."""
    input:
        rules.samples_table.output,
        rules.samples_provenance.output,
        figure_files("samples"),
        rules.asking_page.output,
        each_seed(*rules.samples_tracking_seed.output),
