//! How people find services without searching: topics, categories of people, life situations.

use domain::codes::ServiceCode;
use domain::text::Text;
use serde::{Deserialize, Serialize};

/// A heading services stand under: a topic, or a category of people (PT-02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Its code, unique in its list.
    pub code: String,
    /// Its name.
    pub title: Text,
}

/// Something that happened in a life, and the services that help (жизненная ситуация).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeSituation {
    /// As services name it: kebab-case.
    pub code: String,
    /// Its name, as the person would say it.
    pub title: Text,
    /// One sentence.
    pub summary: Text,
    /// The picture of the portal's beside it, by name; one that is not drawn there is a plain document.
    #[serde(default)]
    pub icon: String,
    /// The services, the most useful first.
    pub services: Vec<ServiceCode>,
}

/// A heading and how many services stand under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The code to ask by.
    pub code: String,
    /// The name.
    pub title: Text,
    /// How many services.
    pub services: usize,
}

/// The ways through the catalog (PT-02); «все услуги» is the search of nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// Those that have services, with how many.
    pub life_situations: Vec<Facet>,
    /// Those that have services, with how many.
    pub topics: Vec<Facet>,
    /// Departments that provide services.
    pub departments: Vec<Facet>,
    /// Categories of people.
    pub audiences: Vec<Facet>,
}
