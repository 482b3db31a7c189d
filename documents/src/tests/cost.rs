//! What printing costs; run by hand.

use super::{NOON, certificate, holder_of, template};
use crate::Renderer;
use serde_json::json;
use std::time::Instant;

const PRINTS: u32 = 50;

#[test]
#[ignore = "a measurement, not a proof"]
fn what_printing_costs() {
    let (renderer, source) = (Renderer::new(), certificate());
    let began = Instant::now();
    for number in 0..PRINTS {
        let mut values = holder_of("registration_periods");
        values["applicant"]["last_name"] = json!(format!("Ковалёва-{number}"));
        let text = format!("https://example.org/verify/{number}");
        renderer.render(template(&source), &values, &text, NOON).unwrap();
    }
    println!("a print: {:.1} ms", (began.elapsed() / PRINTS).as_secs_f64() * 1000.0);
}
