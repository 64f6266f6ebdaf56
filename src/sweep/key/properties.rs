//! What each parameter changes, for whatever problem: the law behind common random numbers and
//! behind results that are found again.

use proptest::prelude::*;
use rand::Rng;

use super::*;
use crate::loss::{LossKind, MarginLoss};
use crate::model::{Labels, Parameter, Setting, Shapes, Solver, TwoClass, WeightRule};
use crate::simulate::{Purpose, Streams};

/// A problem and how it is drawn and trained.
#[derive(Clone, Copy, Debug)]
struct Case {
    setting: Setting,
    samples: usize,
    labels: Labels,
}

impl Case {
    fn with(self, parameter: Parameter, value: f64) -> Self {
        if parameter == Parameter::N {
            let samples = value as usize;
            return Self { samples, ..self };
        }
        let setting = self.setting.with(parameter, value).unwrap();
        Self { setting, ..self }
    }

    /// n, which no setting has, too.
    fn number(self, parameter: Parameter) -> f64 {
        let number = self.setting.number(parameter);
        number.unwrap_or(self.samples as f64)
    }

    fn design(self) -> Option<Design> {
        let Setting {
            delta,
            population: two_class,
            ..
        } = self.setting;
        Design::new(two_class, delta, self.samples, self.labels).ok()
    }

    fn training(self) -> Training {
        let training = self.setting.training;
        training.weighing(training.weights.given().unwrap_or(1.0))
    }
}

/// Two values of a parameter that any problem can have.
fn values(parameter: Parameter) -> [f64; 2] {
    // Half a million samples and more are what a mended scenario has: nobody draws them here.
    match parameter == Parameter::N {
        true => [300.0, 700.0],
        false => parameter.entry().usual.1,
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let numbers = Parameter::ALL.map(|parameter| {
        let [low, high] = values(parameter);
        (0.0..1.0).prop_map(move |at| (parameter, low + at * (high - low)))
    });
    let words = (
        0..LossKind::ALL.len(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    (numbers, words).prop_map(|(numbers, (loss, random, downsample, sgd))| {
        let mut setting = Setting::blank();
        setting.training.loss = LossKind::ALL[loss].into();
        setting.training.downsample = downsample;
        setting.training.solver = if sgd { Solver::Sgd } else { Solver::Direct };
        let case = Case {
            setting,
            samples: 0,
            labels: if random {
                Labels::Random
            } else {
                Labels::Fixed
            },
        };
        let filled = |case: Case, (parameter, value)| case.with(parameter, value);
        numbers.into_iter().fold(case, filled)
    })
}

/// The first numbers of all streams of a replicate.
fn streams(key: DataKey) -> [u64; 4] {
    let all = [
        Purpose::Data,
        Purpose::Downsampling,
        Purpose::Sgd,
        Purpose::Law,
    ];
    all.map(|purpose| Streams::new(key, 3).rng(purpose).next_u64())
}

proptest! {
    #![proptest_config(crate::fixed_seed::cases(256))]

    /// What shapes data changes their key, all streams, and no training; what shapes a training
    /// changes its key alone.
    #[test]
    fn a_parameter_changes_what_its_entry_says(
        case in cases(),
        which in 0..Parameter::ALL.len(),
        seed in any::<u64>(),
    ) {
        let parameter = Parameter::ALL[which];
        let [low, high] = values(parameter);
        let (a, b) = (case.with(parameter, low), case.with(parameter, high));
        let designs = [a, b].map(|case| case.design().unwrap());
        let data = designs.map(|design| data_key(seed, &design));
        let trainings = [a, b].map(|case| training_key(&case.training()));
        match parameter.entry().shapes {
            Shapes::Data => {
                prop_assert_ne!(data[0], data[1]);
                let both = data.map(streams);
                prop_assert!((0..4).all(|i| both[0][i] != both[1][i]));
                prop_assert_eq!(trainings[0], trainings[1]);
            }
            Shapes::Training => {
                prop_assert_eq!(data[0], data[1]);
                prop_assert_ne!(trainings[0], trainings[1]);
                // Two weights that are this far apart are no rule's, rounded.
                prop_assert!(!is_near(&trainings[0], &trainings[1]));
            }
        }
    }

    /// Different designs and trainings have different keys, equal ones the same.
    #[test]
    fn keys_tell_everything_apart(a in cases(), b in cases(), sames in any::<[bool; 8]>()) {
        // Half of the values are equal.
        let mut b = b;
        for (parameter, same) in Parameter::ALL.into_iter().zip(sames) {
            if same {
                b = b.with(parameter, a.number(parameter));
            }
        }
        if sames[6] {
            b.labels = a.labels;
            b.setting.training.loss = a.setting.training.loss;
        }
        if sames[7] {
            b.setting.training.solver = a.setting.training.solver;
            b.setting.training.downsample = a.setting.training.downsample;
        }
        let designs = [a, b].map(|case| case.design().unwrap());
        let data = designs.map(|design| data_key(1, &design));
        prop_assert_eq!(designs[0] == designs[1], data[0] == data[1]);
        let trainings = [a, b].map(Case::training);
        let keys = trainings.map(|training| training_key(&training));
        prop_assert_eq!(trainings[0] == trainings[1], keys[0] == keys[1]);
    }

    /// Neither the loss, nor how and on which part of the data is trained, changes data.
    #[test]
    fn words_of_a_training_change_its_key_alone(a in cases(), b in cases()) {
        let mut other = a;
        other.setting.training.loss = b.setting.training.loss;
        other.setting.training.solver = b.setting.training.solver;
        other.setting.training.downsample = b.setting.training.downsample;
        prop_assert_eq!(a.design(), other.design());
        let trainings = [a, other].map(Case::training);
        let same = training_key(&trainings[0]) == training_key(&trainings[1]);
        prop_assert_eq!(trainings[0] == trainings[1], same);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keys of the version in which results were first stored, from Python's hashlib over the bytes
/// that they stand for: were one to change, nothing that is stored would be found, and the same
/// seed would draw other data.
#[test]
fn keys_are_those_under_which_results_are_stored() {
    let design = |prior, signal, delta, n, labels| {
        Design::new(TwoClass::new(prior, signal).unwrap(), delta, n, labels).unwrap()
    };
    let fixed = design(0.2, 1.5, 0.2, 1000, Labels::Fixed);
    let random = design(0.3, 0.0, 1.3, 500, Labels::Random);
    for (key, expected) in [
        (
            data_key(1, &fixed),
            "519fe35833fd2121c71f70f71032f535ff9b4517b0ca46d8644222f9f32ae34f",
        ),
        (
            data_key(7, &random),
            "ae1a67d711051163ee75df5c8fe6b89fd54cdac19c949953c08a13dac3bfa5fc",
        ),
        (
            draw_key(1, &fixed, SimulationMethod::Jacobi),
            "56a8a2af6cd02de173f23a87d00c3d51c44f7b077cb9566a034a32630200787d",
        ),
    ] {
        assert_eq!(hex(&key), expected);
    }
    let square = Training {
        loss: LossKind::Square.into(),
        weights: 4.0,
        ridge: 0.0,
        downsample: false,
        solver: Solver::Sgd,
        threshold: crate::model::Threshold::NONE,
    };
    let huber = MarginLoss::from(LossKind::Huber).with_huber_threshold(3.0);
    let huber = huber
        .unwrap()
        .with_given(Some([1.0, 2.0]), Some([-1.0, 0.25]), None);
    let huber = Training {
        loss: huber.unwrap(),
        weights: 1.0,
        ridge: 0.5,
        downsample: true,
        solver: Solver::Direct,
        threshold: crate::model::Threshold::NONE,
    };
    for (training, expected) in [
        (square, "9fc8f2a20589c3a098e2331b926f7ab30000000000001040"),
        (huber, "8d9aa31fa63887ff35c7d08635e0ebef000000000000f03f"),
    ] {
        assert_eq!(hex(&training_key(&training)), expected);
    }
    let drawn = streams(data_key(1, &fixed));
    assert_eq!(
        drawn,
        [
            3853704978581793709,
            564867941185901252,
            4180336005788622244,
            3841774504789304028,
        ]
    );
    // A rule is no part of a key: its weight is.
    let ruled = square.weighing(WeightRule::EqualError);
    assert_eq!(ruled.bytes(), square.bytes());
}
