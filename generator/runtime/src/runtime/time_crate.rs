//! Conversions between [`Timestamp`] and the date-time types of the `time` crate.

use ::time::{OffsetDateTime, UtcOffset};

use super::moment::Moment;
use super::validated_string::{InvalidText, Timestamp};

/// Converts to UTC; the fraction is truncated to nanoseconds.
impl TryFrom<&Timestamp> for OffsetDateTime {
    type Error = InvalidText;

    fn try_from(timestamp: &Timestamp) -> Result<Self, InvalidText> {
        let (seconds, nanos) = timestamp.instant().ok_or_else(Timestamp::invalid)?;
        let whole = Self::from_unix_timestamp(seconds).map_err(|_| Timestamp::invalid())?;
        whole.replace_nanosecond(nanos).map_err(|_| Timestamp::invalid())
    }
}

/// Formats the point in time in UTC. Fails for years that RFC 3339 cannot express.
impl TryFrom<OffsetDateTime> for Timestamp {
    type Error = InvalidText;

    fn try_from(time: OffsetDateTime) -> Result<Self, InvalidText> {
        let time = time.checked_to_offset(UtcOffset::UTC).ok_or_else(Self::invalid)?;
        let (date, clock) = (time.date(), time.time());
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        let (hour, minute, second) = clock.as_hms();
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        let fraction = match clock.nanosecond() {
            0 => String::new(),
            nanos => format!(".{nanos:09}").trim_end_matches('0').to_owned(),
        };
        Self::try_from(format!("{text}{fraction}Z"))
    }
}

impl Moment for OffsetDateTime {
    fn instant(&self) -> Option<super::time::Instant> {
        Some((self.unix_timestamp(), self.nanosecond()))
    }
}

impl super::IntoParameter<Timestamp> for OffsetDateTime {
    fn into_parameter(self) -> super::Argument {
        super::into_parameter::of_moment(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::{OffsetDateTime, Timestamp};

    #[test]
    fn times_convert_both_ways() {
        let convert = |text: &str| {
            let timestamp: Timestamp = text.parse().expect("a timestamp");
            let time = OffsetDateTime::try_from(&timestamp).expect("a time");
            Timestamp::try_from(time).expect("a timestamp").to_string()
        };
        assert_eq!(
            convert("2026-05-04T09:42:00.250+02:00"),
            "2026-05-04T07:42:00.25Z"
        );
        assert_eq!(convert("1969-12-31T23:59:59Z"), "1969-12-31T23:59:59Z");
        assert!(OffsetDateTime::try_from(&Timestamp::default()).is_err());
    }
}
