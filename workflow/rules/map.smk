# The map: what networks can do with new letters against training, and against one-shot iterations.
# No part of `all`, since it trains and examines many networks.

OBJECTIVES = ["class_means", "samples"]
MAP_TABLES = ["training_map", "oneshot_iterations"]
CHALLENGE = options(
    exemplar_writers=config["map"]["exemplar_writers"],
    oneshot_learning_rate=config["oneshot"]["learning_rate"],
    oneshot_start=config["oneshot"]["start"],
    draws=config["variation"]["draws"],
    identification_iterations=config["classification"]["iterations"],
    identification_learning_rate=config["classification"]["learning_rate"],
    identification_start=config["classification"]["start"],
    blending_steps=config["blending"]["steps"],
) + [word for pair in pairs_of(config) for word in options(pair=pair)]
TRAINED_BY = [key for key in config["training"] if key not in ("objective", "steps", "log_every")]


use rule split as map_probes with:
    message:
        "Choose the drawings to identify for the map"
    output:
        split="<results>/data/map_probes.json",
    params:
        options(
            **split_options(),
            same_writer=min(config["map"]["probes"], config["classification"]["same_writer"]),
            other_writers=min(config["map"]["probes"], config["classification"]["other_writers"]),
        ),
    log:
        "<logs>/map_probes.txt",
    benchmark:
        "<benchmarks>/map_probes.tsv"


rule training_map_seed:
    message:
        "Train and examine networks, {wildcards.objective}, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.map_probes.output.split,
        code=source_files("training_map"),
    output:
        "<results>/seed{seed}/training_map_{objective}.csv",
    wildcard_constraints:
        objective="|".join(OBJECTIVES),
    params:
        options=options(
            **config["preprocessing"],
            **config["model"],
            **{key: config["training"][key] for key in TRAINED_BY},
            steps=config["map"]["steps"],
            oneshot_iterations=config["oneshot"]["iterations"],
        )
        + CHALLENGE,
    log:
        "<logs>/training_map/{objective}_seed{seed}.txt",
    benchmark:
        "<benchmarks>/training_map/{objective}_seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(120),
    conda:
        "../../environment.yml"
    shell:
        "ductus training-map --trajectories {input.trajectories:q} --split {input.split:q}"
        " --objective {wildcards.objective} {params.options:q} --quiet --seed {wildcards.seed}"
        " --out {output:q} > {log:q} 2>&1"


rule oneshot_iterations_seed:
    message:
        "Examine the network along one-shot inference, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.map_probes.output.split,
        model=rules.training_seed.output.model,
        code=source_files("oneshot_iterations"),
    output:
        "<results>/seed{seed}/oneshot_iterations.csv",
    params:
        options=options(**config["preprocessing"], iterations=config["map"]["oneshot_iterations"])
        + CHALLENGE,
    log:
        "<logs>/oneshot_iterations/seed{seed}.txt",
    benchmark:
        "<benchmarks>/oneshot_iterations/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(60),
    conda:
        "../../environment.yml"
    shell:
        "ductus oneshot-iterations --trajectories {input.trajectories:q} --split {input.split:q}"
        " --model {input.model:q} {params.options:q} --seed {wildcards.seed}"
        " --out {output:q} > {log:q} 2>&1"


rule map_tables:
    message:
        "Combine what was measured for the map"
    input:
        training=expand(rules.training_map_seed.output, seed=SEEDS, objective=OBJECTIVES),
        iterations=each_seed(*rules.oneshot_iterations_seed.output),
        code=source_files("map_tables"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=MAP_TABLES),
        markdown=expand("<results>/tables/{table}.md", table=MAP_TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Map",
                labels={"table": table.replace("_", " ")},
            )
            for table in MAP_TABLES
        ],
    params:
        results=results_folder,
    log:
        "<logs>/map_tables.txt",
    benchmark:
        "<benchmarks>/map_tables.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus map-tables --training-map {input.training:q}"
        " --oneshot-iterations {input.iterations:q} --out-dir {params.results:q}/tables > {log:q} 2>&1"


# Where the experiment itself stands on the axis of each figure.
CHOSEN = {
    "training_map": config["training"]["steps"],
    "oneshot_iterations": config["oneshot"]["iterations"],
}


for FIGURE in MAP_FIGURES:

    rule:
        name:
            f"figure_{FIGURE}"
        message:
            f"Draw figure {FIGURE}"
        input:
            tables=rules.map_tables.output.csv,
            code=source_files("figure", without=other_figures(FIGURE)),
        output:
            svg=f"<results>/figures/{FIGURE}.svg",
            shown=report(
                f"<results>/figures/{FIGURE}.png",
                caption=f"../report/figure_{FIGURE}.rst",
                category="Map",
                labels={"figure": FIGURE.replace("_", " ")},
            ),
        params:
            figure=FIGURE,
            results=results_folder,
            seed=SEEDS[0],
            chosen=CHOSEN[FIGURE],
        log:
            f"<logs>/figures/{FIGURE}.txt",
        benchmark:
            f"<benchmarks>/figures/{FIGURE}.tsv"
        threads: 1
        resources:
            mem_mb=rising(700),
            runtime=rising(10),
        conda:
            "../../environment.yml"
        shell:
            "ductus figure {params.figure} --results {params.results:q} --seed {params.seed}"
            " --chosen {params.chosen} --out {output:q} > {log:q} 2>&1"


rule map:
    """Measure abilities against training and one-shot iterations (beside `all`, as costly)."""
    input:
        rules.map_tables.output,
        expand("<results>/figures/{figure}.{ending}", figure=MAP_FIGURES, ending=["svg", "png"]),
