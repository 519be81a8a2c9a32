# One-shot inference of each new character's input weights from one example by each exemplar
# writer, and the learners that have them all.

INFERENCES = expand("<results>/seed{{seed}}/oneshot/{character}.npz", character=map(slug, NEW))
ONESHOT = options(**config["preprocessing"], **config["oneshot"])


# Apart, a job is a character; together, it is all of them, since one optimiser has them all.
TOGETHER = config["oneshot"]["mode"] == "together"
INFERRED = WRITERS * config["oneshot"]["iterations"]
JOB = "seed{seed}" if TOGETHER else "seed{seed}/{character}"


rule oneshot_character:
    message:
        "Learn {params.characters} from one example each, seed {wildcards.seed}"
    input:
        trajectories=rules.data.output.trajectories,
        split=rules.split.output.split,
        model=rules.training_seed.output.model,
        untrained=rules.training_seed.output.untrained,
        code=source_files("oneshot"),
    output:
        INFERENCES if TOGETHER else "<results>/seed{seed}/oneshot/{character}.npz",
    params:
        options=ONESHOT,
        characters=NEW if TOGETHER else lambda wildcards: [symbol_of(wildcards.character)],
    log:
        f"<logs>/oneshot/{JOB}.txt",
    benchmark:
        f"<benchmarks>/oneshot/{JOB}.tsv"
    threads: 1
    resources:
        mem_mb=rising(700 + 60 * WRITERS),
        runtime=rising((15 + INFERRED // 2000) * (len(NEW) if TOGETHER else 1)),
    conda:
        "../../environment.yml"
    shell:
        "ductus oneshot --trajectories {input.trajectories:q} --split {input.split:q}"
        " --model {input.model:q} --untrained {input.untrained:q} {params.options:q}"
        " --seed {wildcards.seed} --character {params.characters:q}"
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
