# Figures, each from the tables and files that the catalogue names; those of the sweep too.


for FIGURE in FIGURES:

    rule:
        name:
            f"figure_{FIGURE}"
        message:
            f"Draw figure {FIGURE}"
        input:
            drawn=expand("<results>/{path}", path=paths_of(FIGURE, SEEDS)),
            # What the catalogue says of a figure is in the other directives.
            code=source_files("figure", f"figures.{FIGURE}", without=["figures.catalogue"]),
        output:
            [
                (
                    f"<results>/figures/{FIGURE}.svg"
                    if ending == "svg"
                    else report(
                        f"<results>/figures/{FIGURE}.{ending}",
                        caption="../report/figure.rst",
                        category=FIGURES[FIGURE].target.capitalize(),
                        labels={"figure": FIGURE.replace("_", " "), "format": ending},
                    )
                )
                for ending in FIGURES[FIGURE].endings
            ],
        params:
            figure=FIGURE,
            results=results_folder,
            config=section(*FIGURES[FIGURE].config),
            caption=as_it_is(caption_of(FIGURE)),
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
            "ductus figure {params.figure} --results {params.results:q} --config {params.config:q}"
            " --out {output:q} > {log:q} 2>&1"


rule figures:
    """Draw all figures, with the tables that they show."""
    input:
        figure_files("figures"),
