//! What statetopic promises, where it takes more than one package to try it: one module for each promise. They are one
//! program, so that the AWS SDK and the embedded engine are linked once.

mod filters;
mod lambda;
mod once;
mod order;
mod poison;
mod random_types;
mod secrecy;
mod tables;
