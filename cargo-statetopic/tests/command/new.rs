//! `cargo statetopic new`: the files that it makes, and what it refuses. What the templates do is tried by `xtask verify --new`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::support::{Ended, assert_fails, run};

fn new(folder: &Path, arguments: &[&str]) -> Ended {
    let mut new = Command::new(env!("CARGO_BIN_EXE_cargo-statetopic"));
    run(new.args(["statetopic", "new"]).arg(folder).args(arguments))
}

#[test]
fn a_workspace_has_all_that_it_needs_and_nothing_is_left_to_fill_in() {
    for template in ["minimal", "orders", "audit", "api"] {
        let folder = tempfile::tempdir().unwrap();
        let package = folder.path().join("my-shop");
        let ended = new(&package, &["--template", template]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        for file in ["Cargo.toml", "README.md", ".gitignore", ".github/workflows/ci.yml", "src/lib.rs", "src/main.rs"] {
            assert!(package.join(file).is_file(), "{template}: {file}");
        }
        let mut folders = vec![package.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                assert!(!text.contains("{{") && !text.is_empty(), "{template}: {}", path.display());
            }
        }
        let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("statetopic = { version = \"0.1.0\""), "{manifest}");
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["my-shop"], "nothing is left beside it");
    }
}

#[test]
fn a_checkout_takes_the_place_of_the_registry() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("shop");
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    assert_eq!(new(&package, &["--checkout", checkout.to_str().unwrap()]).code, Some(0));
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    let path = checkout.join("statetopic-local");
    assert!(manifest.contains(&format!("statetopic-local = {{ path = \"{}\"", path.display())), "{manifest}");

    let nowhere = new(&folder.path().join("other"), &["--checkout", folder.path().to_str().unwrap()]);
    assert_fails(&nowhere, 4, "there is no package `statetopic`; name a checkout");
    assert!(!folder.path().join("other").exists());
}

#[test]
fn what_is_there_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("shop");
    fs::create_dir(&package).unwrap();
    fs::write(package.join("precious"), "kept").unwrap();
    assert_fails(&new(&package, &[]), 4, "it is there already; choose another name");
    assert_eq!(fs::read_dir(&package).unwrap().count(), 1);
    let nowhere = new(&folder.path().join("no/such/shop"), &[]);
    assert_fails(&nowhere, 4, "there is no folder");
}

#[test]
fn a_name_that_cargo_or_the_template_cannot_have_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for (name, problem) in [
        ("2shop", "begins with a letter"),
        ("statetopic", "has that name"),
        ("match", "a keyword of Rust"),
        ("count_articles", "a function of the template has that name"),
    ] {
        assert_fails(&new(&folder.path().join(name), &[]), 2, problem);
        assert!(!folder.path().join(name).exists());
    }
    assert_fails(&new(&folder.path().join("shop"), &["--template", "orderz"]), 2, "a similar value exists: 'orders'");
}

fn statetopic(folder: &Path, arguments: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-statetopic"));
    run(command.arg("statetopic").args(arguments).current_dir(folder))
}

#[test]
fn a_package_is_added_to_the_workspace_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = []\n").unwrap();
    let ended = statetopic(folder.path(), &["init", "shop", "--template", "orders"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.contains("[profile.lambda]"), "{ended:?}");
    let root = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
    assert!(root.contains("\"shop\""), "{root}");
    let manifest = fs::read_to_string(folder.path().join("shop/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"shop\"") && !manifest.contains("[workspace]"), "{manifest}");
    assert!(folder.path().join("shop/src/bin/sum_orders.rs").is_file());
    assert_fails(&statetopic(folder.path(), &["init", "shop"]), 4, "it is there already");
}

#[test]
fn a_model_and_a_subscriber_are_added_to_a_package() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("my-shop");
    assert_eq!(new(&package, &[]).code, Some(0));
    let ended = statetopic(&package, &["add", "model", "StockLevel"]);
    assert_eq!((ended.code, &*ended.err), (Some(0), "src/stock_level.rs\nsrc/lib.rs\n"));
    let ended = statetopic(&package, &["add", "subscriber", "watch_stock", "--on", "StockLevel"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let library = fs::read_to_string(package.join("src/lib.rs")).unwrap();
    assert!(library.contains("pub use stock_level::*;\n\nmod watch_stock;\npub use watch_stock::*;\n"), "{library}");
    let bin = fs::read_to_string(package.join("src/bin/watch_stock.rs")).unwrap();
    assert!(bin.contains("run::<my_shop::WatchStockSubscriber>()"), "{bin}");

    assert_fails(&statetopic(&package, &["add", "model", "StockLevel"]), 4, "it is there already");
    assert_fails(&statetopic(&package, &["add", "model", "stock"]), 2, "e.g. `StockLevel`");
    assert_fails(&statetopic(&package, &["add", "subscriber", "Watch", "--on", "StockLevel"]), 2, "e.g. `watch_stock`");
    assert_fails(&statetopic(folder.path(), &["add", "model", "Stock"]), 3, "could not find `Cargo.toml`");
}
