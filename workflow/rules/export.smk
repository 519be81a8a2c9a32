# Letters to write with: a sheet, G-code, a font. No part of `all`.


rule export_alphabet:
    message:
        "Export the alphabet"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        learners=each_seed(*rules.learner_seed.output),
        generation=each_seed(rules.generation_seed.output.numbers),
        code=source_files("export"),
    output:
        expand("<results>/export/alphabet.{ending}", ending=["svg", "gcode", "ttf"]),
    params:
        results=results_folder,
        config=config_for("export"),
    log:
        "<logs>/export.txt",
    benchmark:
        "<benchmarks>/export.tsv"
    threads: 1
    resources:
        mem_mb=rising(1000),
        runtime=rising(10 + len(TRAINED) * config["oneshot"]["iterations"] // 2000),
    conda:
        "../../environment.yml"
    shell:
        "ductus export --results {params.results:q} --config {params.config:q} --out {output:q}"
        " > {log:q} 2>&1"


rule export:
    """Export a learner's alphabet: sheet (SVG), G-code, font (docs/export.md)."""
    input:
        rules.export_alphabet.output,
