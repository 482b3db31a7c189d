//! The procedures, proved on a real store and the real catalog.

#[cfg(test)]
mod advance;
#[cfg(test)]
mod assignment;
#[cfg(test)]
mod checklist;
#[cfg(test)]
mod co_applicant;
#[cfg(test)]
mod decision;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod hold;
#[cfg(test)]
mod issue_result;
#[cfg(test)]
mod late_notice;
#[cfg(test)]
mod mailbox;
#[cfg(test)]
mod message;
#[cfg(test)]
mod precheck;
#[cfg(test)]
mod reception;
#[cfg(test)]
mod submit;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod usual;
#[cfg(test)]
mod verify;
#[cfg(test)]
mod waiting_list;
#[cfg(test)]
mod world;
