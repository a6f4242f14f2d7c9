//! Pages: sizes and tokens (AIP-158). A token is the last id of the page before.

use guohe_flow::Refusal;

/// Page size where the request states none.
pub const DEFAULT_PAGE_SIZE: u32 = 100;

/// Largest page size; a larger one is cut down to it.
pub const LARGEST_PAGE_SIZE: u32 = 1000;

/// A request's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How many at most.
    pub size: u32,
    /// Only ids after this one.
    pub after_id: String,
}

impl Page {
    /// Reads `page_size` and `page_token`.
    pub fn read(page_size: u32, page_token: &str) -> Result<Self, Refusal> {
        if page_token.len() > 120 {
            return Err(Refusal::invalid(
                "PAGE_TOKEN",
                "page_token",
                "is no token of ours; pass the one received",
            ));
        }
        let size = if page_size == 0 { DEFAULT_PAGE_SIZE } else { page_size.min(LARGEST_PAGE_SIZE) };
        Ok(Self { size, after_id: page_token.to_owned() })
    }

    /// The next page's token: the last id where the page is full, else empty.
    pub fn next_token<'a>(&self, ids: impl ExactSizeIterator<Item = &'a str>) -> String {
        if ids.len() < self.size as usize { String::new() } else { ids.last().unwrap_or_default().to_owned() }
    }
}
