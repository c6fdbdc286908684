//! Registers of an agency: what is kept besides documents and requests.

mod list;
mod public;
mod schema;
mod table;
mod terms;
mod write;

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::Agency;

use crate::App;
use crate::accounts::Signed;
use crate::documents::DocumentError;

pub use list::{
    Count, EntryPage, Overview, RegisterPage, count, entry, overview, public_register, public_with_entries,
    register_page, register_page_on,
};
pub use public::{PublicEntry, TakePart, enter, forget_persons, open_now, take_part};
pub use schema::{GROUPS, of_agency, own_declaration, parse, set_own, shipped};
pub use table::{Import, ImportRow, export, import, preview};
pub use terms::{Owed, Terms, owed, terms_of};
pub(crate) use write::{Typed, change_for, create_for, faults, put};
pub use write::{change, create, withdraw};

/// The agency, if the person has the right there.
pub(crate) async fn at(
    app: &App,
    by: &Signed,
    agency_id: &str,
    right: Right,
) -> Result<Agency, DocumentError> {
    let agency = app.store.agency(agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, right, Thing::Of { agency: &agency.id, regions: &regions })?;
    Ok(agency)
}
