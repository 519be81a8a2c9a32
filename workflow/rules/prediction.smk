# How probable drawings are by writers who trained nothing. No part of `all`: the paper's network
# gives no probabilities.


rule prediction_seed:
    message:
        "Train networks to predict drawings, and measure it, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        code=source_files("prediction"),
    output:
        measured="<results>/seed{seed}/prediction.csv",
        density="<results>/seed{seed}/prediction_density.csv",
    params:
        config=config_for("prediction"),
    log:
        "<logs>/prediction/seed{seed}.txt",
    benchmark:
        "<benchmarks>/prediction/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(10 + config["prediction"]["steps"] // 20),
    conda:
        "../../environment.yml"
    shell:
        "ductus prediction --trajectories {input.trajectories:q} --split {input.split:q}"
        " --config {params.config:q} --seed {wildcards.seed} --quiet"
        " --out {output.measured:q} --out-density {output.density:q} > {log:q} 2>&1"


rule prediction_tables:
    message:
        "Combine what was measured of prediction, and judge what is said of it"
    input:
        measured=each_seed(rules.prediction_seed.output.measured),
        density=expand(rules.prediction_seed.output.density, seed=SEEDS[0]),
        code=source_files("prediction_tables"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=PREDICTION_TABLES),
        markdown=expand("<results>/tables/{table}.md", table=PREDICTION_TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Prediction",
                labels={"table": table.replace("_", " ")},
            )
            for table in PREDICTION_TABLES
        ],
    params:
        results=results_folder,
    log:
        "<logs>/prediction_tables.txt",
    benchmark:
        "<benchmarks>/prediction_tables.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus prediction-tables --measured {input.measured:q} --density {input.density:q}"
        " --out-dir {params.results:q}/tables > {log:q} 2>&1"


use rule provenance as prediction_provenance with:
    input:
        trajectories=rules.data.output.trajectories,
        measured=rules.prediction_tables.output.csv,
        code=source_files("provenance"),
    output:
        config="<results>/prediction_config.yaml",
        provenance="<results>/prediction_provenance.json",
    log:
        "<logs>/prediction_provenance.txt",
    benchmark:
        "<benchmarks>/prediction_provenance.tsv"


use rule tracking_seed as prediction_tracking_seed with:
    message:
        "Log the prediction of seed {wildcards.seed} to MLflow"
    input:
        figure_files("prediction"),
        rules.prediction_tables.output,
        rules.prediction_provenance.output,
        code=source_files("tracking"),
    output:
        "<results>/seed{seed}/prediction_tracking.json",
    params:
        results=results_folder,
        experiment=config["name"] + "-prediction",
        study=["--study", "prediction"],
    log:
        "<logs>/prediction_tracking/seed{seed}.txt",
    benchmark:
        "<benchmarks>/prediction_tracking/seed{seed}.tsv"


rule prediction:
    """Measure how probable drawings by other writers are, as Graves' table (beside `all`)."""
    input:
        rules.prediction_tables.output,
        rules.prediction_provenance.output,
        figure_files("prediction"),
        each_seed(*rules.prediction_tracking_seed.output),
