//! Against other software, and against chance itself.

use super::*;
use approx::assert_relative_eq;

fn points(rows: &[(usize, f64, f64, usize)]) -> Vec<TrendPoint> {
    rows.iter()
        .map(|&(samples, value, standard_error, replicates)| TrendPoint {
            samples,
            value,
            standard_error,
            replicates,
        })
        .collect()
}

const FIVE: [(usize, f64, f64, usize); 5] = [
    (250, 0.0123, 6e-4, 480),
    (500, 0.0049, 7e-4, 240),
    (1000, 0.0031, 5e-4, 120),
    (2000, 0.0009, 4e-4, 60),
    (4000, 0.0011, 6e-4, 30),
];

fn close(pairs: &[(f64, f64)], tolerance: f64) {
    for &(ours, reference) in pairs {
        assert_relative_eq!(ours, reference, max_relative = tolerance);
    }
}

/// numpy 2.4.6: Kenward & Roger's Φ + 2Φ ΣΣ W(Q − PΦP)Φ as matrices, Johansen's A from
/// the hat matrix of statsmodels 0.15.0, f.sf and t.ppf of scipy 1.17.1.
#[test]
fn few_replicates() {
    let fit = fit_trend(&points(&FIVE)).unwrap();
    let pairs = [
        (fit.offset.standard_error, 0.000_345_494_200_560_612_9),
        (fit.slope.standard_error, 0.188_341_270_393_554_47),
        (fit.covariance, -4.665_355_728_562_227_4e-5),
        (fit.p_value, 0.235_882_625_509_581),
        (fit.offset.degrees, 159.421_562_804_513_83),
        (fit.slope.degrees, 555.815_208_245_719_9),
        (fit.offset.interval(0.05).0, -0.001_007_006_015_280_294),
        (fit.offset.interval(0.05).1, 0.000_357_665_787_333_322_2),
        (fit.slope.interval(0.05).1, 3.457_068_529_440_850_3),
    ];
    close(&pairs, 1e-9);
    let few = [0.5, 0.3, 0.25].iter().zip([100, 200, 400]);
    let few: Vec<_> = few.map(|(&y, n)| (n, y, 0.02, 10)).collect();
    let fit = fit_trend(&points(&few)).unwrap();
    let pairs = [
        (fit.p_value, 0.198_097_694_603_278_1),
        (fit.offset.interval(0.05).0, 0.095_155_309_517_921_48),
        (fit.slope.degrees, 18.460_778_701_784_452),
    ];
    close(&pairs, 1e-9);
}

/// statsmodels 0.15.0 WLS with weights 1/se²: params, square roots and off-diagonal of
/// normalized_cov_params, Σ wresid²; chi2.sf of scipy 1.17.1.
#[test]
fn many_replicates_give_known_standard_errors() {
    for many in [30_000, 3_000_000_000] {
        let rows = FIVE.map(|(n, y, se, r)| (n, y, se, r * many));
        let fit = fit_trend(&points(&rows)).unwrap();
        let pairs = [
            (fit.offset.value, -0.000_324_670_113_973_479_1),
            (fit.slope.value, 3.087_120_840_972_056_5),
            (fit.chi2, 4.327_459_331_801_067),
        ];
        close(&pairs, 1e-12);
        let pairs = [
            (fit.offset.standard_error, 0.000_337_679_501_499_004_5),
            (fit.slope.standard_error, 0.186_759_298_400_059_86),
            (fit.covariance, -4.497_513_195_729_585_5e-5),
            (fit.p_value, 0.228_206_579_970_329_2),
        ];
        close(&pairs, 1e-5);
    }
}

#[test]
fn nothing_to_fit() {
    assert_eq!(fit_trend(&points(&FIVE[..2])), None);
    for damage in [0.0, f64::NAN, f64::INFINITY] {
        let mut rows = FIVE;
        rows[1].2 = damage;
        let fit = fit_trend(&points(&rows));
        assert!(fit.is_none_or(|f| f.offset.value.is_finite()), "{damage}");
    }
    let same = [FIVE[0], FIVE[0], FIVE[0]];
    assert_eq!(fit_trend(&points(&same)), None);
}

/// 4000 studies of five sizes whose line is known, spread 1/√n, `replicates` at the
/// largest size and twice as many at each half of it: the shares of intervals that
/// miss and of χ² that chance should exceed, in binomial standard errors.
fn calibration(replicates: usize, seed: u64) -> [f64; 4] {
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};
    const STUDIES: u32 = 4000;
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut misses = [0_u32; 4];
    for _ in 0..STUDIES {
        let rows = [16_usize, 8, 4, 2, 1].map(|times| {
            let (n, count) = (4000 / times, replicates * times);
            let values: Vec<f64> = (0..count)
                .map(|_| {
                    let z: f64 = StandardNormal.sample(&mut rng);
                    0.3 + 2.0 / n as f64 + z / (n as f64).sqrt()
                })
                .collect();
            let estimate = crate::stats::Estimate::of(&values).unwrap();
            (n, estimate.mean, estimate.standard_error, count)
        });
        let fit = fit_trend(&points(&rows)).unwrap();
        let missed = |(low, high): (f64, f64), truth: f64| !(low..=high).contains(&truth);
        for (count, miss) in misses.iter_mut().zip([
            missed(fit.offset.interval(0.05), 0.3),
            missed(fit.slope.interval(0.05), 2.0),
            missed(fit.offset.interval(0.05 / 14.0), 0.3),
            fit.p_value < 0.05,
        ]) {
            *count += u32::from(miss);
        }
    }
    let shares = [0.05, 0.05, 0.05 / 14.0, 0.05];
    std::array::from_fn(|i| {
        let expected = f64::from(STUDIES) * shares[i];
        (f64::from(misses[i]) - expected) / (expected * (1.0 - shares[i])).sqrt()
    })
}

#[test]
fn intervals_and_fit_test_miss_as_often_as_they_say() {
    for (replicates, seed) in [(30, 1), (12, 2), (6, 3)] {
        let off = calibration(replicates, seed);
        assert!(off.iter().all(|z| z.abs() < 4.0), "{replicates}: {off:?}");
    }
}
