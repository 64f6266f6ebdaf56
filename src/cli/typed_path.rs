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
    match path.to_str() {
        Some(text) => quote(text),
        None => by_bytes(&path),
    }
}

/// A name that is no text, byte by byte as bash, zsh and ksh read it back.
fn by_bytes(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    let written = |byte: &u8| match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(*byte)),
        b' '..=b'~' => char::from(*byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    format!("$'{}'", bytes.map(written).collect::<String>())
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

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_text_is_read_back_by_bash() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"a\xffb c'\\d");
        let script = format!("printf %s {}", typed_path(Path::new(name)));
        let output = std::process::Command::new("bash")
            .args(["-c", &script])
            .output();
        assert_eq!(output.unwrap().stdout, name.as_bytes());
    }
}
