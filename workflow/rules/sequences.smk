# Networks on next-step tasks: text, pen tokens, addition, nested tags. No part of `all`.

from ductus.commands.sequences import TASKS as SEQUENCE_TASKS
from ductus.commands.sequences import sections_of


rule sequences_seed:
    message:
        "Train networks to predict: {wildcards.task}, seed {wildcards.seed}"
    input:
        trajectories=lambda wildcards: (
            rules.data.output.trajectories if wildcards.task == "pen" else []
        ),
        code=source_files("sequences"),
    output:
        measured="<results>/seed{seed}/sequences/{task}.csv",
        written="<results>/seed{seed}/sequences/{task}_written.csv",
        cells="<results>/seed{seed}/sequences/{task}_cells.csv",
    wildcard_constraints:
        task="|".join(SEQUENCE_TASKS),
    params:
        config=lambda wildcards: section(*sections_of(wildcards.task))(wildcards),
        text=text_on_disk,
        drawn=lambda wildcards, input: (
            ["--trajectories", input.trajectories] if input.trajectories else []
        ),
    log:
        "<logs>/sequences/{task}_seed{seed}.txt",
    benchmark:
        "<benchmarks>/sequences/{task}_seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(2000),
        runtime=rising(60),
    conda:
        "../../environment.yml"
    shell:
        "ductus sequences --config {params.config:q} --task {wildcards.task} {params.drawn:q}"
        " --seed {wildcards.seed} --quiet --out {output.measured:q}"
        " --out-written {output.written:q} --out-cells {output.cells:q} > {log:q} 2>&1"


rule sequences_tables:
    message:
        "Combine what was measured of predictions, and judge what is said of them"
    input:
        measured=each_task(rules.sequences_seed.output.measured),
        written=each_task(rules.sequences_seed.output.written),
        cells=each_task(rules.sequences_seed.output.cells),
        code=source_files("sequences_tables"),
    output:
        csv=expand("<results>/tables/{table}.csv", table=SEQUENCES_TABLES),
        markdown=expand("<results>/tables/{table}.md", table=SEQUENCES_TABLES),
        shown=[
            report(
                f"<results>/tables/{table}.html",
                caption=f"../report/table_{table}.rst",
                category="Sequences",
                labels={"table": table.replace("_", " ")},
            )
            for table in SEQUENCES_TABLES
        ],
    params:
        results=results_folder,
    log:
        "<logs>/sequences_tables.txt",
    benchmark:
        "<benchmarks>/sequences_tables.tsv"
    threads: 1
    resources:
        mem_mb=rising(500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus sequences-tables --measured {input.measured:q} --written {input.written:q}"
        " --cells {input.cells:q} --out-dir {params.results:q}/tables > {log:q} 2>&1"


use rule provenance as sequences_provenance with:
    input:
        trajectories=rules.data.output.trajectories,
        measured=rules.sequences_tables.output.csv,
        code=source_files("provenance"),
    output:
        config="<results>/sequences_config.yaml",
        provenance="<results>/sequences_provenance.json",
    log:
        "<logs>/sequences_provenance.txt",
    benchmark:
        "<benchmarks>/sequences_provenance.tsv"


use rule tracking_seed as sequences_tracking_seed with:
    message:
        "Log the sequences of seed {wildcards.seed} to MLflow"
    input:
        figure_files("sequences"),
        rules.sequences_tables.output,
        rules.sequences_provenance.output,
        code=source_files("tracking"),
    output:
        "<results>/seed{seed}/sequences_tracking.json",
    params:
        results=results_folder,
        experiment=config["name"] + "-sequences",
        study=["--study", "sequences"],
    log:
        "<logs>/sequences_tracking/seed{seed}.txt",
    benchmark:
        "<benchmarks>/sequences_tracking/seed{seed}.tsv"


rule sequences:
    """Predict text, pen tokens, sums and tags with networks of as many weights (beside `all`)."""
    input:
        rules.sequences_tables.output,
        rules.sequences_provenance.output,
        figure_files("sequences"),
        each_seed(*rules.sequences_tracking_seed.output),
