//! What an applicant fills in (Art. 29), and what is kept of it.

use gongkai_domain::disclosure::screen::secrecy_mark;
use gongkai_domain::report::Applicant;
use gongkai_domain::request::event::Channel;
use serde::Deserialize;

use super::fault;
use crate::documents::FieldFault;

/// The form as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ApplicantForm {
    /// To which agency.
    #[serde(rename = "agency")]
    pub agency_id: String,
    /// A column of table 3, by code.
    pub applicant: String,
    /// Name of the person or organisation.
    pub name: String,
    /// Number of the identity document, or the organisation's code.
    pub identity: String,
    /// Who acts for an organisation.
    pub contact: String,
    /// Telephone.
    pub telephone: String,
    /// Post address.
    pub address: String,
    /// E-mail.
    pub email: String,
    /// What is asked for: name, number or description of the information.
    pub wanted: String,
    /// How the answer shall come: a code of [`WAYS`].
    pub way: String,
    /// In which form: a code of [`FORMS`].
    pub form: String,
    /// What help is needed (Art. 43).
    pub help: String,
    /// The sum that was asked, and its answer.
    pub token: String,
    /// The answer.
    pub answer: String,
}

/// Ways in which an answer comes: code, Chinese, English.
pub const WAYS: [(&str, &str, &str); 4] = [
    ("portal", "网上查看下载", "On this site"),
    ("email", "电子邮件", "By e-mail"),
    ("post", "邮寄", "By post"),
    ("person", "当面领取", "In person"),
];
/// Forms in which information is given: code, Chinese, English.
pub const FORMS: [(&str, &str, &str); 3] = [
    ("electronic", "电子文件", "Electronic"),
    ("paper", "纸质", "Paper"),
    ("view", "阅览、抄录", "To look at"),
];

/// Longest description. Unit: characters.
const WANTED: usize = 3_000;
/// Longest other field. Unit: characters.
const LINE: usize = 200;

/// What is kept of a person, field by field, in the order of the form. The names are those of the sealed values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Field and value.
    pub fields: Vec<(String, String)>,
}

impl Person {
    /// A value; empty where there is none.
    pub fn value(&self, field: &str) -> &str {
        self.fields.iter().find(|f| f.0 == field).map_or("", |f| f.1.as_str())
    }
}

impl ApplicantForm {
    /// What is missing or cannot be where the form comes over a network.
    pub(crate) fn faults_online(&self) -> Vec<FieldFault> {
        self.faults(Channel::Online)
    }

    /// What is sealed.
    pub(crate) fn private(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("name", &self.name),
            ("identity", &self.identity),
            ("contact", &self.contact),
            ("telephone", &self.telephone),
            ("address", &self.address),
            ("email", &self.email),
            ("wanted", &self.wanted),
            ("way", &self.way),
            ("form", &self.form),
            ("help", &self.help),
        ];
        all.into_iter().map(|(f, v)| (f, v.trim().to_owned())).filter(|f| !f.1.is_empty()).collect()
    }

    /// The column of table 3 that counts the applicant.
    pub(super) fn column(&self) -> Option<Applicant> {
        Applicant::PARTS.into_iter().find(|a| a.as_str() == self.applicant)
    }

    /// What is missing or cannot be. The law asks for name, identity, contact, description and form (Art. 29 ¶2), and for
    /// no purpose.
    pub(super) fn faults(&self, channel: Channel) -> Vec<FieldFault> {
        let mut found = Vec::new();
        let mut needed = |field: &'static str, text: &str, zh: &str, en: &str| {
            if text.trim().is_empty() {
                found.push(fault(field, zh, en));
            }
        };
        needed("name", &self.name, "请填写姓名或者名称。", "The name is needed.");
        needed(
            "wanted",
            &self.wanted,
            "请写明要申请公开的政府信息的名称、文号或者便于查询的描述。",
            "Describe the information: its name, number, or what it is about.",
        );
        if channel != Channel::Oral {
            needed(
                "identity",
                &self.identity,
                "请填写身份证明号码（组织填写统一社会信用代码）。",
                "The number of an identity document is needed; for organisations their code.",
            );
        }
        if self.column().is_none() {
            found.push(fault("applicant", "请选择申请人类型。", "Choose who applies."));
        }
        if [&self.telephone, &self.address, &self.email].iter().all(|t| t.trim().is_empty()) {
            found.push(fault(
                "telephone",
                "请至少填写一种联系方式：电话、地址或者电子邮箱。",
                "Give at least one way to be reached: telephone, address or e-mail.",
            ));
        }
        let (way, form) = (&self.way, &self.form);
        if !WAYS.iter().any(|w| w.0 == way) {
            found.push(fault("way", "请选择获取信息的途径。", "Choose how the answer shall come."));
        }
        if !FORMS.iter().any(|f| f.0 == form) {
            found.push(fault("form", "请选择提供政府信息的形式。", "Choose the form of the information."));
        }
        match way.as_str() {
            "email" if self.email.trim().is_empty() => {
                found.push(fault(
                    "email",
                    "选择电子邮件获取的，请填写电子邮箱。",
                    "The e-mail address is needed for an answer by e-mail.",
                ));
            }
            "post" if self.address.trim().is_empty() => {
                found.push(fault(
                    "address",
                    "选择邮寄获取的，请填写通信地址。",
                    "The address is needed for an answer by post.",
                ));
            }
            _ => {}
        }
        if self.wanted.chars().count() > WANTED {
            found.push(fault(
                "wanted",
                "描述不得超过3000字。",
                "The description has at most 3000 characters.",
            ));
        }
        for (field, text) in [
            ("name", &self.name),
            ("identity", &self.identity),
            ("contact", &self.contact),
            ("telephone", &self.telephone),
            ("address", &self.address),
            ("email", &self.email),
            ("help", &self.help),
        ] {
            if text.chars().count() > LINE {
                found.push(fault(field, "内容过长，不得超过200字。", "Too long: at most 200 characters."));
            }
        }
        if secrecy_mark(&self.wanted).is_some() {
            found.push(fault(
                "wanted",
                "内容带有国家秘密标志，本系统不得接收，也没有保存。",
                "It bears a mark of state secrets, which may not be kept here; nothing was kept.",
            ));
        }
        found
    }
}
