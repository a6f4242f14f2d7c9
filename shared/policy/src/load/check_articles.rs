//! Checks that every citation is well-formed and points into the text.
//!
//! Owns what a citation looks like: `第十六条第3项`, `第五条第（二）项1`, `专题一（二）1`, `四、二是`, several joined
//! by `、`, or the words that say no text is cited. What articles a text has is stated in the pack's identity;
//! whether an article says what a rule claims, only a person can check.

use crate::model::Identity;
use crate::reading::ArticlePlace;

/// What stands instead of an article where no text is cited.
const NO_TEXT: [&str; 3] = ["部门设定", "系统默认", "一般行政法"];

/// The mark of invented samples, before the article it imitates.
const SAMPLE: &str = "示例";

/// What is wrong with a citation: a stable code, what to do, and what was probably meant.
pub(super) struct Miscited {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) near: Option<String>,
}

/// Checks one citation against the text's articles.
pub(super) fn check(identity: &Identity, article: &str) -> Result<(), Miscited> {
    for citation in citations(article) {
        let citation = citation.strip_prefix(SAMPLE).unwrap_or(citation);
        if NO_TEXT.iter().any(|words| citation.starts_with(words)) {
            continue;
        }
        let heading = ArticlePlace::heading(citation);
        if let Some(numbers) = numbered(&heading) {
            for number in numbers {
                known_number(identity, number, &heading)?;
            }
        } else if identity.headings.is_empty() || !identity.headings.contains(&heading) {
            return Err(unknown_heading(identity, &heading));
        }
    }
    Ok(())
}

/// The single citations of an article; what has none is one citation.
fn citations(article: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = article.trim();
    while let Some((at, mark)) = rest.char_indices().find(|(at, character)| {
        let after = &rest[at + character.len_utf8()..];
        matches!(character, '、' | '；' | '，') && (after.starts_with('第') || after.starts_with("专题"))
    }) {
        found.push(&rest[..at]);
        rest = &rest[at + mark.len_utf8()..];
    }
    found.push(rest);
    found
}

/// The numbers of a heading like `第十六条` or `第五至八条`; nothing where it is none.
fn numbered(heading: &str) -> Option<Vec<u32>> {
    let inner = heading.strip_prefix('第')?.strip_suffix('条')?;
    let number = |part: &str| {
        let fits = !part.is_empty() && part.chars().all(|c| "零一二三四五六七八九十百".contains(c));
        fits.then(|| ArticlePlace::of(part).first_number()).flatten()
    };
    inner.split('至').map(number).collect()
}

fn known_number(identity: &Identity, number: u32, heading: &str) -> Result<(), Miscited> {
    let Some(last) = identity.articles else { return Ok(()) };
    if (1..=last).contains(&number) {
        return Ok(());
    }
    let message = format!("{heading} is not in the text, which has {last} articles (identity.articles)");
    Err(Miscited { code: "unknown_article", message, near: None })
}

fn unknown_heading(identity: &Identity, heading: &str) -> Miscited {
    let known = identity.headings.iter().map(String::as_str);
    let near = crate::form::nearest(heading, known).map(ToOwned::to_owned);
    let message = if identity.headings.is_empty() {
        format!("{heading:?} is no citation; write it as 第十六条第3项, or 部门设定 where no text is cited")
    } else {
        format!("the text has no heading {heading:?} (identity.headings)")
    };
    let code = if identity.headings.is_empty() { "bad_article" } else { "unknown_article" };
    Miscited { code, message, near }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(articles: Option<u32>, headings: &[&str], article: &str) -> Option<&'static str> {
        let mut identity = crate::samples::hunan().identity;
        identity.articles = articles;
        identity.headings = headings.iter().map(|heading| (*heading).to_owned()).collect();
        check(&identity, article).err().map(|found| found.code)
    }

    #[test]
    fn citations_point_into_the_text() {
        for article in [
            "第十六条",
            "第十六条第3项",
            "第五条第（二）项2（首个“2”）",
            "第十八条、第二十二条",
            "第五至八条第（二）项",
            "第十五条（反面解释）",
            "第二十三条",
            "示例第五条第1项",
            "部门设定",
        ] {
            assert_eq!(said(Some(23), &[], article), None, "{article}");
        }
        assert_eq!(said(Some(23), &[], "第二十四条"), Some("unknown_article"));
        assert_eq!(said(Some(23), &[], "第十八条、第九十九条"), Some("unknown_article"));
        assert_eq!(said(None, &[], "第九十九条"), None, "the number of articles is not stated");
        for article in ["16", "Art. 16", "第条", "第x条", "条", "第十六"] {
            assert_eq!(said(Some(23), &[], article), Some("bad_article"), "{article}");
        }
    }

    #[test]
    fn texts_without_articles_name_their_headings() {
        let headings = ["首段", "专题一", "专题二", "三", "四"];
        for article in ["首段", "专题一（二）1", "专题一（五）2、专题二（五）3", "三（三）", "四、二是"]
        {
            assert_eq!(said(None, &headings, article), None, "{article}");
        }
        assert_eq!(said(None, &headings, "专题三（二）"), Some("unknown_article"));
        assert_eq!(said(None, &headings, "五"), Some("unknown_article"));
    }
}
