//! Numbers as people type them after a flag.

use thumbscale::model::Ridge;
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

/// A number.
pub(super) fn parse_number(text: &str) -> Result<f64, String> {
    text.parse()
        .map_err(|_| meant(text).unwrap_or_else(|| "a number such as 0.2 or 1e-3".to_owned()))
}

/// A ridge: a number, or the word for r → 0.
pub(super) fn parse_ridge(text: &str) -> Result<Ridge, String> {
    text.parse()
        .map_err(|said: String| meant(text).unwrap_or(said))
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
        assert!(parse_ridge("0,1").unwrap_err().ends_with("write 0.1"));
        assert!(parse_ridge("much").unwrap_err().contains("vanishing"));
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
