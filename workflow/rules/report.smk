# Tables, figures, what the results were made with, the log of runs, and the report.

TABLES = [
    "training",
    "generation",
    "variation",
    "classification_cases",
    "classification",
    "confusion",
    "difficulty",
    "blending",
    "states",
    "headline",
    "claims",
]
TABLED = 700 + 5 * WRITERS * len(SEEDS)  # MB, where the tables of all seeds are read


rule tables:
    """Combine what was measured for each seed, and judge the paper's claims by it."""
    message:
        "Combine the numbers of all seeds"
    input:
        measured=each_seed(
            rules.training_seed.output.curve,
            rules.generation_seed.output.numbers,
            rules.variation_seed.output.numbers,
            rules.classification_seed.output.numbers,
            rules.blending_seed.output.numbers,
            rules.states_seed.output.numbers,
        ),
        code=source_files("tables"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=TABLES),
        markdown=expand("<results>/tables/{table}.md", table=TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Tables",
                labels={"table": table.replace("_", " ")},
            )
            for table in TABLES
        ],
    params:
        results=results_folder,
        seeds=SEEDS,
    log:
        "<logs>/tables.txt",
    benchmark:
        "<benchmarks>/tables.tsv"
    threads: 1
    resources:
        mem_mb=rising(TABLED),
        runtime=rising(10 + WRITERS * len(SEEDS) // 100),
    conda:
        "../../environment.yml"
    shell:
        "ductus tables --results {params.results:q} --seeds {params.seeds:q}"
        " --out-dir {params.results:q}/tables > {log:q} 2>&1"


# What each figure is drawn from, besides the tables; and the config's word on it. The tables tell
# whose single drawings are shown, so files of all seeds have to be there.
DRAWN_FROM = {
    "training": [],
    "generation": [rules.generation_seed.output.written],
    "variation": [rules.generation_seed.output.written, rules.variation_seed.output.written],
    "classification": [rules.classification_seed.output.written],
    "accuracy_by_noise": [],
    "methods": [],
    "confusion": [],
    "difficulty": [],
    "blending": [rules.blending_seed.output.written],
    "cell_states": [rules.states_seed.output.states],
    "hidden_states": [rules.states_seed.output.states],
}
SHOWN = {"cell_states": config["states"]["shared"], "hidden_states": config["states"]["shown"]}


for FIGURE in FIGURES:

    rule:
        name:
            f"figure_{FIGURE}"
        message:
            f"Draw figure {FIGURE}"
        input:
            tables=rules.tables.output.csv,
            drawn=each_seed(*DRAWN_FROM[FIGURE]),
            code=source_files("figure", without=other_figures(FIGURE)),
        output:
            svg=f"<results>/figures/{FIGURE}.svg",
            shown=[
                report(
                    f"<results>/figures/{FIGURE}.{ending}",
                    caption=f"../report/figure_{FIGURE}.rst",
                    category="Figures",
                    labels={"figure": FIGURE.replace("_", " "), "format": ending},
                )
                for ending in (["png", "gif"] if FIGURE == "blending" else ["png"])
            ],
        params:
            figure=FIGURE,
            results=results_folder,
            characters=as_it_is(["--characters", *SHOWN[FIGURE]] if SHOWN.get(FIGURE) else []),
        log:
            f"<logs>/figures/{FIGURE}.txt",
        benchmark:
            f"<benchmarks>/figures/{FIGURE}.tsv"
        threads: 1
        resources:
            mem_mb=rising(TABLED),
            runtime=rising(10),
        conda:
            "../../environment.yml"
        shell:
            "ductus figure {params.figure} --results {params.results:q}"
            " {params.characters:q} --out {output:q} > {log:q} 2>&1"


rule figures:
    """Draw all figures, with the tables that they show."""
    input:
        expand("<results>/figures/{figure}.{ending}", figure=FIGURES, ending=["svg", "png"]),
        "<results>/figures/blending.gif",


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
        "ductus tracking --results {params.results:q} --seed {wildcards.seed}"
        ' --experiment {params.experiment:q} --tracking-uri "$MLFLOW_TRACKING_URI"'
        " --out {output:q} > {log:q} 2>&1"


rule log:
    """Log all runs to MLflow; `make ui` shows them."""
    input:
        each_seed(rules.tracking_seed.output),


rule report_html:
    message:
        "Write the report"
    input:
        rules.figures.input,
        rules.tables.output,
        captions=captions(),
        config=rules.provenance.output.config,
    output:
        "<results>/report.html",
    params:
        snakefile=os.path.relpath(workflow.main_snakefile),
        results=results_folder,
    log:
        "<logs>/report.txt",
    benchmark:
        "<benchmarks>/report.tsv"
    threads: 1
    resources:
        mem_mb=rising(1000),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        # Snakemake writes it from its own records. This one runs nothing and needs no lock.
        "beside={params.results:q}/.report.part$$.html;"
        " snakemake --snakefile {params.snakefile:q} --configfile {input.config:q} --nolock"
        ' --report "$beside" figures tables > {log:q} 2>&1 && mv "$beside" {output:q}'


rule report:
    """Everything in one page: tables, figures, how they were made."""
    input:
        rules.report_html.output,
