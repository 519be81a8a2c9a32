# Words: a network that writes a text, with a window on its letters. No part of `all`.


rule words_data:
    message:
        "Gather words"
    input:
        **letters_of(rules.data.output.trajectories, rules.split.output.split),
        code=source_files("words_data"),
    output:
        "<results>/data/words.npz",
    params:
        given=words_given,
        on_disk=words_on_disk(),
        config=config_for("words_data"),
    log:
        "<logs>/words_data.txt",
    benchmark:
        "<benchmarks>/words_data.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(20),
    conda:
        "../../environment.yml"
    shell:
        "ductus words-data --config {params.config:q} {params.given:q} --cache data"
        " --out {output:q} > {log:q} 2>&1"


rule words_training_seed:
    message:
        "Train the network that writes words, seed {wildcards.seed}"
    input:
        words=rules.words_data.output,
        code=source_files("words_training"),
    output:
        network="<results>/seed{seed}/words.pt",
        curve="<results>/seed{seed}/words_training.csv",
    params:
        config=config_for("words_training"),
        resume=lambda wildcards: f"{results_folder(wildcards)}/.resume/words{wildcards.seed}",
    log:
        "<logs>/words_training/seed{seed}.txt",
    benchmark:
        "<benchmarks>/words_training/seed{seed}.tsv"
    threads: 1
    resources:
        gres="gpu:1" if config["trainer"]["accelerator"] == "gpu" else "",
        mem_mb=rising(2000),
        runtime=rising(20 + config["words"]["steps"] // 100),
    conda:
        "../../environment.yml"
    shell:
        "key=$({{ cat {input:q}; echo {params.config:q}; }} | sha256sum | cut -c 1-16);"
        " ductus words-training --config {params.config:q} --words {input.words:q}"
        " --seed {wildcards.seed} --quiet --resume {params.resume:q}-$key.ckpt"
        " --out {output.network:q} --out-curve {output.curve:q} > {log:q} 2>&1"


rule words_seed:
    message:
        "Write words and measure them, seed {wildcards.seed}"
    input:
        **letters_of(rules.data.output.trajectories, rules.split.output.split),
        words=rules.words_data.output,
        network=rules.words_training_seed.output.network,
        code=source_files("words"),
    output:
        numbers="<results>/seed{seed}/words.csv",
        read="<results>/seed{seed}/words_read.csv",
        shown="<results>/seed{seed}/words_shown.csv",
        window="<results>/seed{seed}/words_window.csv",
    params:
        given=words_given,
        config=config_for("words"),
    log:
        "<logs>/words/seed{seed}.txt",
    benchmark:
        "<benchmarks>/words/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(20 + 2 * WRITERS),
    conda:
        "../../environment.yml"
    shell:
        "ductus words --config {params.config:q} --words {input.words:q}"
        " --network {input.network:q} {params.given:q} --seed {wildcards.seed}"
        " --out {output.numbers:q} --out-read {output.read:q} --out-shown {output.shown:q}"
        " --out-window {output.window:q} > {log:q} 2>&1"


rule words_tables:
    message:
        "Combine what was measured of words, and judge it"
    input:
        measured=each_seed(*rules.words_seed.output, rules.words_training_seed.output.curve),
        code=source_files("words_tables"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=WORDS_TABLES),
        markdown=expand("<results>/tables/{table}.md", table=WORDS_TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Words",
                labels={"table": table.replace("_", " ")},
            )
            for table in WORDS_TABLES
        ],
    params:
        results=results_folder,
        seeds=SEEDS,
    log:
        "<logs>/words_tables.txt",
    benchmark:
        "<benchmarks>/words_tables.tsv"
    threads: 1
    resources:
        mem_mb=rising(700),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus words-tables --results {params.results:q} --seeds {params.seeds:q}"
        " --out-dir {params.results:q}/tables > {log:q} 2>&1"


# What the results were made with; the run of the challenge has files of its own.
use rule provenance as words_provenance with:
    message:
        "Note what the words were made with"
    input:
        trajectories=rules.words_data.output,
        measured=rules.words_tables.output.csv,
        code=source_files("provenance"),
    output:
        config="<results>/words/config.resolved.yaml",
        provenance="<results>/words/provenance.json",
    log:
        "<logs>/words_provenance.txt",
    benchmark:
        "<benchmarks>/words_provenance.tsv"


rule words_figures:
    """Draw the figures of words."""
    input:
        figure_files("words"),


use rule report_html as words_html with:
    message:
        "Write the report of the words"
    input:
        rules.words_figures.input,
        rules.words_tables.output,
        captions=captions(),
        config=rules.words_provenance.output.config,
    output:
        "<results>/words/report.html",
    params:
        snakefile=os.path.relpath(workflow.main_snakefile),
        targets="words_figures words_tables",
        results=results_folder,
    log:
        "<logs>/words_report.txt",
    benchmark:
        "<benchmarks>/words_report.tsv"


use rule tracking_seed as words_tracking_seed with:
    message:
        "Log the words of seed {wildcards.seed} to MLflow"
    input:
        rules.words_figures.input,
        rules.words_tables.output,
        rules.words_provenance.output,
        rules.words_training_seed.output.curve,
        code=source_files("tracking"),
    output:
        "<results>/seed{seed}/words_tracking.json",
    params:
        results=results_folder,
        experiment=config["name"] + "-words",
        study=["--study", "words"],
    log:
        "<logs>/words_tracking/seed{seed}.txt",
    benchmark:
        "<benchmarks>/words_tracking/seed{seed}.tsv"


rule words:
    """Write texts, letter by letter through a window (beside `all`; docs/words.md)."""
    input:
        rules.words_tables.output,
        rules.words_figures.input,
        rules.words_html.output,
        each_seed(*rules.words_tracking_seed.output),
