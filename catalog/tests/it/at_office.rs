//! Every service can be applied for at the window of an office, by a traditional process that has nothing left to look at (SC4).

use crate::folder::{copy, mistakes, replace};

const SERVICE: &str = "services/employment-certificate.yaml";
const TRADITIONAL: &str = "processes/traditional.yaml";

/// Proves SC4: the linter refuses a service that cannot be filed at an office as it should; it is told of the service.
#[test]
fn a_service_without_its_traditional_process_is_told() {
    let own = "process_at_office: traditional";
    let cases = [
        (SERVICE, format!("{own}\n"), "", "by which traditional process it goes"),
        (SERVICE, own.to_owned(), "process_at_office: electronic", "goes by a traditional process"),
        (SERVICE, own.to_owned(), "process_at_office: post", "process `post` does not exist"),
        (
            TRADITIONAL,
            "    to: handed-over\n".to_owned(),
            "    to: handed-over\n    originals: agree\n",
            "the operator sees the originals before they file",
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
