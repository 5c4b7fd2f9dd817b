//! The template of an example.

use std::path::PathBuf;

use serde_json::Value;

use super::workspace::{Workspace, run};
use super::{Result, step};

pub(super) struct Template {
    pub(super) example: String,
    /// The file in YAML.
    pub(super) yaml: PathBuf,
    /// The same in JSON.
    pub(super) content: Value,
}

impl Template {
    /// Runs `cargo statetopic synth` for an example, with the features of the functions: as the tests of the command build it.
    pub(super) fn synthesize(example: &str, workspace: &Workspace) -> Result<Self> {
        step(&format!("synthesize {example}"));
        let folder = workspace.empty_folder(&format!("templates/{example}"))?;
        let write = |file: &str| {
            let path = folder.join(file);
            let mut synth = workspace.program("cargo-statetopic");
            synth.args(["synth", "--locked", "--no-default-features", "--package", example, "--out"]).arg(&path);
            run(&mut synth, &format!("cargo statetopic synth --package {example}")).map(|()| path)
        };
        let (yaml, json) = (write("stack.yaml")?, write("stack.json")?);
        let content = serde_json::from_str(&std::fs::read_to_string(json)?)?;
        Ok(Self { example: example.to_owned(), yaml, content })
    }

    /// The properties of the resources of a type, by their logical ids.
    pub(super) fn resources<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let resources = self.content["Resources"].as_object().into_iter().flatten();
        resources.filter(move |(_, found)| found["Type"] == kind).map(|(id, found)| (&**id, &found["Properties"]))
    }

    /// The bins of its functions.
    pub(super) fn bins(&self) -> Result<Vec<&str>> {
        let mut bins = Vec::new();
        for (id, function) in self.resources("AWS::Lambda::Function") {
            let key = function["Code"]["S3Key"]["Fn::Sub"].as_str();
            let bin = key.and_then(|key| key.strip_prefix("${CodePrefix}/")?.strip_suffix("/bootstrap.zip"));
            bins.push(bin.ok_or_else(|| format!("`{id}` of {} has no key of a zip file", self.example))?);
        }
        Ok(bins)
    }
}
