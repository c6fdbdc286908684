//! Answers that a review or a court corrected, beside the choice of a ground.

use std::borrow::Cow;

use askama::Template;
use gongkai_app::requests::Lesson;
use gongkai_domain::request::Ending;

use crate::page::Ctx;

/// The most that are told beside the choice; the marks in the choice count all.
const MOST: usize = 12;

/// The list beside the choice.
#[derive(Template)]
#[template(path = "parts/lessons.html")]
pub struct LessonList<'a> {
    /// The reader.
    pub ctx: &'a Ctx,
    /// Whose.
    pub agency_id: &'a str,
    /// The newest first.
    pub lessons: &'a [Lesson],
}

impl LessonList<'_> {
    fn told(&self) -> &[Lesson] {
        &self.lessons[..self.lessons.len().min(MOST)]
    }

    fn ground(&self, lesson: &Lesson) -> &'static str {
        self.ctx.lang.pick(lesson.ending.zh(), lesson.ending.en())
    }
}

/// A ground with how often an answer on it was corrected.
pub fn marked(ctx: &Ctx, ending: Ending, lessons: &[Lesson]) -> Cow<'static, str> {
    let name = ctx.lang.pick(ending.zh(), ending.en());
    match lessons.iter().filter(|l| l.ending == ending).count() {
        0 => Cow::from(name),
        times => Cow::from(match ctx.html_lang() {
            "en" => format!("{name} (corrected {times} times)"),
            _ => format!("{name}（曾被纠正{times}件）"),
        }),
    }
}
