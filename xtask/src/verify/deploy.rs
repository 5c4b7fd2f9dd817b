//! Deploys the examples with the commands of docs/deployment.md, and tests what their functions derive.

use std::path::Path;

use super::aws::Aws;
use super::emulator::free_port;
use super::package::Package;
use super::pipe::Pipe;
use super::template::Template;
use super::workspace::{Workspace, run as run_command};
use super::{Result, step};

const BUCKET: &str = "zips";

pub(super) fn run(templates: &[Template], packages: &[Package], aws: &Aws, workspace: &Workspace) -> Result<()> {
    aws.run(&["s3", "mb", &format!("s3://{BUCKET}")])?;
    for (template, package) in templates.iter().zip(packages) {
        let example = &*template.example;
        step(&format!("deploy {example} as the stage `{}`", stage(example)));
        let cache = format!("127.0.0.1:{}", free_port()?);
        deploy(template, package, &cache, aws)?;
        let mut scenario = workspace.program("deployed");
        scenario.args([example, &stage(example)]).env("CACHE_ADDRESS", &cache);
        aws.configure(&mut scenario);
        let pipes = Pipe::all(template, &stage(example), aws)?;
        Pipe::carry_while(&pipes, aws, || run_command(&mut scenario, &format!("the test of {example}")))?;
        println!("   its functions derived the expected rows");
    }
    Ok(())
}

/// Each example has its own stage, since examples have tables of the same name.
pub(super) fn stage(example: &str) -> String {
    example.chars().filter(char::is_ascii_alphanumeric).take(15).collect()
}

fn deploy(template: &Template, package: &Package, cache: &str, aws: &Aws) -> Result<()> {
    let example = &*template.example;
    let upload = format!("s3://{BUCKET}/{example}");
    let file = |path: &Path| path.display().to_string();
    aws.run(&["s3", "cp", "--recursive", "--only-show-errors", &file(&package.folder), &upload])?;
    let mut parameters =
        vec![format!("Stage={}", stage(example)), format!("CodeBucket={BUCKET}"), format!("CodePrefix={example}")];
    if template.content["Parameters"].get("CacheUrlVariable").is_some() {
        parameters.push(format!("CacheUrlVariable=redis://{cache}"));
    }
    let yaml = file(&template.yaml);
    let mut deploy = vec!["cloudformation", "deploy", "--template-file", &yaml, "--stack-name", example];
    deploy.extend(["--s3-bucket", BUCKET, "--capabilities", "CAPABILITY_IAM", "--parameter-overrides"]);
    deploy.extend(parameters.iter().map(String::as_str));
    aws.run(&deploy)?;
    let stacks = aws.json(&["cloudformation", "describe-stacks", "--stack-name", example])?;
    match stacks["Stacks"][0]["StackStatus"].as_str() {
        Some("CREATE_COMPLETE") => Ok(()),
        status => Err(format!("the stack {example} is {status:?}").into()),
    }
}
