//! Checks the templates with cfn-lint and `sam validate --lint`: they must accept all, and refuse the faulty ones.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use super::faults::{FAULTS, Fault};
use super::python::LINT;
use super::template::Template;
use super::workspace::Workspace;
use super::{Result, step};

/// The Region whose resource types the linters know.
const REGION: &str = "eu-central-1";

/// A linter of templates.
#[derive(Clone, Copy)]
enum Linter {
    CfnLint,
    Sam,
}

const LINTERS: [Linter; 2] = [Linter::CfnLint, Linter::Sam];

impl Linter {
    const fn name(self) -> &'static str {
        match self {
            Self::CfnLint => "cfn-lint",
            Self::Sam => "sam validate --lint",
        }
    }

    /// Whether the linter accepts the template, and its output.
    fn check(self, template: &Path, programs: &Path) -> std::result::Result<(bool, String), String> {
        let mut command = match self {
            Self::CfnLint => Command::new(programs.join("cfn-lint")),
            Self::Sam => Command::new(programs.join("sam")),
        };
        match self {
            Self::CfnLint => command.args(["--regions", REGION, "--"]).arg(template),
            Self::Sam => command.args(["validate", "--lint", "--region", REGION, "--template"]).arg(template),
        };
        command.env("SAM_CLI_TELEMETRY", "0");
        let Output { status, stdout, stderr } =
            command.output().map_err(|error| format!("{}: {error}", self.name()))?;
        let text = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        Ok((status.success(), text))
    }
}

/// Both linters accept these stacks.
pub(super) fn accept(stacks: &[PathBuf], workspace: &Workspace) -> Result<()> {
    let programs = &*LINT.programs(workspace)?;
    for linter in LINTERS {
        step(&format!("{}: {} stacks", linter.name(), stacks.len()));
        for stack in stacks {
            let (accepts, text) = linter.check(stack, programs)?;
            if !accepts {
                return Err(format!("{} refuses {}:\n{text}", linter.name(), stack.display()).into());
            }
        }
    }
    Ok(())
}

pub(super) fn run(templates: &[Template], workspace: &Workspace) -> Result<()> {
    let programs = &*LINT.programs(workspace)?;
    let right = templates.iter().find(|template| template.example == "quickstart");
    let right = &right.ok_or("there is no example `quickstart` to put faults into")?.content;
    let folder = workspace.empty_folder("faults")?;
    let write = |name: &str, template: &Value| -> Result<PathBuf> {
        let path = folder.join(name).with_extension("json");
        std::fs::write(&path, serde_json::to_string_pretty(template)?)?;
        Ok(path)
    };
    let mut all: Vec<PathBuf> = templates.iter().map(|template| template.yaml.clone()).collect();
    // No example has every setting.
    all.push(workspace.root.join("cargo-statetopic/tests/fixtures/every_setting.json"));
    // Written in the same way as the faulty ones, but without a fault, so that these are refused for their faults only.
    all.push(write("none", right)?);
    let faulty = FAULTS.iter().enumerate();
    let faulty = faulty.map(|(number, fault)| Ok((fault, write(&number.to_string(), &fault.put_into(right)?)?)));
    let faulty = faulty.collect::<Result<Vec<_>>>()?;

    step(&format!("lint {} templates, and {} with a fault each", templates.len(), faulty.len()));
    let (all, faulty) = (&*all, &*faulty);
    let problems: Vec<String> = std::thread::scope(|scope| {
        let threads = LINTERS.map(|linter| scope.spawn(move || problems(linter, all, faulty, programs)));
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|_| vec!["a thread panicked".to_owned()]))
            .collect()
    });
    if !problems.is_empty() {
        return Err(problems.join("\n").into());
    }
    for (fault, _) in faulty {
        println!("   refused by both: {}", fault.what);
    }
    Ok(())
}

/// Each template that a linter refuses, and each fault that it does not report.
fn problems(linter: Linter, all: &[PathBuf], faulty: &[(&Fault, PathBuf)], programs: &Path) -> Vec<String> {
    let name = linter.name();
    let mut problems = Vec::new();
    for template in all {
        match linter.check(template, programs) {
            Ok((true, _)) => {}
            Ok((false, text)) => problems.push(format!("{name} refuses {}:\n{text}", template.display())),
            Err(problem) => problems.push(problem),
        }
    }
    for (fault, template) in faulty {
        match linter.check(template, programs) {
            Ok((false, text)) if text.contains(fault.names) => {}
            Ok((_, text)) => problems.push(format!(
                "{name} does not report {} in {}, or does not name `{}`:\n{text}",
                fault.what,
                template.display(),
                fault.names
            )),
            Err(problem) => problems.push(problem),
        }
    }
    problems
}
