//! `thumbscale schema` for editors.

use serde_json::Value;

use crate::binary::{here, thumbscale};

#[test]
fn a_schema_is_one_json_object_in_lines_or_in_one() {
    for (args, lines) in [("schema", false), ("--json schema", true)] {
        let output = thumbscale(args, here());
        let text = String::from_utf8(output.stdout).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        assert_eq!(text.lines().count() == 1, lines);
        assert!(output.stderr.is_empty());
    }
}
