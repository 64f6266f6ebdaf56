//! Paths in commands that a user is told to type.

use std::path::Path;

use thumbscale::launch::quote;

/// A path as a shell reads it back: one with blanks would be several words.
pub(super) fn typed_path(path: &Path) -> String {
    // What begins with a dash would be read as a flag.
    let is_flag = path.to_string_lossy().starts_with('-');
    let path = match is_flag {
        true => Path::new(".").join(path),
        false => path.to_owned(),
    };
    quote(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_quotes_and_dashes_are_one_word() {
        let typed = |path: &str| typed_path(Path::new(path));
        assert_eq!(typed("output/quickstart"), "output/quickstart");
        assert_eq!(typed("my runs/it's"), r"'my runs/it'\''s'");
        assert_eq!(typed("-5"), "./-5");
    }
}
