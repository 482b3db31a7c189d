//! Who is told about an application, and how they can be reached.

use crate::chat::{parse as parse_link, told_in};
use crate::citizens;
use crate::ends::Ends;
use crate::error::StoreError;
use crate::forms::{self, FiledForm};
use crate::rows::{application_form, chat_link, citizen, related};
use crate::tx::{HELD, Tx};
use domain::citizen::Profile;
use domain::id::{ApplicationId, CitizenId};
use domain::text::Lang;
use sea_orm::sea_query::{Query, SelectStatement, SimpleExpr, SubQueryStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QuerySelect, QueryTrait,
};

/// Whom notices about an application are for, as a transaction sees them.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// The language they chose, if they have.
    pub lang: Option<Lang>,
    /// What ESIA told of them at their last sign-in.
    pub profile: Profile,
    /// The chat they have linked: (channel, chat).
    pub chat: Option<(String, String)>,
    /// The form that was asked about; `None` if that revision is not written yet.
    pub form: Option<FiledForm>,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested(prefix = "A_"))]
    citizen: citizen::Model,
    #[sea_orm(nested(prefix = "B_"))]
    link: Option<chat_link::Model>,
    last_position: Option<i64>,
    form: Option<Vec<u8>>,
}

impl Tx {
    /// A citizen, the chat they have linked and a revision of an application's form, in one look that locks the citizen's
    /// journal.
    pub async fn addressee(
        &mut self,
        citizen: CitizenId,
        (application, revision): (ApplicationId, i64),
    ) -> Result<Option<Addressee>, StoreError> {
        let link = related::<citizen::Entity, chat_link::Entity>(
            citizen::Column::Id,
            chat_link::Column::ActiveCitizen,
        );
        let form = SubQueryStatement::SelectStatement(form_of(application, revision));
        let mut select = citizen::Entity::find_by_id(citizen.uuid())
            .join(JoinType::LeftJoin, link)
            .select_also(chat_link::Entity)
            .expr_as(self.last_position(), "last_position")
            .expr_as(SimpleExpr::SubQuery(None, Box::new(form)), "form")
            .into_query();
        select.lock_with_tables(HELD, [citizen::Entity]);
        let way = self.sql.about(&["citizen", "fact", "chat_link", "application_form"]);
        let Some(found) = way.query_one(&select).await? else { return Ok(None) };
        let row = Row::from_query_result(&found, "")?;
        // What this transaction has written itself is ahead of the row.
        if self.journal.as_ref().is_none_or(|held| held.citizen != citizen) {
            let of = &row.citizen;
            let ends =
                (of.journal_sequence, of.journal_head.clone(), of.journal_at, row.last_position);
            self.journal = Some(Ends::read(citizen, ends)?);
        }
        let link = row.link.map(|link| parse_link(&link, &self.seal)).transpose()?;
        let form = row.form.map(|form| forms::open(&self.seal, (application, revision), &form));
        let record = citizens::parse(row.citizen, &self.seal)?;
        Ok(Some(Addressee {
            lang: record.lang,
            profile: record.profile,
            chat: link.and_then(told_in),
            form: form.transpose()?,
        }))
    }
}

fn form_of(application: ApplicationId, revision: i64) -> SelectStatement {
    Query::select()
        .column(application_form::Column::Form)
        .from(application_form::Entity)
        .and_where(application_form::Column::ApplicationId.eq(application.uuid()))
        .and_where(application_form::Column::Revision.eq(revision))
        .take()
}
