use super::*;

/// What is written is read, and changes nothing else.
#[test]
fn each_entry_reads_what_it_writes() {
    for parameter in Parameter::ALL.into_iter().filter(|p| p.is_of_the_limit()) {
        let (alone, [low, high]) = parameter.entry().usual;
        let range = parameter.entry().range;
        for value in [alone, low, high] {
            assert!(range.contains(value), "{parameter:?} {value}");
            let changed = Setting::blank().with(parameter, value).unwrap();
            assert_eq!(changed.number(parameter), Some(value));
            for other in Parameter::ALL.into_iter().filter(|p| *p != parameter) {
                assert_eq!(changed.number(other), Setting::blank().number(other));
            }
        }
    }
}

#[test]
fn names_letters_and_examples_are_apart() {
    for (index, parameter) in Parameter::ALL.into_iter().enumerate() {
        let entry = parameter.entry();
        assert_eq!(Parameter::from_name(entry.name), Some(parameter));
        for other in &Parameter::ALL[..index] {
            let other = other.entry();
            assert!(other.symbol != entry.symbol && other.label != entry.label);
            assert!(entry.letters.is_none() || entry.letters != other.letters);
        }
        assert!(entry.examples.iter().all(|e| e.starts_with(entry.name)));
        // A cell's name is split at -, and a number may have an e.
        let plain = |c: char| c.is_ascii_lowercase() && c != 'e';
        let letters = entry.letters.unwrap_or("x");
        assert!(letters.chars().all(plain), "{letters}");
        let taken = ["n", "d", "m", "p", "s", "w", "r", "delta"];
        assert!(!taken.contains(&letters) && !letters.is_empty());
        assert!(entry.letters.is_none() || entry.default.is_some());
    }
}

#[test]
fn ranges() {
    let of = |p: Parameter| p.entry().range;
    for (parameter, inside, outside) in [
        (Parameter::N, [2.0, 1e9], [1.0, 2.5]),
        (Parameter::MinorityPrior, [1e-30, 0.5], [0.0, 0.51]),
        (Parameter::Signal, [0.0, 1e30], [1e-31, f64::INFINITY]),
        (Parameter::Ridge, [0.0, 1e60], [-1.0, f64::NAN]),
        (Parameter::Delta, [1e-30, 9.0], [0.0, 1e31]),
        (Parameter::WeightRatio, [1e-9, 1e9], [0.0, -1.0]),
    ] {
        assert!(inside.iter().all(|v| of(parameter).contains(*v)));
        assert!(!outside.iter().any(|v| of(parameter).contains(*v)));
    }
}
