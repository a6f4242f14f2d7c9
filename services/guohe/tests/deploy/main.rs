//! What is under `deploy/`, and `docker-compose.yml`, held to what the program does: commands, environments and health
//! checks are run, metrics that alerts and dashboards name are looked for, and the tools that read these files are
//! asked where they are installed.

mod collector;
mod compose;
mod follow;
mod kubernetes;
mod rules;
mod tools;
mod town;
