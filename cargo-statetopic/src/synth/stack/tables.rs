//! The tables that a workspace's subscribers name.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use statetopic::manifest::{Manifest, Table};

use super::{Owner, StackTable};
use crate::error::Error;
use crate::project::{self, Subscriber};
use crate::suggest::suggest;

/// The longest logical name, which with a stage of 15 characters and a hyphen before it makes a physical one.
const LONGEST: usize = 255 - 16;

/// How many days back the ledger can be restored to: as many as there can be.
const LEDGER_RECOVERY: u8 = 35;

pub(super) fn tables(subscribers: &[Subscriber], imports: &[String]) -> Result<BTreeMap<String, StackTable>, Error> {
    let mut tables = BTreeMap::new();
    for Subscriber { manifest, .. } in subscribers {
        for table in project::tables(manifest) {
            add(&mut tables, table.clone());
        }
        if let Some(ledger) = &manifest.ledger {
            let mut ledger = ledger.clone();
            "AWS_MANAGED".clone_into(&mut ledger.encryption);
            ledger.point_in_time_recovery = Some(LEDGER_RECOVERY);
            add(&mut tables, ledger);
        }
    }
    import(&mut tables, imports)?;
    for Subscriber { manifest, .. } in subscribers {
        listen(&mut tables, manifest)?;
    }
    tables.values().try_for_each(check)?;
    Ok(tables)
}

fn add(tables: &mut BTreeMap<String, StackTable>, table: Table) {
    if let Entry::Vacant(entry) = tables.entry(table.name.clone()) {
        let owner = if table.external { Owner::External } else { Owner::Stack };
        entry.insert(StackTable { table, owner, view: None });
    }
}

fn import(tables: &mut BTreeMap<String, StackTable>, imports: &[String]) -> Result<(), Error> {
    for name in imports {
        let Some(table) = tables.get_mut(name) else {
            let names: Vec<&str> = tables.keys().map(String::as_str).collect();
            return Err(Error::refused(format!(
                "`--import {name}`: no subscriber names a table `{name}`{}",
                suggest(name, &names)
            )));
        };
        table.owner = Owner::OtherStack;
    }
    Ok(())
}

/// A topic's table has a stream, if it is not switched off.
fn listen(tables: &mut BTreeMap<String, StackTable>, manifest: &Manifest) -> Result<(), Error> {
    let topic = &manifest.topic;
    let Some(table) = tables.get_mut(&topic.table.name) else { return Ok(()) };
    if !topic.enabled {
        let location = &manifest.location;
        let stack = match table.owner {
            Owner::Stack => "so its table gets none",
            Owner::OtherStack => "so the stack that makes its table exports no stream to import",
            Owner::External => "so there is none to give as a parameter",
        };
        return Err(Error::refused(format!(
            "{}:{}: `{}` listens to `{}`, whose stream is switched off, {stack}; remove `enabled = false` from its \
             `#[state_topic]`",
            location.file, location.line, manifest.id, topic.table.model
        )));
    }
    table.view = Some(topic.view.clone());
    Ok(())
}

fn check(StackTable { table, owner, .. }: &StackTable) -> Result<(), Error> {
    if *owner == Owner::Stack && table.name.len() > LONGEST {
        return Err(Error::refused(format!(
            "the table `{}` of `{}` has a name of {} characters, which leaves no room for the stage; use {LONGEST} at most",
            table.name,
            table.model,
            table.name.len()
        )));
    }
    Ok(())
}
