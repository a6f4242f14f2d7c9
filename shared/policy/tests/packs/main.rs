//! The packs of the repository as a whole: they load, miss no rule, and each switch changes what it should.

mod every_pack;
mod repository;
mod switches;
mod uncovered;
