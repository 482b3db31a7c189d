//! Processes made up from a seed: legs of sending and awaiting, corrections, stages of people, a document or none.

use domain::entropy::{SeededEntropy, bytes};
use domain::process::Process;
use serde_json::{Value, json};

/// A repeatable source of choices.
pub(super) struct Chance(SeededEntropy);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// A number below `count`.
    pub(super) fn below(&self, count: usize) -> usize {
        let random = u64::from_be_bytes(bytes(&self.0));
        usize::try_from(random % u64::try_from(count).unwrap()).unwrap()
    }

    /// True once in `count` times.
    pub(super) fn once_in(&self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(super) fn one_of<'a, T>(&self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A process as it grows.
#[derive(Default)]
struct Draft {
    stages: Vec<Value>,
    moves: Vec<Value>,
}

impl Draft {
    fn stage(&mut self, code: &str, owner: &str, effects: &Value) {
        self.stages.push(json!({
            "code": code, "title": {"ru": "Этап", "en": "Stage"}, "hint": {"ru": "Ждём.", "en": "Waiting."},
            "epgu_status_id": 2, "owner": owner, "queue": "work",
            "term": {"amount": 1, "unit": "working_day"}, "on_enter": effects,
        }));
    }

    fn last(&mut self, code: &str, outcome: &str, notice: &str) {
        self.stages.push(json!({
            "code": code, "title": {"ru": "Конец", "en": "End"}, "hint": {"ru": "Готово.", "en": "Done."},
            "epgu_status_id": 3, "outcome": outcome, "on_enter": [{"notify": notice}],
        }));
    }

    fn moved(&mut self, code: &str, from: &str, to: &str, by: &str, reason: &str) {
        self.moves.push(json!({
            "code": code, "title": {"ru": "Дальше", "en": "On"}, "from": [from], "to": to, "by": [by],
            "reason": reason, "form": false,
        }));
    }

    /// A message to a department and its decision; the case goes on in `next`.
    fn leg(&mut self, number: usize, next: &str, chance: &Chance) {
        let [send, way, wait, mend] =
            ["hand", "way", "wait", "mend"].map(|kind| format!("{kind}-{number}"));
        let code = |kind: &str| format!("{kind}-by-{number}");
        let whom = *chance.one_of(&[None, Some("zags"), Some("minzdrav")]);
        let (mut sending, mut awaiting) = (
            json!({"received": code("taken")}),
            json!({"granted": code("yes"), "refused": code("no")}),
        );
        if let Some(whom) = whom {
            sending["to"] = json!(whom);
            awaiting["from"] = json!(whom);
        }
        let mut from = &send;
        if chance.once_in(2) {
            sending["sent"] = json!(code("posted"));
            self.moved(&code("posted"), &send, &way, "platform", "none");
            self.stage(&way, "department_system", &json!([]));
            from = &way;
        }
        self.moved(&code("taken"), from, &wait, "department_system", "none");
        self.moved(&code("yes"), &wait, next, "department_system", "none");
        self.moved(&code("no"), &wait, "over", "department_system", "provision");
        if chance.once_in(2) {
            awaiting["intake_refused"] = json!(code("unfit"));
            self.moved(&code("unfit"), &wait, "over", "department_system", "intake");
        }
        if chance.once_in(2) {
            awaiting["returned"] = json!(code("back"));
            self.moved(&code("back"), &wait, &mend, "department_system", "intake");
            self.stage(&mend, "citizen", &json!([{"notify": "please-mend"}]));
            // Most begin this leg anew, some everything; what meets no answer the proofs turn down.
            let again = if chance.once_in(3) { "hand-0" } else { &send };
            self.moved(&code("mended"), &mend, again, "citizen", "none");
            self.moves.last_mut().unwrap()["form"] = json!(true);
        }
        if chance.once_in(3) {
            self.moved(&code("officer-yes"), &wait, next, "department_officer", "none");
            self.moved(&code("officer-no"), &wait, "over", "department_officer", "provision");
        }
        self.stage(&send, "platform", &json!([{"send": sending}]));
        self.stage(&wait, "department_system", &json!([{"await": awaiting}]));
    }
}

impl Draft {
    /// One of the ways in which a case would stand still, or go round for ever, without a word.
    fn spoil(&mut self, chance: &Chance) {
        let sends = |one: &Value| one["on_enter"][0]["send"].is_object();
        match chance.below(4) {
            // A stage of a person who has no move.
            0 => self.stages[0]["owner"] = json!("citizen"),
            // What was taken comes back to be sent again.
            1 => {
                let send = self.stages.iter().find(|one| sends(one)).unwrap();
                let (code, received) = (&send["code"], &send["on_enter"][0]["send"]["received"]);
                let again = self.moves.iter_mut().find(|one| one["code"] == *received).unwrap();
                again["to"] = code.clone();
            }
            // Work where a message is on its way.
            2 => {
                let effects =
                    self.stages.iter().find(|one| sends(one)).unwrap()["on_enter"].clone();
                let way = self
                    .stages
                    .iter_mut()
                    .find(|one| one["code"].as_str().unwrap().starts_with("way-"));
                if let Some(way) = way {
                    way["on_enter"] = effects;
                }
            }
            // A desk at which somebody else decides.
            _ => {
                let desk = self
                    .stages
                    .iter_mut()
                    .find(|one| one["code"].as_str().unwrap().starts_with("desk-"));
                if let Some(desk) = desk {
                    let citizen = desk["owner"] == "citizen";
                    desk["owner"] = json!(if citizen { "department_officer" } else { "citizen" });
                }
            }
        }
    }
}

impl Draft {
    /// A leg whose grant is looked at by an office: what is not so goes back to the applicant, and comes again.
    fn checked(&mut self, number: usize, following: &str, chance: &Chance) {
        let [look, mend] = ["look", "mend-look"].map(|kind| format!("{kind}-{number}"));
        self.leg(number, &look, chance);
        self.stage(&look, "office_operator", &json!([]));
        self.stage(&mend, "citizen", &json!([]));
        for (code, to, checks) in [("fits", following, "passed"), ("fails", &*mend, "failed")] {
            self.moved(&format!("{code}-{number}"), &look, to, "office_operator", "none");
            if let Some(last) = self.moves.last_mut() {
                last["checks"] = json!(checks);
            }
        }
        self.moved(&format!("mended-look-{number}"), &mend, &look, "citizen", "none");
        if let Some(last) = self.moves.last_mut() {
            last["form"] = json!(true);
        }
    }

    /// A stage that is only passed through, by one of two ways.
    fn routed(&mut self, chance: &Chance) {
        let limit = chance.below(90);
        self.stage("ways", "platform", &json!([{"route": [
            {"when": format!("form.depth_metres > {limit}"), "made": "deep"}, {"made": "shallow"},
        ]}]));
        for code in ["deep", "shallow"] {
            self.moved(code, "ways", "hand-0", "platform", "none");
        }
    }
}

impl Draft {
    /// A co-applicant confirms before anything else, and may say that something is wrong.
    fn joint(&mut self, following: &str, chance: &Chance) {
        self.stage("asked", "co_applicant", &json!([]));
        self.moved("joins", "asked", following, "co_applicant", "none");
        if let Some(last) = self.moves.last_mut() {
            last["joins"] = json!(true);
        }
        if chance.once_in(2) {
            self.stage("mend-asked", "citizen", &json!([]));
            self.moved("doubts", "asked", "mend-asked", "co_applicant", "none");
            self.moved("mended-asked", "mend-asked", "asked", "citizen", "none");
            if let Some(last) = self.moves.last_mut() {
                last["form"] = json!(true);
            }
        }
    }
}

impl Draft {
    /// A leg after whose grant papers go from an office to a department, where an officer looks at them.
    fn carried(&mut self, number: usize, following: &str, chance: &Chance) {
        let [give, ride, read] = ["give", "ride", "read"].map(|kind| format!("{kind}-{number}"));
        let [taken, received] = ["took", "got"].map(|kind| format!("{kind}-{number}"));
        self.leg(number, &give, chance);
        let carry = json!([{"carry": {
            "papers": "application-papers", "couriers": "mfc-couriers", "taken": taken, "received": received,
        }}]);
        self.stage(&give, "office_operator", &carry);
        self.stage(&ride, "courier", &json!([]));
        if let Some(last) = self.stages.last_mut() {
            last["organisation"] = json!("mfc-couriers");
        }
        self.stage(&read, "department_officer", &json!([]));
        self.moved(&taken, &give, &ride, "platform", "none");
        self.moved(&received, &ride, &read, "platform", "none");
        self.moved(&format!("read-by-{number}"), &read, following, "department_officer", "none");
    }
}

/// A process of this code; nothing says that it is a good one.
pub(super) fn process(code: &str, chance: &Chance) -> Process {
    let mut draft = Draft::default();
    let none = json!([]);
    let legs = 1 + chance.below(3);
    let draws = !chance.once_in(3);
    let end = if draws { "draw" } else { "given" };
    for number in 0..legs {
        let following = if number + 1 < legs { format!("hand-{}", number + 1) } else { end.into() };
        if chance.once_in(4) {
            draft.checked(number, &following, chance);
        } else if chance.once_in(5) {
            draft.carried(number, &following, chance);
        } else if chance.once_in(3) {
            let person = chance.one_of(&["citizen", "department_officer", "office_operator"]);
            let desk = format!("desk-{number}");
            draft.leg(number, &desk, chance);
            let lapses = chance.once_in(3);
            let lapse = json!([{ "lapse": { "lapsed": format!("too-late-{number}") } }]);
            draft.stage(&desk, person, if lapses { &lapse } else { &none });
            draft.moved(&format!("agree-{number}"), &desk, &following, person, "none");
            if lapses {
                draft.moved(&format!("too-late-{number}"), &desk, "given", "platform", "none");
            }
            if *person == "office_operator" && chance.once_in(2) {
                let code = json!(format!("agree-{number}"));
                let agrees = draft.moves.iter_mut().find(|one| one["code"] == code);
                if let Some(agrees) = agrees {
                    agrees["originals"] = json!("agree");
                }
            }
        } else {
            draft.leg(number, &following, chance);
        }
    }
    if draws {
        draft.stage("draw", "platform", &json!([{"generate": {"issued": "give"}}]));
        draft.moved("give", "draw", "given", "platform", "none");
    }
    draft.last("given", "granted", "result-ready");
    draft.last("over", "refused", "refused");
    if chance.once_in(2) {
        draft.last("taken-back", "withdrawn", "application-registered");
        let from = draft.stages[chance.below(draft.stages.len() - 3)]["code"].clone();
        draft.moved("take-back", from.as_str().unwrap(), "taken-back", "citizen", "none");
        // The proofs turn down what takes back from a department that is sent nothing.
        if chance.once_in(2) {
            let to = *chance.one_of(&[None, Some("zags"), Some("minzdrav")]);
            let cancel = to.map_or_else(|| json!({}), |to| json!({ "to": to }));
            if let Some(last) = draft.stages.last_mut() {
                last["on_enter"] = json!([{ "cancel": cancel }]);
            }
        }
    }
    let routed = chance.once_in(3);
    if routed {
        draft.routed(chance);
    }
    let first = if routed { "ways" } else { "hand-0" };
    let joint = chance.once_in(4);
    if joint {
        draft.joint(first, chance);
    }
    if chance.once_in(8) {
        draft.spoil(chance);
    }
    if chance.once_in(4) {
        // A shortcut somewhere: often one that the proofs turn down. It carries no reason, so it leads to no stage
        // that tells one.
        let codes: Vec<_> =
            draft.stages.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect();
        let from = chance.one_of(&codes).clone();
        let without_reason: Vec<_> =
            codes.iter().filter(|code| *code != "over" && !code.starts_with("mend-")).collect();
        let to = (*chance.one_of(&without_reason)).clone();
        draft.moved("shortcut", &from, &to, "department_officer", "none");
    }
    serde_json::from_value(json!({
        "code": code, "version": 1, "title": {"ru": "Придумано", "en": "Made up"},
        "scenario": "electronic", "visits_required": 0, "initial": if joint { "asked" } else { first },
        "stages": draft.stages, "moves": draft.moves,
    }))
    .unwrap()
}
