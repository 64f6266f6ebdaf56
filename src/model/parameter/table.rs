//! The table of parameters.

use super::entry::{Entry, Notation, Range, Shapes};
use crate::model::WeightRule;

macro_rules! parameters {
    ($($(#[$doc:meta])* $variant:ident = $name:ident { $($field:ident: $value:expr,)* })*) => {
        /// A parameter that a scenario can fix or vary.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Parameter {
            $($(#[$doc])* $variant,)*
        }

        impl Parameter {
            /// Every parameter, in the order that cells are expanded: the last varies fastest.
            pub const ALL: [Parameter; [$(stringify!($variant)),*].len()] =
                [$(Parameter::$variant),*];

            /// All that is known of it.
            pub fn entry(self) -> &'static Entry {
                match self {
                    $(Parameter::$variant => {
                        const ENTRY: &Entry = &Entry {
                            name: stringify!($name),
                            $($field: $value,)*
                        };
                        ENTRY
                    })*
                }
            }
        }
    };
}

parameters! {
    /// n.
    N = n {
        symbol: "n",
        label: "samples n",
        table: "simulation",
        of_method: false,
        notation: Notation::Whole,
        range: Range { low: 2.0, high: 1e9, whole: true, ..Range::OF_DATA },
        allowed: "a whole number from 2 to 1000000000",
        brief: "whole number, 2 to 10⁹",
        default: None,
        usual: (1e6, [500_000.0, 1_000_000.0]),
        meaning: "samples of a training set",
        column: "samples",
        help: "Samples of a training set n",
        examples: ["n = 1000", "n = [100, 1000]"],
        place: 9,
        letters: None,
        shapes: Shapes::Data,
        read: |_| None,
        write: |_, _| Ok(()),
    }
    /// π₊.
    MinorityPrior = minority_prior {
        symbol: "π₊",
        label: "minority prior π₊",
        table: "model",
        of_method: false,
        notation: Notation::Number,
        range: Range { high: 0.5, ..Range::OF_DATA },
        allowed: "a positive number ≤ 0.5: from 1e-30; 0.5 is the balanced case",
        brief: "0 < π₊ ≤ 0.5",
        default: None,
        usual: (0.5, [0.25, 0.5]),
        meaning: "π₊, the share of the rarer class",
        column: "π₊ as realised",
        help: "Prior of the minority class π₊, in (0, 0.5]",
        examples: ["minority_prior = 0.1", "minority_prior = [0.05, 0.1]"],
        place: 1,
        letters: None,
        shapes: Shapes::Data,
        read: |setting| Some(setting.population.minority_prior()),
        write: |setting, prior| {
            setting.population = setting.population.with_minority_prior(prior)?;
            Ok(())
        },
    }
    /// s.
    Signal = signal {
        symbol: "s",
        label: "signal strength s",
        table: "model",
        of_method: false,
        notation: Notation::Number,
        range: Range { or_zero: true, ..Range::OF_DATA },
        allowed: "zero or a positive number: s = ‖μ‖, from 1e-30 to 1e30 if not zero",
        brief: "≥ 0",
        default: None,
        usual: (1.0, [1.0, 2.0]),
        meaning: "s = ‖μ‖",
        column: "s = ‖μ‖, in units of the noise's standard deviation",
        help: "Signal strength s = ‖μ‖: half the distance between the class means, in noise units",
        examples: ["signal = 1.5", "signal = [1, 2, 3]"],
        place: 2,
        letters: None,
        shapes: Shapes::Data,
        read: |setting| Some(setting.population.signal_strength()),
        write: |setting, signal| {
            setting.population = setting.population.with_signal_strength(signal)?;
            Ok(())
        },
    }
    /// r.
    Ridge = ridge {
        symbol: "r",
        label: "ridge strength r",
        table: "training",
        of_method: true,
        notation: Notation::Ridge,
        range: Range { or_zero: true, ..Range::OF_TRAINING },
        allowed: "zero or a positive number: from 1e-60 to 1e60 if not zero",
        brief: "≥ 0 or `\"vanishing\"`",
        default: Some(0.0),
        usual: (0.0, [0.0, 0.1]),
        meaning: "r in (1/n) Σ ω_i ℓ(y_i f_i) + (r/2)‖θ‖²; `\"vanishing\"` is the limit r → 0: of several minimisers the one of least ‖θ‖, of none the direction of the maximum margin; 0 is the same limit",
        column: "r",
        help: "Ridge strength r in (r/2)‖θ‖², or vanishing for r → 0; the intercept is never penalised",
        examples: ["ridge = \"vanishing\"", "ridge = [0, 0.01]"],
        place: 4,
        letters: None,
        shapes: Shapes::Training,
        read: |setting| Some(setting.training.ridge),
        write: |setting, ridge| {
            setting.training.ridge = ridge;
            Ok(())
        },
    }
    /// δ = d/n.
    Delta = delta {
        symbol: "δ",
        label: "aspect ratio δ = d/n",
        table: "training",
        of_method: false,
        notation: Notation::Number,
        range: Range::OF_DATA,
        allowed: "a positive number: δ = d/n, from 1e-30 to 1e30",
        brief: "> 0",
        default: None,
        usual: (0.5, [0.25, 0.5]),
        meaning: "δ = d/n, features a sample",
        column: "δ = d/n as realised",
        help: "Aspect ratio δ = d/n, a positive number",
        examples: ["delta = 0.2", "delta = { from = 0.1, to = 2, points = 20 }"],
        place: 0,
        letters: None,
        shapes: Shapes::Data,
        read: |setting| Some(setting.delta),
        write: |setting, delta| {
            setting.delta = delta;
            Ok(())
        },
    }
    /// ρ.
    WeightRatio = weight_ratio {
        symbol: "ρ",
        label: "weight of the minority ρ = ω₊/ω₋",
        table: "training",
        of_method: true,
        notation: Notation::Weight,
        range: Range::OF_TRAINING,
        allowed: "a positive number: ρ = ω₊/ω₋, from 1e-60 to 1e60",
        brief: "> 0, or a rule",
        default: None,
        usual: (1.0, [1.0, 2.0]),
        meaning: "ρ = ω₊/ω₋, or a rule",
        column: "ρ = ω₊/ω₋; empty where the rule gives no finite weight",
        help: "Weight of the minority ρ = ω₊/ω₋: a positive number, or a rule such as equal_error",
        examples: ["weight_ratio = \"equal_error\"", "weight_ratio = [1, 4, 7]"],
        place: 3,
        letters: None,
        shapes: Shapes::Training,
        read: |setting| setting.training.weights.given(),
        write: |setting, rho| {
            setting.training.weights = WeightRule::Fixed(rho);
            Ok(())
        },
    }
}

/// Calls a macro with the parameters that have a number in every setting, as `name: Variant`,
/// in the order of columns: their columns are between those of the design and of the weight.
#[cfg(feature = "run")]
macro_rules! columns_of_parameters {
    ($callback:ident) => {
        $callback! { delta: Delta, minority_prior: MinorityPrior, signal: Signal, ridge: Ridge }
    };
}
#[cfg(feature = "run")]
pub(crate) use columns_of_parameters;
