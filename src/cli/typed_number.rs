//! Numbers as people type them after a flag.

use std::ops::RangeInclusive;

use thumbscale::model::{Parameter, Range, Ridge};
use thumbscale::scenario::MOST_REPLICATES;

/// What a number that cannot be read was meant to be, where that is plain.
fn meant(text: &str) -> Option<String> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|v| v.is_finite());
    if let Some(percent) = text.strip_suffix('%').and_then(|t| number(t.trim_end())) {
        return Some(format!("write {}", percent / 100.0));
    }
    let pointed = text.replace(',', ".");
    let is_decimal = text.matches(',').count() == 1 && number(&pointed).is_some();
    is_decimal.then(|| format!("decimals have a point: write {pointed}"))
}

/// A number of a size that data can have; whether it may be negative is for others to say.
pub(super) fn parse_number(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| meant(text).unwrap_or_else(|| "a number such as 0.2 or 1e-3".to_owned()))?;
    let is_far = number.is_finite() && number != 0.0 && !Range::OF_DATA.contains(number.abs());
    match is_far {
        true => Err("numbers other than 0 are from 1e-30 to 1e30 in size".to_owned()),
        false => Ok(number),
    }
}

/// A ridge: a number, or the word for r → 0.
pub(super) fn parse_ridge(text: &str) -> Result<Ridge, String> {
    let ridge: Ridge = text
        .parse()
        .map_err(|said: String| meant(text).unwrap_or(said))?;
    let entry = Parameter::Ridge.entry();
    match ridge.strength() > 0.0 && !entry.range.contains(ridge.strength()) {
        true => Err(entry.allowed.to_owned()),
        false => Ok(ridge),
    }
}

/// A whole number from the first to the last of these.
pub(super) fn whole_number<T: TryFrom<u64>>(
    allowed: RangeInclusive<u64>,
) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| allowed.contains(number));
        number
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| {
                let (first, last) = (allowed.start(), allowed.end());
                format!("a whole number from {first} to {last}")
            })
    }
}

/// A number of replicates, also as 1e3.
pub(super) fn parse_replicates(text: &str) -> Result<u32, String> {
    let number = text.parse::<f64>().ok().filter(|v| v.fract() == 0.0);
    let counted = number.filter(|v| (2.0..=MOST_REPLICATES as f64).contains(v));
    let counted = counted.map(|v| v as u32);
    counted.ok_or_else(|| {
        format!("replicates are counted: a whole number from 2 to {MOST_REPLICATES}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_is_said_and_can_be_typed() {
        assert_eq!(parse_number("0.2"), Ok(0.2));
        for (text, write) in [("0,2", "0.2"), ("10%", "0.1"), ("-3,5", "-3.5")] {
            let said = parse_number(text).unwrap_err();
            assert!(said.ends_with(&format!("write {write}")), "{said}");
            assert!(parse_number(write).is_ok());
        }
        assert!(parse_number("1,2,3").unwrap_err().starts_with("a number"));
        for far in ["1e-31", "-2e30", "5e-324"] {
            assert!(parse_number(far).unwrap_err().contains("1e-30"), "{far}");
        }
        assert!(parse_ridge("1e-61").is_err() && parse_ridge("1e-60").is_ok());
        assert!(parse_ridge("0,1").unwrap_err().ends_with("write 0.1"));
        assert!(parse_ridge("much").unwrap_err().contains("vanishing"));
    }

    #[test]
    fn whole_numbers_are_told_with_what_is_allowed() {
        assert_eq!(whole_number::<u32>(1..=1024)("7"), Ok(7));
        for refused in ["0", "1025", "-1", "two", "1.5", "1e99"] {
            let said = whole_number::<u32>(1..=1024)(refused).unwrap_err();
            assert_eq!(said, "a whole number from 1 to 1024", "{refused}");
        }
        let said = whole_number::<u64>(0..=u64::MAX)("-1").unwrap_err();
        assert_eq!(said, format!("a whole number from 0 to {}", u64::MAX));
    }

    #[test]
    fn replicates_are_counted() {
        assert_eq!(parse_replicates("1e3"), Ok(1000));
        for refused in ["1", "2.5", "-3", "20000000", "nan", "1e99", "ten"] {
            let said = parse_replicates(refused).unwrap_err();
            assert!(said.contains("from 2 to 10000000"), "{refused}: {said}");
        }
    }
}
