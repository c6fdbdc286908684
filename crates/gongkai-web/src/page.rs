//! What every page knows: the reader's language and theme, and how the loading goes.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CACHE_CONTROL, COOKIE, SET_COOKIE, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use gongkai_app::settings::{MailRoute, Settings, Site};
use gongkai_app::{App, ProgressState};

use crate::error::Failure;
use crate::words::{EN, Words, ZH};

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// 简体中文
    Zh,
    /// English
    En,
}

impl Lang {
    fn parse(name: &str) -> Option<Lang> {
        match name {
            "zh" | "zh-CN" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// One of two sentences.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            // Something said in Chinese is better than nothing.
            Lang::En if en.is_empty() => zh,
            Lang::En => en,
        }
    }
}

/// The theme of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    fn parse(name: &str) -> Option<Theme> {
        match name {
            "system" => Some(Theme::System),
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }

    /// The name in addresses and in the cookie.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// How large a page is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As usual.
    Usual,
    /// 长辈版: larger type and targets, stronger contrast, fewer things.
    Large,
}

impl Size {
    fn parse(name: &str) -> Option<Size> {
        match name {
            "usual" => Some(Size::Usual),
            "large" => Some(Size::Large),
            _ => None,
        }
    }

    /// The name in addresses and in the cookie.
    pub fn as_str(self) -> &'static str {
        match self {
            Size::Usual => "usual",
            Size::Large => "large",
        }
    }
}

/// What every page knows.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The language.
    pub lang: Lang,
    /// The theme.
    pub theme: Theme,
    /// How large it is set.
    pub size: Size,
    /// The settings of the installation.
    pub settings: Arc<Settings>,
    /// The words of the language.
    pub w: &'static Words,
    /// The path of the page.
    pub path: String,
    /// The query without `lang`, `theme` and `size`, with `&` at its end unless empty.
    query: String,
    /// Reports loaded and to load, while that goes on.
    pub loading: Option<(u32, u32)>,
    /// Whether loading stopped with an error.
    pub load_failed: bool,
    /// Whether documents can be had as PDF.
    pub sets_pages: bool,
    /// Whether passages can be cut out of PDF files here.
    pub redacts: bool,
}

impl Ctx {
    /// The context of a request.
    pub fn of(uri: &Uri, cookies: &str, app: &App) -> Ctx {
        let query = uri.query().unwrap_or_default();
        let asked = |name: &str| {
            query.split('&').filter_map(|p| p.split_once('=')).find(|p| p.0 == name).map(|p| p.1.to_owned())
        };
        let kept = |name: &str| {
            cookies
                .split(';')
                .filter_map(|p| p.trim().split_once('='))
                .find(|p| p.0 == name)
                .map(|p| p.1.to_owned())
        };
        let setting = |name: &str| asked(name).or_else(|| kept(name));
        let lang = setting("lang").and_then(|l| Lang::parse(&l)).unwrap_or(Lang::Zh);
        let theme = setting("theme").and_then(|t| Theme::parse(&t)).unwrap_or(Theme::System);
        let size = setting("size").and_then(|s| Size::parse(&s)).unwrap_or(Size::Usual);
        let is_setting = |p: &str| ["lang=", "theme=", "size="].iter().any(|name| p.starts_with(name));
        let mut rest: String =
            query.split('&').filter(|p| !p.is_empty() && !is_setting(p)).flat_map(|p| [p, "&"]).collect();
        if rest.len() > 2000 {
            rest.clear();
        }
        let state = app.progress().state();
        Ctx {
            lang,
            theme,
            size,
            settings: app.shared_settings(),
            w: if lang == Lang::Zh { &ZH } else { &EN },
            path: uri.path().to_owned(),
            query: rest,
            loading: match state {
                ProgressState::Loading { done, total } => Some((done, total)),
                ProgressState::Idle | ProgressState::Failed => None,
            },
            load_failed: state == ProgressState::Failed,
            sets_pages: app.sets_pages(),
            redacts: app.redacts(),
        }
    }

    /// The value of the `lang` attribute.
    pub fn html_lang(&self) -> &'static str {
        self.lang.pick("zh-CN", "en")
    }

    /// This page in the other language.
    pub fn other_lang_href(&self) -> String {
        format!("{}?{}lang={}", self.path, self.query, self.lang.pick("en", "zh"))
    }

    /// This page in a theme.
    pub fn theme_href(&self, theme: &str) -> String {
        format!("{}?{}theme={theme}", self.path, self.query)
    }

    /// This page in the other size.
    pub fn other_size_href(&self) -> String {
        let other = if self.size == Size::Large { Size::Usual } else { Size::Large };
        format!("{}?{}size={}", self.path, self.query, other.as_str())
    }

    /// What the switch to the other size is called.
    pub fn other_size(&self) -> &'static str {
        match self.size {
            Size::Usual => self.pick("长辈版", "Large print"),
            Size::Large => self.pick("标准版", "Usual size"),
        }
    }

    /// The site that the page belongs to.
    pub fn site(&self) -> &Site {
        &self.settings.site
    }

    /// Whether this installation sends mails.
    pub fn sends_mail(&self) -> bool {
        self.settings.mail != MailRoute::None
    }

    /// The themes, each with its name.
    pub fn themes(&self) -> [(&'static str, &'static str); 3] {
        let w = self.w;
        [("system", w.theme_system), ("light", w.theme_light), ("dark", w.theme_dark)]
    }

    /// Whether the page has this theme.
    pub fn is_theme(&self, name: &str) -> bool {
        self.theme.as_str() == name
    }

    /// Whether the page is in a part of the site.
    pub fn is_at(&self, part: &str) -> bool {
        match part {
            "/reports" => {
                self.path.starts_with("/reports")
                    && !["/reports/check", "/reports/rules", "/reports/regions", "/reports/compare"]
                        .iter()
                        .any(|other| self.path.starts_with(other))
            }
            part => self.path.starts_with(part),
        }
    }

    /// One of two sentences.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }
}

impl FromRequestParts<App> for Ctx {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Ctx, Self::Rejection> {
        Ok(Ctx::of(&parts.uri, cookies(&parts.headers), app))
    }
}

/// The language, the theme and the size that cookies ask for, as they were sent; empty for none.
pub fn settings_of(cookies: &str) -> [&str; 3] {
    let value = |name: &str| {
        let pairs = cookies.split(';').filter_map(|p| p.trim().split_once('='));
        pairs.into_iter().find(|p| p.0 == name).map_or("", |p| p.1)
    };
    let (lang, theme, size) = (value("lang"), value("theme"), value("size"));
    // What is no setting must not fill the memory with copies of the same page.
    let known = |text, is_known: bool| if is_known { text } else { "" };
    [
        known(lang, Lang::parse(lang).is_some()),
        known(theme, Theme::parse(theme).is_some()),
        known(size, Size::parse(size).is_some()),
    ]
}

fn cookies(headers: &axum::http::HeaderMap) -> &str {
    headers.get(COOKIE).and_then(|c| c.to_str().ok()).unwrap_or_default()
}

/// A page as a response.
pub fn html(page: &impl Template) -> Result<Response, Failure> {
    Ok(Html(page.render().map_err(Failure::Template)?).into_response())
}

/// Keeps what `?lang=`, `?theme=` and `?size=` ask for, and says that pages differ by it.
pub async fn remember(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let is_asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    if is_asset {
        return response;
    }
    for part in query.split('&') {
        let known = match part.split_once('=') {
            Some(("lang", value)) => Lang::parse(value).is_some(),
            Some(("theme", value)) => Theme::parse(value).is_some(),
            Some(("size", value)) => Size::parse(value).is_some(),
            _ => false,
        };
        if known
            && let Ok(value) =
                HeaderValue::from_str(&format!("{part}; Path=/; Max-Age=31536000; SameSite=Lax"))
        {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response.headers_mut().append(VARY, HeaderValue::from_static("Cookie"));
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}
