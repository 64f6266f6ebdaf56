//! The loss that a method trains with: its own keys, else those of `[training]`.

use std::ops::Range;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::raw::At;
use super::word_values::{TwoNumbers, W};
use crate::loss::{LossError, LossKind, MarginLoss};

/// The keys that describe a loss, wherever they stand.
#[derive(Clone, Copy)]
pub(super) struct LossKeys<'a> {
    pub(super) loss: Option<W<LossKind>>,
    pub(super) huber_threshold: &'a At<f64>,
    pub(super) margin_scale: &'a At<TwoNumbers>,
    pub(super) margin_shift: &'a At<TwoNumbers>,
    pub(super) required_margin: &'a At<TwoNumbers>,
}

impl LossKeys<'_> {
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
    training: LossKeys<'_>,
) -> Result<MarginLoss, ScenarioError> {
    build(source, training)
}

/// The loss of a method. Each of its keys outranks that of `[training]`; `margin_shift`
/// and `required_margin` replace each other, and a threshold goes with Huber's loss only.
pub(super) fn own(
    source: &ScenarioText<'_>,
    common: LossKeys<'_>,
    method: LossKeys<'_>,
) -> Result<MarginLoss, ScenarioError> {
    let loss = method.loss.or(common.loss);
    let shifts = if method.margin_shift.is_some() || method.required_margin.is_some() {
        (method.margin_shift, method.required_margin)
    } else {
        (common.margin_shift, common.required_margin)
    };
    let huber = loss.is_some_and(|w| w.0 == LossKind::Huber);
    let threshold = match method.huber_threshold {
        None if huber => common.huber_threshold,
        own => own,
    };
    let scale = match method.margin_scale {
        None => common.margin_scale,
        own => own,
    };
    build(
        source,
        LossKeys {
            loss,
            huber_threshold: threshold,
            margin_scale: scale,
            margin_shift: shifts.0,
            required_margin: shifts.1,
        },
    )
}

/// A threshold in `[training]` that no method's loss has is a slip.
pub(super) fn threshold_used(
    source: &ScenarioText<'_>,
    threshold: &At<f64>,
    mut losses: impl Iterator<Item = MarginLoss>,
) -> Result<(), ScenarioError> {
    match threshold {
        Some(k) if losses.all(|loss| loss.kind() != LossKind::Huber) => Err(source
            .at(k.span(), "is used by no method")
            .allowed("together with the loss huber, here or in a [[method]]")),
        _ => Ok(()),
    }
}

fn build(source: &ScenarioText<'_>, keys: LossKeys<'_>) -> Result<MarginLoss, ScenarioError> {
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
