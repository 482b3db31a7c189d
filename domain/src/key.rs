//! Keys by which something is found that is kept nowhere: digests under the key of the platform, lower-case hex.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// One that was made, or kept.
            #[must_use]
            pub const fn new(text: String) -> Self {
                Self(text)
            }

            /// The key as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

keys! {
    /// That of a waiting list: what it is of says what somebody waits for.
    ListKey;
    /// That of a person by СНИЛС, name and day of birth: whom a form names may be no user of the platform.
    PersonKey;
}
