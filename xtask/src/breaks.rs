//! `breaks [<name>…]`: that the simulation catches what it is to catch. Each break is a mistake of the kind that other frameworks have
//! shipped; it is made in a copy of the repository, and the simulation, or the property that the break names, must fail there.

mod list;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::list::{BREAKS, Break, CaughtBy};

/// The most seeds, or cases of a property, until a break is caught.
const SEEDS: &str = "2000";

pub(crate) fn run(names: &[&str]) -> Result<(), Box<dyn Error>> {
    let chosen: Vec<&Break> =
        BREAKS.iter().filter(|candidate| names.is_empty() || names.contains(&candidate.name)).collect();
    if let Some(unknown) = names.iter().find(|name| BREAKS.iter().all(|candidate| candidate.name != **name)) {
        return Err(format!("unknown break `{unknown}`").into());
    }
    let folder = PathBuf::from(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into())).join("breaks");
    let tree = folder.join("tree");
    copy(&tree)?;
    let mut missed = Vec::new();
    for one in chosen {
        one.make(&tree)?;
        let target = folder.join("target");
        let caught = match one.by {
            CaughtBy::Simulation => simulate(&[], &tree, &target),
            CaughtBy::Parking => simulate(&["--only", "parking"], &tree, &target),
            CaughtBy::Queues => simulate(&["--only", "queues"], &tree, &target),
            CaughtBy::Property(property) => refute(property, &OF_LIBRARY, &tree, &target),
            CaughtBy::Poison(test) => refute(test, &OF_POISON, &tree, &target),
        };
        one.unmake(&tree)?;
        match caught? {
            Some(found) => println!("-- {:<44} {found}", one.name),
            None => {
                println!("-- {:<44} NOT CAUGHT", one.name);
                missed.push(one.name);
            }
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(format!("not caught: {}", missed.join(", ")).into()) }
}

/// A clean copy of what is committed.
fn copy(tree: &Path) -> Result<(), Box<dyn Error>> {
    if tree.exists() {
        fs::remove_dir_all(tree)?;
    }
    let status = Command::new("git").args(["clone", "--quiet", "--local", "."]).arg(tree).status()?;
    if status.success() { Ok(()) } else { Err("the repository cannot be copied".into()) }
}

/// The line of the first violation within the seeds; `None` where nothing is found.
fn simulate(flags: &[&str], tree: &Path, target: &Path) -> Result<Option<String>, Box<dyn Error>> {
    let arguments = ["build", "--locked", "--quiet", "-p", "statetopic-tests-simulate"];
    let built = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", absolute(target)?)
        .status()?;
    if !built.success() {
        return Err("a break does not compile".into());
    }
    let program = absolute(target)?.join("debug/simulate");
    let ended = Command::new(program).args(["--seeds", SEEDS]).args(flags).output()?;
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    match ended.status.code() {
        Some(0) => Ok(None),
        Some(1) => Ok(Some(told.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned())),
        _ => Err(format!("the simulation ended with {}: {told}", ended.status).into()),
    }
}

/// The unit tests of `statetopic`, and the tests of parking.
const OF_LIBRARY: [&str; 5] = ["-p", "statetopic", "--features", "memory", "--lib"];
const OF_POISON: [&str; 4] = ["-p", "statetopic-tests-simulate", "--test", "poison"];

/// What refutes a property, or a test, within the cases; `None` where nothing does.
fn refute(property: &str, of: &[&str], tree: &Path, target: &Path) -> Result<Option<String>, Box<dyn Error>> {
    let test = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["test", "--locked", "--quiet"])
            .args(of)
            .args(arguments)
            .current_dir(tree)
            .env("PROPTEST_CASES", SEEDS);
        command
    };
    let built = test(&["--no-run"]).env("CARGO_TARGET_DIR", absolute(target)?).status()?;
    if !built.success() {
        return Err("a break does not compile".into());
    }
    let ended = test(&["--", property]).env("CARGO_TARGET_DIR", absolute(target)?).output()?;
    let told = String::from_utf8_lossy(&ended.stdout);
    match ended.status.code() {
        Some(0) if told.contains("1 passed") => Ok(None),
        Some(101) if told.contains("1 failed") => {
            let passed = told.lines().find_map(|line| line.trim().strip_prefix("successes: "));
            Ok(Some(format!("case {}: `{property}` is refuted", passed.unwrap_or("unknown"))))
        }
        _ => Err(format!("the tests ended with {}: {told}", ended.status).into()),
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Box<dyn Error>> {
    Ok(std::path::absolute(path)?)
}

impl Break {
    fn make(&self, tree: &Path) -> Result<(), Box<dyn Error>> {
        self.replace(tree, self.right, self.wrong)
    }

    fn unmake(&self, tree: &Path) -> Result<(), Box<dyn Error>> {
        self.replace(tree, self.wrong, self.right)
    }

    fn replace(&self, tree: &Path, from: &str, to: &str) -> Result<(), Box<dyn Error>> {
        let path = tree.join(self.file);
        let text = fs::read_to_string(&path)?;
        if !is_there_once(&text, from) {
            return Err(format!("{}: `{}` is not there once, for the break `{}`", self.file, from, self.name).into());
        }
        fs::write(&path, text.replacen(from, to, 1))?;
        Ok(())
    }
}

fn is_there_once(text: &str, part: &str) -> bool {
    text.matches(part).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_break_can_be_made_where_it_says() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for one in BREAKS {
            let text = fs::read_to_string(workspace.join(one.file)).unwrap();
            assert!(is_there_once(&text, one.right), "{}: {}", one.name, one.file);
            assert!(!text.contains(one.wrong), "{}: {}", one.name, one.file);
        }
    }
}
