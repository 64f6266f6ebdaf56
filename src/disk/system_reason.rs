//! What the system said.

use std::io;

/// The system's number of an error, also of one that others have wrapped to say where it
/// happened: these keep of it what it says alone, "… (os error 24) at path …".
pub(crate) fn system_code(reason: &io::Error) -> Option<i32> {
    let said = || {
        let text = reason.to_string();
        let (_, after) = text.split_once("(os error ")?;
        after.split(')').next()?.parse().ok()
    };
    reason.raw_os_error().or_else(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_reason_keeps_its_number() {
        let plain = || io::Error::from_raw_os_error(24);
        assert_eq!(system_code(&plain()), Some(24));
        let wrapped = format!("{} at path \"a/.tmp3\"", plain());
        let wrapped = io::Error::new(plain().kind(), wrapped);
        assert_eq!(system_code(&wrapped), Some(24));
        assert_eq!(system_code(&io::Error::other("no number")), None);
    }
}
