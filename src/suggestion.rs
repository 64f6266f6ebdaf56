//! The word that a misspelt one was meant to be, wherever one is asked for.

/// Characters of a word for each that may be wrong: of one or two none may, because another word
/// as short is as near.
const FOR_EACH_SLIP: usize = 3;

/// The word that is nearest to `slip`, the first of those as near; `None` if none is near enough
/// to have been meant.
///
/// Distances are those of Damerau and Levenshtein: letters put in, left out, replaced, or changed
/// with their neighbour. Capitals and hyphens in place of underscores are no slips of their own.
pub fn meant<'a>(slip: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let slip = plain(slip);
    let near = |word: &'a str| {
        let plain = plain(word);
        let longest = slip.chars().count().max(plain.chars().count());
        let distance = strsim::damerau_levenshtein(&slip, &plain);
        (distance <= longest / FOR_EACH_SLIP).then_some((distance, word))
    };
    let near = words.into_iter().filter_map(near);
    let nearest = near.min_by_key(|(distance, _)| *distance);
    nearest.map(|(_, word)| word)
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_words_may_have_more_slips() {
        let words = ["hinge", "square", "log", "worst_class_error", "µ_rare"];
        for (slip, word) in [
            ("lgo", Some("log")),
            ("hing", Some("hinge")),
            ("sqaure", Some("square")),
            ("Hinge", Some("hinge")),
            ("wors-clas-eror", Some("worst_class_error")),
            ("ρ_rare", Some("µ_rare")),
            // Three letters of five are another word.
            ("hello", None),
            ("lagoon", None),
            ("", None),
        ] {
            assert_eq!(meant(slip, words), word, "{slip}");
        }
    }

    #[test]
    fn short_words_are_never_another() {
        for (slip, words) in [("c", ["a", "b"]), ("n", ["d", "s"]), ("g3", ["g1", "g2"])] {
            assert_eq!(meant(slip, words), None, "{slip}");
        }
        assert_eq!(meant("B", ["a", "b"]), Some("b"));
        assert_eq!(meant("b", []), None);
    }

    #[test]
    fn of_words_as_near_the_first_is_taken() {
        assert_eq!(meant("group2", ["group1", "group3"]), Some("group1"));
        assert_eq!(meant("group", ["groups", "group"]), Some("group"));
    }
}
