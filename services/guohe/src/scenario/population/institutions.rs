//! Fictional host institutions and recommending units.

use guohe_api::recommendation::v1::UnitKind;
use guohe_policy::credit_code_with_check;

use super::names;
use crate::scenario::chance::Chance;

/// Institutions that may apply.
pub const HOSTS: usize = 60;

/// Kinds of host, with how many of each there are.
const KINDS: [(HostKind, usize); 5] = [
    (HostKind::University, 18),
    (HostKind::Institute, 12),
    (HostKind::Enterprise, 20),
    (HostKind::NewRdOrg, 8),
    (HostKind::ServiceOrg, 2),
];

/// Kind of a host, as the form states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HostKind {
    /// University.
    University,
    /// Research institute.
    Institute,
    /// Enterprise.
    Enterprise,
    /// New R&D organisation.
    NewRdOrg,
    /// Service organisation: not among those the measures list by name.
    ServiceOrg,
}

impl HostKind {
    /// Code in the form.
    pub fn code(self) -> &'static str {
        match self {
            Self::University => "university",
            Self::Institute => "research_institute",
            Self::Enterprise => "enterprise",
            Self::NewRdOrg => "new_rd_org",
            Self::ServiceOrg => "service_org",
        }
    }

    /// First two characters of its credit code: who registers it, and as what.
    fn register(self) -> &'static str {
        match self {
            Self::University | Self::Institute => "12",
            Self::Enterprise => "91",
            Self::NewRdOrg | Self::ServiceOrg => "52",
        }
    }

    fn endings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::University => names::UNIVERSITIES,
            Self::Institute => names::INSTITUTES,
            Self::Enterprise => names::ENTERPRISES,
            Self::NewRdOrg => names::NEW_RD,
            Self::ServiceOrg => names::SERVICES,
        }
    }
}

/// A host institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// Unified social credit code: valid by its check character, and of no place that exists.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Kind.
    pub kind: HostKind,
    /// City.
    pub city: String,
    /// Id of the recommending unit above it or in its area.
    pub unit: String,
    /// Yearly revenue in ten thousand yuan.
    pub revenue: i64,
}

impl Institution {
    /// The user who lodges.
    pub fn clerk(&self) -> String {
        format!("u-{}-clerk", self.code)
    }

    /// The user who signs.
    pub fn signer(&self) -> String {
        format!("u-{}-signer", self.code)
    }
}

/// A recommending unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: UnitKind,
    /// Credit code, where the unit is a host itself.
    pub institution: Option<String>,
}

impl Unit {
    /// The user who signs opinions.
    pub fn signer(&self) -> String {
        format!("u-{}", self.id)
    }
}

/// Draws the hosts and their recommending units. Universities and the first institutes recommend themselves.
pub(super) fn draw(seed: u64) -> (Vec<Institution>, Vec<Unit>) {
    let mut chance = Chance::of(seed, "institutions");
    let mut hosts = Vec::new();
    let mut units = area_units();
    let brands = chance.shuffled(names::BRANDS.to_vec());
    let mut bodies = chance.shuffled((10_000..99_999).step_by(37).collect::<Vec<u32>>()).into_iter();
    for (kind, count) in KINDS {
        for index in 0..count {
            let brand = brands[(index * 7 + kind as usize * 3) % brands.len()];
            let ending = kind.endings()[index % kind.endings().len()];
            let city = chance.pick(names::CITIES);
            let code = credit_code(kind, bodies.next().unwrap_or(10_000));
            let name_zh = format!("{}{}", brand.0, ending.0);
            let unit = match own_unit(kind, index) {
                Some(unit_kind) => {
                    let id = format!("r-own-{:02}", units.len() + 1);
                    let (name, institution) = (name_zh.clone(), Some(code.clone()));
                    units.push(Unit { id: id.clone(), name, kind: unit_kind, institution });
                    id
                }
                None => units[chance.below(AREA_UNITS)].id.clone(),
            };
            hosts.push(Institution {
                code,
                name_zh,
                name_en: format!("{} {}", brand.1, ending.1),
                kind,
                city: city.0.to_owned(),
                unit,
                revenue: chance.between(6_000, 60_000),
            });
        }
    }
    (hosts, units)
}

/// Units that recommend hosts of their area: cities, pilot counties, zones, departments.
const AREA_UNITS: usize = 24;

fn area_units() -> Vec<Unit> {
    let mut units = Vec::new();
    let mut add = |name: String, kind: UnitKind| {
        let id = format!("r-{:02}", units.len() + 1);
        units.push(Unit { id, name, kind, institution: None });
    };
    for city in names::CITIES {
        add(format!("{}科学技术局", city.0), UnitKind::CityBureau);
    }
    for county in names::COUNTIES {
        add(format!("{}科学技术局", county.0), UnitKind::PilotCounty);
    }
    for zone in &names::CITIES[..4] {
        let place = zone.0.trim_end_matches(['市', '州']);
        add(format!("{place}高新技术产业开发区管理委员会"), UnitKind::NationalZone);
    }
    for office in ["工业与信息", "农业与农村", "卫生与健康"] {
        add(format!("省{office}主管部门"), UnitKind::ProvincialDepartment);
    }
    units
}

/// Which hosts recommend themselves, and as what; sixteen of them.
fn own_unit(kind: HostKind, index: usize) -> Option<UnitKind> {
    match (kind, index) {
        (HostKind::University, 0..4) => Some(UnitKind::CentralUniversity),
        (HostKind::University, 4..12) => Some(UnitKind::ProvincialUniversity),
        (HostKind::Institute, 0..4) => Some(UnitKind::CentralInstitute),
        _ => None,
    }
}

/// A credit code in an area of Hunan that does not exist (4399..), so that nobody real can bear it.
fn credit_code(kind: HostKind, body: u32) -> String {
    let first17 = format!("{}439900MA{body:05}X0", kind.register());
    credit_code_with_check(&first17).unwrap_or(first17)
}

/// A credit code of an expert's institution outside the province, in an area that does not exist (9999..).
pub(super) fn outside_code(number: usize) -> String {
    let first17 = format!("12999900MB{number:05}Y0");
    credit_code_with_check(&first17).unwrap_or(first17)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use guohe_policy::check_credit_code;

    use super::*;

    #[test]
    fn every_credit_code_is_valid_and_nobody_elses() {
        let (hosts, _) = draw(1);
        assert_eq!(hosts.len(), HOSTS);
        let codes: BTreeSet<&str> = hosts.iter().map(|host| host.code.as_str()).collect();
        assert_eq!(codes.len(), HOSTS);
        for code in codes {
            assert_eq!(check_credit_code(code), Ok(()), "{code}");
            assert_eq!(&code[2..6], "4399", "an area that does not exist");
        }
        assert!((0..40).all(|number| check_credit_code(&outside_code(number)).is_ok()));
    }

    #[test]
    fn forty_units_of_every_kind() {
        let (_, units) = draw(1);
        assert_eq!(units.len(), 40);
        let kinds: BTreeSet<i32> = units.iter().map(|unit| unit.kind as i32).collect();
        assert_eq!(kinds, (1..=7).collect());
    }

    #[test]
    fn names_of_hosts_differ() {
        let (hosts, _) = draw(3);
        let names: BTreeSet<&str> = hosts.iter().map(|host| host.name_zh.as_str()).collect();
        assert_eq!(names.len(), HOSTS);
    }
}
