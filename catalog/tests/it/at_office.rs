//! Every service can be applied for at the window of an office, by a traditional process that has nothing left to look at (SC4), and some
//! at the department.

use crate::folder::{copy, mistakes, replace};

const SERVICE: &str = "services/employment-certificate.yaml";
const TRADITIONAL: &str = "processes/traditional.yaml";

/// Proves SC4: the linter refuses a service that cannot be filed at an office as it should; it is told of the service.
#[test]
fn a_service_without_its_traditional_process_is_told() {
    let own = "process_at_office: traditional";
    let cases = [
        (SERVICE, format!("{own}\n"), "", "by which traditional process it goes"),
        (
            SERVICE,
            own.to_owned(),
            "process_at_office: electronic",
            "what is filed at a window goes by a traditional process",
        ),
        (SERVICE, own.to_owned(), "process_at_office: post", "process `post` does not exist"),
        (
            TRADITIONAL,
            "    to: handed-over\n".to_owned(),
            "    to: handed-over\n    originals: agree\n",
            "who receives the applicant sees the originals before they file",
        ),
        (
            TRADITIONAL,
            "      - send: {sent: dispatch, received: acknowledge}".to_owned(),
            "      - route: [{made: dispatch}]",
            "this process chooses a way by the form",
        ),
        (
            SERVICE,
            "  template: employment-certificate.typ\n".to_owned(),
            "",
            "the process draws a result and the service has no `template`",
        ),
    ];
    for (file, from, to, reason) in cases {
        let folder = copy();
        replace(&folder, file, &from, to);
        let told = mistakes(&folder);
        let fits = told.iter().any(|one| one.file == SERVICE && one.reason.contains(reason));
        assert!(fits, "{file} `{to}`: {told:#?}");
    }
}

/// Proves AR-05: the linter refuses a service that cannot be filed at its department as it should, and reasons that nobody could choose.
#[test]
fn what_is_filed_at_the_department_needs_a_way_from_there_and_reasons() {
    const REASONS: &str = "direct-filing.yaml";
    let own = |process: &str| format!("process_at_department: {process}");
    let cases = [
        (SERVICE, own("direct"), own("electronic"), "goes by a traditional process"),
        (SERVICE, own("direct"), own("post"), "process `post` does not exist"),
        (SERVICE, own("direct"), own("traditional"), "the form does not ask to which"),
        (
            "services/international-passport.yaml",
            own("direct-papers"),
            own("traditional-papers"),
            "papers that were handed in at the department are not carried there",
        ),
        (
            "departments.yaml",
            "  ogrn: \"1035000000077\"\n  roles: [department_officer]".to_owned(),
            "  ogrn: \"1035000000077\"\n  roles: [curator]".to_owned(),
            "the department has no officers: nobody receives there",
        ),
        (REASONS, "- code: urgent".to_owned(), "- code: infirm".to_owned(), "stands here twice"),
        (REASONS, text_of(REASONS), "[]\n".to_owned(), "there is no reason for it"),
    ];
    for (file, from, to, reason) in cases {
        let folder = copy();
        replace(&folder, file, &from, &to);
        let told = mistakes(&folder);
        assert!(told.iter().any(|one| one.reason.contains(reason)), "{file} `{to}`: {told:#?}");
    }
}

fn text_of(file: &str) -> String {
    std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
