//! A system of small services: settling, stopping, refusing, operating.

mod settle;
mod toy;
