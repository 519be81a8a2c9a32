# Ductus, the character challenge for a generative LSTM, from handwriting to report.
#
#   snakemake --cores 8                the whole experiment of config.yaml
#   snakemake --cores 8 classify       up to one stage; `snakemake --list-rules` shows them
#   snakemake --cores 8 classify --configfile workflow/presets/digilets.yaml    targets first

from snakemake.utils import min_version

min_version("9.20")


configfile: workflow.source_path("config.yaml")


# Where everything lies that a run makes.
pathvars:
    results=f"results/{config['name']}",
    logs=f"results/{config['name']}/logs",
    benchmarks=f"results/{config['name']}/benchmarks",


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/oneshot.smk"
include: "workflow/rules/challenge.smk"
include: "workflow/rules/states.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/tracking.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/sweep.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/samples.smk"
include: "workflow/rules/prediction.smk"
include: "workflow/rules/networks.smk"
include: "workflow/rules/sequences.smk"
include: "workflow/rules/page.smk"
include: "workflow/rules/landscape.smk"
include: "workflow/rules/words.smk"
include: "workflow/rules/running.smk"


rule all:
    default_target: True
    input:
        rules.report.input,
        rules.log.input,


onstart:
    refuse_dates()


onsuccess:
    say_what_is_not_logged()
    say_where_results_are()


onerror:
    say_what_is_not_logged()
