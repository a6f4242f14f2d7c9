//! Guangdong's call of 2020 played in a whole system over simulated years, and a draft that decides nothing.

mod call;
mod draft;
mod forms;
mod town;
