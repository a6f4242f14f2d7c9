//! One contract suite over both engines of the bus, and what only the one over RabbitMQ must stand: restarts,
//! kills, cut connections, poison.

mod contract;
mod faults;
mod in_process;
mod rabbitmq;
mod rig;
