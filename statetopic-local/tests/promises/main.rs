//! What the local engine promises: to behave as AWS's services do. One module for each service. They are one program, so
//! that the AWS SDK and the embedded engine are linked once.

mod application;
mod engine;
mod filters;
mod sources;
mod support;
