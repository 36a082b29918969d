//! Enums of numbers and of several types.

use serde_json::{Value as Json, json};

use crate::runtime::{
    Argument, Constant, Limit, Model, OpenExt, OpenValue, Ref, StructDescriptor, Type, UnknownFields,
    ValueEnum,
};

/// Whole numbers.
#[non_exhaustive]
pub(super) enum Level {
    Down,
    Up,
}
crate::runtime::constants!(Level { Down = Int(-1), Up = Int(1) });

/// Values of several types.
#[non_exhaustive]
pub(super) enum Mode {
    Auto,
    One,
    Half,
    True,
    Most,
}
crate::runtime::constants!(Mode { Auto = Text("auto"), One = Int(1), Half = Float(0.5), True = Bool(true), Most = Big(u64::MAX) });

/// A field of each enum, and a boolean with one value.
#[non_exhaustive]
pub(super) struct Dial {
    pub(super) level: OpenValue<Level>,
    pub(super) mode: Option<OpenValue<Mode>>,
    pub(super) on: Option<bool>,
    extra: UnknownFields,
}
static DIAL: StructDescriptor = StructDescriptor::new(
    "Dial",
    "0 level
    1|null? mode
    2? on",
    &[
        Ref::Type(<Level as ValueEnum>::TYPE),
        Ref::Type(<Mode as ValueEnum>::TYPE),
        Ref::Type(&Type::limited(
            crate::runtime::Kind::Bool,
            &[Limit::Constants(&[Constant::Bool(true)])],
        )),
    ],
);
crate::runtime::record!(Dial, DIAL, [0 level], [1 mode, 2 on]);

fn decoded(body: &Json) -> Dial {
    let model = Dial::from_json_slice(body.to_string().as_bytes()).expect("decodes");
    assert_eq!(model.clone(), model);
    assert_eq!(&serde_json::to_value(&model).expect("encodes"), body);
    model
}

fn violations(model: &Dial) -> Vec<String> {
    let violations = model.validate().err().unwrap_or_default();
    let listed = violations.iter();
    listed
        .map(|it| format!("{} {} {}", it.pointer, it.rule.as_str(), it.message))
        .collect()
}

#[test]
fn listed_values_are_known() {
    for (json, mode) in [
        (json!("auto"), Mode::Auto),
        (json!(1), Mode::One),
        (json!(0.5), Mode::Half),
        (json!(true), Mode::True),
        (json!(u64::MAX), Mode::Most),
    ] {
        let dial = decoded(&json!({"level": 1, "mode": json, "on": true}));
        assert_eq!(dial.level.known(), Some(Level::Up));
        assert!(dial.mode.is(mode) && dial.mode.unknown().is_none(), "{json}");
        assert_eq!(violations(&dial), [""; 0]);
    }
    assert!(decoded(&json!({"level": -1, "mode": null})).mode.is_none());
    let float: Dial = serde_json::from_value(json!({"level": 1.0})).expect("decodes");
    assert_eq!(float.level, Level::Up);
}

#[test]
fn values_that_are_not_listed_are_kept_and_reported() {
    let dial = decoded(&json!({"level": 7, "mode": "manual", "on": false}));
    assert_eq!((dial.level.known(), dial.level.as_i64()), (None, Some(7)));
    assert_eq!(dial.mode.unknown(), Some(&json!("manual")));
    assert_eq!(
        violations(&dial),
        [
            "/level enum The value is none of -1, 1.",
            "/mode enum The value is none of auto, 1, 0.5, true, 18446744073709551615.",
            "/on enum The value is none of true.",
        ]
    );
    let dial = decoded(&json!({"level": [1], "mode": {"a": 1}}));
    assert_eq!(violations(&dial).len(), 2);
    assert_eq!(dial.raw("level"), Some(&json!([1])));
}

#[test]
fn values_are_made_from_scalars() {
    assert_eq!(OpenValue::<Level>::from(1), Level::Up);
    assert_eq!(OpenValue::<Level>::from(2_u64).as_i64(), Some(2));
    assert_eq!(OpenValue::<Mode>::from("auto"), OpenValue::from(Mode::Auto));
    assert_eq!(OpenValue::<Mode>::from(0.5).to_string(), "0.5");
    assert_eq!(OpenValue::<Mode>::from("other".to_owned()).to_string(), "other");
    assert_eq!(Argument::from(Level::Down), Argument::Int(-1));
    assert_eq!(
        Argument::from(OpenValue::<Mode>::from("x")),
        Argument::Text("x".to_owned())
    );
    assert_eq!(format!("{:?} {}", Level::Up, Mode::Auto), "1 auto");
    assert_eq!(Constant::from(Level::Up).as_i64(), Some(1));
}

/// Any string, any number, any object, and more specific types.
#[non_exhaustive]
#[allow(clippy::box_collection, reason = "emitted unions box every variant")]
pub(super) enum Loose {
    Any(Box<Json>),
    Text(Box<String>),
    Number(Box<f64>),
    Object(Box<std::collections::BTreeMap<String, Json>>),
    Level(Box<OpenValue<Level>>),
    Mode(Box<OpenValue<Mode>>),
    Dial(Box<Dial>),
    Unknown(Json),
}
static LOOSE: crate::runtime::UnionDescriptor = crate::runtime::UnionDescriptor {
    name: "Loose",
    variants: &[
        Type::ANY,
        Type::TEXT,
        Type::NUMBER,
        Type::OBJECT,
        <Level as ValueEnum>::TYPE,
        <Mode as ValueEnum>::TYPE,
        &Type::record(&DIAL),
    ],
    discriminator: None,
};
crate::runtime::union!(Loose, LOOSE, [0 Any, 1 Text, 2 Number, 3 Object, 4 Level, 5 Mode, 6 Dial]);

#[test]
fn a_union_prefers_the_most_specific_variant() {
    let of = |body: Json| {
        let loose: Loose = serde_json::from_value(body.clone()).expect("decodes");
        assert_eq!(serde_json::to_value(&loose).expect("encodes"), body);
        crate::runtime::Union::variant(&loose)
    };
    assert_eq!(of(json!("auto")), 5);
    assert_eq!(of(json!("other")), 1);
    assert_eq!(of(json!(-1)), 4);
    assert_eq!(of(json!(2.5)), 2);
    assert_eq!(of(json!({"level": 1})), 6);
    assert_eq!(of(json!({"level": "x"})), 3);
    assert_eq!(of(json!([1])), 0);
}
