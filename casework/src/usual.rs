//! How long cases of a service usually take.

use crate::cx::Cx;
use crate::steps::usual::days_of;
use domain::codes::ServiceCode;

/// In how many days four of five of the cases decided last were decided, as of the last ten minutes; nothing while there are too few
/// to say, or the database does not answer.
pub async fn usual(cx: &Cx, service: &ServiceCode) -> Option<u32> {
    days_of(cx, service).await
}
