//! Two campaigns of the made-up district: that of 2025 is over, that of 2026 goes on with units in several states.

use gongkai_domain::campaign::{Asked, CampaignEvent, HandIn, Remark, Terms, UnitEvent, Way};
use gongkai_domain::check::Severity;
use gongkai_domain::china_time;
use gongkai_domain::report::{AnnualReport, Applicant, Cell, CellKey, Row};
use gongkai_formats::write;
use gongkai_store::{CampaignActor, FileEntry, Tx};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::district::{GOVERNMENT, REGION, UNITS, Unit};
use crate::judge::judge;
use crate::{App, Internal, now_ms};

const ACTOR: &str = "district";
const NOTICE: &str = "请各单位按照国务院办公厅规定的格式编制年度报告，三张表与台账核对一致后报送。报送前请先看系统检查出的问题。";
/// Units whose report of the year that goes on was accepted, waits, or was given back: places in the list of the district.
const ACCEPTED: [usize; 3] = [0, 1, 6];
const WAITING: [usize; 3] = [3, 4, 15];
const RETURNED: usize = 5;

/// The id of a person of the demonstration.
async fn actor_id(app: &App) -> Result<Option<String>, Internal> {
    Ok(app.store.user_by_login(ACTOR).await?.map(|u| u.id))
}

struct Office<'a> {
    app: &'a App,
    by: Option<String>,
}

impl Office<'_> {
    fn actor(&self, on: Date, is_office: bool) -> CampaignActor<'_> {
        let at_ms = china_time::instant(on.at(10, 0, 0, 0)).min(now_ms());
        CampaignActor { agency_id: GOVERNMENT, actor_id: self.by.as_deref().filter(|_| is_office), at_ms }
    }

    async fn open(&self, tx: &mut Tx, year: i16, on: Date) -> Result<String, Internal> {
        let (id, hash) = (format!("{REGION}-{year}"), self.app.settings.chain_hash);
        let internal_on = date(year + 1, 1, 15);
        let terms = Terms { region: REGION.into(), year, internal_on, notice: NOTICE.into() };
        tx.record_campaign(self.actor(on, true), &id, &CampaignEvent::Opened(terms), hash).await?;
        for (place, unit) in (0i64..).zip(&UNITS) {
            let asked = Asked {
                campaign: id.clone(),
                agency: unit.id.into(),
                name: unit.name.into(),
                email: format!("{}@chengchuan.example", unit.id.trim_start_matches("chengchuan-")),
                above: String::new(),
            };
            let actor = self.actor(on, true);
            let actor = CampaignActor { at_ms: actor.at_ms + place, ..actor };
            tx.record_campaign_unit(actor, &unit_id(year, unit), &UnitEvent::Asked(asked), hash).await?;
        }
        Ok(id)
    }

    async fn unit(&self, tx: &mut Tx, of: (i16, &Unit), event: &UnitEvent, on: Date) -> Result<(), Internal> {
        let is_office = !matches!(event, UnitEvent::HandedIn(_));
        let id = unit_id(of.0, of.1);
        let actor = self.actor(on, is_office);
        tx.record_campaign_unit(actor, &id, event, self.app.settings.chain_hash).await?;
        Ok(())
    }

    /// Keeps a report as the file that was handed in.
    async fn handed_in(
        &self,
        tx: &mut Tx,
        report: &AnnualReport,
        previous: Option<&AnnualReport>,
    ) -> Result<UnitEvent, Internal> {
        let text = write::json::write(report);
        let bytes = text.clone().into_bytes();
        let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let file = self.app.files.put(bytes).await?;
        let name = format!("{}.json", report.title.clone().unwrap_or_default());
        let media = "application/json".to_owned();
        let name_hint = name.clone();
        let created_at_ms = now_ms();
        let entry =
            FileEntry { sha256: file.clone(), size_bytes, media: media.clone(), name_hint, created_at_ms };
        tx.put_file(&entry).await?;
        let findings = judge(report, previous);
        let count = |severity| {
            u32::try_from(findings.iter().filter(|f| f.severity == severity).count()).unwrap_or(u32::MAX)
        };
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let report = tx.put_text(&text).await?;
        Ok(UnitEvent::HandedIn(HandIn { way: Way::Upload, file, name, media, report, errors, warnings }))
    }
}

fn unit_id(year: i16, unit: &Unit) -> String {
    format!("{}-c{year}", unit.id)
}

/// The planted fault: more carried over than the balance allows.
fn unbalance(report: &mut AnnualReport) {
    let key = CellKey::t3(Row::CarriedOut, Applicant::Natural);
    let more = report.cells.number(key).unwrap_or_default() + Decimal::from(7);
    report.cells.insert(key, Cell::number(more));
}

/// Puts both campaigns, unless they are there.
pub async fn put(app: &App) -> Result<(), Internal> {
    if app.store.campaign_of_year(REGION, 2025).await?.is_some() {
        return Ok(());
    }
    let office = Office { app, by: actor_id(app).await? };
    let hash = app.settings.chain_hash;
    let mut tx = app.store.begin().await?;
    let over = office.open(&mut tx, 2025, date(2025, 12, 22)).await?;
    office.open(&mut tx, 2026, date(2026, 11, 23)).await?;
    for (place, unit) in UNITS.iter().enumerate() {
        let reports = super::unit_reports_through(place + 1, unit, 2026);
        let of = |year: i16| reports.iter().find(|d| d.year == year).map(|d| d.report.clone());
        let last = of(2024);
        let Some((report, mut next)) = of(2025).zip(of(2026)) else { continue };
        let event = office.handed_in(&mut tx, &report, last.as_ref()).await?;
        office.unit(&mut tx, (2025, unit), &event, date(2026, 1, 8)).await?;
        office.unit(&mut tx, (2025, unit), &UnitEvent::Accepted, date(2026, 1, 12)).await?;
        if place == RETURNED {
            unbalance(&mut next);
        }
        if ACCEPTED.contains(&place) || WAITING.contains(&place) || place == RETURNED {
            let event = office.handed_in(&mut tx, &next, Some(&report)).await?;
            office.unit(&mut tx, (2026, unit), &event, date(2026, 11, 26)).await?;
        }
        let on = date(2026, 11, 27);
        if ACCEPTED.contains(&place) {
            office.unit(&mut tx, (2026, unit), &UnitEvent::Accepted, on).await?;
        }
        if place == RETURNED {
            let about = CellKey::t3(Row::CarriedOut, Applicant::Natural).as_str().to_owned();
            let text = "与收到、办结的件数不平衡，请核对结转下年的件数。".to_owned();
            let comment = "表三收支不平衡，请改正后重新报送。".to_owned();
            let event = UnitEvent::Returned { comment, remarks: vec![Remark { about, text }] };
            office.unit(&mut tx, (2026, unit), &event, on).await?;
        }
    }
    let closed = CampaignEvent::Closed;
    tx.record_campaign(office.actor(date(2026, 2, 2), true), &over, &closed, hash).await?;
    tx.commit().await?;
    Ok(())
}
