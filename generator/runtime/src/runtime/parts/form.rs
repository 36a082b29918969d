//! Bodies as HTML forms send them: `application/x-www-form-urlencoded`.

use serde_json::Value as Json;

use crate::runtime::argument::Argument;
use crate::runtime::call::{Call, percent_encode};
use crate::runtime::descriptor::Type;
use crate::runtime::encode::to_json;
use crate::runtime::operation::{Encoding, Param};
use crate::runtime::parameter::{encode_reserved, pairs};
use crate::runtime::reflect::Reflect;

impl Call {
    /// Sets a body that is encoded as an HTML form.
    #[must_use]
    pub fn form(mut self, value: &dyn Reflect) -> Self {
        self.check_body(value);
        let encodings = self.content.map_or(&[][..], |content| content.encodings);
        self.body = Some(form(value, encodings));
        self
    }
}

/// Returns a value as pairs of an HTML form: one for each member, or for each item of a list. `encodings` override the
/// serialization of members.
fn form(value: &dyn Reflect, encodings: &[Encoding]) -> Vec<u8> {
    static MEMBERS: Param = Param::query("", Type::ANY);
    let Json::Object(members) = to_json(value.view()) else {
        return Vec::new();
    };
    let mut texts: Vec<String> = Vec::new();
    for (name, value) in members {
        let encoding = encodings.iter().find(|encoding| encoding.param.name == name);
        let pairs = match encoding {
            _ if value.is_null() => Vec::new(),
            Some(Encoding { param, .. }) => {
                let encode = if param.reserved {
                    encode_reserved
                } else {
                    percent_encode
                };
                pairs(param, &Argument::Json(value), encode)
            }
            None => {
                let one = Argument::Json(Json::Object([(name, value)].into_iter().collect()));
                pairs(&MEMBERS, &one, percent_encode)
            }
        };
        texts.extend(pairs.into_iter().map(|(name, text)| format!("{name}={text}")));
    }
    texts.join("&").into_bytes()
}
