//! Cases that document misuse; they are in `tests/ui`.
