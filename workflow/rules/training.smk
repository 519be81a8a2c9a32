# Training on the trained characters, once for each seed.


DEVICES, NODES = config["trainer"]["devices"], config["trainer"]["num_nodes"]
GPUS = DEVICES if config["trainer"]["accelerator"] == "gpu" else 0
if NODES == 1:  # Lightning starts a process for each device
    PLACES, LAUNCH = {"gpu": GPUS}, ""
else:  # SLURM does; by `mpi`, Snakemake's executor leaves `srun` to the command
    PLACES = {"mpi": "srun", "nodes": NODES, "cpus_per_task": 1}
    PLACES |= {"tasks_per_node": DEVICES} if DEVICES > 1 else {"tasks": NODES}
    PLACES |= {"gres": f"gpu:{DEVICES}", "tasks_per_gpu": 0} if GPUS else {}
    # Without SLURM `ductus training` says what is missing.
    LAUNCH = f"${{SLURM_JOB_ID:+srun --nodes={NODES} --ntasks-per-node={DEVICES} --cpu-bind=none}}"


# Symbols that are trained for each one that is kept: what a step costs.
COPIES = {"none": 1, "mirror": 2, "turns": 4, "square": 8}[config["training"]["copies"]]
COPIES *= 1 + config["training"]["backwards"]


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
        config=config_for("training"),
        experiment=config["name"],
        launch=LAUNCH,
        # No output, for Snakemake deletes those of a job that was killed.
        resume=lambda wildcards: f"{results_folder(wildcards)}/.resume/seed{wildcards.seed}",
    log:
        "<logs>/training/seed{seed}.txt",
    benchmark:
        "<benchmarks>/training/seed{seed}.tsv"
    threads: DEVICES if config["trainer"]["accelerator"] == "cpu" else 1
    resources:
        **PLACES,
        mem_mb=rising(1500 * DEVICES),
        runtime=rising(10 + config["training"]["steps"] * COPIES // 500),
    conda:
        "../../environment.yml"
    shell:
        # A killed training goes on from its last checkpoint if nothing has changed since.
        "key=$({{ cat {input:q}; echo {params.config:q}; }} | sha256sum | cut -c 1-16);"
        " {params.launch} ductus training"
        " --trajectories {input.trajectories:q} --split {input.split:q}"
        " --config {params.config:q} --seed {wildcards.seed} --quiet"
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
        config=config_for("recogniser"),
        resume=lambda wildcards: f"{results_folder(wildcards)}/.resume/recogniser{wildcards.seed}",
    log:
        "<logs>/recogniser/seed{seed}.txt",
    benchmark:
        "<benchmarks>/recogniser/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(1500),
        runtime=rising(10 + config["recogniser"]["steps"] // 100),
    conda:
        "../../environment.yml"
    shell:
        "key=$({{ cat {input:q}; echo {params.config:q}; }} | sha256sum | cut -c 1-16);"
        " ductus recogniser --trajectories {input.trajectories:q} --split {input.split:q}"
        " --config {params.config:q} --seed {wildcards.seed} --quiet --resume {params.resume:q}-$key.ckpt"
        " --out {output:q} > {log:q} 2>&1"


rule train:
    """Train the network on the trained characters."""
    input:
        each_seed(*rules.training_seed.output),
