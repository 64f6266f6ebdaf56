//! What is said to people, driven through the real binary.

use crate::binary::{POINT, here, json, refusal, thumbscale};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

const SMALL: &str = r#"
name = "small"
[model]
minority_prior = 0.2
signal = 2.0
[training]
delta = 0.2
[simulation]
n = 200
replicates = 12
[vary]
weight_ratio = [1, 4, 7]
"#;

fn with_scenario(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), text).unwrap();
    folder
}

#[test]
fn mirrored_replicates_are_counted_in_pairs_too() {
    let line =
        format!("simulate --n 100000 {POINT} --weight-ratio 7 --replicates 40 --method mirrored");
    let v = json(&format!("{line} --json"), here());
    assert_eq!(
        (v["replicates"].as_u64(), v["pairs"].as_u64()),
        (Some(40), Some(20))
    );
    let (mean, se) = (
        v["gamma"]["mean"].as_f64().unwrap(),
        v["gamma"]["se"].as_f64().unwrap(),
    );
    let output = thumbscale(&line, here());
    let said = text(output.stdout);
    assert!(said.contains("of the means of 20 pairs"), "{said}");
    assert!(text(output.stderr).contains("40 replicates (20 pairs)"));
    // Digits go to the second of the standard error.
    let decimals = (1.0 - se.log10().floor()) as usize;
    assert!(
        decimals > 6 && said.contains(&format!("{mean:.decimals$}")),
        "{said}"
    );
    let other = json(
        &format!("{} --json", line.replace("mirrored", "jacobi")),
        here(),
    );
    assert!(other["pairs"].is_null() && other["replicates"] == 40);
}

/// δ* = .206: the replicates would fail one by one.
#[test]
fn separable_data_are_refused_to_the_lazy_method_beforehand() {
    let line = "simulate --n 1000 --minority-prior 0.2 --signal 1 --loss logistic --replicates 4 \
                --method lazy";
    let (code, said) = refusal(&format!("{line} --delta 0.3"), here());
    assert_eq!(code, 2, "{said}");
    for words in [
        "delta = 0.3 is above",
        "0.2062",
        "--method dense",
        "--ridge above 0",
    ] {
        assert!(said.contains(words), "{said}");
    }
    let near = format!("{line} --delta 0.19 --json");
    let output = thumbscale(&near, here());
    assert!(text(output.stderr).contains("delta = 0.19 is near"));
    assert_eq!(
        json(&format!("{line} --delta 0.3 --ridge 0.1 --json"), here())["failures"],
        0
    );

    let small = SMALL.replace("weight_ratio = [1, 4, 7]", "delta = [0.05, 0.5]");
    let small = small.replace("delta = 0.2\n", "loss = \"logistic\"\nweight_ratio = 2\n");
    let small = small.replace("signal = 2.0", "signal = 1.0");
    let small = small.replace("replicates", "method = \"lazy\"\nreplicates");
    let folder = with_scenario(&small);
    for command in ["check", "run", "plan"] {
        let (code, said) = refusal(&format!("{command} small.toml"), folder.path());
        assert_eq!(code, 2, "{said}");
        assert!(
            said.contains("in 1 of 2 cells") && said.contains("delta = 0.5 is"),
            "{said}"
        );
    }
}

#[test]
fn what_does_not_vary_is_one_cell() {
    let folder = with_scenario(&SMALL.replace("[vary]\nweight_ratio = [1, 4, 7]", ""));
    let one = folder.path().join("small.toml");
    let fixed = std::fs::read_to_string(&one).unwrap();
    let fixed = fixed.replace("delta = 0.2", "delta = 0.2\nweight_ratio = 4");
    std::fs::write(&one, fixed).unwrap();
    let said = text(thumbscale("check small.toml", folder.path()).stdout);
    assert!(said.contains("ok, 1 cell, 12 replicates each"), "{said}");
    let three = with_scenario(SMALL);
    let said = text(thumbscale("check small.toml", three.path()).stdout);
    assert!(
        said.contains("ok, 3 cells (3 × weight_ratio), 12"),
        "{said}"
    );
}

#[test]
fn a_shard_s_own_folder_says_whose_it_is() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out out --shard 1/2 --json", path);
    let place = path.join("out/shards/1-of-2");
    let v = json("status . --json", &place);
    assert_eq!(
        (v["shard"].as_str(), v["complete"].as_bool()),
        (Some("1/2"), Some(true))
    );
    assert_eq!(
        (v["replicates"].as_u64(), v["replicates_done"].as_u64()),
        (Some(6), Some(6))
    );
    let said = text(thumbscale("status .", &place).stdout);
    assert!(
        said.contains("shard 1/2 of the run in") && said.contains("finished"),
        "{said}"
    );
    assert!(!said.contains("goes on"), "{said}");
    let whole = json("status out --json", path);
    assert!(whole["shard"].is_null() && whole["replicates"] == 12);
}

/// Every theory moved far off: the worst are listed, the rest counted.
#[test]
fn verify_lists_the_worst_and_counts_the_rest() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out out --json", path);
    let cells = path.join("out/cells.csv");
    let mut reader = csv::Reader::from_path(&cells).unwrap();
    let heading = reader.headers().unwrap().clone();
    let theory = heading.iter().position(|h| h == "theory").unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&heading).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let mut fields: Vec<String> = record.iter().map(str::to_owned).collect();
        fields[theory] = (fields[theory].parse::<f64>().unwrap() + 0.5).to_string();
        writer.write_record(fields).unwrap();
    }
    std::fs::write(&cells, writer.into_inner().unwrap()).unwrap();
    let output = thumbscale("verify out", path);
    assert_eq!(output.status.code(), Some(3));
    let said = text(output.stdout);
    assert!(
        said.contains("… and 14 more: --all lists them, cells.csv"),
        "{said}"
    );
    let z = |line: &str| {
        line.split_whitespace()
            .last()
            .unwrap()
            .parse::<f64>()
            .unwrap()
            .abs()
    };
    let sizes: Vec<f64> = said
        .lines()
        .filter(|l| l.starts_with("n200"))
        .map(z)
        .collect();
    assert!(
        sizes.len() == 10 && sizes.windows(2).all(|pair| pair[0] >= pair[1]),
        "{said}"
    );
    let all = text(thumbscale("verify out --all", path).stdout);
    assert_eq!(all.lines().filter(|l| l.starts_with("n200")).count(), 24);
    assert!(!all.contains("more:"));
}

/// What is called a method is named by what it is a method of.
#[test]
fn keys_say_which_method_they_mean() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    json("run small.toml --out out --json", path);
    let plan = json("plan small.toml --json", path);
    assert_eq!(plan["pilots"][0]["simulation_method"], "jacobi");
    let cells = csv::Reader::from_path(path.join("out/cells.csv"));
    let cell = cells.unwrap().records().next().unwrap().unwrap()[0].to_owned();
    let replayed = json(
        &format!("replay out --cell {cell} --replicate 3 --json"),
        path,
    );
    assert_eq!(replayed["simulation_method"], "jacobi");
    assert_eq!(replayed["solver"], "direct");
    let manifest = std::fs::read(path.join("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["method_version"], 5);
    assert_eq!(manifest["sessions"][0]["method_version"], 5);
    for object in [&plan["pilots"][0], &replayed, &manifest] {
        assert!(object.get("method").is_none(), "{object}");
    }
}

/// Theory takes time too: of cells, curves and marks, with and without simulation.
#[test]
fn theory_is_forecast() {
    let figure = "[figure]\nx = \"weight_ratio\"\ny = [\"gamma\"]\nmark = [\"equal_error\"]\n\
                  theory_points = 30\n";
    let simulated = format!("{SMALL}{figure}");
    let alone = simulated.replace("[simulation]\nn = 200\nreplicates = 12\n", "");
    for (scenario, is_simulated) in [(simulated, true), (alone, false)] {
        let folder = with_scenario(&scenario);
        let plan = json("plan small.toml --json --threads 2", folder.path());
        let counted = ["theory_problems", "piloted_theory_problems"].map(|key| plan[key].as_u64());
        assert_eq!(counted[0], Some(3 + 30 + 1), "{plan}");
        assert!(counted[1].is_some_and(|n| (1..=34).contains(&n)), "{plan}");
        let [theory, all] = ["theory_core_seconds", "seconds"].map(|key| plan[key].as_f64());
        let tables = plan["tables_core_seconds"].as_f64();
        let share = (0.5 * theory.unwrap() + tables.unwrap()) / all.unwrap();
        assert!(0.0 < share && share <= 1.0 + 1e-12, "{plan}");
        assert!(is_simulated || share > 1.0 - 1e-12, "{plan}");
        let said = text(thumbscale("plan small.toml", folder.path()).stdout);
        assert!(said.contains("theory: 34 problems, "), "{said}");
        assert_eq!(
            said.contains("nothing is simulated"),
            !is_simulated,
            "{said}"
        );
    }
}

/// Every error of every file, for people and machines; good files are told all the same.
#[test]
fn check_names_all_errors_of_all_files() {
    let folder = with_scenario(SMALL);
    let path = folder.path();
    let bad = SMALL
        .replace("signal = 2.0", "signal = -2")
        .replace("delta = 0.2", "delta = 0,2\nlos = \"square\"")
        .replace("n = 200", "n = 1")
        .replace("[1, 4, 7]", "[1, 4, 4]");
    std::fs::write(path.join("bad.toml"), bad).unwrap();
    let files = "no-such.toml bad.toml small.toml";
    let output = thumbscale(&format!("check {files}"), path);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(output.stdout).starts_with("small.toml: ok, 3 cells"));
    let said = text(output.stderr);
    assert_eq!(said.matches("error: ").count(), 6, "{said}");
    for words in [
        "no-such.toml: no such file",
        "bad.toml:5:10",
        "write 0.2",
        "`training.los`",
        "4 twice",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let output = thumbscale(&format!("check {files} --json"), path);
    assert_eq!(output.status.code(), Some(2));
    let lines: Vec<serde_json::Value> = text(output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told = |v: &serde_json::Value| (v["ok"].as_bool(), v["errors"].as_array().unwrap().len());
    let counts: Vec<_> = lines.iter().map(told).collect();
    assert_eq!(
        counts,
        [(Some(false), 1), (Some(false), 5), (Some(true), 0)]
    );
    assert!(lines[0]["errors"][0]["line"].is_null());
    let errors = lines[1]["errors"].as_array().unwrap();
    let signal = errors.iter().find(|e| e["key"] == "model.signal").unwrap();
    assert_eq!(
        (signal["line"].as_u64(), signal["value"].as_str()),
        (Some(5), Some("-2"))
    );
    assert!(signal["allowed"].is_string() && signal["file"] == "bad.toml");
    assert_eq!(lines[2]["cells"], 3);
    let lines: Vec<u64> = errors.iter().filter_map(|e| e["line"].as_u64()).collect();
    assert!(lines.len() == 5 && lines.is_sorted(), "{lines:?}");
    // `run` ends with one of them.
    let (code, run) = refusal("run bad.toml", path);
    let said = |e: &serde_json::Value| run.contains(e["message"].as_str().unwrap());
    assert!(code == 2 && errors.iter().any(said), "{run}");
}

/// What is beyond the 20 that are named is counted, for people and machines.
#[test]
fn errors_beyond_the_cap_are_counted() {
    let methods: String = (0..23)
        .map(|i| format!("[[method]]\nname = \"m{i}\"\nsolver = \"adam\"\n"))
        .collect();
    let folder = with_scenario(&format!("{SMALL}{methods}"));
    let (code, said) = refusal("check small.toml", folder.path());
    assert_eq!((code, said.matches("unknown solver").count()), (2, 20));
    let last = "small.toml: 3 more errors, not named here: mend these and check again";
    assert!(said.trim_end().ends_with(last), "{said}");
    let output = thumbscale("check small.toml --json", folder.path());
    let v: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(v["errors"].as_array().unwrap().len(), 20);
    assert_eq!(v["more_errors"], 3);
    assert!(text(output.stderr).contains("23 errors in small.toml"));
}

/// A list of names that was saved as a scenario: what is said of it fits on a screen or two, and
/// its last line says how much there is.
#[test]
fn thousands_of_unknown_keys_are_counted_in_a_few_lines() {
    let keys: String = (0..15_000).map(|i| format!("k{i}=1\n")).collect();
    let folder = with_scenario(&format!("{SMALL}[verify]\n{keys}"));
    let (code, said) = refusal("check small.toml", folder.path());
    let named = said.matches("is an unknown key").count();
    assert!(code == 2 && (1..=20).contains(&named), "{named}");
    assert!(said.lines().count() <= 6 * named + 1);
    let more = 15_000 - named;
    let last = format!("small.toml: at least {more} more errors, not named here: mend these");
    assert!(said.lines().last().unwrap().contains(&last), "{said}");
    let output = thumbscale("check small.toml --json", folder.path());
    let v: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (v["more_errors"].as_u64(), &v["all_found"]),
        (Some(more as u64), &false.into())
    );
}

/// A number in a flag is told as it was typed, not as the double that is nearest to it.
#[test]
fn numbers_of_flags_are_told_as_they_were_typed() {
    let most = u64::MAX;
    for line in [
        format!("simulate --delta 0.5 --n {most} --minority-prior .1 --signal 1 --weight-ratio 3"),
        format!("predict --delta 0.5 --minority-prior={most} --signal 1 --weight-ratio 3"),
        format!("weights --delta 0.5 --minority-prior .1 --signal -{most}"),
        format!(
            "predict --delta 0.5 --minority-prior .1 --signal 1 --weight-ratio 3 --loss huber \
                 --huber-threshold -{most}"
        ),
    ] {
        let (code, said) = refusal(&line, here());
        assert!(
            code == 2 && said.contains(&most.to_string()),
            "{line}: {said}"
        );
    }
}

#[test]
fn check_tells_the_title_and_the_paper_of_what_is_drawn() {
    let folder = with_scenario(&format!(
        "{SMALL}[figure]\nx = \"weight_ratio\"\ny = [\"gamma\"]\ntitle = \"Norms\"\nwidth = 100\n"
    ));
    let v = json("check small.toml --json", folder.path());
    assert_eq!(v["figure_title"], "Norms");
    assert_eq!(
        v["sheet"],
        serde_json::json!({ "width": 100.0, "font_size": 8.0, "svg_text": "paths" })
    );
    let bare = with_scenario(SMALL);
    let v = json("check small.toml --json", bare.path());
    assert!(v["figure_title"].is_null() && v["sheet"].is_null());
    assert_eq!(v["more_errors"], 0);
}

/// Every command is completed in every shell, and has a page.
#[test]
fn completions_and_manual_pages_are_of_every_command() {
    let said = |line: &str| text(thumbscale(line, here()).stdout);
    let help = said("--help");
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    assert!(
        commands.len() > 14 && commands.contains(&"completions"),
        "{help}"
    );
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = said(&format!("completions {shell}"));
        for command in &commands {
            assert!(script.contains(command), "{shell}: {command}");
        }
        let v = json(&format!("completions {shell} --json"), here());
        assert_eq!(v["script"].as_str().unwrap().trim_end(), script.trim_end());
    }
    assert_eq!(refusal("completions tcsh", here()).0, 2);
    let folder = tempfile::tempdir().unwrap();
    let v = json("man --out pages --json", folder.path());
    assert_eq!(v["files"].as_array().unwrap().len(), commands.len() + 1);
    let mut all = String::new();
    for name in v["files"].as_array().unwrap() {
        let page = folder.path().join("pages").join(name.as_str().unwrap());
        let page = std::fs::read_to_string(page).unwrap();
        assert!(
            page.contains(".TH thumbscale") && page.contains(".SH NAME"),
            "{name}"
        );
        all += &page;
    }
    for command in &commands {
        let name = format!("thumbscale-{command}.1");
        assert!(
            v["files"]
                .as_array()
                .unwrap()
                .contains(&name.clone().into()),
            "{name}"
        );
    }
    assert_eq!(said("man").trim_end().len(), all.trim_end().len());
}

/// As a run: what is left after failures is a selection, which is said, and the exit code is 1.
#[test]
fn survivors_are_called_a_selection() {
    let line = "simulate --delta 0.5 --n 8 --minority-prior 0.2 --signal 1 --replicates 50 \
                --labels random --ridge 0.1";
    let output = thumbscale(line, here());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("replicates failed"), "{said}");
    assert!(said.contains("what is left is a selection"), "{said}");
    assert!(said.contains("a class has no sample"), "{said}");
}
