//! The catalog of the house, proved whole, and what happens to one that is broken.

#[cfg(test)]
mod anything;
#[cfg(test)]
mod at_office;
#[cfg(test)]
mod broken;
#[cfg(test)]
mod certificate;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod search;
