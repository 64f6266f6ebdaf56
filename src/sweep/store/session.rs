//! Who wrote into a journal.

use serde::{Deserialize, Serialize};

use crate::sweep::key::METHOD_VERSION;

/// One run's view of itself: what outcomes can depend on beside their keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Version of thumbscale.
    pub version: String,
    /// Its revision in version control.
    pub revision: String,
    /// [`METHOD_VERSION`] of its simulation.
    #[serde(rename = "method_version", alias = "method")]
    pub method: u32,
    /// What the kernels of linear algebra dispatch on: where it differs, the last bits of
    /// results may.
    pub cpu: String,
}

impl Session {
    /// Of this program on this machine.
    pub fn current() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            revision: env!("THUMBSCALE_REVISION").to_owned(),
            method: METHOD_VERSION,
            cpu: format!("{} {}", std::env::consts::ARCH, cpu_features().join(" "))
                .trim()
                .to_owned(),
        }
    }

    pub(super) fn to_json(&self) -> String {
        // Four plain fields always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn from_json(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// The features that linear-algebra kernels dispatch on.
pub fn cpu_features() -> Vec<&'static str> {
    #[cfg(target_arch = "x86_64")]
    let has = [
        ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ("fma", std::arch::is_x86_feature_detected!("fma")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
    ];
    #[cfg(not(target_arch = "x86_64"))]
    let has = [("neon", cfg!(target_feature = "neon"))];
    has.into_iter().filter(|h| h.1).map(|h| h.0).collect()
}
