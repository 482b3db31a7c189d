//! Why an application may be filed at its department and not at an office (МФЦ): a closed list (AR-05).

use domain::codes::DirectReasonCode;
use domain::text::Text;
use serde::{Deserialize, Serialize};

/// A reason for which a department receives an applicant itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectReason {
    /// As facts and figures name it: kebab-case.
    pub code: DirectReasonCode,
    /// Its name.
    pub title: Text,
    /// When it is one, to the officer who chooses.
    pub hint: Text,
}
