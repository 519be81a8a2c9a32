# The landscape: what networks find in drawings whose names they are not told. No part of `all`.

KINDS = ["sparse", "dense"]  # autoencoders
OF_PICTURES = [*KINDS, "random"]
OF_THE_WRITER = ["codes", "codes_untrained", "states"]
NUMBERS = ["landscape", "landscape_spheres", "landscape_symbols"]


rule pictures:
    message:
        "Draw handwriting as pictures"
    input:
        split=rules.probes.output.split,
        code=source_files("pictures"),
    output:
        "<results>/data/pictures.npz",
    params:
        archive=archive_on_disk(),
        config=section(
            f"data.{SOURCE}",
            *import_module("ductus.commands.pictures").SECTIONS,
        ),
    log:
        "<logs>/pictures.txt",
    benchmark:
        "<benchmarks>/pictures.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(20),
    conda:
        "../../environment.yml"
    shell:
        "ductus pictures --config {params.config:q} --split {input.split:q} --cache data"
        " --out {output:q} > {log:q} 2>&1"


rule penalty:
    message:
        "Choose the penalty on latent activations"
    input:
        pictures=rules.pictures.output,
        code=source_files("penalty"),
    output:
        "<results>/data/penalty.csv",
    params:
        config=config_for("penalty"),
    log:
        "<logs>/penalty.txt",
    benchmark:
        "<benchmarks>/penalty.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(20),
    conda:
        "../../environment.yml"
    shell:
        "ductus penalty --config {params.config:q} --pictures {input.pictures:q}"
        " --out {output:q} > {log:q} 2>&1"


rule autoencoder_seed:
    message:
        "Train a {wildcards.kind} autoencoder, seed {wildcards.seed}"
    input:
        pictures=rules.pictures.output,
        penalty=rules.penalty.output,
        code=source_files("autoencoder"),
    output:
        network="<results>/seed{seed}/autoencoder_{kind}.pt",
        curve="<results>/seed{seed}/autoencoder_{kind}.csv",
    wildcard_constraints:
        kind="|".join(KINDS),
    params:
        config=config_for("autoencoder"),
        penalty=lambda wildcards, input: (
            ["--penalty", input.penalty] if wildcards.kind == "sparse" else []
        ),
        resume=lambda wildcards: (
            f"{results_folder(wildcards)}/.resume/{wildcards.kind}{wildcards.seed}"
        ),
    log:
        "<logs>/autoencoder/{kind}_seed{seed}.txt",
    benchmark:
        "<benchmarks>/autoencoder/{kind}_seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(10 + config["landscape"]["steps"] // 200),
    conda:
        "../../environment.yml"
    shell:
        "key=$({{ cat {input:q}; echo {params.config:q}; }} | sha256sum | cut -c 1-16);"
        " ductus autoencoder --config {params.config:q} --pictures {input.pictures:q}"
        " {params.penalty:q} --seed {wildcards.seed} --quiet --resume {params.resume:q}-$key.ckpt"
        " --out {output.network:q} --out-curve {output.curve:q} > {log:q} 2>&1"


rule landscape_seed:
    message:
        "Measure the landscape of pictures, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.probes.output.split,
        pictures=rules.pictures.output,
        sparse="<results>/seed{seed}/autoencoder_sparse.pt",
        dense="<results>/seed{seed}/autoencoder_dense.pt",
        code=source_files("landscape"),
    output:
        numbers=expand(
            "<results>/seed{{seed}}/landscape/{name}.csv", name=[*NUMBERS, "landscape_methods"]
        ),
        shown=expand("<results>/seed{{seed}}/landscape/{name}.npz", name=OF_PICTURES),
    params:
        config=config_for("landscape"),
        folder=lambda wildcards: f"{results_folder(wildcards)}/seed{wildcards.seed}/landscape",
    log:
        "<logs>/landscape/seed{seed}.txt",
    benchmark:
        "<benchmarks>/landscape/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(30),
    conda:
        "../../environment.yml"
    shell:
        "ductus landscape --config {params.config:q} --trajectories {input.trajectories:q}"
        " --split {input.split:q} --pictures {input.pictures:q} --sparse {input.sparse:q}"
        " --dense {input.dense:q} --seed {wildcards.seed} --out-dir {params.folder:q} > {log:q} 2>&1"


rule landscape_own_seed:
    message:
        "Measure the landscape of the network that writes, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        learner=rules.learner_seed.output,
        code=source_files("landscape_own"),
    output:
        numbers=expand("<results>/seed{{seed}}/landscape_own/{name}.csv", name=NUMBERS),
        shown=expand("<results>/seed{{seed}}/landscape_own/{name}.npz", name=OF_THE_WRITER),
    params:
        config=config_for("landscape_own"),
        folder=lambda wildcards: f"{results_folder(wildcards)}/seed{wildcards.seed}/landscape_own",
    log:
        "<logs>/landscape_own/seed{seed}.txt",
    benchmark:
        "<benchmarks>/landscape_own/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(60),
    conda:
        "../../environment.yml"
    shell:
        "ductus landscape-own --config {params.config:q} --trajectories {input.trajectories:q}"
        " --split {input.split:q} --learner {input.learner:q} --seed {wildcards.seed}"
        " --out-dir {params.folder:q} > {log:q} 2>&1"


rule landscape_tables:
    message:
        "Combine what was measured of landscapes, and judge claims by it"
    input:
        measured=each_seed(
            *rules.landscape_seed.output.numbers, *rules.landscape_own_seed.output.numbers
        ),
        penalty=rules.penalty.output,
        code=source_files("landscape_tables"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=LANDSCAPE_TABLES),
        markdown=expand("<results>/tables/{table}.md", table=LANDSCAPE_TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Landscape",
                labels={"table": table.replace("_", " ")},
            )
            for table in LANDSCAPE_TABLES
        ],
    params:
        results=results_folder,
        seeds=SEEDS,
    log:
        "<logs>/landscape_tables.txt",
    benchmark:
        "<benchmarks>/landscape_tables.tsv"
    threads: 1
    resources:
        mem_mb=rising(700),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus landscape-tables --results {params.results:q} --seeds {params.seeds:q}"
        " --out-dir {params.results:q}/tables > {log:q} 2>&1"


# What the results were made with; the run of the challenge has files of its own.
use rule provenance as landscape_provenance with:
    message:
        "Note what the landscape was made with"
    input:
        trajectories=rules.data.output.trajectories,
        measured=rules.landscape_tables.output.csv,
        code=source_files("provenance"),
    output:
        config="<results>/landscape/config.resolved.yaml",
        provenance="<results>/landscape/provenance.json",
    log:
        "<logs>/landscape_provenance.txt",
    benchmark:
        "<benchmarks>/landscape_provenance.tsv"


rule landscape_figures:
    """Draw the figures of the landscape."""
    input:
        figure_files("landscape"),


use rule report_html as landscape_html with:
    message:
        "Write the report of the landscape"
    input:
        rules.landscape_figures.input,
        rules.landscape_tables.output,
        captions=captions(),
        config=rules.landscape_provenance.output.config,
    output:
        "<results>/landscape/report.html",
    params:
        snakefile=os.path.relpath(workflow.main_snakefile),
        targets="landscape_figures landscape_tables",
        results=results_folder,
    log:
        "<logs>/landscape_report.txt",
    benchmark:
        "<benchmarks>/landscape_report.tsv"


use rule tracking_seed as landscape_tracking_seed with:
    message:
        "Log the landscape of seed {wildcards.seed} to MLflow"
    input:
        rules.landscape_figures.input,
        rules.landscape_tables.output,
        rules.landscape_provenance.output,
        expand("<results>/seed{{seed}}/autoencoder_{kind}.csv", kind=KINDS),
        code=source_files("tracking"),
    output:
        "<results>/seed{seed}/landscape_tracking.json",
    params:
        results=results_folder,
        experiment=config["name"] + "-landscape",
        study=["--study", "landscape"],
    log:
        "<logs>/landscape_tracking/seed{seed}.txt",
    benchmark:
        "<benchmarks>/landscape_tracking/seed{seed}.tsv"


rule landscape:
    """Ask what networks find in drawings without their names (beside `all`; docs/landscape.md)."""
    input:
        rules.landscape_tables.output,
        rules.landscape_figures.input,
        rules.landscape_html.output,
        each_seed(*rules.landscape_tracking_seed.output),
