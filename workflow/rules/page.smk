# The page on which a visitor writes a letter and watches the network learn it. No part of `all`.


rule page_html:
    message:
        "Write the page"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        generation=each_seed(rules.generation_seed.output.numbers),
        learner=each_seed(*rules.learner_seed.output),
        code=source_files("page"),
        parts=page_parts(),
    output:
        "<results>/letter.html",
    params:
        config=config_for("page"),
        results=results_folder,
        seeds=SEEDS,
    log:
        "<logs>/page.txt",
    benchmark:
        "<benchmarks>/page.tsv"
    threads: 1
    resources:
        mem_mb=rising(1500),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus page --trajectories {input.trajectories:q} --split {input.split:q}"
        " --results {params.results:q} --seeds {params.seeds:q} --config {params.config:q}"
        " --out {output:q} > {log:q} 2>&1"


rule page:
    """Write the page for a browser: one's own letter, learned from one example (docs/page.md)."""
    input:
        rules.page_html.output,
