//! The examples of the document, by operation: what is sent, and what was answered to it. The answers are recorded from a platform
//! with its sandbox, so that none is invented.
//!
//! The story `examples` asks every operation by its example and compares what comes with what is recorded here.

macro_rules! examples {
    ($(#[$doc:meta])* $name:ident, $folder:literal: $($operation:literal),+ $(,)?) => {
        $(#[$doc])*
        #[must_use]
        pub fn $name(operation_id: &str) -> Option<&'static str> {
            match operation_id {
                $($operation => {
                    Some(include_str!(concat!("../examples/", $folder, "/", $operation, ".json")))
                })+
                _ => None,
            }
        }
    };
}

examples! {
    /// What is sent to an operation, as JSON; nothing where nothing is sent.
    request, "requests":
    "answer_inquiry", "ask_inquiry", "assign_case", "begin_consultation", "begin_draft", "begin_reception", "begin_upload", "claim_chat_link", "confirm_chat_link_in_chat", "end_consultation", "make_move", "precheck",
    "mark_step", "rate_application", "read_status", "save_draft", "sign_manifest", "submit_application", "tell_exchange_event",
}

examples! {
    /// What an operation answered to its example, as JSON; nothing where it does not answer in JSON.
    answer, "answers":
    "answer_inquiry", "ask_inquiry", "assign_case", "begin_chat_link", "begin_consultation", "begin_draft", "begin_reception", "begin_upload", "claim_chat_link", "confirm_chat_link",
    "confirm_chat_link_in_chat", "find_services", "follow_events", "list_access_records", "list_filings", "list_late_cases",
    "list_applications",
    "end_consultation", "list_colleagues", "list_consultations", "list_inquiries", "offer_call_code", "read_consultation", "list_drafts", "list_exchange_messages", "list_manifests", "list_notices", "list_results", "make_move", "mark_step", "precheck", "rate_application", "read_application", "read_checklist",
    "read_chat_link", "read_desk", "read_draft", "read_exchange_message", "read_manifest", "read_me", "read_reception", "read_service", "read_status", "read_timeline", "read_upload",
    "save_draft", "sign_manifest", "submit_application", "take_next_case", "tell_exchange_event", "verify_document",
}
