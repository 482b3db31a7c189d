//! The client's calls for consultations by telephone, and for what is passed on.

use super::{Client, ClientError};
use crate::consultation::{
    CallCodeView, ConsultationList, ConsultationRequest, ConsultationTopic, ConsultationView,
};
use crate::inquiry::{AnswerRequest, InquiryList, InquiryRequest, InquiryView};
use reqwest::Method;

impl Client {
    /// A code for a call, of the person who asks.
    pub async fn call_code(&self) -> Result<CallCodeView, ClientError> {
        self.send(self.request(Method::POST, "/v1/call-codes")?).await
    }

    /// Begins a consultation under an idempotency key.
    pub async fn begin_consultation(
        &self,
        asked: &ConsultationRequest,
        key: &str,
    ) -> Result<ConsultationView, ClientError> {
        let request = self.request(Method::POST, "/v1/consultations")?;
        self.send(request.header("idempotency-key", key).json(asked)).await
    }

    /// A consultation of one's own.
    pub async fn consultation(&self, id: &str) -> Result<ConsultationView, ClientError> {
        self.send(self.request(Method::GET, &format!("/v1/consultations/{id}"))?).await
    }

    /// The newest of the log of the asker's organisation.
    pub async fn consultations(&self) -> Result<ConsultationList, ClientError> {
        self.send(self.request(Method::GET, "/v1/consultations")?).await
    }

    /// Ends a consultation with its topic.
    pub async fn end_consultation(
        &self,
        id: &str,
        topic: &str,
    ) -> Result<ConsultationView, ClientError> {
        let request = self.request(Method::PUT, &format!("/v1/consultations/{id}/topic"))?;
        self.send(request.json(&ConsultationTopic { topic: topic.to_owned() })).await
    }

    /// Passes a question on under an idempotency key.
    pub async fn ask_inquiry(
        &self,
        consultation: &str,
        asked: &InquiryRequest,
        key: &str,
    ) -> Result<InquiryView, ClientError> {
        let path = format!("/v1/consultations/{consultation}/inquiries");
        let request = self.request(Method::POST, &path)?;
        self.send(request.header("idempotency-key", key).json(asked)).await
    }

    /// What the asker's organisations have to answer: the first page.
    pub async fn inquiries(&self) -> Result<InquiryList, ClientError> {
        self.send(self.request(Method::GET, "/v1/inquiries")?).await
    }

    /// Puts what the applicant is told to a question of theirs.
    pub async fn answer_inquiry(&self, id: &str, text: &str) -> Result<InquiryView, ClientError> {
        let request = self.request(Method::PUT, &format!("/v1/inquiries/{id}/answer"))?;
        self.send(request.json(&AnswerRequest { text: text.to_owned() })).await
    }
}
