//! Standard output.

use std::io::{self, Write};

/// A writer that goes quiet once its reader has gone, as in `gongkai … | head`.
///
/// The work goes on, so that the exit status is right whoever read the output.
pub struct Quiet<W> {
    inner: W,
    gone: bool,
}

impl<W: Write> Quiet<W> {
    fn new(inner: W) -> Quiet<W> {
        Quiet { inner, gone: false }
    }

    fn unless_gone<T>(&mut self, otherwise: T, act: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        if self.gone {
            return Ok(otherwise);
        }
        match act(&mut self.inner) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.unless_gone(buffer.len(), |inner| inner.write(buffer))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_gone((), Write::flush)
    }
}

/// Standard output for people: colours are dropped where there is no terminal or `NO_COLOR` is set.
pub fn for_people() -> impl Write {
    io::BufWriter::new(Quiet::new(anstream::stdout()))
}

/// Standard output for machines: bytes as they are.
pub fn for_machines() -> impl Write {
    io::BufWriter::new(Quiet::new(io::stdout().lock()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn a_reader_that_has_gone_is_not_an_error() {
        let mut out = Quiet::new(Gone);
        assert!(out.write_all(b"more than anyone reads").is_ok());
        assert!(out.flush().is_ok());
    }
}
