//! Where a key belongs that stands in the wrong table.

/// What fixes a value and what lets it vary.
const VARIED: &str = ", or in [vary] to let it vary";
/// A map has axes of its own.
const MAPPED: &str = ", or is the parameter of an axis of [map]";

/// The table of a key that is known elsewhere.
pub(super) fn belongs(key: &str, beside_a_map: bool) -> Option<String> {
    let varied = if beside_a_map { MAPPED } else { VARIED };
    let (table, more) = match key {
        "name" | "title" | "description" | "seed" => {
            return Some(format!(
                "`{key}` belongs at the top of the file, before the first [table]"
            ));
        }
        "minority_prior" | "signal" => ("[model]", varied),
        "labels" => ("[model]", ""),
        "delta" => ("[training]", varied),
        "weight_ratio" | "ridge" if beside_a_map => ("[training]", varied),
        "weight_ratio" | "ridge" => ("[training] or a [[method]]", varied),
        "loss" | "huber_threshold" | "margin_scale" | "margin_shift" | "required_margin" => (
            if beside_a_map {
                "[training]"
            } else {
                "[training] or a [[method]]"
            },
            "",
        ),
        "solver" | "downsample" => ("a [[method]]", ""),
        "n" if beside_a_map => ("[simulation]", ""),
        "n" => ("[simulation]", varied),
        "replicates" => ("[simulation]", ""),
        "samples" => ("[finite_size]", ""),
        "standard_error" | "relative_standard_error" | "first" | "batch" => ("[precision]", ""),
        "reference" => ("[paired]", ""),
        "max_z" | "min_share" => ("[verify]", ""),
        "kind" | "y_scale" | "x_range" | "y_range" | "theory_points" | "theory_range" | "width"
        | "font_size" | "colour_map" | "svg_text" => ("[figure]", ""),
        "value" | "rule" | "rules" | "over" | "boundaries" | "contours" | "refine" | "panels"
        | "overlay" => ("[map]", ""),
        "x" | "y" | "mark" => ("[figure] or [map]", ""),
        _ => return None,
    };
    Some(format!("`{key}` belongs in {table}{more}"))
}
