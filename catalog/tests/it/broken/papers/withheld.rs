//! Mistakes about originals that a department keeps: taken without a look at them, or carried by nobody.

use crate::broken::{Case, each_means_nothing};
use crate::folder::{copy, mistakes, replace};

const HUNTING: &str = "services/hunting-licence.yaml";
const VISIT: &str = "processes/one-visit-papers.yaml";
const KEPT_HERE: &str = "the department keeps the original, and after move `hand-over` of process";
const CARRIED: &str =
    "      - carry: {papers: withheld-originals, couriers: mfc-couriers, withheld: true}\n";

const MEANING: [Case; 10] = [
    (
        HUNTING,
        "    compared: true\n    withheld: true",
        "    withheld: true",
        "document `old_ticket` is withheld: it is a copy that is uploaded and `compared`",
    ),
    (
        HUNTING,
        "    esia_type: RF_PASSPORT\n    compared: true",
        "    esia_type: RF_PASSPORT\n    compared: true\n    withheld: true",
        "document `passport` is withheld: it is a copy that is uploaded",
    ),
    (HUNTING, "process: one-visit-papers", "process: one-visit", KEPT_HERE),
    (HUNTING, "process_at_office: traditional-papers", "process_at_office: traditional", KEPT_HERE),
    (
        HUNTING,
        "process: one-visit-papers",
        "process: electronic",
        "process `electronic` has no operator hand a result over: nobody withholds it",
    ),
    (
        VISIT,
        "papers: withheld-originals, couriers",
        "papers: result, couriers",
        "originals that were withheld go to the department that provides the service",
    ),
    (
        VISIT,
        "papers: withheld-originals, couriers: mfc-couriers",
        "papers: withheld-originals, couriers: mfc-couriers, department: mvd",
        "originals that were withheld go to the department that provides the service",
    ),
    (
        VISIT,
        "    originals: withhold\n",
        "",
        "originals that were withheld are carried from a final stage, and each move into it says",
    ),
    (
        VISIT,
        "papers: unclaimed-result, couriers: mfc-couriers",
        "papers: unclaimed-result, couriers: mfc-couriers, withheld: true",
        "originals that were withheld are carried from a final stage, and each move into it says",
    ),
    (
        VISIT,
        "    by: [office_operator]\n    originals: withhold",
        "    by: [department_officer]\n    originals: withhold",
        "compares or withholds originals: only `office_operator` may make it",
    ),
];

/// SC2.10: who lets an original be kept says who carries it, and nobody keeps one that was not compared.
#[test]
fn originals_that_nobody_compares_or_carries_are_told_with_line_and_reason() {
    each_means_nothing(&MEANING);
}

/// It is told with the passport, whose original nobody would carry.
#[test]
fn a_process_that_carries_nothing_keeps_no_original() {
    for instead in ["", "      - carry: {papers: withheld-originals, couriers: mfc-couriers}\n"] {
        let folder = copy();
        replace(&folder, VISIT, CARRIED, instead);
        let told: Vec<String> = mistakes(&folder).iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|one| one.contains(KEPT_HERE)), "{told:#?}");
    }
}
