//! Where an article stands in a text.
//!
//! Owns the order of citations such as `第十六条第3项`, `第五条第（二）项1`, `专题一（二）1` or `三（三）`. Never
//! checks that an article exists: only the published text could.

use std::cmp::Ordering;

/// The place of a citation: its numbers in order. What carries no number (the department's own settings) comes
/// last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticlePlace {
    numbers: Vec<u32>,
}

impl ArticlePlace {
    /// The place of a citation; of several citations, that of the first.
    pub fn of(article: &str) -> Self {
        Self { numbers: numbers(first_citation(article)) }
    }

    /// The number of the article or heading itself.
    pub(crate) fn first_number(&self) -> Option<u32> {
        self.numbers.first().copied()
    }

    /// Whether another place lies in this one: `第五条第1项` lies in `第五条`.
    pub fn holds(&self, other: &ArticlePlace) -> bool {
        !self.numbers.is_empty() && other.numbers.starts_with(&self.numbers)
    }

    /// The article a citation belongs to, without item or paragraph: `第十六条`, `专题一`, `三`. What carries no
    /// number is its own heading.
    pub fn heading(article: &str) -> String {
        let citation = first_citation(article);
        if let Some(end) = citation.find('条') {
            return citation[..end + '条'.len_utf8()].to_owned();
        }
        let mut heading = String::new();
        let mut seen = false;
        for character in citation.chars() {
            let digit = digit(character).is_some() || character == '十' || character == '百';
            if seen && !digit {
                break;
            }
            seen |= digit;
            heading.push(character);
        }
        heading
    }
}

impl PartialOrd for ArticlePlace {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ArticlePlace {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.numbers.is_empty(), &self.numbers).cmp(&(other.numbers.is_empty(), &other.numbers))
    }
}

/// The part before a second citation (`第十八条、第二十二条`).
fn first_citation(article: &str) -> &str {
    let next = ["、第", "、专题", "；", ";", ", 第"].iter().filter_map(|mark| article.find(mark)).min();
    next.map_or(article, |end| &article[..end])
}

/// Every number of a citation in order, Chinese or Arabic. `首段` (the opening) is 0.
fn numbers(citation: &str) -> Vec<u32> {
    let mut found = Vec::new();
    let mut chinese = Chinese::default();
    let mut arabic: Option<u32> = None;
    if citation.starts_with("首段") {
        return vec![0];
    }
    // What stands in brackets after a number (序号缺失, 首个) may hold words but no further place of its own.
    for character in citation.chars() {
        match (character.to_digit(10), digit(character), character) {
            (Some(value), ..) => {
                found.extend(chinese.take());
                arabic = Some(arabic.unwrap_or(0).saturating_mul(10).saturating_add(value));
            }
            (None, Some(value), _) => {
                found.extend(arabic.take());
                chinese.digit(value);
            }
            (None, None, '十') => {
                found.extend(arabic.take());
                chinese.times(10);
            }
            (None, None, '百') => {
                found.extend(arabic.take());
                chinese.times(100);
            }
            _ => {
                found.extend(arabic.take());
                found.extend(chinese.take());
            }
        }
    }
    found.extend(arabic);
    found.extend(chinese.take());
    found
}

fn digit(character: char) -> Option<u32> {
    "零一二三四五六七八九"
        .chars()
        .position(|known| known == character)
        .and_then(|place| u32::try_from(place).ok())
}

/// A Chinese number being read.
#[derive(Default)]
struct Chinese {
    sum: u32,
    digit: Option<u32>,
    begun: bool,
}

impl Chinese {
    fn digit(&mut self, value: u32) {
        self.begun = true;
        self.digit = Some(value);
    }

    fn times(&mut self, unit: u32) {
        self.begun = true;
        self.sum += self.digit.take().unwrap_or(1) * unit;
    }

    fn take(&mut self) -> Option<u32> {
        let Chinese { sum, digit, begun } = std::mem::take(self);
        begun.then(|| sum + digit.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_stand_in_the_order_of_their_texts() {
        let texts: [&[&str]; 3] = [
            &[
                "首段",
                "专题一（二）1",
                "专题一（五）2、专题二（五）2",
                "专题二（一）",
                "专题二（二）3",
                "部门设定",
            ],
            &["一、二是", "三（三）", "三（四）", "四、二是", "四、三是"],
            &[
                "第五条",
                "第五条（第一段，序号缺失）",
                "第五条第（二）项1",
                "第五条第（二）项2（首个“2”）",
                "第六条第1项",
                "第十条",
                "第十六条第3项",
                "第十八条、第二十二条",
                "第二十二条第（一）项",
                "部门设定",
            ],
        ];
        for text in texts {
            let places: Vec<ArticlePlace> = text.iter().map(|article| ArticlePlace::of(article)).collect();
            for (pair, words) in places.windows(2).zip(text.windows(2)) {
                assert!(pair[0] < pair[1], "{words:?}");
            }
        }
        assert_eq!(ArticlePlace::of("第一百零三条第12项"), ArticlePlace { numbers: vec![103, 12] });
        assert!(ArticlePlace::of("第五条第（二）项1") < ArticlePlace::of("第五条第（二）项2（首个“2”）"));
        assert!(ArticlePlace::of("第二十二条") < ArticlePlace::of("部门设定"));
    }

    #[test]
    fn an_article_holds_its_items_and_no_other() {
        let fifth = ArticlePlace::of("第五条");
        assert!(fifth.holds(&ArticlePlace::of("第五条第1项")));
        assert!(fifth.holds(&ArticlePlace::of("第五条")));
        assert!(!fifth.holds(&ArticlePlace::of("第十五条")));
        assert!(!ArticlePlace::of("第五条第1项").holds(&ArticlePlace::of("第五条第11项")));
        assert_eq!(ArticlePlace::of("5"), fifth, "a bare number is an article's");
    }

    #[test]
    fn headings_leave_items_out() {
        for (article, heading) in [
            ("第十六条第3项", "第十六条"),
            ("第十八条、第二十二条", "第十八条"),
            ("专题一（二）1", "专题一"),
            ("三（三）", "三"),
            ("四、二是", "四"),
            ("部门设定", "部门设定"),
            ("示例第五条第1项", "示例第五条"),
        ] {
            assert_eq!(ArticlePlace::heading(article), heading);
        }
    }
}
