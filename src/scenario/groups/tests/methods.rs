//! Ways to train, side by side.

use proptest::prelude::*;

use super::*;
use crate::loss::LossKind;
use crate::model::RuleName;
use crate::scenario::{ToldBy, Treatment};

#[test]
fn each_method_is_a_cell_of_every_combination() {
    let plan = read(METHODS).unwrap();
    let ids: Vec<&str> = plan.cells.iter().map(|cell| &cell.id[..]).collect();
    assert_eq!(
        ids,
        [
            "correlation=0 method=square",
            "correlation=0.6 method=square",
            "correlation=0 method=logistic_loss__thumb",
            "correlation=0.6 method=logistic_loss__thumb",
            "correlation=0 method=half",
            "correlation=0.6 method=half",
        ]
    );
    assert_eq!(
        plan.method_names(),
        ["square", "logistic loss, thumb", "half"]
    );
    let of = |cell: usize| &plan.cells[cell].setting.training;
    let kinds = [0, 2, 4].map(|cell| of(cell).loss.kind());
    assert_eq!(
        kinds,
        [LossKind::Square, LossKind::Logistic, LossKind::Huber]
    );
    assert_eq!([0, 2, 4].map(|cell| of(cell).ridge), [0.1, 0.0, 0.1]);
    assert_eq!(
        [0, 2, 4].map(|cell| of(cell).weights.strength),
        [1.0, 1.0, 0.5]
    );
    let rule = |rule| GroupWeights::Rule(rule);
    assert_eq!(of(1).weights.at_one, rule(GroupRule::InversePrior));
    assert_eq!(of(3).weights.at_one, rule(GroupRule::GeneralisedThumb));
    // Methods of one combination are trained on the same data.
    for pair in [[0, 2], [2, 4], [1, 3], [3, 5]] {
        let [first, second] = pair.map(|cell| plan.cells[cell].design.as_ref().unwrap().bytes());
        assert_eq!(first, second);
    }
}

/// A curve each; colours are theirs where one quantity is drawn, and those of rules.
#[test]
fn one_quantity_has_methods_by_colour() {
    let plan = read(METHODS).unwrap();
    assert_eq!(
        plan.curves.iter().map(|c| c.method).collect::<Vec<_>>(),
        [0, 1, 2]
    );
    assert_eq!(plan.figure.as_ref().unwrap().coloured, ToldBy::Methods);
    let rule = |name| Some(Treatment::Rule(name));
    let treatments = [rule(RuleName::PriorRatio), rule(RuleName::EqualError), None];
    assert_eq!(plan.treatments(), treatments);
    let two = METHODS.split("[[method]]\nname = \"half\"").next().unwrap();
    let errors = read(&two.replace("worst_group_error", "group_errors")).unwrap();
    assert_eq!(errors.figure.unwrap().coloured, ToldBy::Quantities);
}

/// Without methods there is one without a name, and nothing is called after it.
#[test]
fn a_scenario_without_methods_has_one_without_a_name() {
    let plan = read(SPURIOUS).unwrap();
    let [only] = &plan.methods[..] else {
        panic!("{:?}", plan.methods)
    };
    assert_eq!((&only.name, &only.training), (&None, &plan.base.training));
    assert!(plan.method_names().is_empty());
    assert!(plan.cells.iter().all(|cell| !cell.id.contains("method")));
    assert!(!plan.resolved.contains("method"));
    let all = SPURIOUS.split("[vary]").next().unwrap();
    assert_eq!(read(all).unwrap().cells[0].id, "all");
    let named = read(&format!("{all}[[method]]\nname = \"a b\"\n")).unwrap();
    assert_eq!(named.cells[0].id, "method=a_b");
}

/// Every value of the strength is held against the weights of every method.
#[test]
fn powers_of_each_methods_weights_are_numbers() {
    let text = SPURIOUS.replace("[0, 1, 1.5]", "[0, 6]")
        + "[[method]]\nname = \"a\"\n[[method]]\nname = \"b\"\nweights = [1e60, 1, 1, 1]\n";
    let said = read(&text).unwrap_err().to_string();
    assert!(said.contains("the value 6 for weight_strength"), "{said}");
}

/// What is wrong of several places together.
#[test]
fn what_does_not_go_together_is_told() {
    let said = |text: String| read(&text).unwrap_err().to_string();
    let unused = METHODS
        .replace("ridge = 0.1\n", "huber_threshold = 1\n")
        .replace("loss = \"huber\"\nhuber_threshold = 2\n", "");
    let told = said(unused);
    assert!(told.contains("t.toml:9:"), "{told}");
    assert!(
        told.contains("`training.huber_threshold` is used by no method"),
        "{told}"
    );
    let many = METHODS
        .replace(
            "[\"worst_group_error\"]",
            "[\"worst_group_error\", \"balanced_error\"]",
        )
        .replace("delta = 0.2\n", "")
        .replace("[vary]\n", "[vary]\ndelta = [0.1, 0.2]\n");
    let told = said(many.clone());
    assert!(
        told.contains("2 quantities of 3 methods on 2 curves each"),
        "{told}"
    );
    assert!(
        told.contains("without [figure] the tables have all of them"),
        "{told}"
    );
    let one = many.replace(", \"balanced_error\"", "");
    assert_eq!(read(&one).unwrap().curves.len(), 6);
    let table = SPURIOUS.to_owned() + "[method]\nname = \"a\"\n";
    assert!(
        said(table.clone()).contains("write [[method]]"),
        "{}",
        said(table)
    );
}

/// Methods count as an axis does, whatever their number.
#[test]
fn many_methods_on_many_points_are_refused() {
    let methods: String = (0..40)
        .map(|i| format!("[[method]]\nname = \"{i}\"\n"))
        .collect();
    let text = SPURIOUS.split("[figure]").next().unwrap();
    let text = text.replace("[0, 1, 1.5]", "{ from = 0, to = 1, points = 1000 }") + &methods;
    let said = read(&text).unwrap_err().to_string();
    assert!(said.contains("the most points of 40000 cells"), "{said}");
    assert!(said.contains("times the methods"), "{said}");
}

proptest! {
    #![proptest_config(crate::fixed_seed::cases(64))]

    /// Whatever methods say: what is resolved is the same plan, cells are the product of axes and
    /// methods, and no two have one name.
    #[test]
    fn what_methods_resolve_to_is_a_fixed_point(
        names in prop::collection::hash_set("[a-z +=é-]{1,6}", 1..5),
        picks in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..3), 5),
        varies in any::<bool>(),
    ) {
        let names: Vec<&String> = names.iter().filter(|name| !name.trim().is_empty()).collect();
        prop_assume!(!names.is_empty());
        let method = |(name, pick): (&&String, &(usize, usize, usize))| {
            let loss = ["", "loss = \"logistic\"\n", "loss = \"huber\"\nhuber_threshold = 0.7\n",
                "loss = \"hinge\"\nmargin_scale = [1, 2]\n"][pick.0];
            let weights = ["", "weights = [1, 2, 3, 4]\n", "weights = \"unweighted\"\n",
                "weights = { \"y+a+\" = 1, \"y+a-\" = 7, \"y-a+\" = 7, \"y-a-\" = 1 }\n"][pick.1];
            let own = ["", "ridge = 0.25\n", "weight_strength = -0.5\n"][pick.2];
            let own = if varies { "" } else { own };
            format!("[[method]]\nname = {name:?}\n{loss}{weights}{own}")
        };
        let methods: String = names.iter().zip(&picks).map(method).collect();
        let axes = if varies { "weight_strength = [0, 1]\nridge = [0, 1]\n" } else { "" };
        let text = METHODS.split("[vary]").next().unwrap().replace("ridge = 0.1\n", "");
        let plan = read(&format!("{text}[vary]\ncorrelation = [0, 0.6]\n{axes}{methods}")).unwrap();
        prop_assert_eq!(&read(&plan.resolved).unwrap(), &plan);
        let points = if varies { 8 } else { 2 };
        prop_assert_eq!(plan.cells.len(), points * names.len());
        let ids: std::collections::HashSet<&str> = plan.cells.iter().map(|c| &c.id[..]).collect();
        prop_assert_eq!(ids.len(), plan.cells.len());
    }
}
