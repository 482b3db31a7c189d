//! Links of chats to citizens: offered, claimed, active, ended. The chat's number is sealed; a blind
//! index finds the active link of a chat.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, chat_link, micros, moment, name_of};
use crate::seal::{Place, Seal};
use crate::tx::{HELD, Store, Tx};
use domain::assurance::Assurance;
use domain::chat::{self, Chat, ChatLink, EndCause, LinkState};
use domain::id::{ChatLinkId, CitizenId};
use domain::oidc::Digest;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, Set,
};

const OFFERED: &str = "offered";
const CLAIMED: &str = "claimed";
const ACTIVE: &str = "active";
const ENDED: &str = "ended";

impl Store {
    /// A citizen's link.
    pub async fn chat_link(
        &self,
        citizen: CitizenId,
        id: ChatLinkId,
    ) -> Result<Option<ChatLink>, StoreError> {
        let row = chat_link::Entity::find_by_id(id.uuid())
            .filter(chat_link::Column::CitizenId.eq(citizen.uuid()))
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(&row, &self.seal)).transpose()?)
    }

    /// The active link of a citizen.
    pub async fn active_chat_link(
        &self,
        citizen: CitizenId,
    ) -> Result<Option<ChatLink>, StoreError> {
        let row = chat_link::Entity::find()
            .filter(chat_link::Column::ActiveCitizen.eq(citizen.uuid()))
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(&row, &self.seal)).transpose()?)
    }

    /// Whose a chat is, and the level the link was made at.
    pub async fn linked_citizen(
        &self,
        channel: &str,
        chat_id: &str,
    ) -> Result<Option<(CitizenId, Assurance)>, StoreError> {
        let row = chat_link::Entity::find()
            .filter(chat_link::Column::ActiveChat.eq(index(&self.seal, channel, chat_id)))
            .one(&self.read)
            .await?;
        let link = row.map(|row| parse(&row, &self.seal)).transpose()?;
        Ok(link.map(|link| (link.citizen, link.assurance)))
    }

    /// The chat a citizen is told in: (channel, chat).
    pub async fn chat_of(
        &self,
        citizen: CitizenId,
    ) -> Result<Option<(String, String)>, StoreError> {
        Ok(self.active_chat_link(citizen).await?.and_then(told_in))
    }
}

/// The chat of a link, if it has one: (channel, chat).
pub(crate) fn told_in(link: ChatLink) -> Option<(String, String)> {
    link.chat().map(|chat| (chat.channel.clone(), chat.id.clone()))
}

impl Tx {
    /// Whether a chat (channel, chat) is linked to a citizen, as this transaction sees it.
    pub async fn is_linked(
        &self,
        citizen: CitizenId,
        (channel, chat_id): (&str, &str),
    ) -> Result<bool, StoreError> {
        let found = chat_link::Entity::find()
            .select_only()
            .column(chat_link::Column::CitizenId)
            .filter(chat_link::Column::ActiveChat.eq(index(&self.seal, channel, chat_id)))
            .into_tuple::<uuid::Uuid>()
            .one(&self.sql.about(&["chat_link"]))
            .await?;
        Ok(found == Some(citizen.uuid()))
    }

    /// Keeps an offered link under the hash of its code. What the citizen offered before and did not
    /// bring to an end is forgotten: there is one code at a time.
    pub async fn offer_chat_link(
        &mut self,
        link: &ChatLink,
        code: &Digest,
    ) -> Result<(), StoreError> {
        use chat_link::Column;
        chat_link::Entity::delete_many()
            .filter(Column::CitizenId.eq(link.citizen.uuid()))
            .filter(Column::State.is_in([OFFERED, CLAIMED]))
            .exec(&self.sql)
            .await?;
        chat_link::ActiveModel {
            id: Set(link.id.uuid()),
            citizen_id: Set(link.citizen.uuid()),
            assurance: Set(name_of(&link.assurance)),
            code: Set(code.to_string()),
            number: Set(i32::from(link.number)),
            state: Set(OFFERED.to_owned()),
            created_at: Set(micros(self.now)),
            expires_at: Set(micros(link.expires_at)),
            ..Default::default()
        }
        .insert(&self.sql)
        .await?;
        Ok(())
    }

    /// A link under its lock.
    pub async fn lock_chat_link(&mut self, id: ChatLinkId) -> Result<Option<ChatLink>, StoreError> {
        self.lock_one(Condition::all().add(chat_link::Column::Id.eq(id.uuid()))).await
    }

    /// The link of a code, under its lock.
    pub async fn lock_chat_link_of_code(
        &mut self,
        code: &Digest,
    ) -> Result<Option<ChatLink>, StoreError> {
        self.lock_one(Condition::all().add(chat_link::Column::Code.eq(code.to_string()))).await
    }

    /// The active link of a citizen, under its lock.
    pub async fn lock_active_chat_link(
        &mut self,
        citizen: CitizenId,
    ) -> Result<Option<ChatLink>, StoreError> {
        let theirs = chat_link::Column::ActiveCitizen.eq(citizen.uuid());
        self.lock_one(Condition::all().add(theirs)).await
    }

    /// Keeps a link that was claimed or confirmed. Once it is active, any other active link of the
    /// chat and of the citizen is ended, and the journals of both tell of it.
    pub async fn save_chat_link(&mut self, link: &ChatLink) -> Result<(), StoreError> {
        if let LinkState::Active { chat, .. } = &link.state {
            for other in self.rivals(link, chat).await? {
                self.end_chat_link(other, EndCause::Relinked).await?;
            }
            self.append(link.citizen, vec![chat::linked(link.citizen, &chat.channel)]).await?;
        }
        self.write_state(link).await
    }

    /// Ends an active link, and the citizen's journal tells of it.
    pub async fn end_chat_link(
        &mut self,
        link: ChatLink,
        cause: EndCause,
    ) -> Result<(), StoreError> {
        if let Some(chat) = link.chat().filter(|_| link.is_active()) {
            let fact = chat::unlinked(link.citizen, &chat.channel, cause);
            self.append(link.citizen, vec![fact]).await?;
        }
        self.write_state(&link.end(cause)).await
    }

    /// The messenger says that a chat does not take our messages: its link ends. False if it had none.
    pub async fn chat_unreachable(
        &mut self,
        channel: &str,
        chat_id: &str,
    ) -> Result<bool, StoreError> {
        let its = chat_link::Column::ActiveChat.eq(index(&self.seal, channel, chat_id));
        match self.lock_one(Condition::all().add(its)).await? {
            None => Ok(false),
            Some(link) => {
                self.end_chat_link(link, EndCause::Blocked).await?;
                Ok(true)
            }
        }
    }

    async fn lock_one(&self, condition: Condition) -> Result<Option<ChatLink>, StoreError> {
        let row = chat_link::Entity::find().filter(condition).lock(HELD).one(&self.sql).await?;
        Ok(row.map(|row| parse(&row, &self.seal)).transpose()?)
    }

    async fn rivals(&self, link: &ChatLink, chat: &Chat) -> Result<Vec<ChatLink>, StoreError> {
        use chat_link::Column;
        let same = Condition::any()
            .add(Column::ActiveCitizen.eq(link.citizen.uuid()))
            .add(Column::ActiveChat.eq(index(&self.seal, &chat.channel, &chat.id)));
        let rows = chat_link::Entity::find()
            .filter(Column::Id.ne(link.id.uuid()))
            .filter(same)
            .lock(HELD)
            .all(&self.sql)
            .await?;
        Ok(rows.iter().map(|row| parse(row, &self.seal)).collect::<Result<_, _>>()?)
    }

    /// Writes what a step changed; the guard on `ended_at` keeps an ended link ended.
    async fn write_state(&self, link: &ChatLink) -> Result<(), StoreError> {
        use chat_link::Column;
        let mut cells = Cells::default();
        match &link.state {
            LinkState::Offered => cells.state = OFFERED,
            LinkState::Claimed { chat, confirmed } => {
                cells.state = CLAIMED;
                cells.confirmed = confirmed.as_ref().map(name_of);
                cells.keep(self, link, chat);
            }
            LinkState::Active { chat, since } => {
                cells.state = ACTIVE;
                cells.active_at = Some(micros(*since));
                cells.active_citizen = Some(link.citizen.uuid());
                cells.active_chat = Some(index(&self.seal, &chat.channel, &chat.id));
                cells.keep(self, link, chat);
            }
            LinkState::Ended { cause } => {
                cells.state = ENDED;
                cells.cause = Some(name_of(cause));
                cells.ended_at = Some(micros(self.now));
            }
        }
        let done = chat_link::Entity::update_many()
            .col_expr(Column::State, Expr::value(cells.state))
            .col_expr(Column::Channel, Expr::value(cells.channel))
            .col_expr(Column::Chat, Expr::value(cells.chat))
            .col_expr(Column::Confirmed, Expr::value(cells.confirmed))
            .col_expr(Column::Cause, Expr::value(cells.cause))
            .col_expr(Column::ExpiresAt, Expr::value(micros(link.expires_at)))
            .col_expr(Column::ActiveAt, Expr::value(cells.active_at))
            .col_expr(Column::EndedAt, Expr::value(cells.ended_at))
            .col_expr(Column::ActiveCitizen, Expr::value(cells.active_citizen))
            .col_expr(Column::ActiveChat, Expr::value(cells.active_chat))
            .filter(Column::Id.eq(link.id.uuid()))
            .filter(Column::EndedAt.is_null())
            .exec(&self.sql)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

/// The cells that depend on the state.
#[derive(Debug, Default)]
struct Cells {
    state: &'static str,
    channel: Option<String>,
    chat: Option<Vec<u8>>,
    confirmed: Option<String>,
    cause: Option<String>,
    active_at: Option<i64>,
    ended_at: Option<i64>,
    active_citizen: Option<uuid::Uuid>,
    active_chat: Option<Vec<u8>>,
}

impl Cells {
    fn keep(&mut self, tx: &Tx, link: &ChatLink, chat: &Chat) {
        self.channel = Some(chat.channel.clone());
        self.chat = Some(tx.seal.seal(&place(link.id), chat.id.as_bytes(), &*tx.entropy));
    }
}

pub(crate) fn place(id: ChatLinkId) -> Place {
    Place::new("chat_link", "chat", id)
}

fn index(seal: &Seal, channel: &str, chat_id: &str) -> Vec<u8> {
    seal.index("chat", &format!("{channel}:{chat_id}"))
}

pub(crate) fn parse(row: &chat_link::Model, seal: &Seal) -> Result<ChatLink, Corrupt> {
    let cell = Cell { table: "chat_link", row: &row.id };
    Ok(ChatLink {
        id: ChatLinkId::from_uuid(row.id),
        citizen: CitizenId::from_uuid(row.citizen_id),
        assurance: cell.name("assurance", &row.assurance)?,
        number: cell.count("number", i64::from(row.number))?,
        expires_at: moment(&cell, "expires_at", row.expires_at)?,
        state: state(row, &cell, seal)?,
    })
}

fn state(row: &chat_link::Model, cell: &Cell<'_>, seal: &Seal) -> Result<LinkState, Corrupt> {
    let missing = |column| cell.corrupt(column, "is missing");
    let chat = || {
        let sealed = row.chat.as_deref().ok_or_else(|| missing("chat"))?;
        let opened = seal.open(&place(ChatLinkId::from_uuid(row.id)), sealed)?;
        let id = String::from_utf8(opened).map_err(|_bytes| cell.corrupt("chat", "not a text"))?;
        Ok(Chat { channel: row.channel.clone().ok_or_else(|| missing("channel"))?, id })
    };
    Ok(match row.state.as_str() {
        OFFERED => LinkState::Offered,
        CLAIMED => {
            let confirmed =
                row.confirmed.as_deref().map(|side| cell.name("confirmed", side)).transpose()?;
            LinkState::Claimed { chat: chat()?, confirmed }
        }
        ACTIVE => {
            let since = row.active_at.ok_or_else(|| missing("active_at"))?;
            LinkState::Active { chat: chat()?, since: moment(cell, "active_at", since)? }
        }
        ENDED => {
            let cause = row.cause.as_deref().ok_or_else(|| missing("cause"))?;
            LinkState::Ended { cause: cell.name("cause", cause)? }
        }
        _ => return Err(cell.corrupt("state", "an unknown name")),
    })
}
