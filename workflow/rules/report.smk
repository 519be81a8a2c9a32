# The report.


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
        targets="figures tables",
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
        ' --report "$beside" {params.targets} > {log:q} 2>&1 && mv "$beside" {output:q}'


rule report:
    """Everything in one page: tables, figures, how they were made."""
    input:
        rules.report_html.output,
