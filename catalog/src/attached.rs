//! Forms that ask for files: a field names the document of the passport that is uploaded in it, and holds the file's identifier.

use crate::form::{UPLOAD, all_fields, messages::title};
use domain::id::UploadId;
use domain::service::{DocumentSource, RequiredDocument, Service};
use domain::text::Text;
use serde_json::Value;

/// The mark of a field that asks for a file: the code of the document.
const MARK: &str = "x-upload";

/// A file that a form names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The field, as a JSON pointer.
    pub pointer: String,
    /// Its name.
    pub title: Text,
    /// The code of the document in the passport.
    pub document: String,
    /// The file.
    pub upload: UploadId,
}

/// The document that a field asks for.
pub(crate) fn asked(field: &Value) -> Option<&str> {
    field.get(MARK)?.as_str()
}

/// Whether an application may be filed without a document that is uploaded: the form asks for it, and not from everybody.
#[must_use]
pub fn may_be_left_out(service: &Service, document: &RequiredDocument) -> bool {
    let schema = &service.form.schema;
    let fields = all_fields(schema);
    let field = fields.iter().find(|(_, field)| asked(field) == Some(&document.code));
    field.is_some_and(|(pointer, _)| {
        let name = pointer.trim_start_matches('/');
        let required = schema.get("required").and_then(Value::as_array);
        !required.is_some_and(|names| names.iter().any(|one| one == name))
    })
}

/// The files that a filled form names, in the order of its fields.
pub(crate) fn attached(schema: &Value, form: &Value) -> Vec<Attached> {
    let one = |(pointer, field): (String, &Value)| {
        Some(Attached {
            document: asked(field)?.to_owned(),
            upload: form.pointer(&pointer)?.as_str()?.parse().ok()?,
            title: title(schema, &pointer)?,
            pointer,
        })
    };
    all_fields(schema).into_iter().filter_map(one).collect()
}

/// What is wrong with how a form asks for files: pointers of fields (the empty one: the form), and why.
pub(crate) fn defects(schema: &Value, documents: &[RequiredDocument]) -> Vec<(String, String)> {
    let fields = all_fields(schema);
    let asks = |code: &str| fields.iter().filter(|(_, field)| asked(field) == Some(code)).count();
    let mut wrong = Vec::new();
    for one in documents.iter().filter(|one| one.source == DocumentSource::Upload) {
        if asks(&one.code) != 1 {
            let reason = format!(
                "document `{}` is uploaded: mark the one field that asks for it with `x-upload: {}`",
                one.code, one.code
            );
            wrong.push((String::new(), reason));
        }
    }
    for (pointer, field) in &fields {
        let marked = field.get(MARK).is_some();
        let formatted = field.get("format").and_then(Value::as_str) == Some(UPLOAD);
        let known = asked(field).is_some_and(|code| {
            documents.iter().any(|one| one.code == code && one.source == DocumentSource::Upload)
        });
        if marked != formatted {
            let reason = "`x-upload` and `format: upload` go together".to_owned();
            wrong.push((pointer.clone(), reason));
        } else if marked && !known {
            let reason = "`x-upload` names a document of the passport with `source: upload`";
            wrong.push((pointer.clone(), reason.to_owned()));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document(source: DocumentSource) -> RequiredDocument {
        RequiredDocument {
            code: "book".to_owned(),
            title: Text::new("Книжка", "Book"),
            source,
            esia_type: None,
            compared: false,
            withheld: false,
        }
    }

    fn schema(field: Value) -> Value {
        json!({ "type": "object", "properties": { "copy": field } })
    }

    fn good() -> Value {
        json!({ "type": "string", "title": "Копия", "x-title-en": "Copy", "format": "upload", "x-upload": "book" })
    }

    #[test]
    fn a_form_names_its_files() {
        let id = "upl_019a0000000070008000000000000001";
        let found = attached(&schema(good()), &json!({ "copy": id }));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].pointer.as_str(), found[0].document.as_str()), ("/copy", "book"));
        assert_eq!(found[0].upload.to_string(), id);
        assert_eq!(attached(&schema(good()), &json!({ "copy": "x" })), []);
        assert_eq!(attached(&schema(good()), &json!({})), []);
    }

    #[test]
    fn each_wrong_way_to_ask_for_a_file_is_told() {
        let uploaded = [document(DocumentSource::Upload)];
        assert_eq!(defects(&schema(good()), &uploaded), []);
        let of_profile = [document(DocumentSource::Profile)];
        let plain = json!({ "type": "string", "x-upload": "book" });
        let cases: [(Value, &[RequiredDocument], &str); 3] = [
            (json!({ "type": "string" }), &uploaded, "mark the one field"),
            (plain, &uploaded, "go together"),
            (good(), &of_profile, "`source: upload`"),
        ];
        for (field, documents, why) in cases {
            let told = defects(&schema(field), documents);
            assert!(told.len() == 1 && told[0].1.contains(why), "{why}: {told:?}");
        }
    }
}
