//! The samplers in law behind the interface of a replicate.

use rand_chacha::ChaCha8Rng;

use super::{ACCEPTED_RESIDUAL, Failure, Measurement, Streams, refusal};
use crate::model::{Design, SimulationMethod, Training};
use crate::simulate::law::{
    LawError, LawFit, draw_counts, jacobi, jacobi_mirrored, lazy, sufficient,
};
use crate::simulate::streams::Purpose;

type Outcome = Result<Measurement, Failure>;

/// One replicate without data.
pub(super) fn simulate(
    method: SimulationMethod,
    design: &Design,
    trainings: &[Training],
    streams: Streams,
) -> Vec<Outcome> {
    let (streams, image) = match method.in_pairs() {
        true => streams.mirrored(),
        false => (streams, false),
    };
    let mut outcomes = vec![Err(Failure::EmptyClass); trainings.len()];
    for downsample in [false, true] {
        let (places, asked): (Vec<usize>, Vec<Training>) = trainings
            .iter()
            .enumerate()
            .filter(|(_, t)| t.downsample == downsample)
            .map(|(place, t)| (place, *t))
            .unzip();
        if asked.is_empty() {
            continue;
        }
        let source = match downsample {
            false => Ok(Source {
                drawn: *design,
                image,
                rng: streams.rng(Purpose::Law),
            }),
            true => balanced(design, image, streams),
        };
        let found = match source {
            Ok(source) => of_source(method, design, &source, &asked),
            Err(failure) => vec![Err(failure); asked.len()],
        };
        for (place, outcome) in places.into_iter().zip(found) {
            outcomes[place] = outcome;
        }
    }
    outcomes
}

/// What is drawn, and the generator at its beginning.
struct Source {
    drawn: Design,
    /// Whether it mirrors the other of its pair.
    image: bool,
    rng: ChaCha8Rng,
}

/// Which samples of the majority are kept does not matter in law, only how many.
fn balanced(design: &Design, image: bool, streams: Streams) -> Result<Source, Failure> {
    let mut rng = streams.rng(Purpose::Downsampling);
    let [plus, minus] = draw_counts(design, &mut rng)?;
    let drawn = design
        .balanced(plus.min(minus) as usize)
        .map_err(|_| Failure::EmptyClass)?;
    Ok(Source { drawn, image, rng })
}

fn of_source(
    method: SimulationMethod,
    design: &Design,
    source: &Source,
    trainings: &[Training],
) -> Vec<Outcome> {
    let refusals: Vec<_> = trainings
        .iter()
        .map(|t| refusal(method, &source.drawn, t))
        .collect();
    let possible: Vec<Training> = trainings
        .iter()
        .zip(&refusals)
        .filter(|(_, refused)| refused.is_none())
        .map(|(training, _)| *training)
        .collect();
    let mut drawn = together(method, source, &possible).into_iter();
    refusals
        .into_iter()
        .map(|refused| {
            if let Some(why) = refused {
                return Err(Failure::Method {
                    method: method.name(),
                    why,
                });
            }
            let drawn = drawn.next().unwrap_or(Err(LawError::EmptyClass))?;
            measured(drawn, design)
        })
        .collect()
}

/// All trainings on one draw. Where one of them fails each is drawn alone, from the same
/// random numbers, so that none depends on its company.
fn together(
    method: SimulationMethod,
    source: &Source,
    trainings: &[Training],
) -> Vec<Result<Drawn, LawError>> {
    if method == SimulationMethod::Lazy {
        let each = trainings.iter();
        return each.map(|training| lazily(source, training)).collect();
    }
    match batch(method, source, trainings) {
        Ok(fits) => fits.into_iter().map(|fit| Ok(fit.into())).collect(),
        Err(error) if trainings.len() == 1 => vec![Err(error)],
        Err(_) => trainings
            .iter()
            .map(|t| {
                let alone = batch(method, source, std::slice::from_ref(t))?;
                alone
                    .first()
                    .map(|fit| Drawn::from(*fit))
                    .ok_or(LawError::EmptyClass)
            })
            .collect(),
    }
}

/// Every training from the same random numbers.
fn lazily(source: &Source, training: &Training) -> Result<Drawn, LawError> {
    let mut rng = source.rng.clone();
    let fit = lazy(
        &source.drawn,
        &training.loss,
        training.weight_ratio,
        training.ridge,
        &mut rng,
    )?;
    Ok(Drawn {
        order: fit.order,
        solved: (fit.iterations, fit.residual),
    })
}

fn batch(
    method: SimulationMethod,
    source: &Source,
    trainings: &[Training],
) -> Result<Vec<LawFit>, LawError> {
    let mut rng = source.rng.clone();
    let problems = trainings.iter().map(|t| (t.weight_ratio, t.ridge));
    match method {
        SimulationMethod::Jacobi => {
            let ratios: Vec<f64> = problems.map(|(ratio, _)| ratio).collect();
            jacobi(&source.drawn, &ratios, &mut rng)
        }
        SimulationMethod::Mirrored => {
            let ratios: Vec<f64> = problems.map(|(ratio, _)| ratio).collect();
            jacobi_mirrored(&source.drawn, &ratios, source.image, &mut rng)
        }
        SimulationMethod::Sufficient => {
            sufficient(&source.drawn, &problems.collect::<Vec<_>>(), &mut rng)
        }
        SimulationMethod::Dense | SimulationMethod::Lazy => {
            unreachable!("{} is not drawn in batches", method.name())
        }
    }
}

/// (α, γ, b) with the iterations and the residual of their solver.
struct Drawn {
    order: [f64; 3],
    solved: (usize, f64),
}

impl From<LawFit> for Drawn {
    fn from(fit: LawFit) -> Self {
        Self {
            order: fit.order,
            solved: (1, fit.residual),
        }
    }
}

/// What was drawn, if it can be trusted, with its class errors.
fn measured(drawn: Drawn, design: &Design) -> Outcome {
    let measured = Measurement::new(design, drawn.order, drawn.solved, false);
    let residual = drawn.solved.1;
    if !measured.values.iter().all(|v| v.is_finite()) {
        return Err(Failure::NotFinite);
    }
    if residual <= ACCEPTED_RESIDUAL {
        Ok(measured)
    } else {
        Err(Failure::Inaccurate { residual })
    }
}
