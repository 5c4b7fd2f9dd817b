//! Compiled subscribers behind a Lambda Runtime API: answers, deadlines, and what they need of their environment.

mod deadline;
mod environment;
mod fifo;
mod metrics;
mod outcomes;
mod process;
mod sample_event;
