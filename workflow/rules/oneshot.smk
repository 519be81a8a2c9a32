# One-shot inference of each new character's input weights from one example by each exemplar
# writer, and the learners that have them all.

INFERENCES = expand("<results>/seed{{seed}}/oneshot/{character}.npz", character=map(slug, NEW))
INFERRED = WRITERS * config["oneshot"]["iterations"]


for NUMBER, CHARACTERS in enumerate(jobs_of_oneshot(), start=1):

    rule:
        name:
            f"oneshot_characters_{NUMBER}"
        message:
            "Learn {params.characters} from one example each, seed {wildcards.seed}"
        input:
            trajectories=rules.data.output.trajectories,
            split=rules.split.output.split,
            model=rules.training_seed.output.model,
            untrained=rules.training_seed.output.untrained,
            code=source_files("oneshot"),
        output:
            expand(
                "<results>/seed{{seed}}/oneshot/{character}.npz",
                character=map(slug, CHARACTERS),
            ),
        params:
            config=config_for("oneshot"),
            characters=as_it_is(CHARACTERS),
            # In one word with the option: a symbol such as -> is not read as another option.
            options=as_it_is([f"--character={symbol}" for symbol in CHARACTERS]),
        log:
            f"<logs>/oneshot/seed{{seed}}/{NUMBER}.txt",
        benchmark:
            f"<benchmarks>/oneshot/seed{{seed}}/{NUMBER}.tsv"
        threads: 1
        resources:
            mem_mb=rising(2500),
            runtime=rising(15 + len(CHARACTERS) * INFERRED // 2000),
        conda:
            "../../environment.yml"
        shell:
            "ductus oneshot --trajectories {input.trajectories:q} --split {input.split:q}"
            " --model {input.model:q} --untrained {input.untrained:q} --config {params.config:q}"
            " --seed {wildcards.seed} {params.options:q}"
            " --out {output:q} > {log:q} 2>&1"


rule learner_seed:
    message:
        "Put the inferred weights into the networks, seed {wildcards.seed}"
    input:
        model=rules.training_seed.output.model,
        untrained=rules.training_seed.output.untrained,
        oneshot=INFERENCES,
        code=source_files("learner"),
    output:
        "<results>/seed{seed}/learner.pt",
    log:
        "<logs>/learner/seed{seed}.txt",
    benchmark:
        "<benchmarks>/learner/seed{seed}.tsv"
    threads: 1
    resources:
        mem_mb=rising(700),
        runtime=rising(10),
    conda:
        "../../environment.yml"
    shell:
        "ductus learner --model {input.model:q} --untrained {input.untrained:q}"
        " --oneshot {input.oneshot:q} --out {output:q} > {log:q} 2>&1"


rule oneshot:
    """Learn each new character from one example."""
    input:
        each_seed(*INFERENCES, *rules.learner_seed.output),
