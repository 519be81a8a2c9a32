# One-shot inference of each new character's input weights, and the learner that has them all.

INFERENCES = expand("<results>/seed{{seed}}/oneshot/{character}.npz", character=map(slug, NEW))
ONESHOT = options(**config["preprocessing"], **config["oneshot"])


if config["oneshot"]["mode"] == "apart":

    rule oneshot_character:
        message:
            "Learn character {wildcards.character} from one example, seed {wildcards.seed}"
        input:
            trajectories=rules.data.output.trajectories,
            split=rules.split.output.split,
            model=rules.training_seed.output.model,
            untrained=rules.training_seed.output.untrained,
            code=source_files("oneshot"),
        output:
            "<results>/seed{seed}/oneshot/{character}.npz",
        params:
            options=ONESHOT,
            character=lambda wildcards: symbol_of(wildcards.character),
        log:
            "<logs>/oneshot/seed{seed}/{character}.txt",
        benchmark:
            "<benchmarks>/oneshot/seed{seed}/{character}.tsv"
        threads: 1
        resources:
            mem_mb=1500,
            runtime=60,
        conda:
            "../../environment.yml"
        shell:
            "ductus oneshot --trajectories {input.trajectories:q} --split {input.split:q}"
            " --model {input.model:q} --untrained {input.untrained:q} {params.options:q}"
            " --seed {wildcards.seed} --character {params.character:q}"
            " --out {output:q} > {log:q} 2>&1"

else:

    rule oneshot_character:
        message:
            "Learn all new characters together, from one example each, seed {wildcards.seed}"
        input:
            trajectories=rules.data.output.trajectories,
            split=rules.split.output.split,
            model=rules.training_seed.output.model,
            untrained=rules.training_seed.output.untrained,
            code=source_files("oneshot"),
        output:
            INFERENCES,
        params:
            options=ONESHOT,
            characters=NEW,
        log:
            "<logs>/oneshot/seed{seed}.txt",
        benchmark:
            "<benchmarks>/oneshot/seed{seed}.tsv"
        threads: 1
        resources:
            mem_mb=1500,
            runtime=240,
        conda:
            "../../environment.yml"
        shell:
            "ductus oneshot --trajectories {input.trajectories:q} --split {input.split:q}"
            " --model {input.model:q} --untrained {input.untrained:q} {params.options:q}"
            " --seed {wildcards.seed} --character {params.characters:q}"
            " --out {output:q} > {log:q} 2>&1"


rule learner_seed:
    message:
        "Put the inferred weights into the network, seed {wildcards.seed}"
    input:
        model=rules.training_seed.output.model,
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
        mem_mb=1500,
        runtime=10,
    conda:
        "../../environment.yml"
    shell:
        "ductus learner --model {input.model:q} --oneshot {input.oneshot:q}"
        " --out {output:q} > {log:q} 2>&1"


rule oneshot:
    """Learn each new character from one example."""
    input:
        each_seed(*INFERENCES, *rules.learner_seed.output),
