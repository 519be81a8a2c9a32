# Training on the trained characters, once for each seed.


rule training_seed:
    message:
        "Train the network, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        code=source_files("training", without=["tracking"]),
    output:
        model="<results>/seed{seed}/model.ckpt",
        untrained="<results>/seed{seed}/untrained.ckpt",
        curve="<results>/seed{seed}/training.csv",
        run="<results>/seed{seed}/training_run.json",
    params:
        options=options(
            **config["preprocessing"], **config["model"], **config["training"], **config["trainer"]
        ),
        experiment=config["name"],
        # No output, for Snakemake deletes those of a job that was killed.
        resume=lambda wildcards: f"{results_folder(wildcards)}/.resume/seed{wildcards.seed}",
    log:
        "<logs>/training/seed{seed}.txt",
    benchmark:
        "<benchmarks>/training/seed{seed}.tsv"
    threads: config["trainer"]["devices"] if config["trainer"]["accelerator"] == "cpu" else 1
    resources:
        mem_mb=4000,
        runtime=240,
        gpu=config["trainer"]["devices"] if config["trainer"]["accelerator"] == "gpu" else 0,
    conda:
        "../../environment.yml"
    shell:
        # A killed training goes on from its last checkpoint if nothing has changed since.
        "key=$({{ cat {input:q}; echo {params.options:q}; }} | sha256sum | cut -c 1-16);"
        " ductus training --trajectories {input.trajectories:q} --split {input.split:q}"
        " {params.options:q} --seed {wildcards.seed} --quiet"
        ' --experiment {params.experiment:q} --tracking-uri "$MLFLOW_TRACKING_URI"'
        " --resume {params.resume:q}-$key.ckpt"
        " --out-model {output.model:q} --out-untrained {output.untrained:q}"
        " --out-curve {output.curve:q} --out-run {output.run:q} > {log:q} 2>&1"


rule recogniser_seed:
    message:
        "Train the recogniser, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        code=source_files("recogniser"),
    output:
        "<results>/seed{seed}/recogniser.pt",
    params:
        options=options(**config["preprocessing"], **config["recogniser"]),
        resume=lambda wildcards: f"{results_folder(wildcards)}/.resume/recogniser{wildcards.seed}",
    log:
        "<logs>/recogniser/seed{seed}.txt",
    benchmark:
        "<benchmarks>/recogniser/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=120,
    conda:
        "../../environment.yml"
    shell:
        "key=$({{ cat {input:q}; echo {params.options:q}; }} | sha256sum | cut -c 1-16);"
        " ductus recogniser --trajectories {input.trajectories:q} --split {input.split:q}"
        " {params.options:q} --seed {wildcards.seed} --quiet --resume {params.resume:q}-$key.ckpt"
        " --out {output:q} > {log:q} 2>&1"


rule train:
    """Train the network on the trained characters."""
    input:
        each_seed(*rules.training_seed.output),
