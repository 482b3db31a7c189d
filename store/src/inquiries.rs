//! Inquiries about applications: asked, listed for whoever is to answer, answered.

use crate::error::{Corrupt, StoreError};
use crate::page::{Page, later};
use crate::rows::{Cell, inquiry, micros, moment};
use crate::seal::{Place, Seal};
use crate::tx::{HELD, Store, Tx};
use domain::codes::DepartmentCode;
use domain::consultation::{Answer, AnswerText, Inquiry};
use domain::id::{ApplicationId, CitizenId, InquiryId};
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

/// A page of the inquiries that wait for an organisation's answer, due first first.
pub type InquiryPage = Page<Inquiry, InquiryId>;

impl Store {
    /// The last inquiry about an application, answered or not.
    pub async fn last_inquiry(&self, of: ApplicationId) -> Result<Option<Inquiry>, StoreError> {
        let row = inquiry::Entity::find()
            .filter(inquiry::Column::ApplicationId.eq(of.uuid()))
            .order_by_desc(inquiry::Column::AskedAt)
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(&row, &self.seal)).transpose()?)
    }

    /// That of an identifier, answered or not.
    pub async fn inquiry(&self, id: InquiryId) -> Result<Option<Inquiry>, StoreError> {
        let row = inquiry::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(row.map(|row| parse(&row, &self.seal)).transpose()?)
    }

    /// A page of what an organisation has to answer, after a place in the list.
    pub async fn inquiries_to(
        &self,
        addressee: &DepartmentCode,
        after: Option<(Moment, InquiryId)>,
        limit: u64,
    ) -> Result<InquiryPage, StoreError> {
        use inquiry::Column::{Addressee, AnswerBy, AnsweredAt, Id};
        let mut query = inquiry::Entity::find()
            .filter(Addressee.eq(addressee.as_str()))
            .filter(AnsweredAt.is_null());
        if let Some((at, id)) = after {
            query = query.filter(later(AnswerBy, Id, (at, id.uuid())));
        }
        let rows = query
            .order_by_asc(AnswerBy)
            .order_by_asc(Id)
            .limit(limit.saturating_add(1))
            .all(&self.read)
            .await?;
        let parsed = rows.iter().map(|row| parse(row, &self.seal));
        let items = parsed.collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(items, limit, |last| Some((last.answer_by, last.id))))
    }
}

impl Tx {
    /// Keeps an inquiry. One about the same application that waits already is a conflict.
    pub async fn keep_inquiry(&mut self, of: &Inquiry) -> Result<(), StoreError> {
        let row = inquiry::ActiveModel {
            id: Set(of.id.uuid()),
            application_id: Set(of.application.uuid()),
            number: Set(of.number.to_string()),
            citizen_id: Set(of.citizen.uuid()),
            topic: Set(of.topic.to_string()),
            addressee: Set(of.to.to_string()),
            asked_at: Set(micros(of.asked_at)),
            answer_by: Set(micros(of.answer_by)),
            answered_at: Set(None),
            answer: Set(None),
        };
        row.insert(&self.sql).await?;
        Ok(())
    }

    /// The inquiry about an application that waits for its answer.
    pub async fn open_inquiry(&mut self, of: ApplicationId) -> Result<Option<Inquiry>, StoreError> {
        let row = inquiry::Entity::find()
            .filter(inquiry::Column::ApplicationId.eq(of.uuid()))
            .filter(inquiry::Column::AnsweredAt.is_null())
            .one(&self.sql)
            .await?;
        Ok(row.map(|row| parse(&row, &self.seal)).transpose()?)
    }

    /// An inquiry, held until this transaction has ended.
    pub async fn hold_inquiry(&mut self, id: InquiryId) -> Result<Option<Inquiry>, StoreError> {
        let row = inquiry::Entity::find_by_id(id.uuid()).lock(HELD).one(&self.sql).await?;
        Ok(row.map(|row| parse(&row, &self.seal)).transpose()?)
    }

    /// Keeps the answer of an inquiry that is held.
    pub async fn keep_answered(&mut self, of: &Inquiry) -> Result<(), StoreError> {
        use inquiry::Column;
        let Some(answer) = &of.answer else { return Ok(()) };
        let text = answer.text.as_str().as_bytes();
        let sealed = self.seal.seal(&place(of.id), text, &*self.entropy);
        inquiry::Entity::update_many()
            .col_expr(Column::AnsweredAt, Expr::value(micros(answer.at)))
            .col_expr(Column::Answer, Expr::value(sealed))
            .filter(Column::Id.eq(of.id.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}

/// Where an answer is sealed.
pub(crate) fn place(id: InquiryId) -> Place {
    Place::new("inquiry", "answer", id)
}

fn parse(row: &inquiry::Model, seal: &Seal) -> Result<Inquiry, Corrupt> {
    let cell = Cell { table: "inquiry", row: &row.id };
    let id = InquiryId::from_uuid(row.id);
    let answer = match (row.answered_at, &row.answer) {
        (Some(at), Some(sealed)) => {
            let opened = seal.open(&place(id), sealed)?;
            let text = String::from_utf8(opened).ok().and_then(|text| AnswerText::of(&text).ok());
            let text = text.ok_or_else(|| cell.corrupt("answer", "it is no text of an answer"))?;
            Some(Answer { at: moment(&cell, "answered_at", at)?, text })
        }
        (None, None) => None,
        _ => return Err(cell.corrupt("answer", "an answer has a moment and a text")),
    };
    Ok(Inquiry {
        id,
        application: ApplicationId::from_uuid(row.application_id),
        number: cell.text("number", &row.number)?,
        citizen: CitizenId::from_uuid(row.citizen_id),
        topic: cell.text("topic", &row.topic)?,
        to: cell.text("addressee", &row.addressee)?,
        asked_at: moment(&cell, "asked_at", row.asked_at)?,
        answer_by: moment(&cell, "answer_by", row.answer_by)?,
        answer,
    })
}
