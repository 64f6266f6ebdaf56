//! The loss that a method trains with: its own keys, else those of `[training]`.

use std::ops::Range;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::raw::{At, RawMethod, RawTraining};
use super::word_values::{TwoNumbers, W};
use crate::loss::{LossError, LossKind, MarginLoss};

/// The keys that describe a loss, wherever they stand.
#[derive(Clone, Copy)]
struct Keys<'a> {
    loss: Option<W<LossKind>>,
    huber_threshold: &'a At<f64>,
    margin_scale: &'a At<TwoNumbers>,
    margin_shift: &'a At<TwoNumbers>,
    required_margin: &'a At<TwoNumbers>,
}

impl Keys<'_> {
    /// Where a parameter stands; where it does not, one that does.
    fn span_of(&self, parameter: &str) -> Range<usize> {
        let [scale, shift, required] = [self.margin_scale, self.margin_shift, self.required_margin]
            .map(|at| at.as_ref().map(|v| v.span()));
        let found = match parameter {
            "margin_scale" => scale.or(shift).or(required),
            "margin_shift" => shift.or(required).or(scale),
            _ => required.or(shift).or(scale),
        };
        found.unwrap_or(0..0)
    }
}

/// The loss of `[training]` alone.
pub(super) fn common(
    source: &ScenarioText<'_>,
    raw: &RawTraining,
) -> Result<MarginLoss, ScenarioError> {
    build(source, of_training(raw))
}

/// The loss of a method. Each of its keys outranks that of `[training]`; `margin_shift`
/// and `required_margin` replace each other, and a threshold goes with Huber's loss only.
pub(super) fn own(
    source: &ScenarioText<'_>,
    training: &RawTraining,
    method: &RawMethod,
) -> Result<MarginLoss, ScenarioError> {
    let common = of_training(training);
    let loss = method.loss.or(common.loss);
    let shifts = if method.margin_shift.is_some() || method.required_margin.is_some() {
        (&method.margin_shift, &method.required_margin)
    } else {
        (common.margin_shift, common.required_margin)
    };
    let huber = loss.is_some_and(|w| w.0 == LossKind::Huber);
    let threshold = match &method.huber_threshold {
        None if huber => common.huber_threshold,
        own => own,
    };
    let scale = match &method.margin_scale {
        None => common.margin_scale,
        own => own,
    };
    build(
        source,
        Keys {
            loss,
            huber_threshold: threshold,
            margin_scale: scale,
            margin_shift: shifts.0,
            required_margin: shifts.1,
        },
    )
}

fn of_training(raw: &RawTraining) -> Keys<'_> {
    Keys {
        loss: Some(raw.loss),
        huber_threshold: &raw.huber_threshold,
        margin_scale: &raw.margin_scale,
        margin_shift: &raw.margin_shift,
        required_margin: &raw.required_margin,
    }
}

fn build(source: &ScenarioText<'_>, keys: Keys<'_>) -> Result<MarginLoss, ScenarioError> {
    let mut loss = MarginLoss::from(keys.loss.map_or_else(LossKind::default, |w| w.0));
    if let Some(k) = keys.huber_threshold {
        loss = loss
            .with_huber_threshold(*k.get_ref())
            .map_err(|e| complain(source, k.span(), &e))?;
    }
    let given = |at: &At<TwoNumbers>| at.as_ref().map(|v| v.get_ref().0);
    let adjusted = loss.with_given(
        given(keys.margin_scale),
        given(keys.margin_shift),
        given(keys.required_margin),
    );
    adjusted.map_err(|e| complain(source, keys.span_of(e.parameter()), &e))
}

fn complain(source: &ScenarioText<'_>, span: Range<usize>, error: &LossError) -> ScenarioError {
    match error {
        LossError::OutOfRange { value, allowed, .. } => source
            .at(span, format!("= {value} is not allowed"))
            .allowed(*allowed),
        LossError::NotOfThisLoss { loss, allowed, .. } => source
            .at(span, format!("does not go with the loss `{loss}`"))
            .allowed(*allowed),
        LossError::ShiftTwice => source
            .at(span, "shifts the margin, as margin_shift does")
            .help("give one of the two"),
        LossError::NothingToTrain { .. } => source.at(span, format!("leave no loss: {error}")),
    }
}
