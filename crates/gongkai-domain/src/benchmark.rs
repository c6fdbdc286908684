//! Units side by side over years: what is measured, from which cells, and how sure one can be of it.
//!
//! A share of few cases says little. So every share has its number of cases and a Wilson interval, and below a minimum
//! number of cases it has no rank.

use alloc::vec::Vec;

use crate::report::{Applicant, CellKey, Outcome, Procedure, Row};

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it is told, not ranked.
    Neither,
}

/// What a number is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// A count.
    Count,
    /// A share, 0 to 1.
    Share,
    /// Working days.
    WorkingDays,
}

/// What a measure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// The sum of cells.
    Sum(&'static [CellKey]),
    /// A sum of cells over another.
    Share(&'static [CellKey], &'static [CellKey]),
    /// Published by the day of Art. 49.
    OnTime,
    /// How many errors the rules found.
    Errors,
    /// How alike the text is to that of the report of the year before.
    Similarity,
    /// Of the platform's own records: working days from receipt to answer, the middle of all answers.
    MedianDays,
    /// The same, by which nine of ten were answered.
    NinetiethDays,
}

/// A measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Its name in addresses and files.
    pub code: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
    /// What it says, in Chinese.
    pub about_zh: &'static str,
    /// What it says, in English.
    pub about_en: &'static str,
    /// What it is made of.
    pub formula: Formula,
    /// What it is counted in.
    pub measured: Measured,
    /// Which way is better.
    pub better: Better,
    /// Below so many cases it has no rank.
    pub fewest: u32,
}

const fn t3(row: Row) -> CellKey {
    CellKey::t3(row, Applicant::Total)
}

const fn t4(procedure: Procedure, outcome: Outcome) -> CellKey {
    CellKey::t4(procedure, outcome)
}

const NEW: &[CellKey] = &[t3(Row::New)];
const ENDED: &[CellKey] = &[t3(Row::Total)];
const DISCLOSED: &[CellKey] = &[t3(Row::Granted), t3(Row::Partial)];
const DENIED: &[CellKey] = &[
    t3(Row::DeniedSecret),
    t3(Row::DeniedLaw),
    t3(Row::DeniedSafety),
    t3(Row::DeniedThirdParty),
    t3(Row::DeniedInternal),
    t3(Row::DeniedProcess),
    t3(Row::DeniedEnforcement),
    t3(Row::DeniedQuery),
];
const UNABLE: &[CellKey] = &[t3(Row::UnableNotHeld), t3(Row::UnableNeedsMaking), t3(Row::UnableStillUnclear)];
const CARRIED: &[CellKey] = &[t3(Row::CarriedOut)];
const TO_DEAL_WITH: &[CellKey] = &[t3(Row::New), t3(Row::CarriedIn)];
const REVIEW_CORRECTED: &[CellKey] = &[t4(Procedure::Review, Outcome::Corrected)];
const REVIEW_CONCLUDED: &[CellKey] = &[
    t4(Procedure::Review, Outcome::Upheld),
    t4(Procedure::Review, Outcome::Corrected),
    t4(Procedure::Review, Outcome::Other),
];
const COURT_CORRECTED: &[CellKey] =
    &[t4(Procedure::Direct, Outcome::Corrected), t4(Procedure::AfterReview, Outcome::Corrected)];
const COURT_CONCLUDED: &[CellKey] = &[
    t4(Procedure::Direct, Outcome::Upheld),
    t4(Procedure::Direct, Outcome::Corrected),
    t4(Procedure::Direct, Outcome::Other),
    t4(Procedure::AfterReview, Outcome::Upheld),
    t4(Procedure::AfterReview, Outcome::Corrected),
    t4(Procedure::AfterReview, Outcome::Other),
];

/// Every measure, in the order of the page.
pub const MEASURES: &[Measure] = &[
    Measure {
        code: "applications",
        zh: "新收申请",
        en: "Applications",
        about_zh: "本年新收政府信息公开申请的件数。多少不说明好坏，不排名。",
        about_en: "Applications received in the year. More or fewer says nothing of quality, so it is not ranked.",
        formula: Formula::Sum(NEW),
        measured: Measured::Count,
        better: Better::Neither,
        fewest: 0,
    },
    Measure {
        code: "disclosed",
        zh: "公开率",
        en: "Disclosed",
        about_zh: "办结的申请中予以公开和部分公开所占的比例。",
        about_en: "The share of concluded applications that were granted in full or in part.",
        formula: Formula::Share(DISCLOSED, ENDED),
        measured: Measured::Share,
        better: Better::Higher,
        fewest: 10,
    },
    Measure {
        code: "denied",
        zh: "不予公开率",
        en: "Denied",
        about_zh: "办结的申请中八种不予公开情形合计所占的比例。依法不予公开不是过错，不排名。",
        about_en: "The share of concluded applications that were denied on one of the eight grounds. A lawful denial is no fault, so it is not ranked.",
        formula: Formula::Share(DENIED, ENDED),
        measured: Measured::Share,
        better: Better::Neither,
        fewest: 10,
    },
    Measure {
        code: "unable",
        zh: "无法提供率",
        en: "Unable to provide",
        about_zh: "办结的申请中三种无法提供情形合计所占的比例，不排名。",
        about_en: "The share of concluded applications in which nothing could be provided. It is not ranked.",
        formula: Formula::Share(UNABLE, ENDED),
        measured: Measured::Share,
        better: Better::Neither,
        fewest: 10,
    },
    Measure {
        code: "carried-out",
        zh: "结转率",
        en: "Carried to next year",
        about_zh: "新收和上年结转的申请中，年末仍未办结、结转下年度的比例。",
        about_en: "The share of applications received or carried in that were still open at the end of the year.",
        formula: Formula::Share(CARRIED, TO_DEAL_WITH),
        measured: Measured::Share,
        better: Better::Lower,
        fewest: 10,
    },
    Measure {
        code: "corrected-review",
        zh: "复议纠错率",
        en: "Corrected on review",
        about_zh: "已审结的行政复议中结果纠正的比例。尚未审结的不计入。",
        about_en: "The share of concluded administrative reviews that corrected the agency. Open ones are left out.",
        formula: Formula::Share(REVIEW_CORRECTED, REVIEW_CONCLUDED),
        measured: Measured::Share,
        better: Better::Lower,
        fewest: 5,
    },
    Measure {
        code: "corrected-court",
        zh: "诉讼纠错率",
        en: "Corrected in court",
        about_zh: "已审结的行政诉讼（未经复议和复议后起诉合计）中结果纠正的比例。",
        about_en: "The share of concluded lawsuits, with and without a review before them, that corrected the agency.",
        formula: Formula::Share(COURT_CORRECTED, COURT_CONCLUDED),
        measured: Measured::Share,
        better: Better::Lower,
        fewest: 5,
    },
    Measure {
        code: "on-time",
        zh: "按期公布",
        en: "Published in time",
        about_zh: "年报是否在次年1月31日以前公布（条例第四十九条）。全区为按期单位的比例，未载明公布日期的不计入。",
        about_en: "Whether the report was public by 31 January of the next year (Art. 49). For the region the share of units; reports without a day of publication are left out.",
        formula: Formula::OnTime,
        measured: Measured::Share,
        better: Better::Higher,
        fewest: 1,
    },
    Measure {
        code: "errors",
        zh: "报告差错",
        en: "Errors in the report",
        about_zh: "检查规则在公布的年报中找到的错误级问题数。全区为各单位之和。",
        about_en: "Findings of level error that the rules have about the published report; for the region their sum.",
        formula: Formula::Errors,
        measured: Measured::Count,
        better: Better::Lower,
        fewest: 0,
    },
    Measure {
        code: "similarity",
        zh: "与上年文字相似度",
        en: "Text alike to last year’s",
        about_zh: "年报第一、五部分文字与本单位上年年报的相似度，机关名称和数字不计。全区为各单位的平均。",
        about_en: "How alike chapters 1 and 5 are to those of the unit’s report of the year before, names and numbers aside; for the region the mean.",
        formula: Formula::Similarity,
        measured: Measured::Share,
        better: Better::Lower,
        fewest: 0,
    },
    Measure {
        code: "median-days",
        zh: "答复用时（中位数）",
        en: "Time to answer (median)",
        about_zh: "在本平台办理的申请，从收到到首次答复的工作日中位数，按答复年度计；补正、征求意见等法定不计时间未扣除。",
        about_en: "Of applications dealt with on this platform: working days from receipt to the first answer, the median by year of the answer. Time that the law does not count is not taken off.",
        formula: Formula::MedianDays,
        measured: Measured::WorkingDays,
        better: Better::Lower,
        fewest: 10,
    },
    Measure {
        code: "p90-days",
        zh: "答复用时（九成）",
        en: "Time to answer (nine of ten)",
        about_zh: "在本平台办理的申请，九成在多少个工作日以内首次答复，口径同上。",
        about_en: "Of applications dealt with on this platform: the working days within which nine of ten were first answered, counted the same way.",
        formula: Formula::NinetiethDays,
        measured: Measured::WorkingDays,
        better: Better::Lower,
        fewest: 10,
    },
];

impl Measure {
    /// The measure of this name.
    pub fn find(code: &str) -> Option<&'static Measure> {
        MEASURES.iter().find(|m| m.code == code)
    }

    /// Whether it comes from the platform's records rather than from reports.
    pub fn is_of_records(&self) -> bool {
        matches!(self.formula, Formula::MedianDays | Formula::NinetiethDays)
    }
}

/// The cells that the measures need, each once.
pub fn cells() -> Vec<CellKey> {
    let mut all = Vec::new();
    for measure in MEASURES {
        match measure.formula {
            Formula::Sum(a) => all.extend(a),
            Formula::Share(a, b) => all.extend(a.iter().chain(b)),
            _ => {}
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// What is measured of one unit in one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// How many cases have the property, for a share.
    pub hits: Option<f64>,
    /// How many cases it is of.
    pub cases: f64,
    /// The interval in which the truth behind the cases lies, 19 times of 20.
    pub interval: Option<(f64, f64)>,
}

impl Point {
    /// A share of cases; none of nothing.
    pub fn share(hits: f64, cases: f64) -> Option<Point> {
        (cases > 0.0).then(|| Point {
            value: hits / cases,
            hits: Some(hits),
            cases,
            interval: wilson(hits, cases),
        })
    }

    /// A plain number.
    pub fn plain(value: f64, cases: f64) -> Point {
        Point { value, hits: None, cases, interval: None }
    }
}

/// The square root by Newton's steps: the core library has none.
fn sqrt(x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let mut guess = if x < 1.0 { 1.0 } else { x };
    for _ in 0..64 {
        let next = 0.5 * (guess + x / guess);
        if next >= guess {
            break;
        }
        guess = next;
    }
    guess
}

/// Wilson's interval of a share at 95 %, which stays between 0 and 1 and holds for few cases. None where the cells contradict
/// each other, so that there are more hits than cases.
pub fn wilson(hits: f64, cases: f64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_964;
    if cases <= 0.0 || !(0.0..=cases).contains(&hits) {
        return None;
    }
    let (p, z2) = (hits / cases, Z * Z);
    let below = 1.0 + z2 / cases;
    let middle = (p + z2 / (2.0 * cases)) / below;
    let half = Z * sqrt(p * (1.0 - p) / cases + z2 / (4.0 * cases * cases)) / below;
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

/// The value of sorted days by which a part of them is reached: of 10 days, nine tenths are reached by the ninth.
pub fn quantile(sorted: &[u32], part: f64) -> Option<u32> {
    let wanted = part * sorted.len() as f64;
    let at = (0..sorted.len()).find(|i| (*i + 1) as f64 >= wanted)?;
    Some(sorted[at])
}

/// The median of sorted days with the interval that its order gives (95 %).
pub fn median(sorted: &[u32]) -> Option<Point> {
    let n = sorted.len() as f64;
    let value = f64::from(quantile(sorted, 0.5)?);
    let half = 0.98 * sqrt(n);
    let at = |place: f64| sorted.get((place.max(0.0) as usize).min(sorted.len() - 1)).copied();
    let interval = at(n / 2.0 - half).zip(at(n / 2.0 + half)).map(|(a, b)| (f64::from(a), f64::from(b)));
    Some(Point { value, hits: None, cases: n, interval })
}

/// The ranks of units: 1 is the best, equals share a rank. None for a unit without a number or with too few cases.
pub fn ranks(measure: &Measure, points: &[Option<Point>]) -> Vec<Option<u32>> {
    let ranked = |p: &Option<Point>| p.filter(|p| p.cases >= f64::from(measure.fewest));
    if measure.better == Better::Neither {
        return points.iter().map(|_| None).collect();
    }
    let mut order: Vec<(usize, f64)> =
        points.iter().enumerate().filter_map(|(i, p)| Some((i, ranked(p)?.value))).collect();
    let sign = if measure.better == Better::Higher { -1.0 } else { 1.0 };
    order.sort_by(|a, b| (sign * a.1).total_cmp(&(sign * b.1)));
    let mut ranks: Vec<Option<u32>> = points.iter().map(|_| None).collect();
    let mut last: Option<(f64, u32)> = None;
    for (place, (i, value)) in (1..).zip(order) {
        let rank = last.filter(|l| l.0 == value).map_or(place, |l| l.1);
        last = Some((value, rank));
        ranks[i] = Some(rank);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.0005
    }

    #[test]
    fn wilson_is_that_of_the_books() {
        // Wilson 95 % of 8 in 10: 0.4902 to 0.9433; of 0 in 10: 0 to 0.2775.
        let (low, high) = wilson(8.0, 10.0).unwrap();
        assert!(near(low, 0.4902) && near(high, 0.9433), "{low} {high}");
        let (low, high) = wilson(0.0, 10.0).unwrap();
        assert!(near(low, 0.0) && near(high, 0.2775), "{low} {high}");
        assert_eq!((wilson(1.0, 0.0), wilson(3.0, 2.0)), (None, None));
    }

    #[test]
    fn few_cases_have_no_rank_and_equals_share_one() {
        let measure = Measure::find("disclosed").unwrap();
        let points = vec![
            Point::share(9.0, 10.0),
            Point::share(2.0, 2.0),
            Point::share(18.0, 20.0),
            None,
            Point::share(5.0, 50.0),
        ];
        assert_eq!(ranks(measure, &points), [Some(1), None, Some(1), None, Some(3)]);
        let denied = Measure::find("denied").unwrap();
        assert!(ranks(denied, &points).iter().all(Option::is_none));
    }

    #[test]
    fn days_have_a_median_and_a_ninetieth() {
        let days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 30];
        assert_eq!(
            (quantile(&days, 0.5), quantile(&days, 0.9), quantile(&[], 0.9)),
            (Some(5), Some(9), None)
        );
        let median = median(&days).unwrap();
        assert_eq!((median.value, median.cases, median.interval), (5.0, 10.0, Some((2.0, 9.0))));
    }

    #[test]
    fn every_measure_has_its_own_name_and_the_cells_are_known_once() {
        let mut codes: Vec<&str> = MEASURES.iter().map(|m| m.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), MEASURES.len());
        assert_eq!(cells().len(), 26);
    }
}
