//! The numbers of five published reports. Their texts belong to their publishers and do not ship; load the
//! documents with `--reports-folder` to see them whole.

use gongkai_formats::read::cells;
use gongkai_store::{Agency, Region};

use super::Draft;
use crate::Internal;

struct Real {
    /// Region, agency and report share this beginning of their ids.
    place: &'static str,
    place_name: &'static str,
    place_name_en: &'static str,
    agency: &'static str,
    name: &'static str,
    name_en: &'static str,
    year: i16,
    cells: &'static str,
}

const LABOUR_EN: &str = "Human Resources and Social Security Bureau";

macro_rules! cells_of {
    ($file:literal) => {
        include_str!(concat!("../../seed/reports/", $file, ".cells"))
    };
}

const REAL: [Real; 5] = [
    Real {
        place: "dachuan",
        place_name: "四川省达州市达川区",
        place_name_en: "Dachuan District, Dazhou, Sichuan",
        agency: "dachuan-labour",
        name: "达州市达川区人力资源和社会保障局",
        name_en: LABOUR_EN,
        year: 2021,
        cells: cells_of!("dachuan-labour-2021"),
    },
    Real {
        place: "pinglu",
        place_name: "山西省朔州市平鲁区",
        place_name_en: "Pinglu District, Shuozhou, Shanxi",
        agency: "pinglu-labour",
        name: "朔州市平鲁区人力资源和社会保障局",
        name_en: LABOUR_EN,
        year: 2023,
        cells: cells_of!("pinglu-labour-2023"),
    },
    Real {
        place: "linzi",
        place_name: "山东省淄博市临淄区",
        place_name_en: "Linzi District, Zibo, Shandong",
        agency: "linzi-labour",
        name: "淄博市临淄区人力资源和社会保障局",
        name_en: LABOUR_EN,
        year: 2021,
        cells: cells_of!("linzi-labour-2021"),
    },
    Real {
        place: "wencheng",
        place_name: "浙江省温州市文成县",
        place_name_en: "Wencheng County, Wenzhou, Zhejiang",
        agency: "wencheng-labour",
        name: "文成县人力资源和社会保障局",
        name_en: LABOUR_EN,
        year: 2020,
        cells: cells_of!("wencheng-labour-2020"),
    },
    Real {
        place: "chuanhui",
        place_name: "河南省周口市川汇区",
        place_name_en: "Chuanhui District, Zhoukou, Henan",
        agency: "chuanhui-petitions",
        name: "周口市川汇区信访局",
        name_en: "Petitions Bureau",
        year: 2021,
        cells: cells_of!("chuanhui-petitions-2021"),
    },
];

/// The regions and agencies of the five.
pub fn agencies() -> (Vec<Region>, Vec<Agency>) {
    let regions = REAL.iter().map(|r| Region {
        id: r.place.into(),
        name: r.place_name.into(),
        name_en: r.place_name_en.into(),
        made_up: false,
    });
    let agencies = REAL.iter().map(|r| Agency {
        id: r.agency.into(),
        region_id: r.place.into(),
        parent_id: None,
        name: r.name.into(),
        name_en: r.name_en.into(),
        level: "county".into(),
        kind: "department".into(),
        roster_position: None,
    });
    (regions.collect(), agencies.collect())
}

/// The five.
///
/// # Errors
///
/// If one of them cannot be read: then the program was built wrong.
pub fn reports() -> Result<Vec<Draft>, Internal> {
    REAL.iter()
        .map(|r| {
            let report =
                cells::parse(r.cells).map_err(|error| Internal::Seed(format!("{}: {error}", r.agency)))?;
            Ok(Draft {
                id: format!("{}-{}", r.agency, r.year),
                agency_id: r.agency.into(),
                year: r.year,
                version: 1,
                report,
                source: None,
            })
        })
        .collect()
}
