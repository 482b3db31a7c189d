//! Where applications are filed, and what follows from it: the process, and until when filing counts as that day.

use crate::codes::ProcessCode;
use crate::reception::Window;
use crate::service::Service;
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// Where an application was filed (MQ-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The portal's pages (РПГУ).
    Portal,
    /// A client of the API: a mobile app or another portal.
    Api,
    /// A linked chat of Telegram.
    Bot,
    /// The window of an office (МФЦ), by an operator for a visitor (SC4, G5.6).
    Office,
    /// The department itself, by its officer for a visitor: in exceptional cases only, each for a coded reason (AR-05).
    Department,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Portal, Self::Api, Self::Bot, Self::Office, Self::Department];

    /// The name, as stored and shown to clients.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Api => "api",
            Self::Bot => "bot",
            Self::Office => "office",
            Self::Department => "department",
        }
    }

    /// That of what is filed at a window.
    #[must_use]
    pub const fn at(window: &Window) -> Self {
        match window.direct_reason {
            None => Self::Office,
            Some(_) => Self::Department,
        }
    }

    /// The process of an application for a service that is filed through it; nothing where the service is not filed there.
    #[must_use]
    pub fn process_of(self, service: &Service) -> Option<&ProcessCode> {
        let at_office = service.process_at_office.as_ref();
        match self {
            Self::Portal | Self::Api | Self::Bot => Some(&service.process),
            Self::Office => Some(at_office.unwrap_or(&service.process)),
            Self::Department => service.process_at_department.as_ref(),
        }
    }
}

/// Until when of a working day filing counts as that day; after it, the next working day does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cutoffs {
    /// On the portal, by the API and in a chat: 16:00 by the oblast's regulations.
    pub online: NaiveTime,
    /// At the window of an office (МФЦ), and of a department: 18:00.
    pub office: NaiveTime,
}

impl Cutoffs {
    /// That of a channel.
    #[must_use]
    pub const fn of(self, channel: Channel) -> NaiveTime {
        match channel {
            Channel::Office | Channel::Department => self.office,
            Channel::Portal | Channel::Api | Channel::Bot => self.online,
        }
    }
}
