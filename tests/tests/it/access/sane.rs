//! What must hold of the access matrix whatever its picture says.

use super::matrix::{AT_OFFICE, RECEIVED};
use anyhow::ensure;

/// What only a token with duties may ask of a case.
const AT_DESKS: [&str; 10] = [
    "GET /v1/consultations/{id}",
    "PUT /v1/consultations/{id}/topic",
    "POST /v1/consultations/{id}/inquiries",
    "PUT /v1/inquiries/{id}/answer",
    "GET /v1/manifests/{id}",
    "POST /v1/manifests/{id}/signatures",
    "POST /v1/applications/{id}/assignments",
    "GET /v1/applications/{id}/colleagues",
    "GET /v1/receptions/{id}",
    "DELETE /v1/receptions/{id}",
];

/// What anybody may ask without saying who they are.
const OPEN: [&str; 4] =
    ["GET /v1/services", "GET /v1/services/{code}", "GET /v1/verify/{code}", "POST /v1/status"];

/// What must hold whatever the picture says.
pub(super) fn is_sane(
    (operation, what): (&str, &str),
    actor: &str,
    status: u16,
) -> anyhow::Result<()> {
    let at_office = AT_OFFICE.contains(&what) || what == RECEIVED;
    let open = OPEN.contains(&operation);
    let told = (200..300).contains(&status);
    let exchange = operation.contains("/exchange/");
    let papers = operation.contains("/manifests");
    let calls = operation.contains("/consultations");
    let inquiries = operation.contains("/inquiries") && !calls;
    let hers = operation.contains("{id}") && !exchange;
    let sane = match actor {
        "anonymous" => told == open,
        // Its own mailbox, in which is nothing of hers, and nothing else.
        "system" => told == (open || operation == "GET /v1/exchange/messages"),
        _ if exchange => !told,
        // Calls are for those who answer them, and what they pass on for whoever has the case.
        "consultant" if calls => told,
        "officer" if inquiries => told,
        "mfc" if inquiries => told == (operation == "GET /v1/inquiries"),
        _ if calls || inquiries => !told,
        // Where papers wait is for those to know who have them in hand.
        "mfc" if papers => told,
        "courier" if papers => told == operation.starts_with("GET "),
        // What waits at the office of this operator, and nothing else of hers.
        "mfc" => !hers || told == at_office,
        // Nothing of hers is on its way.
        "courier" => !(told && hers),
        // What callers tell, and nothing else of anybody.
        "consultant" => {
            !(told && (hers || operation.contains("/desk") || operation.contains("/oversight")))
        }
        // What is late, and nothing of anybody.
        // Figures name nobody.
        "officer" | "analyst" if operation == "GET /v1/oversight/filings" => told,
        "curator" => !(told && hers) && (told || !operation.contains("/oversight")),
        _ if operation.contains("/oversight") => !told,
        "officer" if at_office => !told,
        "owner" | "portal" if what == RECEIVED => !told,
        "simplified" | "other" | "no-desk" | "old-sign-in" => {
            !(told && (hers || operation.contains("/desk")))
        }
        // What the person may, without chats and without duties.
        "portal" => {
            let own = ["chat-links", "call-codes", "/desk"];
            !(told && own.iter().any(|one| operation.contains(one)))
        }
        "officer" => !(told && hers) || operation.contains("/applications/{id}"),
        _ => true,
    };
    ensure!(sane && status < 500, "{operation} by {actor}: {status}");
    // That something of hers exists is nobody's to know. Who would be let in after a new sign-in is told so.
    let stranger = matches!(
        actor,
        "simplified" | "other" | "no-desk" | "mfc" | "courier" | "curator" | "consultant"
    );
    let theirs = (at_office && actor == "mfc")
        || (papers && matches!(actor, "mfc" | "courier"))
        || (calls && actor == "consultant");
    let tells = hers && stranger && status != 404 && !theirs;
    // Whoever may act on no case at all is told so before any is looked for.
    let before = status == 403
        && AT_DESKS.contains(&operation)
        && (matches!(actor, "simplified" | "other" | "no-desk" | "curator" | "consultant")
            || (calls && matches!(actor, "mfc" | "courier"))
            || (inquiries && actor == "courier"));
    ensure!(
        !tells || before || operation.ends_with("confirm-in-chat"),
        "{operation} by {actor}: {status}"
    );
    Ok(())
}
