//! Mistakes about papers that are carried: of a kind that may not be, by nobody, to nobody, or past the signatures.

mod withheld;

use super::{ABROAD, Case, FAST, PROCESS, each_is_unreadable, each_means_nothing};

const PAPERS: &str = "papers.yaml";

const READING: [Case; 4] = [
    (PAPERS, "to: to_department", "to: to_moon", "unknown variant `to_moon`"),
    (PAPERS, "to: to_department", "towards: to_department", "unknown field `towards`"),
    (PAPERS, "code: unclaimed-result", "code: Unclaimed result", "is not a code"),
    (PAPERS, "code: unclaimed-result", "code: result", "stands here twice"),
];

const MEANING: [Case; 16] = [
    (
        FAST,
        "    organisation: mfc-couriers\n    queue: with-courier",
        "    queue: with-courier",
        "name whose, by `organisation`",
    ),
    (
        FAST,
        "    organisation: mfc-couriers\n    queue: with-courier",
        "    organisation: pigeons\n    queue: with-courier",
        "stage `with-courier`: organisation `pigeons` has no couriers",
    ),
    (
        FAST,
        "papers: application-papers,",
        "papers: love-letters,",
        "papers `love-letters` are none that may be carried: see `papers.yaml`",
    ),
    (
        FAST,
        "papers: application-papers,",
        "papers: result,",
        "papers `result` go the other way, by `papers.yaml`",
    ),
    (
        FAST,
        "couriers: mfc-couriers, taken: take-papers,",
        "couriers: mfc-kolomna, taken: take-papers,",
        ": organisation `mfc-kolomna` has no couriers",
    ),
    (
        FAST,
        "couriers: mfc-couriers, taken: take-papers,",
        "couriers: mfc-couriers, department: minobrazovaniya, taken: take-papers,",
        "papers are carried to or from `minobrazovaniya`, and it has no officers to sign for them",
    ),
    (
        ABROAD,
        "department: mvd",
        "department: minobrazovaniya",
        "papers are carried to or from `minobrazovaniya`, and it has no officers to sign for them",
    ),
    (
        FAST,
        "taken: take-papers, received: receive-papers}",
        "taken: take-papers}",
        "`taken` and `received` go together",
    ),
    (
        FAST,
        "taken: take-papers, received: receive-papers}",
        "received: receive-papers}",
        "`taken` and `received` go together",
    ),
    (
        FAST,
        "to: with-courier\n    by: [platform]",
        "to: with-courier\n    by: [platform, office_operator]",
        "`taken` names move `take-papers`, which must be made by `platform` alone",
    ),
    (
        FAST,
        "from: [with-courier]\n    to: received\n    by: [platform]",
        "from: [with-courier]\n    to: received\n    by: [platform, department_officer]",
        "`received` names move `receive-papers`, which must be made by `platform` alone",
    ),
    (
        FAST,
        "taken: take-papers, received: receive-papers}",
        "taken: take-document, received: receive-papers}",
        "`taken` names move `take-document`, which does not lead out of `awaiting-courier`",
    ),
    (
        FAST,
        "from: [received]\n    to: in-production",
        "from: [received]\n    to: with-courier",
        "papers are on the way in stage `with-courier`: `taken` from here alone leads into it",
    ),
    (
        FAST,
        "from: [with-courier]\n    to: received",
        "from: [with-courier]\n    to: at-office",
        "papers go from `office_operator` to `department_officer` or back",
    ),
    (
        FAST,
        "      - carry: {papers: unclaimed-result, couriers: mfc-couriers}\n",
        "      - carry: {papers: unclaimed-result, couriers: mfc-couriers}\n      - carry: {papers: unclaimed-result, couriers: mfc-couriers}\n",
        "the same papers are carried twice",
    ),
    (
        PROCESS,
        "      - generate: {issued: issue}\n",
        "      - generate: {issued: issue}\n      - carry: {papers: application-papers, couriers: mfc-couriers}\n",
        "papers go from or to an office, and the process has no stage at one",
    ),
];

#[test]
fn a_kind_of_papers_that_cannot_be_read_is_told_with_line_and_reason() {
    each_is_unreadable(&READING);
}

/// Proves AR-09: what does not stand among the papers that may be carried is carried by no process, and none moves past the signatures.
#[test]
fn papers_that_nobody_may_carry_or_sign_for_are_told_with_line_and_reason() {
    each_means_nothing(&MEANING);
}
