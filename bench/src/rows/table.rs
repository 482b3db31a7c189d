//! The rows: what stands in each column of each table, for the number of a row.

use chrono::{DateTime, Duration, NaiveDate};
use domain::codes::DepartmentCode;
use domain::id::{ApplicationId, CitizenId};
use domain::job::{Entry, Job};
use domain::journal::{ActorRef, CitizenFact, FactBody};
use domain::number::ApplicationNumber;
use domain::process::Role;
use domain::time::Moment;
use uuid::Uuid;

/// Applications of one citizen.
const OF_ONE: u64 = 5;
/// Organisations that hold applications.
const ORGANISATIONS: u64 = 50;
/// One of so many applications goes on and is held.
const HELD: u64 = 10;
/// Of those that are held, one in so many is late.
const LATE: u64 = 100;
/// One in so many was applied for by two.
const JOINT: u64 = 50;
/// How many wait on one list.
pub(super) const ON_A_LIST: u64 = 3_000;
/// Lanes with due work.
const LANES: u64 = 7;

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) applications: u64,
    pub(super) due: u64,
}

impl Sizes {
    /// How many applications wait on a list: all that are held.
    pub(super) const fn waiting(&self) -> u64 {
        self.applications.div_ceil(HELD)
    }

    /// How many waiting lists there are.
    const fn lists(&self) -> u64 {
        self.waiting().div_ceil(ON_A_LIST)
    }

    pub(super) const fn citizens(&self) -> u64 {
        self.applications.div_ceil(OF_ONE)
    }
}

/// A table that is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Citizen,
    Application,
    Fact,
    Waiting,
    Message,
    Queue,
}

#[derive(Debug, Clone)]
pub(super) enum Cell {
    Nothing,
    Number(i64),
    Text(String),
    Id(Uuid),
    Bytes(&'static [u8]),
}

impl Table {
    /// In the order in which rows refer to one another.
    pub(super) const ALL: [Self; 6] =
        [Self::Citizen, Self::Application, Self::Fact, Self::Waiting, Self::Message, Self::Queue];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Application => "application",
            Self::Fact => "fact",
            Self::Waiting => "waiting_entry",
            Self::Message => "placed_message",
            Self::Queue => "queue",
        }
    }

    pub(super) const fn rows(self, sizes: &Sizes) -> u64 {
        match self {
            Self::Citizen => sizes.citizens(),
            Self::Application | Self::Fact | Self::Message => sizes.applications,
            Self::Waiting => sizes.waiting(),
            Self::Queue => sizes.due,
        }
    }

    /// The cells of a row, by column.
    pub(super) fn row(self, number: u64, sizes: &Sizes) -> Vec<(&'static str, Cell)> {
        match self {
            Self::Citizen => citizen_row(number),
            Self::Application => application_row(number, sizes),
            Self::Fact => fact_row(number, sizes),
            Self::Waiting => waiting_row(number, sizes),
            Self::Message => message_row(number),
            Self::Queue => queue_row(number),
        }
    }
}

/// The citizen of a number.
pub(super) fn citizen(number: u64) -> CitizenId {
    CitizenId::from_uuid(id(1, number))
}

/// The application of a number.
pub(super) fn application(number: u64) -> ApplicationId {
    ApplicationId::from_uuid(id(2, number))
}

/// What people read on it.
pub(super) fn numbered(number: u64) -> ApplicationNumber {
    ApplicationNumber::new(2026, number + 1)
}

/// One of the organisations that hold applications.
pub(super) fn organisation(number: u64) -> String {
    format!("office-{}", number % ORGANISATIONS)
}

/// How many messages an organisation has at least.
pub(super) const fn messages(sizes: &Sizes) -> u64 {
    sizes.applications / ORGANISATIONS
}

/// The application that is the given one of those that wait.
pub(super) fn waiting(number: u64) -> ApplicationId {
    application(number * HELD)
}

/// The list that one of those that wait is on, and its turn there, from 1.
pub(super) fn list(number: u64, sizes: &Sizes) -> (String, u64) {
    (format!("list-{}", number % sizes.lists()), number / sizes.lists() + 1)
}

/// One of the lanes with due work.
pub(super) fn lane(number: u64) -> String {
    format!("lane-{}", number % LANES)
}

/// Time-ordered, as real ones are (RFC 9562, version 7).
fn id(kind: u128, number: u64) -> Uuid {
    let time = (1_770_000_000_000 + u128::from(number)) << 80;
    Uuid::from_u128(time | 7 << 76 | 0b10 << 62 | kind << 56 | u128::from(number & 0xff_ffff))
}

fn at(number: u64) -> Moment {
    let seconds = i64::try_from(number).unwrap_or_default() * 3;
    DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::seconds(seconds)
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn time(at: Moment) -> Cell {
    Cell::Number(at.timestamp_micros())
}

fn whole(number: u64) -> Cell {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn citizen_row(number: u64) -> Vec<(&'static str, Cell)> {
    let begun = at(0);
    vec![
        ("id", Cell::Id(citizen(number).uuid())),
        ("esia_oid", whole(8_000_000_000 + number)),
        ("assurance", text("confirmed")),
        // Sealed by nobody: lists never open it.
        ("profile", Cell::Bytes(&[0; 200])),
        ("snils_index", Cell::Nothing),
        ("journal_sequence", whole(OF_ONE)),
        ("journal_head", text("0".repeat(64))),
        ("journal_at", time(begun)),
        ("created_at", time(begun)),
        ("updated_at", time(begun)),
    ]
}

fn application_row(number: u64, sizes: &Sizes) -> Vec<(&'static str, Cell)> {
    let filed = at(number);
    let held = number.is_multiple_of(HELD);
    let when_held = |cell: Cell| if held { cell } else { Cell::Nothing };
    let role = Role::DepartmentOfficer.name();
    vec![
        ("id", Cell::Id(application(number).uuid())),
        ("number", text(numbered(number).to_string())),
        ("citizen_id", Cell::Id(citizen(number % sizes.citizens()).uuid())),
        ("service", text("employment-certificate")),
        ("service_version", Cell::Number(1)),
        ("process", text("electronic")),
        ("process_version", Cell::Number(1)),
        ("channel", text("api")),
        ("stage", text(if held { "received" } else { "granted" })),
        ("stage_entry", Cell::Number(3)),
        ("stage_since", time(filed)),
        ("stage_due_at", when_held(time(filed + Duration::days(5)))),
        ("filed_at", time(filed)),
        ("registered_on", text(day(filed).to_string())),
        ("due_at", time(filed + Duration::days(10))),
        ("cleared", text("[]")),
        ("revision", Cell::Number(1)),
        ("outcome", if held { Cell::Nothing } else { text("granted") }),
        ("refusal", Cell::Nothing),
        ("result_id", Cell::Nothing),
        ("version", Cell::Number(4)),
        ("delayed_since", Cell::Nothing),
        ("holder_role", when_held(text(role))),
        ("holder_organisation", when_held(text(organisation(number / HELD)))),
        ("queue", when_held(text("department"))),
        ("place", when_held(whole(list(number / HELD, sizes).1))),
        ("watch_at", when_held(time(at(sizes.applications) + Duration::days(1)))),
        (
            "lateness",
            if held && number.is_multiple_of(HELD * LATE) { text("near") } else { Cell::Nothing },
        ),
        (
            "co_applicant",
            if number.is_multiple_of(JOINT) {
                Cell::Id(citizen((number + 1) % sizes.citizens()).uuid())
            } else {
                Cell::Nothing
            },
        ),
    ]
}

fn day(at: Moment) -> NaiveDate {
    at.date_naive()
}

fn fact_row(number: u64, sizes: &Sizes) -> Vec<(&'static str, Cell)> {
    let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: "bench".to_owned() });
    let json = |value: Result<String, serde_json::Error>| text(value.unwrap_or_default());
    vec![
        ("citizen_id", Cell::Id(citizen(number % sizes.citizens()).uuid())),
        ("sequence", whole(number / sizes.citizens() + 1)),
        ("id", Cell::Id(id(3, number))),
        ("application_id", Cell::Id(application(number).uuid())),
        ("at", time(at(number))),
        ("actor", json(serde_json::to_string(&ActorRef::PLATFORM))),
        ("body", json(serde_json::to_string(&body))),
        ("previous", text("0".repeat(64))),
        ("hash", text("0".repeat(64))),
        ("position", whole(number + 1)),
        ("hash_scheme", Cell::Number(1)),
        ("hash_key", Cell::Nothing),
    ]
}

fn waiting_row(number: u64, sizes: &Sizes) -> Vec<(&'static str, Cell)> {
    let (list, turn) = list(number, sizes);
    vec![
        ("application_id", Cell::Id(waiting(number).uuid())),
        ("list", text(list)),
        ("precedence", Cell::Number(1)),
        ("turn", whole(turn)),
        ("joined_at", time(at(number))),
    ]
}

fn message_row(number: u64) -> Vec<(&'static str, Cell)> {
    vec![
        ("receiver", text(organisation(number))),
        ("position", whole(number / ORGANISATIONS + 1)),
        ("id", text(format!("{}-3-1", application(number)))),
        ("kind", text("sent")),
        ("application_id", Cell::Id(application(number).uuid())),
        ("entry", Cell::Number(3)),
        ("revision", Cell::Number(1)),
        ("awaited", Cell::Number(4)),
        ("placed_at", time(at(number))),
    ]
}

fn queue_row(number: u64) -> Vec<(&'static str, Cell)> {
    let receiver: Option<DepartmentCode> = organisation(number).parse().ok();
    let job = Job::AwaitDecision { application: application(number), entry: Entry(3), receiver };
    vec![
        ("id", Cell::Id(id(4, number))),
        ("lane", text(lane(number))),
        ("kind", text(job.kind())),
        ("payload", text(serde_json::to_string(&job).unwrap_or_default())),
        ("dedupe_key", text(format!("bench-{number}"))),
        ("application_id", Cell::Id(application(number).uuid())),
        ("due_at", time(at(number % 1_000))),
        ("attempts", Cell::Number(0)),
        ("unended", Cell::Number(0)),
        ("state", text("waiting")),
        ("claimed_by", Cell::Nothing),
        ("fence", Cell::Number(0)),
        ("reason", Cell::Nothing),
        ("created_at", time(at(number))),
    ]
}
