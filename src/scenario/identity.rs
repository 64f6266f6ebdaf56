//! What a cell is called: its values, then its method.
//!
//! Tables, pairs and stored failures refer to cells by these names, so that no two cells may
//! share one. They stay when the grid changes, and are safe as names of files.

use std::collections::HashMap;
use std::hash::BuildHasher;

use super::plan::Setting;
use crate::model::{Design, Labels, RuleName, WeightRule};

/// The values of a cell: equal exactly where the problems are, since numbers are written with
/// all their digits.
pub(super) fn values(setting: &Setting, design: Option<&Design>) -> String {
    let (delta, two_class) = (setting.delta, setting.population);
    let prior = two_class.minority_prior();
    let shape = match design {
        Some(d) => {
            let classes = match d.labels() {
                Labels::Fixed => format!("m{}", d.minority_samples()),
                Labels::Random => format!("p{}", short(prior)),
            };
            format!("n{}-d{}-{classes}", d.samples(), d.dimension())
        }
        None => format!("delta{}-p{}", short(delta), short(prior)),
    };
    let mut values = format!(
        "{shape}-s{}-w{}-r{}",
        short(two_class.signal_strength()),
        weight_word(setting.training.weights),
        short(setting.training.ridge)
    );
    // All numbers of a setting, so that none is forgotten; these are the names of before, and
    // whatever was added to them is told by its own letters.
    for (parameter, value) in setting.numbers() {
        if let Some(letters) = parameter.added(value) {
            values += &format!("-{letters}{}", short(value));
        }
    }
    values
}

/// Names that were given, by their hashes: whoever has them says what they are, so that no name is
/// held twice.
#[derive(Default)]
pub(super) struct Seen {
    places: HashMap<u64, usize>,
}

impl Seen {
    /// Whether a name is none of those before; it then has this place. `name` gives that of a place.
    pub(super) fn is_new<'n>(
        &mut self,
        asked: &str,
        place: usize,
        name: impl Fn(usize) -> Option<&'n str>,
    ) -> bool {
        let mut hash = self.places.hasher().hash_one(asked);
        while let Some(&other) = self.places.get(&hash) {
            if name(other) == Some(asked) {
                return false;
            }
            hash = hash.wrapping_add(1);
        }
        self.places.insert(hash, place);
        true
    }
}

/// All digits that tell a number from others, but no long rows of zeros: 1e-300 has three
/// hundred.
fn short(number: f64) -> String {
    match number {
        0.0 => "0".to_owned(),
        x if (1e-6..1e15).contains(&x.abs()) => x.to_string(),
        x => format!("{x:e}"),
    }
}

fn weight_word(weight: WeightRule) -> String {
    match weight.given() {
        Some(rho) => short(rho),
        None => RuleName::from(weight).name().to_owned(),
    }
}

/// One word a method, different for different names. What is no letter or digit becomes `_`;
/// names that this makes equal also get the replaced characters, by number.
pub(super) fn slugs(names: &[&str]) -> Vec<String> {
    let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let mut count = HashMap::new();
    for slug in &plain {
        *count.entry(slug.as_str()).or_insert(0) += 1;
    }
    let shared = |slug: &String| count.get(slug.as_str()) != Some(&1);
    let distinct = |(name, slug): (&&str, &String)| {
        // A plain slug has no `-`: nothing spelled out can be equal to one.
        match shared(slug) && slug != name {
            true => format!("{slug}{}", replaced(name)),
            false => slug.clone(),
        }
    };
    names.iter().zip(&plain).map(distinct).collect()
}

fn plain(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.chars().map(safe).collect()
}

/// Every character that is `_` in the slug, the `_` of the name itself too: slug and numbers
/// together determine the name.
fn replaced(name: &str) -> String {
    let replaced = name.chars().filter(|c| !c.is_alphanumeric());
    replaced.map(|c| format!("-{:x}", u32::from(c))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Parameter;

    #[test]
    fn numbers_are_short_and_different() {
        let shown = [0.0, 0.1, 1e-9, 1e-300, 123.0, 1e300, f64::MAX, 5e-324].map(short);
        assert_eq!(
            shown,
            [
                "0",
                "0.1",
                "1e-9",
                "1e-300",
                "123",
                "1e300",
                "1.7976931348623157e308",
                "5e-324"
            ]
        );
    }

    proptest! {
        #![proptest_config(crate::fixed_seed::cases(256))]

        #[test]
        fn no_two_numbers_look_alike(x in any::<f64>(), y in any::<f64>()) {
            let (x, y) = (x.abs(), y.abs());
            prop_assume!(x.is_finite() && y.is_finite());
            prop_assert_eq!(short(x).parse::<f64>().unwrap(), x);
            prop_assert!(short(x) != short(y) || x == y);
            prop_assert!(short(x).len() < 26);
        }

        /// Two cells of a method have one name only if all their values are equal.
        #[test]
        fn no_two_problems_are_confused(
            places in proptest::collection::vec(0_usize..4, 2 * Parameter::ALL.len()),
            rules in any::<[bool; 2]>(),
            samples in any::<Option<bool>>(),
        ) {
            let (first, second) = places.split_at(Parameter::ALL.len());
            let of = |places: &[usize], by_rule: bool| {
                let mut setting = Setting::blank();
                for (parameter, place) in Parameter::ALL.into_iter().zip(places) {
                    let (alone, [low, high]) = parameter.entry().usual;
                    let between = low + 0.3 * (high - low);
                    let all = [alone, low, high, between];
                    setting = setting.with(parameter, all[*place]).unwrap();
                }
                match by_rule {
                    true => setting.weighing(WeightRule::EqualError),
                    false => setting,
                }
            };
            let both = [of(first, rules[0]), of(second, rules[1])];
            let named = both.map(|setting| {
                let labels = samples.map(|random| if random { Labels::Random } else { Labels::Fixed });
                let design = labels.map(|labels| {
                    Design::new(setting.population, setting.delta, 1000, labels).unwrap()
                });
                let mut setting = setting;
                if let Some(design) = design {
                    (setting.delta, setting.population) = (design.delta(), design.two_class());
                }
                (setting, values(&setting, design.as_ref()))
            });
            prop_assert_eq!(named[0].0 == named[1].0, named[0].1 == named[1].1);
        }

        #[test]
        fn no_two_names_make_one_word(names in proptest::collection::hash_set("[ab_ +-]{1,4}", 2..6)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let words: std::collections::HashSet<String> = slugs(&names).into_iter().collect();
            prop_assert_eq!(words.len(), names.len());
        }
    }

    #[test]
    fn different_names_have_different_slugs() {
        let names = [
            "margins +",
            "margins -",
            "loss A",
            "loss_A",
            "Потеря Ω",
            "a-b",
        ];
        let slugs = slugs(&names);
        assert_eq!(
            slugs,
            [
                "margins__-20-2b",
                "margins__-20-2d",
                "loss_A-20",
                "loss_A",
                "Потеря_Ω",
                "a_b"
            ]
        );
    }

    /// Every name of up to four of the characters that a slug could confuse.
    #[test]
    fn no_two_names_are_confused() {
        let mut names = vec![String::new()];
        for length in 1..=4 {
            let shorter: Vec<String> = names
                .iter()
                .filter(|n| n.chars().count() == length - 1)
                .cloned()
                .collect();
            let longer = |n: &String| {
                "a2_- +"
                    .chars()
                    .map(|c| format!("{n}{c}"))
                    .collect::<Vec<_>>()
            };
            names.extend(shorter.iter().flat_map(longer));
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let slugs = slugs(&names);
        let different: std::collections::HashSet<_> = slugs.iter().collect();
        assert_eq!(different.len(), names.len());
        let safe = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        assert!(slugs.iter().all(|slug| slug.chars().all(safe)));
    }
}
