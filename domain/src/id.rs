//! Identifiers: UUIDv7 in a newtype each, shown with a prefix, so that they cannot be swapped.
//!
//! Append-only: a prefix that was ever given is never given to another kind.

use crate::entropy::{self, Entropy};
use crate::time::Moment;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A text that is not an identifier of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of the form {prefix}_…")]
pub struct BadId {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

fn new_v7(now: Moment, entropy: &dyn Entropy) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &entropy::bytes::<10>(entropy)).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What its text form begins with.
            pub const PREFIX: &'static str = $prefix;

            /// A new identifier, ordered by `now` to the millisecond.
            #[must_use]
            pub fn new(now: Moment, entropy: &dyn Entropy) -> Self {
                Self(new_v7(now, entropy))
            }

            /// The identifier in a stored row.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for storage.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|rest| rest.len() == 32)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(BadId { prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A citizen's record (гражданин).
    CitizenId = "cit";
    /// An application (заявление).
    ApplicationId = "app";
    /// A draft of an application (черновик).
    DraftId = "drf";
    /// A fact of the journal (событие).
    FactId = "fct";
    /// A row of the queue: work to do after the commit that wrote it.
    JobId = "job";
    /// A result document (результат услуги).
    ResultId = "res";
    /// A notice to a person (уведомление).
    NoticeId = "ntc";
    /// A record of who read a person's data (запись о доступе).
    AccessRecordId = "acc";
    /// One delivery of a notice through one channel.
    DeliveryId = "dlv";
    /// A sign-in session (сеанс).
    SessionId = "ses";
    /// A grant a client obtained (согласованный доступ).
    GrantId = "grn";
    /// A duty of a person (полномочие).
    DutyId = "dty";
    /// A link of a chat to a citizen (привязка чата).
    ChatLinkId = "lnk";
    /// A decision of an officer that is held for a moment before it is made.
    DecisionId = "dcs";
    /// A file that an applicant gives (загруженный файл).
    UploadId = "upl";
    /// A reception of a visitor at an office (приём).
    ReceptionId = "rcp";
    /// A manifest of papers that are handed over (реестр передачи).
    ManifestId = "mft";
    /// A set of papers in a manifest (строка реестра).
    ManifestItemId = "mfi";
    /// A consultation of a caller (консультация).
    ConsultationId = "cns";
    /// An inquiry about an application (запрос о ходе дела).
    InquiryId = "inq";
    /// A signing key of the provider (its `kid`).
    KeyId = "key";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[test]
    fn an_identifier_survives_its_text_and_no_other_kind_reads_it() {
        let id = ApplicationId::new(Moment::UNIX_EPOCH, &SeededEntropy::new(1));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().parse::<CitizenId>().is_err());
        assert!("app_".parse::<ApplicationId>().is_err());
        assert!("app_018f-zz".parse::<ApplicationId>().is_err());
    }
}
