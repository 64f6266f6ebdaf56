//! Files that are ours: opened only where nothing else can be meant, replaced whole, and
//! brought to the disk as far as the file system can; and files that anybody made, read without
//! waiting for anybody.

#[cfg(feature = "run")]
mod owned_file;
mod reading;
#[cfg(feature = "run")]
mod staged_file;
#[cfg(feature = "run")]
mod sync;
#[cfg(feature = "run")]
mod system_reason;

#[cfg(feature = "run")]
pub(crate) use owned_file::{open_owned, require_owned};
pub(crate) use reading::{begin as begin_reading, open_file, open_without_waiting};
#[cfg(feature = "run")]
pub(crate) use staged_file::{Beside, Staged};
#[cfg(feature = "run")]
pub use sync::is_unsynced;
#[cfg(feature = "run")]
pub(crate) use sync::{sync_content, sync_folder, without_locks};
#[cfg(feature = "run")]
pub(crate) use system_reason::system_code;
