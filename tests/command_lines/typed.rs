//! Lines that begin like something sensible and are then changed at random.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::help::Command;

const SEED: u64 = 17;

/// Lines that work.
const SENSIBLE: &[&str] = &[
    "run s.toml --out new",
    "run s.toml --out out --force --quick",
    "run m.toml s.toml",
    "run s.toml --shard 1/2 --out new --threads 2 --seed 5 --replicates 10",
    "plan s.toml m.toml --budget 0.1",
    "status out",
    "status cut",
    "status parts",
    "merge parts --out merged",
    "replay out --cell n40-d8-m8-s1.5-w1-r0-weighted --replicate 3",
    "submit s.toml --engine slurm --shards 3 --out new --time 10 --mem 1G --cpus 2",
    "check s.toml m.toml bad.toml",
    "list .",
    "plot out",
    "plot cut",
    "verify out",
    "predict --delta 0.2 --minority-prior 0.2 --signal 2 --weight-ratio 7",
    "predict --loss logistic --delta 0.1 --minority-prior 0.2 --signal 1 --weight-ratio 4 --ridge 0.1",
    "predict --loss huber --huber-threshold 1 --delta 0.3 --minority-prior 0.3 --signal 1",
    "predict --loss hinge --delta 0.1 --minority-prior 0.2 --signal 1 --margin-scale 1,2",
    "predict --loss logistic --delta 0.1 --minority-prior 0.2 --signal 1 --threshold 0.3 --test-prior 0.4",
    "predict --delta 0.2 --minority-prior 0.2 --signal 2 --threshold cost --cost 5,1",
    "predict --delta 2 --minority-prior 0.2 --signal 2 --threshold best_f1",
    "weights --delta 0.2 --minority-prior 0.2 --signal 2",
    "weights --minority 200 --majority 800 --dimension 200",
    "weights --delta 0.2 --minority-prior 0.2 --signal 2 --minimise cost --cost 5,1",
    "weights --loss hinge --delta 0.2 --minority-prior 0.2 --signal 2 --ridge 0.1 --fixed-threshold",
    "weights --loss logistic --delta 0.1 --minority-prior 0.2 --signal 1 --margin-shift 1,0.5",
    "weights --loss squared-hinge --delta 0.1 --minority-prior 0.2 --signal 1 --required-margin 1,2",
    "threshold --minority-prior 0.2 --signal 1",
    "simulate --delta 0.2 --n 60 --minority-prior 0.2 --signal 2 --weight-ratio 7 --replicates 6",
    "simulate --loss logistic --delta 0.1 --n 80 --minority-prior 0.3 --signal 1 --replicates 4",
    "simulate --delta 0.2 --n 50 --minority-prior 0.2 --signal 2 --method dense --solver sgd",
    "predict --population groups.toml --delta 0.2 --weights 1,7,2",
    "predict --population groups.toml --delta 0.2 --loss logistic --weights generalised_thumb",
    "weights --population groups.toml --delta 0.2",
    "weights --population groups.toml --delta 0.1 --loss hinge --ridge 0.1",
    "simulate --population groups.toml --delta 0.2 --n 60 --weights inverse_prior --replicates 6",
    "simulate --population groups.toml --delta 0.1 --n 80 --loss logistic --labels random --replicates 4",
    "completions bash",
    "man",
];

/// Values of every type, the extremes of each, and what is none.
const VALUES: &[&str] = &[
    "",
    " ",
    "0",
    "-0",
    "0.0",
    "1",
    "-1",
    "2",
    "3",
    "0.5",
    "0.499999",
    "0.50000001",
    "1e-300",
    "1e300",
    "-1e300",
    "1e-12",
    "1e12",
    "5e-324",
    "1e309",
    "1e16",
    "100",
    "1000",
    "100000",
    "1000000",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999999999999999",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "+inf",
    "infinity",
    "0x10",
    "1_000",
    ".5",
    "5.",
    "1e",
    "--",
    "-",
    "-x",
    "--x",
    "1,2",
    "1,",
    ",1",
    ",",
    "0,0",
    "1,-1",
    "-1,1",
    "100,-100",
    "-100,100",
    "1e300,1e-300",
    "nan,nan",
    "1,2,3",
    "1e300,1,1e-300",
    "nan,1,1",
    "1/2",
    "2/1",
    "0/0",
    "1/0",
    "-1/2",
    "1/18446744073709551615",
    "3/3",
    "a/b",
    "auto",
    "always",
    "never",
    "square",
    "logistic",
    "exponential",
    "hinge",
    "squared-hinge",
    "absolute",
    "huber",
    "equal_error",
    "generalised_thumb",
    "min_worst_group",
    "min_worst_class",
    "prior_ratio",
    "unweighted",
    "vanishing",
    "dense",
    "lazy",
    "mirrored",
    "jacobi",
    "sufficient",
    "sgd",
    "random",
    "slurm",
    "bash",
    "s.toml",
    "m.toml",
    "bad.toml",
    "groups.toml",
    "missing.toml",
    "thesis.tex",
    "out",
    "cut",
    "parts",
    "new",
    ".",
    "s.toml/x",
    "/dev/null",
    "out/cells.csv",
    "out/run.lock",
    "a\nb",
    "\u{1b}[2J",
    "\u{202e}abc",
    "a\tb",
    "\u{7f}",
    "ρ",
    "1\u{301}",
    "|",
    "=cmd",
    "$(x)",
    "`x`",
    "<b>",
    "con",
    "nul",
    "%s%n",
    "n40-d8-m8-s1.5-w1-r0-weighted",
    "1:00:00",
    "4G",
    "--sbatch-option=--arr=1-9",
    "--constraint=x",
];

/// Flags that there are not, or not everywhere.
const STRANGE: &[&str] = &[
    "--",
    "-",
    "---",
    "-q",
    "-v",
    "-qv",
    "-h",
    "-V",
    "-x",
    "--zzz",
    "--out=",
    "--json=1",
    "--quiet",
    "=",
    "--delta=",
    "--seed=-1",
    "help",
    "-\u{1b}",
    "--del",
    "--threads=0",
    "-n",
    "@s.toml",
];

/// Line `number`.
pub(crate) fn line(commands: &[Command], number: u64) -> Vec<String> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    rng.set_stream(number);
    let mut line: Vec<String> = pick(&mut rng, SENSIBLE)
        .split(' ')
        .map(str::to_owned)
        .collect();
    loop {
        change(&mut line, commands, &mut rng);
        if rng.random_bool(0.5) {
            break;
        }
    }
    line
}

fn pick<'a, T>(rng: &mut ChaCha8Rng, list: &'a [T]) -> &'a T {
    &list[rng.random_range(0..list.len())]
}

fn change(line: &mut Vec<String>, commands: &[Command], rng: &mut ChaCha8Rng) {
    if line.is_empty() {
        line.push("weights".to_owned());
    }
    let at = rng.random_range(0..line.len());
    match rng.random_range(0..14) {
        // Most often another value for a flag that is there.
        0..=5 => {
            let flags: Vec<usize> = (1..line.len())
                .filter(|&i| line[i - 1].starts_with("--"))
                .collect();
            match flags.is_empty() {
                true => line.push((*pick(rng, VALUES)).to_owned()),
                false => line[*pick(rng, &flags)] = (*pick(rng, VALUES)).to_owned(),
            }
        }
        6..=8 => flag(line, commands, rng),
        9 => line[at] = (*pick(rng, VALUES)).to_owned(),
        10 => {
            line.remove(at);
        }
        11 => line.insert(at, line[rng.random_range(0..line.len())].clone()),
        12 => line.insert(at, (*pick(rng, STRANGE)).to_owned()),
        _ => {
            let name = pick(rng, commands).name.clone();
            line[0] = name;
        }
    }
}

/// One more flag of the command, mostly with a value.
fn flag(line: &mut Vec<String>, commands: &[Command], rng: &mut ChaCha8Rng) {
    let own = commands.iter().find(|command| command.name == line[0]);
    let command = own.unwrap_or_else(|| pick(rng, commands));
    if command.flags.is_empty() {
        return;
    }
    let flag = pick(rng, &command.flags);
    let value = match flag.words.is_empty() || rng.random_bool(0.2) {
        true => (*pick(rng, VALUES)).to_owned(),
        false => pick(rng, &flag.words).clone(),
    };
    let takes = flag.takes != rng.random_bool(0.05);
    match (takes, rng.random_bool(0.5)) {
        (false, _) => line.push(format!("--{}", flag.name)),
        (true, true) => line.push(format!("--{}={value}", flag.name)),
        (true, false) => line.extend([format!("--{}", flag.name), value]),
    }
}
