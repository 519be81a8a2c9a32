# Tables of all seeds.

TABLES = [table for table in ALL_TABLES if table not in BESIDE]
TABLED = 700 + 5 * WRITERS * len(SEEDS)  # MB, where the tables of all seeds are read


rule tables:
    """Combine what was measured for each seed, and judge the paper's claims by it."""
    message:
        "Combine the numbers of all seeds"
    input:
        measured=each_seed(*(f"<results>/seed{{seed}}/{task}.csv" for task in TASKS)),
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
