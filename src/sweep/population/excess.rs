//! By how much the mean of the largest error exceeds the largest of the mean errors.

use super::replicated_groups::GroupReplicate;
use crate::model::error_rates::worst;

/// The mean over replicates of max_g(R_g + ΔR_g) − max_g R_g, with R_g the predicted errors and
/// ΔR_g how far each replicate's error lies off the mean of its group: O(1/√n) where errors meet,
/// and nothing where one group's is the largest in every replicate.
///
/// Of the replicates only their spread is used, so that a wrong prediction is not excused.
pub(super) fn excess(predicted: &[f64], replicates: &[&GroupReplicate]) -> Option<f64> {
    let measured = replicates
        .iter()
        .filter_map(|replicate| replicate.as_ref().ok());
    let errors: Vec<&[f64]> = measured.map(|m| &m.errors[..]).collect();
    let largest = worst(predicted)?;
    if errors.len() < 2 || errors.iter().any(|e| e.len() != predicted.len()) {
        return None;
    }
    let count = errors.len() as f64;
    let mean = |g: usize| errors.iter().map(|e| e[g]).sum::<f64>() / count;
    let means: Vec<f64> = (0..predicted.len()).map(mean).collect();
    // Deviations from a mean of R values are too small by √((R − 1)/R).
    let widened = (count / (count - 1.0)).sqrt();
    let of_one = |e: &&[f64]| {
        let moved = predicted.iter().zip(*e).zip(&means);
        let moved = moved.map(|((r, measured), mean)| r + widened * (measured - mean));
        moved.fold(f64::NEG_INFINITY, f64::max) - largest
    };
    Some(errors.iter().map(of_one).sum::<f64>() / count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OrderParameters;
    use crate::simulate::groups::GroupMeasurement;

    fn replicate(errors: [f64; 2]) -> GroupReplicate {
        Ok(GroupMeasurement {
            order: OrderParameters {
                alpha: 1.0,
                projection: vec![0.0],
                bias: 0.0,
            },
            errors: errors.to_vec(),
            iterations: 1,
            residual: 0.0,
            separable: false,
        })
    }

    /// Two errors that differ by ±.02 with one mean: the larger is .01 above it.
    #[test]
    fn errors_that_meet_exceed_and_others_do_not() {
        let all = [replicate([0.11, 0.09]), replicate([0.09, 0.11])];
        let all: Vec<&GroupReplicate> = all.iter().collect();
        let widened = 2.0_f64.sqrt();
        let found = excess(&[0.1, 0.1], &all).unwrap();
        assert!((found - 0.01 * widened).abs() < 1e-12, "{found}");
        let apart = excess(&[0.3, 0.1], &all).unwrap();
        assert!(apart.abs() < 1e-12, "{apart}");
        assert!(excess(&[0.1, 0.1], &all[..1]).is_none());
        assert!(excess(&[], &all).is_none());
    }
}
