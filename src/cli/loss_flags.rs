//! Flags that describe the loss.

use clap::Args;
use serde_json::{Map, Value, json};
use thumbscale::loss::{LossError, LossKind, MarginLoss};

use super::problem_flags::unknown;
use super::typed_number::parse_number;

/// The loss that training minimises.
#[derive(Clone, Debug, Args)]
pub(super) struct LossArgs {
    /// Loss that training minimises
    #[arg(long, default_value = "square", value_parser = parse_loss, value_name = "LOSS")]
    loss: LossKind,
    /// Threshold k of the Huber loss [default: 1.345]
    #[arg(long, value_name = "k", value_parser = parse_number)]
    huber_threshold: Option<f64>,
    /// Scales Δ₊,Δ₋: class y trains with ℓ(Δ_y z + ι_y) (VS-loss, CDT)
    #[arg(long, value_name = "Δ₊,Δ₋", value_parser = parse_pair, allow_hyphen_values = true)]
    margin_scale: Option<ClassPair>,
    /// Shifts ι₊,ι₋: class y trains with ℓ(Δ_y z + ι_y) (VS-loss, logit adjustment)
    #[arg(long, value_name = "ι₊,ι₋", value_parser = parse_pair, allow_hyphen_values = true)]
    margin_shift: Option<ClassPair>,
    /// Margins m₊,m₋ required of the classes (LDAM), in place of --margin-shift
    #[arg(long, value_name = "m₊,m₋", value_parser = parse_pair, allow_hyphen_values = true)]
    required_margin: Option<ClassPair>,
}

/// Values for (minority, majority).
#[derive(Clone, Copy, Debug)]
pub(super) struct ClassPair([f64; 2]);

impl ClassPair {
    pub(super) fn values(self) -> [f64; 2] {
        self.0
    }
}

impl LossArgs {
    /// The checked loss.
    pub(super) fn loss(&self) -> Result<MarginLoss, LossError> {
        let mut loss = MarginLoss::from(self.loss);
        if let Some(k) = self.huber_threshold {
            loss = loss.with_huber_threshold(k)?;
        }
        let given = |pair: Option<ClassPair>| pair.map(ClassPair::values);
        loss.with_given(
            given(self.margin_scale),
            given(self.margin_shift),
            given(self.required_margin),
        )
    }
}

/// The loss in JSON: its name and parameters.
pub(super) fn loss_entries(loss: MarginLoss) -> Map<String, Value> {
    let adjustment = loss.adjustment();
    [
        ("loss", json!(loss.name())),
        ("huber_threshold", json!(loss.huber_threshold())),
        ("margin_scale", json!(adjustment.scale())),
        ("margin_shift", json!(adjustment.shift())),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

/// A loss by name, with a suggestion for a slip.
fn parse_loss(text: &str) -> Result<LossKind, String> {
    LossKind::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = LossKind::ALL.iter().map(|k| k.name()).collect();
        unknown("loss", text, &names)
    })
}

/// Two numbers with a comma between them.
pub(super) fn parse_pair(text: &str) -> Result<ClassPair, String> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| format!("{text:?} is not two numbers"))?;
    match numbers[..] {
        [plus, minus] => Ok(ClassPair([plus, minus])),
        _ => Err(
            "two numbers are needed: one for the minority, one for the majority, as in 1.5,0.5"
                .to_owned(),
        ),
    }
}
