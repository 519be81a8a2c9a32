# The character challenge: write new characters, vary them, identify them, blend them.


# Only this method needs a network of its own.
RECOGNISED = "amortised" in config["classification"]["methods"]


rule generation_seed:
    message:
        "Compare what is written with the examples, seed {wildcards.seed}"
    input:
        oneshot=INFERENCES,
        code=source_files("generation"),
    output:
        numbers="<results>/seed{seed}/generation.csv",
        written="<results>/seed{seed}/generation.parquet",
    log:
        "<logs>/generation/seed{seed}.txt",
    benchmark:
        "<benchmarks>/generation/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus generation --oneshot {input.oneshot:q} --seed {wildcards.seed}"
        " --out {output.numbers:q} --out-written {output.written:q} > {log:q} 2>&1"


rule variation_seed:
    message:
        "Write variants of the new characters, seed {wildcards.seed}"
    input:
        learner=rules.learner_seed.output,
        oneshot=INFERENCES,
        code=source_files("variation"),
    output:
        numbers="<results>/seed{seed}/variation.csv",
        written="<results>/seed{seed}/variation.parquet",
    params:
        config=config_for("variation"),
    log:
        "<logs>/variation/seed{seed}.txt",
    benchmark:
        "<benchmarks>/variation/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(800),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus variation --learner {input.learner:q} --oneshot {input.oneshot:q}"
        " --config {params.config:q} --seed {wildcards.seed}"
        " --out {output.numbers:q} --out-written {output.written:q} > {log:q} 2>&1"


rule classification_seed:
    message:
        "Identify variants and people's drawings, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.probes.output.split,
        learner=rules.learner_seed.output,
        variants=rules.variation_seed.output.written,
        recogniser=rules.recogniser_seed.output if RECOGNISED else [],
        code=source_files("classification"),
    output:
        numbers="<results>/seed{seed}/classification.csv",
        written="<results>/seed{seed}/classification.parquet",
    params:
        recogniser="--recogniser" if RECOGNISED else "",
        config=config_for("classification"),
    log:
        "<logs>/classification/seed{seed}.txt",
    benchmark:
        "<benchmarks>/classification/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(1500 + 20 * WRITERS),
        runtime=rising(20 + 15 * WRITERS),
    conda:
        "../../environment.yml"
    shell:
        "ductus classification --trajectories {input.trajectories:q} --split {input.split:q}"
        " --learner {input.learner:q} --variants {input.variants:q} --config {params.config:q}"
        " {params.recogniser} {input.recogniser:q}"
        " --seed {wildcards.seed}"
        " --out {output.numbers:q} --out-written {output.written:q} > {log:q} 2>&1"


rule blending_seed:
    message:
        "Blend characters, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        learner=rules.learner_seed.output,
        code=source_files("blending"),
    output:
        numbers="<results>/seed{seed}/blending.csv",
        written="<results>/seed{seed}/blending.parquet",
    params:
        config=config_for("blending"),
    log:
        "<logs>/blending/seed{seed}.txt",
    benchmark:
        "<benchmarks>/blending/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(1000),
        runtime=rising(10 + WRITERS),
    conda:
        "../../environment.yml"
    shell:
        "ductus blending --trajectories {input.trajectories:q} --split {input.split:q}"
        " --learner {input.learner:q} --config {params.config:q} --seed {wildcards.seed}"
        " --out {output.numbers:q} --out-written {output.written:q} > {log:q} 2>&1"


rule generate:
    """Write the new characters: inferred, not inferred, in an untrained network (Fig. 2)."""
    input:
        each_seed(*rules.generation_seed.output),


rule vary:
    """Write variants of the new characters by noise on their codes (Fig. 3)."""
    input:
        each_seed(*rules.variation_seed.output),


rule classify:
    """Identify variants, the same writer's and other writers' drawings (Fig. 4)."""
    input:
        each_seed(*rules.classification_seed.output),


rule blend:
    """Write what lies between two characters (Fig. 5)."""
    input:
        each_seed(*rules.blending_seed.output),
