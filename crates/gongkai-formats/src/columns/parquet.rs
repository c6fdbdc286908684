//! A table as a Parquet file.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};

use super::{Column, ColumnData, Kind, Rows, Schema, Values};

/// A file that grows by groups of rows, so that no table has to be in memory.
pub struct File<W: Write + Send> {
    writer: SerializedFileWriter<W>,
}

impl<W: Write + Send> File<W> {
    /// Begins a file of a table.
    ///
    /// # Errors
    ///
    /// If nothing can be written.
    pub fn begin(to: W, schema: &Schema) -> Result<File<W>> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("gongkai ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(meanings(schema)))
            .build();
        let writer = SerializedFileWriter::new(to, schema_of(schema)?, Arc::new(properties))?;
        Ok(File { writer })
    }

    /// Adds a group of rows of that table.
    ///
    /// # Errors
    ///
    /// If nothing can be written.
    pub fn add(&mut self, rows: &Rows) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &rows.columns {
            let mut writer = group
                .next_column()?
                .ok_or_else(|| ParquetError::General("fewer columns than the schema has".to_owned()))?;
            write_column(&mut writer, column)?;
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// If nothing can be written.
    pub fn end(self) -> Result<W> {
        self.writer.into_inner()
    }
}

/// Writes rows as a file of one group.
///
/// # Errors
///
/// If nothing can be written.
pub fn write<W: Write + Send>(to: W, rows: &Rows) -> Result<W> {
    let mut file = File::begin(to, rows.schema())?;
    file.add(rows)?;
    file.end()
}

/// What a row and each column means travels with the file.
fn meanings(schema: &Schema) -> Vec<KeyValue> {
    let row = KeyValue::new("gongkai.row".to_owned(), schema.row.to_owned());
    let column =
        |column: &Column| KeyValue::new(format!("gongkai.{}", column.name), column.meaning.to_owned());
    std::iter::once(row).chain(schema.columns.iter().map(column)).collect()
}

fn write_column(writer: &mut SerializedColumnWriter<'_>, column: &ColumnData) -> Result<()> {
    let present = Some(column.present.as_slice());
    match &column.values {
        Values::Text(values) => writer.typed::<ByteArrayType>().write_batch(values, present, None)?,
        Values::Long(values) => writer.typed::<Int64Type>().write_batch(values, present, None)?,
        Values::Real(values) => writer.typed::<DoubleType>().write_batch(values, present, None)?,
        Values::Day(values) => writer.typed::<Int32Type>().write_batch(values, present, None)?,
        Values::Flag(values) => writer.typed::<BoolType>().write_batch(values, present, None)?,
    };
    Ok(())
}

fn schema_of(schema: &Schema) -> Result<TypePtr> {
    let fields = schema.columns.iter().map(|column| Ok(Arc::new(field_of(column)?)));
    let fields = fields.collect::<Result<Vec<TypePtr>>>()?;
    Ok(Arc::new(Type::group_type_builder(schema.name).with_fields(fields).build()?))
}

fn field_of(column: &Column) -> Result<Type> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Int => (Physical::INT64, None),
        Kind::Number => (Physical::INT64, Some(LogicalType::decimal(4, 18))),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Flag => (Physical::BOOLEAN, None),
    };
    let mut builder = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    if column.kind == Kind::Number {
        builder = builder.with_precision(18).with_scale(4);
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Field;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field as Read;
    use rust_decimal::Decimal;

    static ALL_KINDS: Schema = Schema {
        name: "all",
        row: "a test",
        columns: &[
            Column { name: "text", kind: Kind::Text, meaning: "words" },
            Column { name: "int", kind: Kind::Int, meaning: "" },
            Column { name: "number", kind: Kind::Number, meaning: "" },
            Column { name: "real", kind: Kind::Real, meaning: "" },
            Column { name: "day", kind: Kind::Day, meaning: "" },
            Column { name: "flag", kind: Kind::Flag, meaning: "" },
        ],
    };

    #[test]
    fn what_is_written_is_read_by_a_parquet_reader() {
        let mut rows = Rows::new(&ALL_KINDS);
        rows.push([
            Field::Text("公开".into()),
            Field::Int(7),
            Field::Number(Decimal::new(12345, 4)),
            Field::Real(0.5),
            Field::Day(jiff::civil::date(1970, 1, 3)),
            Field::Flag(true),
        ]);
        rows.push([Field::Null, Field::Null, Field::Null, Field::Null, Field::Null, Field::Null]);
        let bytes = bytes::Bytes::from(write(Vec::new(), &rows).expect("written"));

        let reader = SerializedFileReader::new(bytes).expect("Parquet");
        let read: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        let first: Vec<&Read> = read[0].get_column_iter().map(|(_, field)| field).collect();
        assert_eq!(first[0], &Read::Str("公开".into()));
        assert_eq!(first[1], &Read::Long(7));
        assert_eq!(first[2].to_string(), "1.2345");
        assert_eq!(first[4], &Read::Date(2));
        assert_eq!(first[5], &Read::Bool(true));
        assert!(read[1].get_column_iter().all(|(_, field)| *field == Read::Null));
        let metadata = reader.metadata().file_metadata().key_value_metadata().expect("there");
        assert!(metadata.iter().any(|kv| kv.key == "gongkai.text" && kv.value.as_deref() == Some("words")));
    }
}
