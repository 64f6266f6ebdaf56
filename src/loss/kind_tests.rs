use super::*;

#[test]
fn one_name_everywhere() {
    for kind in LossKind::ALL {
        assert_eq!(kind.build().name(), kind.name());
        assert_eq!(LossKind::from_name(kind.name()), Some(kind));
        let written = serde_json::to_string(&kind).unwrap();
        assert_eq!(written, format!("{:?}", kind.name()));
    }
    assert_eq!(LossKind::from_name("squared"), None);
}

#[test]
fn decreasing_losses_decrease() {
    for kind in LossKind::ALL {
        let loss = kind.build();
        let falls = (-40..4000).all(|k| loss.derivative(f64::from(k) * 0.1) <= 0.0);
        assert_eq!(
            kind.is_decreasing(),
            falls && loss.value(400.0) < 1e-100,
            "{kind:?}"
        );
    }
}
