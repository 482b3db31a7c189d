//! Steps: what several verbs share. A verb never imports a verb.

pub(crate) mod again;
pub(crate) mod assigning;
pub(crate) mod checklist;
pub(crate) mod co_applicant;
pub(crate) mod document;
pub(crate) mod duties;
pub(crate) mod each;
pub(crate) mod effect;
pub(crate) mod form;
pub(crate) mod job_end;
pub(crate) mod moves;
pub(crate) mod note;
pub(crate) mod notices;
pub(crate) mod once;
pub(crate) mod papers;
pub(crate) mod reading;
pub(crate) mod reception;
pub(crate) mod status_code;
pub(crate) mod uploads;
pub(crate) mod usual;
pub(crate) mod verify_code;
pub(crate) mod waiting_list;
pub(crate) mod words;
pub(crate) mod workplaces;
