//! Flags that several commands share: one point of the parameter space.

use clap::Args;
use thumbscale::model::{Parameter, Range, Ridge, WeightRule};
use thumbscale::suggestion::meant;

use super::loss_flags::LossArgs;
use super::typed_number::{parse_number, parse_ridge};

/// A problem without its weight.
#[derive(Clone, Debug, Args)]
pub(super) struct ProblemFlags {
    #[command(flatten)]
    pub(super) loss: LossArgs,
    #[arg(
        long,
        help = Parameter::Delta.entry().help,
        value_name = Parameter::Delta.symbol(),
        value_parser = parse_number
    )]
    pub(super) delta: f64,
    #[arg(
        long,
        help = Parameter::MinorityPrior.entry().help,
        value_name = Parameter::MinorityPrior.symbol(),
        required_unless_present = "population",
        value_parser = parse_number
    )]
    pub(super) minority_prior: Option<f64>,
    #[arg(
        long,
        help = Parameter::Signal.entry().help,
        value_name = Parameter::Signal.symbol(),
        required_unless_present = "population",
        value_parser = parse_number
    )]
    pub(super) signal: Option<f64>,
    #[arg(
        long,
        help = Parameter::Ridge.entry().help,
        value_name = Parameter::Ridge.symbol(),
        default_value_t = Ridge::default(),
        value_parser = parse_ridge
    )]
    pub(super) ridge: Ridge,
}

/// A number of samples, also as 1e6.
pub(super) fn parse_samples(text: &str) -> Result<usize, String> {
    let exact = || {
        let number: f64 = text.parse().ok()?;
        let whole = number.fract() == 0.0 && (0.0..=MOST_EXACT).contains(&number);
        whole.then_some(number as usize)
    };
    let found = text.parse().ok().or_else(exact).filter(|n| *n > 0);
    found.ok_or_else(|| "samples are counted: a whole number such as 2000 or 1e6".to_owned())
}

/// 2⁵³: beyond it not every whole number is a double.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// A weight: a positive number or the name of a rule.
pub(super) fn parse_weight(text: &str) -> Result<WeightRule, String> {
    if let Some(rule) = WeightRule::from_name(text) {
        return Ok(rule);
    }
    match text.parse::<f64>() {
        Ok(rho) if Range::OF_TRAINING.contains(rho) => Ok(WeightRule::Fixed(rho)),
        Ok(_) => Err("a weight is a positive number, 1e-60 to 1e60".to_owned()),
        Err(_) => {
            let names: Vec<&str> = WeightRule::NAMED.iter().map(|(n, _)| *n).collect();
            Err(unknown(
                "weight (a positive number or a rule)",
                text,
                &names,
            ))
        }
    }
}

/// What is said of a word that is none of these names.
pub(super) fn unknown(what: &str, text: &str, names: &[&str]) -> String {
    let nearest = meant(text, names.iter().copied())
        .map(|name| format!(" Did you mean `{name}`?"))
        .unwrap_or_default();
    format!("unknown {what}; known: {}.{nearest}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_whole_numbers_in_any_notation() {
        assert_eq!(parse_samples("2000"), Ok(2000));
        assert_eq!(parse_samples("1e6"), Ok(1_000_000));
        for refused in ["1.5", "-3", "1e17", "nan", "inf", "many", ""] {
            assert!(parse_samples(refused).is_err(), "{refused}");
        }
    }
}
