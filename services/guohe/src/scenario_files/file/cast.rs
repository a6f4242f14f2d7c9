//! Who plays: departments, institutions, recommending units, officials, experts, and the forms hosts fill in.

use std::collections::BTreeMap;

use guohe_policy::credit_code_with_check;
use sha2::{Digest, Sha256};

use super::{FormPlan, Problem, missing, optional_text, wrong};
use crate::scenario_files::{
    node::{Node, Yaml},
    problem::Spot,
};

/// Experts where a file says nothing.
const EXPERTS: usize = 9;

/// Most experts.
const MOST_EXPERTS: u64 = 200;

/// The recommending unit of hosts where a file names none.
const DEFAULT_UNIT: &str = "unit";

/// Everybody who plays.
#[derive(Debug, Default)]
pub struct Cast {
    /// Departments in the order of writing.
    pub departments: Vec<Department>,
    /// Institutions by name.
    pub institutions: BTreeMap<String, Institution>,
    /// Recommending units by name.
    pub units: BTreeMap<String, Unit>,
    /// Officials: the first is in charge, the second decides.
    pub officials: Vec<String>,
    /// How many experts there are.
    pub experts: usize,
    /// Forms by name.
    pub forms: BTreeMap<String, FormPlan>,
    /// Switches chosen otherwise, by pack.
    pub switches: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
}

/// A department.
#[derive(Debug, Clone)]
pub struct Department {
    /// Its id.
    pub id: String,
    /// The packs it adopts at the start.
    pub packs: Vec<String>,
    /// Switches it chooses otherwise, in every pack that has them.
    pub switches: BTreeMap<String, serde_json::Value>,
    /// Where it stands.
    pub spot: Spot,
}

/// An institution.
#[derive(Debug, Clone)]
pub struct Institution {
    /// Its name.
    pub name: String,
    /// Its credit code: as written, or one made from its name in the file.
    pub code: String,
    /// Its kind, as in the form's `org.kind`.
    pub kind: String,
    /// Its province.
    pub province: String,
    /// Its city.
    pub city: String,
    /// Its recommending unit.
    pub unit: String,
}

/// A recommending unit.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// Its kind, as the register has it.
    pub kind: String,
    /// The institution it is itself, where it is one.
    pub institution: String,
}

impl Cast {
    /// Reads who plays from a file's top.
    pub fn read(root: &Node) -> Result<Self, Problem> {
        let mut cast = Self { officials: officials(root)?, experts: experts(root)?, ..Self::default() };
        for (key, node) in entries(root, "departments")? {
            cast.departments.push(department(&key.name, node)?);
        }
        for (key, node) in entries(root, "units")? {
            cast.units.insert(key.name.clone(), unit(node)?);
        }
        for (key, node) in entries(root, "institutions")? {
            let institution = institution(&key.name, node, &cast.units)?;
            cast.institutions.insert(key.name.clone(), institution);
        }
        if cast.units.is_empty() && !cast.institutions.is_empty() {
            let kind = "city_bureau".to_owned();
            let unit = Unit { name: "示例推荐单位".to_owned(), kind, institution: String::new() };
            cast.units.insert(DEFAULT_UNIT.to_owned(), unit);
        }
        for (key, node) in entries(root, "switches")? {
            cast.switches.insert(key.name.clone(), switches(Some(node))?);
        }
        for (key, node) in entries(root, "forms")? {
            cast.forms.insert(key.name.clone(), FormPlan::read(node)?);
        }
        Ok(cast)
    }

    /// The switches of a pack chosen otherwise, with more of them that win.
    pub fn switches_of(
        &self,
        pack: &str,
        more: &BTreeMap<String, serde_json::Value>,
    ) -> BTreeMap<String, serde_json::Value> {
        let mut chosen = self.switches.get(pack).cloned().unwrap_or_default();
        chosen.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
        chosen
    }

    /// The department with an id.
    pub fn department(&self, id: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == id)
    }

    /// The institution by its name in the file or its credit code.
    pub fn institution(&self, name: &str) -> Option<&Institution> {
        self.institutions.get(name).or_else(|| self.institutions.values().find(|host| host.code == name))
    }

    /// Every name somebody can act under.
    pub fn names(&self) -> Vec<String> {
        let people = self.officials.iter().chain(self.institutions.keys()).chain(self.units.keys());
        people.cloned().collect()
    }
}

fn entries<'a>(root: &'a Node, key: &str) -> Result<&'a [(crate::scenario_files::node::Key, Node)], Problem> {
    match root.get(key) {
        None => Ok(&[]),
        Some(node) => match &node.value {
            Yaml::Map(entries) => Ok(entries),
            _ => Err(wrong(node, "a map of names")),
        },
    }
}

fn checked(node: &Node, known: &[&str]) -> Result<(), Problem> {
    for (key, _) in node.entries() {
        if !known.contains(&key.name.as_str()) {
            return Err(Problem::unknown("UNKNOWN_FIELD", &key.spot, "field", &key.name, known));
        }
    }
    Ok(())
}

fn department(id: &str, node: &Node) -> Result<Department, Problem> {
    let list = |node: &Node| -> Result<Vec<String>, Problem> {
        let one = |item: &Node| item.text().ok_or_else(|| wrong(item, "the name of a pack"));
        node.items().iter().map(one).collect()
    };
    let (packs, switches) = match &node.value {
        Yaml::List(_) => (list(node)?, BTreeMap::new()),
        Yaml::Map(_) => {
            checked(node, &["packs", "switches"])?;
            let packs = node.get("packs").ok_or_else(|| missing(node, "packs"))?;
            (list(packs)?, switches(node.get("switches"))?)
        }
        _ => return Err(wrong(node, "a list of packs, or {packs, switches}")),
    };
    Ok(Department { id: id.to_owned(), packs, switches, spot: node.spot.clone() })
}

/// Switches chosen otherwise.
pub fn switches(node: Option<&Node>) -> Result<BTreeMap<String, serde_json::Value>, Problem> {
    let Some(node) = node else { return Ok(BTreeMap::new()) };
    match &node.value {
        Yaml::Map(entries) => {
            Ok(entries.iter().map(|(key, value)| (key.name.clone(), value.json())).collect())
        }
        _ => Err(wrong(node, "a map of switches")),
    }
}

fn unit(node: &Node) -> Result<Unit, Problem> {
    checked(node, &["name", "kind", "institution"])?;
    Ok(Unit {
        name: optional_text(node, "name")?.unwrap_or_else(|| "示例推荐单位".to_owned()),
        kind: optional_text(node, "kind")?.unwrap_or_else(|| "city_bureau".to_owned()),
        institution: optional_text(node, "institution")?.unwrap_or_default(),
    })
}

fn institution(id: &str, node: &Node, units: &BTreeMap<String, Unit>) -> Result<Institution, Problem> {
    checked(node, &["name", "code", "kind", "province", "city", "unit"])?;
    let text = |key: &str, default: &str| {
        optional_text(node, key).map(|said| said.unwrap_or_else(|| default.to_owned()))
    };
    let unit = match node.get("unit") {
        Some(named) => {
            let name = named.text().ok_or_else(|| wrong(named, "the name of a unit"))?;
            if !units.contains_key(&name) {
                return Err(Problem::unknown("UNKNOWN_ACTOR", &named.spot, "unit", &name, units.keys()));
            }
            name
        }
        None => units.keys().next().cloned().unwrap_or_else(|| DEFAULT_UNIT.to_owned()),
    };
    Ok(Institution {
        name: text("name", id)?,
        code: optional_text(node, "code")?.unwrap_or_else(|| code_of(id)),
        kind: text("kind", "university")?,
        province: text("province", "湖南")?,
        city: text("city", "长沙")?,
        unit,
    })
}

/// A credit code with a right check character for a name; invented, as every code here.
fn code_of(name: &str) -> String {
    let digest = Sha256::digest(format!("guohe scenario institution/{name}"));
    let digits: String = digest.iter().take(9).map(|byte| char::from(b'0' + byte % 10)).collect();
    credit_code_with_check(&format!("91430100{digits}")).unwrap_or_default()
}

fn officials(root: &Node) -> Result<Vec<String>, Problem> {
    let Some(node) = root.get("officials") else { return Ok(vec!["o-1".to_owned(), "o-2".to_owned()]) };
    let named: Vec<String> = node.items().iter().filter_map(Node::text).collect();
    if named.len() < 2 || named[0] == named[1] {
        let problem = Problem::new("TOO_FEW_OFFICIALS", &node.spot, "two different officials are needed");
        return Err(problem.advise("who decides is not who proposed: officials: [li-ming, wang-fang]"));
    }
    Ok(named)
}

fn experts(root: &Node) -> Result<usize, Problem> {
    let Some(node) = root.get("experts") else { return Ok(EXPERTS) };
    let count = node.text().and_then(|text| text.parse::<u64>().ok()).filter(|count| *count <= MOST_EXPERTS);
    let count = count.ok_or_else(|| wrong(node, "a number of experts up to 200"))?;
    Ok(usize::try_from(count).unwrap_or(EXPERTS))
}
