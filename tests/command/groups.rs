//! Scenarios about groups: run, check, verify, plot, and what does not take them.

use crate::binary::{json, refusal, thumbscale, with_arguments};

const STUDY: &str = r#"name = "study"
[model]
kind = "spurious_correlation"
core_signal = 1.5
spurious_signal = 1.0
correlation = 0.6
[training]
delta = 0.2
weights = "inverse_prior"
[simulation]
n = 200
replicates = 30
[vary]
weight_strength = [0, 1]
[figure]
x = "weight_strength"
y = ["group_errors", "worst_group_error"]
theory_points = 9
mark = ["generalised_thumb"]
"#;

#[test]
fn a_study_is_run_verified_and_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    let facts = json("check study.toml --json", path);
    assert_eq!(
        (facts["ok"].as_bool(), facts["cells"].as_u64()),
        (Some(true), Some(2))
    );
    let ran = json("run study.toml --threads 1 --json", path);
    assert_eq!(ran["passed"], true, "{ran}");
    let place = path.join("output/study");
    let read = |name: &str| std::fs::read(place.join(name)).unwrap();
    let (cells, figure) = (read("cells.csv"), read("figure.svg"));
    // 11 quantities of four groups in two dimensions.
    let lines = String::from_utf8(cells.clone()).unwrap().lines().count();
    assert_eq!(lines, 1 + 2 * 11);
    json("verify output/study --json", path);
    std::fs::remove_file(place.join("figure.svg")).unwrap();
    json("plot output/study --json", path);
    assert_eq!(read("figure.svg"), figure);
    let again = json("run study.toml --threads 3 --json", path);
    let counts = |ran: &serde_json::Value| {
        ["reused_replicates", "simulated_replicates"].map(|key| ran[key].as_u64())
    };
    assert_eq!(
        (counts(&ran), counts(&again)),
        ([Some(0), Some(30)], [Some(30), Some(0)])
    );
    assert_eq!(read("cells.csv"), cells);
    let forced = json("run study.toml --threads 3 --force --json", path);
    assert_eq!(counts(&forced), [Some(0), Some(30)]);
    assert_eq!(read("cells.csv"), cells);
    let status = json("status output/study --json", path);
    assert_eq!(
        (
            status["complete"].as_bool(),
            status["replicates_done"].as_u64()
        ),
        (Some(true), Some(30))
    );
    // A table that was changed is no result any more.
    let text = String::from_utf8(cells)
        .unwrap()
        .replace("converged,0.", "converged,0.0");
    std::fs::write(place.join("cells.csv"), text).unwrap();
    let output = thumbscale("verify output/study", path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains("cells.csv") && said.contains("theory gives"),
        "{said}"
    );
}

/// Methods are cells of one design: run together on its data, in shards or at one go, verified, drawn
/// and replayed by their names.
#[test]
fn methods_are_compared_on_the_same_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let study = STUDY.replace("mark = [\"generalised_thumb\"]\n", "")
        + "[[method]]\nname = \"square\"\n\
           [[method]]\nname = \"with ridge\"\nloss = \"logistic\"\nridge = 0.1\n";
    let study = study.replace("\"group_errors\", ", "");
    std::fs::write(path.join("study.toml"), &study).unwrap();
    let facts = json("check study.toml --json", path);
    assert_eq!(
        facts["methods"],
        serde_json::json!(["square", "with ridge"]),
        "{facts}"
    );
    assert_eq!(facts["cells"], 4);
    let planned = json("plan study.toml --json", path);
    for (key, expected) in [
        ("designs", 1),
        ("replicates", 30),
        ("theory_problems", 4 + 2 * 9),
    ] {
        assert_eq!(planned[key], expected, "{key}: {planned}");
    }
    assert_eq!(planned["pilots"][0]["simulation_method"], "dense");
    let ran = json("run study.toml --json", path);
    assert_eq!(
        (&ran["passed"], &ran["simulated_replicates"]),
        (&true.into(), &30.into()),
        "{ran}"
    );
    json("verify output/study --json", path);
    let place = path.join("output/study");
    let cells = std::fs::read_to_string(place.join("cells.csv")).unwrap();
    let heading = cells.lines().next().unwrap();
    assert!(heading.starts_with("cell,method,loss,n,"), "{heading}");
    let row = "weight_strength=1 method=with_ridge,with ridge,logistic,200,40,0.2,0.1,";
    assert!(cells.lines().any(|line| line.starts_with(row)), "{cells}");
    let figure = std::fs::read(place.join("figure.svg")).unwrap();
    json("plot output/study --json", path);
    assert_eq!(std::fs::read(place.join("figure.svg")).unwrap(), figure);
    let cell = "weight_strength=0 method=square";
    let words = ["replay", "output/study", "--cell", cell, "--replicate", "7"];
    let replayed = String::from_utf8(with_arguments(&words, path).stdout).unwrap();
    assert!(replayed.contains("same to the last bit"), "{replayed}");
    assert!(replayed.contains("square loss"), "{replayed}");
    for part in [1, 2] {
        json(
            &format!("run study.toml --out parts --shard {part}/2 --json"),
            path,
        );
    }
    json("merge parts --out parts --json", path);
    assert_eq!(
        std::fs::read_to_string(path.join("parts/cells.csv")).unwrap(),
        cells
    );
    // A method that trains as another does is no training more.
    let more = study + "[[method]]\nname = \"square again\"\n";
    std::fs::write(path.join("study.toml"), more).unwrap();
    let again = json("run study.toml --json", path);
    assert_eq!(again["simulated_replicates"], 0, "{again}");
    assert_eq!(json("status output/study --json", path)["complete"], true);
}

/// Fewer replicates first, then one strength of the weights more: each time what is new is
/// simulated, and the tables are those of a run at one go.
#[test]
fn a_changed_study_goes_on_with_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    std::fs::write(
        path.join("more.toml"),
        STUDY.replace("[0, 1]", "[0, 0.5, 1]"),
    )
    .unwrap();
    let simulated = |line: &str| json(line, path)["simulated_replicates"].as_u64();
    assert_eq!(
        simulated("run study.toml --out a --replicates 10 --json"),
        Some(10)
    );
    assert_eq!(simulated("run study.toml --out a --json"), Some(20));
    assert_eq!(simulated("run more.toml --out a --json"), Some(30));
    assert_eq!(simulated("run more.toml --out b --json"), Some(30));
    let read = |place: &str| std::fs::read(path.join(place).join("cells.csv")).unwrap();
    assert!(read("a") == read("b"));
    let output = thumbscale("run more.toml --out c --resume", path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("nothing to resume"), "{said}");
}

/// Three shards, merged, are one run; a shard that is missing is named, and what is there is drawn.
#[test]
fn shards_are_merged_to_the_same_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    json("run study.toml --out whole --json", path);
    for part in [1, 2] {
        json(
            &format!("run study.toml --out parts --shard {part}/3 --json"),
            path,
        );
    }
    let status = json("status parts --json", path);
    assert_eq!(status["missing_shards"], serde_json::json!([3]), "{status}");
    let drawn = json("plot parts --json", path);
    assert_eq!(drawn["unfinished"], true);
    let done = ["replicates_done", "replicates"].map(|key| drawn[key].as_u64());
    assert_eq!(done, [Some(20), Some(30)], "{drawn}");
    let (code, said) = refusal("merge parts --out parts", path);
    assert!(
        code == 1 && said.contains("not finished: 3"),
        "{code} {said}"
    );
    let own = json("status parts/shards/2-of-3 --json", path);
    assert_eq!(
        (own["complete"].as_bool(), own["replicates"].as_u64()),
        (Some(true), Some(10))
    );
    json("run study.toml --out parts --shard 3/3 --json", path);
    let merged = json("merge parts --out parts --json", path);
    assert_eq!(merged["reused_replicates"], 30, "{merged}");
    let read = |place: &str| std::fs::read(path.join(place).join("cells.csv")).unwrap();
    assert!(read("whole") == read("parts"));
    json("verify parts --json", path);
    let line =
        "submit study.toml --engine slurm --shards 4 --out cluster --executable thumbscale --json";
    assert_eq!(
        json(line, path)["missing_shards"],
        serde_json::json!([1, 2, 3, 4])
    );
}

#[test]
fn what_does_not_take_groups_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    let lazy = STUDY.replace("n = 200", "n = 200\nmethod = \"lazy\"");
    let lazy = lazy.replace("delta = 0.2", "delta = 0.6\nloss = \"logistic\"");
    std::fs::write(path.join("lazy.toml"), lazy).unwrap();
    for line in ["check lazy.toml", "run lazy.toml"] {
        let (code, said) = refusal(line, path);
        assert_eq!(code, 2, "{line}: {said}");
        assert!(
            said.contains("would fail in 2 of 2 cells"),
            "{line}: {said}"
        );
        assert!(said.contains("separability threshold"), "{line}: {said}");
    }
}

/// The smallest prior is .1 of four, so that the thumb has weights below δ = .4: that is said by
/// every command, and nothing is counted that is not simulated.
#[test]
fn cells_without_weights_are_told_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let thumb = STUDY.replace("inverse_prior", "generalised_thumb");
    let none = thumb.replace("delta = 0.2", "delta = 0.5");
    std::fs::write(path.join("none.toml"), none).unwrap();
    let because = "generalised_thumb has no weights in 2 of 2 cells, the first `weight_strength=0` (it \
                   needs δ < 0.4, the number of groups times the smallest prior, and δ is 0.5): nothing \
                   is simulated there";
    for line in [
        "check none.toml",
        "plan none.toml",
        "run none.toml --out out",
        "verify out",
    ] {
        let output = thumbscale(line, path);
        let [said, noted] = [output.stdout, output.stderr].map(|s| String::from_utf8(s).unwrap());
        assert!(output.status.success(), "{line}: {noted}");
        assert!(
            said.contains(because) || noted.contains(because),
            "{line}: {said}{noted}"
        );
    }
    assert_eq!(
        json("check none.toml --json", path)["without_weights"],
        because
    );
    let planned = json("plan none.toml --json", path);
    for (key, expected) in [
        ("designs", 1),
        ("designs_without_weights", 1),
        ("replicates", 0),
        ("expected_replicates", 0),
        ("core_seconds", 0),
    ] {
        assert_eq!(
            planned[key].as_f64(),
            Some(f64::from(expected)),
            "{key}: {planned}"
        );
    }
    let status = json("status out --json", path);
    assert_eq!(
        [
            "replicates",
            "replicates_done",
            "replicates_without_weights"
        ]
        .map(|key| status[key].as_u64()),
        [Some(0), Some(0), Some(30)],
        "{status}"
    );
    let output = thumbscale("status out", path);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("finished; no cell has weights: nothing is simulated"),
        "{said}"
    );
    let verified = json("verify out --json", path);
    assert_eq!(
        verified["overview"]["verdict"], "nothing_to_compare",
        "{verified}"
    );
    let summary = std::fs::read_to_string(path.join("out/summary.md")).unwrap();
    assert!(
        summary.contains("it needs δ &lt; 0.4") || summary.contains("it needs δ < 0.4"),
        "{summary}"
    );
}

/// Of three designs one has weights: the others are told, and not counted.
#[test]
fn designs_without_weights_are_no_replicates() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let study = STUDY
        .replace("inverse_prior", "generalised_thumb")
        .replace("delta = 0.2\n", "")
        .replace("weight_strength = [0, 1]", "delta = [0.2, 0.5, 0.8]")
        .replace("x = \"weight_strength\"", "x = \"delta\"")
        .replace("mark = [\"generalised_thumb\"]\n", "");
    std::fs::write(path.join("some.toml"), study).unwrap();
    let output = thumbscale("plan some.toml --budget 5", path);
    let said = String::from_utf8(output.stdout).unwrap();
    let counted = "30 replicates of 1 design; 2 designs more without a cell that has weights";
    assert!(said.contains(counted), "{said}");
    json("run some.toml --out out --json", path);
    let output = thumbscale("status out", path);
    let said = String::from_utf8(output.stdout).unwrap();
    let counted =
        "30 of 30 replicates (100.0 %); 60 more are of designs whose cells have no weights";
    assert!(said.contains(counted), "{said}");
}

/// What will run, how much memory and how long, with and without a map.
#[test]
fn a_study_and_a_map_are_planned() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    let planned = json("plan study.toml --threads 2 --json", path);
    for (key, expected) in [
        ("cells", 2),
        ("designs", 1),
        ("replicates", 30),
        ("expected_replicates", 30),
        ("threads", 2),
        // Cells, points of the curve, the mark.
        ("theory_problems", 2 + 9 + 1),
    ] {
        assert_eq!(planned[key], expected, "{key}: {planned}");
    }
    let pilot = &planned["pilots"][0];
    assert_eq!((&pilot["n"], &pilot["d"]), (&200.into(), &40.into()));
    assert_eq!(pilot["simulation_method"], "sufficient");
    for key in [
        "core_seconds",
        "memory_bytes",
        "thread_bytes",
        "outcome_bytes",
        "results_bytes",
    ] {
        assert!(
            planned[key].as_f64().is_some_and(|v| v > 0.0),
            "{key}: {planned}"
        );
    }
    let output = thumbscale("plan study.toml", path);
    let said = String::from_utf8(output.stdout).unwrap();
    for words in [
        "30 replicates of 1 design",
        "simulated by: sufficient",
        "memory: ",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let map = STUDY.split("[simulation]").next().unwrap();
    let map = map
        .replace("correlation = 0.6\n", "")
        .replace("delta = 0.2\n", "");
    let axis =
        |parameter| format!("{{ parameter = \"{parameter}\", from = 0.1, to = 0.5, points = 4 }}");
    let map = format!(
        "{map}[map]\nx = {}\ny = {}\n",
        axis("delta"),
        axis("correlation")
    );
    std::fs::write(path.join("map.toml"), map).unwrap();
    let planned = json("plan map.toml --json", path);
    assert_eq!(
        (&planned["map_cells"], &planned["designs"]),
        (&16.into(), &0.into())
    );
    assert_eq!(planned["expected_map_cells"], 16, "{planned}");
    assert!(planned["map_core_seconds"].as_f64().unwrap() > 0.0);
}

/// Every replicate, made anew, is the stored one; their mean is that of the table.
#[test]
fn replayed_replicates_are_those_of_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    json("run study.toml --out out --replicates 6 --json", path);
    let (mut alpha, mut worst) = (0.0, 0.0);
    for replicate in 0..6 {
        let line = format!("replay out --cell weight_strength=1 --replicate {replicate} --json");
        let replayed = json(&line, path);
        assert_eq!(replayed["stored"], "identical", "{replayed}");
        assert_eq!(replayed["groups"][1]["name"], "y+a-");
        let value = |key: &str| replayed[key]["value"].as_f64().unwrap();
        alpha += value("alpha") / 6.0;
        worst += value("worst_group_error") / 6.0;
    }
    let text = std::fs::read_to_string(path.join("out/cells.csv")).unwrap();
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = |name: &str| columns.iter().position(|c| *c == name).unwrap();
    for (quantity, mean) in [("alpha", alpha), ("worst_group_error", worst)] {
        let row = lines
            .clone()
            .map(|line| line.split(',').collect::<Vec<_>>())
            .find(|row| row[0] == "weight_strength=1" && row[place("quantity")] == quantity);
        let stored: f64 = row.unwrap()[place("mean")].parse().unwrap();
        assert!((stored - mean).abs() < 1e-12, "{quantity}: {stored} {mean}");
    }
    let output = thumbscale("replay out --cell weight_strength=1 --replicate 0", path);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("same to the last bit") && said.contains("error of y+a-"),
        "{said}"
    );
    let (code, said) = refusal("replay out --cell weight_strenth=1 --replicate 0", path);
    assert!(
        code == 2 && said.contains("did you mean `weight_strength=1`"),
        "{said}"
    );
    let (code, said) = refusal("replay out --cell weight_strength=1 --replicate 6", path);
    assert!(code == 2 && said.contains("0 to 5, not 6"), "{said}");
    // Of a journal that is gone nothing is stored, and the replicate is the same.
    std::fs::remove_file(path.join("out/replicates.journal")).unwrap();
    let replayed = json(
        "replay out --cell weight_strength=0 --replicate 5 --json",
        path,
    );
    assert_eq!(replayed["stored"], "not_stored");
}

/// Replicates end when the means are as precise as asked, at a decision of the schedule; a run that
/// is told later that they are enough simulates nothing.
#[test]
fn a_study_ends_when_it_is_precise_enough() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let with = |target: f64| {
        let table =
            format!("[precision]\nfirst = 10\nbatch = 4\nstandard_error = {target}\n[vary]");
        STUDY.replace("[vary]", &table)
    };
    std::fs::write(path.join("loose.toml"), with(0.05)).unwrap();
    std::fs::write(path.join("strict.toml"), with(1e-6)).unwrap();
    std::fs::write(path.join("middle.toml"), with(0.0045)).unwrap();
    let loose = json("run loose.toml --out a --threads 2 --json", path);
    assert_eq!(loose["simulated_replicates"], 10, "{loose}");
    assert_eq!(loose["precision_reached"], true, "{loose}");
    let middle = json("run middle.toml --out b --threads 1 --json", path);
    let taken = middle["simulated_replicates"].as_u64().unwrap();
    assert!(taken > 10 && taken < 30 && taken % 4 == 2, "{taken}");
    let again = json("run middle.toml --out c --threads 3 --json", path);
    assert_eq!(again["simulated_replicates"], taken);
    let table = |place: &str| std::fs::read(path.join(place).join("cells.csv")).unwrap();
    assert_eq!(table("b"), table("c"));
    let strict = json("run strict.toml --out a --json", path);
    let counts = [
        "reused_replicates",
        "simulated_replicates",
        "cells_short_of_precision",
    ];
    assert_eq!(
        counts.map(|key| strict[key].as_u64()),
        [Some(10), Some(20), Some(2)],
        "{strict}"
    );
    let page = std::fs::read_to_string(path.join("a/summary.md")).unwrap();
    assert!(page.contains("Not reached in 2 cells"), "{page}");
    let planned = json("plan strict.toml --json", path);
    assert!(
        planned["pilots"][0]["needed_replicates"].as_u64().unwrap() > 30,
        "{planned}"
    );
    // Who decides when it is enough must see all replicates.
    let (code, said) = refusal("submit loose.toml --engine slurm --shards 2 --out s", path);
    assert!(
        code == 2 && said.contains("a design is not divided"),
        "{said}"
    );
    json("run loose.toml --out d --shard 1/1 --json", path);
    let merged = json("merge d --out d --json", path);
    assert_eq!(merged["reused_replicates"], 10, "{merged}");
    json("run loose.toml --out e --json", path);
    assert_eq!(table("d"), table("e"));
}

/// The Parquet table has the rows of the CSV.
#[cfg(feature = "parquet")]
#[test]
fn a_study_has_a_parquet_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    json("run study.toml --out out --replicates 4 --json", path);
    let bytes = std::fs::read(path.join("out/cells.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let has = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    for name in [
        "weight_strength",
        "known_shift",
        "y+a-",
        "worst_group_error",
    ] {
        assert!(has(name), "{name}");
    }
    json("verify out --json", path);
}

/// Two errors are both named, for people and for machines.
#[test]
fn check_names_every_error_of_a_study() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let bad = STUDY.replace("0.6", "1.5").replace("n = 200", "n = 0");
    std::fs::write(path.join("bad.toml"), bad).unwrap();
    let output = thumbscale("check bad.toml --json", path);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&told["ok"], &told["all_found"]),
        (&false.into(), &true.into())
    );
    let errors = told["errors"].as_array().unwrap().iter();
    let keys: Vec<&str> = errors.filter_map(|e| e["key"].as_str()).collect();
    assert_eq!(keys, ["model.correlation", "simulation.n"]);
    let output = thumbscale("check bad.toml", path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    for place in ["bad.toml:6:15", "model.correlation", "bad.toml:11:5"] {
        assert!(said.contains(place), "{place}: {said}");
    }
}

/// Of theory alone `verify` and `run` say that nothing was compared, of groups and of two classes.
#[test]
fn theory_alone_is_no_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let alone = STUDY
        .replace("[simulation]\nn = 200\nreplicates = 30\n", "")
        .replace("\"study\"", "\"alone\"");
    std::fs::write(path.join("alone.toml"), alone).unwrap();
    let two = "name = \"two\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n[training]\n\
               weight_ratio = 4\n[vary]\ndelta = [0.1, 0.2]\n";
    std::fs::write(path.join("two.toml"), two).unwrap();
    std::fs::write(path.join("study.toml"), STUDY).unwrap();
    for (name, evidence) in [
        ("alone", "none: theory alone, nothing was simulated"),
        ("two", "none: theory alone, nothing was simulated"),
        ("study", "simulation"),
    ] {
        for line in [
            format!("run {name}.toml --json"),
            format!("verify output/{name} --json"),
        ] {
            let told = json(&line, path);
            assert_eq!(told["evidence"], evidence, "{line}: {told}");
        }
    }
    let output = thumbscale("status output/alone", path);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("finished; theory alone"), "{said}");
}

/// A run that is still at its theory has written its scenario and nothing else.
#[test]
fn a_run_that_has_just_begun_says_what_it_will_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let place = path.join("begun");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("unfinished.toml"), STUDY).unwrap();
    let told = json("status begun --json", path);
    let counts = ["replicates_done", "replicates"].map(|key| told[key].as_u64());
    assert_eq!(counts, [Some(0), Some(30)], "{told}");
    assert_eq!(told["complete"], false);
    let said = String::from_utf8(thumbscale("status begun", path).stdout).unwrap();
    assert!(said.contains("not finished; 0 of 30 replicates"), "{said}");
}

/// Where theory is not solved it says what of the problem is far out.
#[test]
fn what_is_out_of_scale_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let far = STUDY
        .replace("core_signal = 1.5", "core_signal = 1e4")
        .replace("spurious_signal = 1.0", "spurious_signal = 1e4")
        .replace("delta = 0.2", "delta = 0.2\nridge = 0.1\nloss = \"huber\"");
    std::fs::write(path.join("far.toml"), &far).unwrap();
    let reason = "deviations of the noise apart, and 2e3 is the most";
    for line in [
        "predict --population far.toml --delta 0.2 --loss huber --ridge 0.1",
        "predict --signal 1e4 --minority-prior 0.2 --delta 0.2 --loss huber --ridge 0.1",
        "run far.toml --quick",
    ] {
        let output = thumbscale(line, path);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}: {said}");
        assert!(said.contains(reason), "{line}: {said}");
    }
}

/// What the font lacks is told when a figure is drawn, at once and again.
#[test]
fn blank_names_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let titled = STUDY.replace("[model]", "title = \"率\"\n[model]");
    std::fs::write(path.join("study.toml"), titled).unwrap();
    for line in ["run study.toml --quick", "plot output/study"] {
        let output = thumbscale(line, path);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("which are left blank: 率"), "{line}: {said}");
    }
}
