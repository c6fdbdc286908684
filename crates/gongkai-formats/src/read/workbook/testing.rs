//! Makes small XLS files for tests.

/// A compound file with one stream, long enough to stand in whole sectors.
pub fn pack(name: &str, stream: &[u8]) -> Vec<u8> {
    pack_all(&[(name, stream)])
}

/// A compound file with at most three streams.
pub fn pack_all(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut header = vec![0u8; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[30..32].copy_from_slice(&9u16.to_le_bytes());
    header[48..52].copy_from_slice(&1u32.to_le_bytes());
    header[56..60].copy_from_slice(&4096u32.to_le_bytes());
    header[60..64].copy_from_slice(&u32::MAX.to_le_bytes());
    header[68..72].copy_from_slice(&u32::MAX.to_le_bytes());
    header[76..512].fill(0xFF);
    header[76..80].copy_from_slice(&0u32.to_le_bytes());
    let mut directory = vec![0u8; 512];
    let mut put = |at: usize, name: &str, kind: u8, start: u32, length: u32| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        directory[at..at + name.len()].copy_from_slice(&name);
        directory[at + 64..at + 66].copy_from_slice(&(name.len() as u16 + 2).to_le_bytes());
        directory[at + 66] = kind;
        directory[at + 116..at + 120].copy_from_slice(&start.to_le_bytes());
        directory[at + 120..at + 124].copy_from_slice(&length.to_le_bytes());
    };
    put(0, "Root Entry", 5, 0xFFFF_FFFE, 0);
    let mut fat = vec![0xFFFF_FFFDu32, 0xFFFF_FFFE];
    let mut data = Vec::new();
    for (number, (name, stream)) in (1..).zip(streams) {
        let mut stream = stream.to_vec();
        stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
        let (start, sectors) = (fat.len() as u32, stream.len() as u32 / 512);
        put(128 * number, name, 2, start, stream.len() as u32);
        fat.extend((1..=sectors).map(|i| if i == sectors { 0xFFFF_FFFE } else { start + i }));
        data.extend(stream);
    }
    assert!(fat.len() <= 128, "one sector of allocation table");
    fat.resize(128, u32::MAX);
    let fat = fat.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, fat, directory, data].concat()
}

/// A record of a workbook.
pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn at(row: u16, column: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat()
}

/// A text in UTF-16.
pub fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A workbook with a cell of every kind, and a string that is continued in the next record.
pub fn workbook() -> Vec<u8> {
    let sst =
        [&2u32.to_le_bytes()[..], &2u32.to_le_bytes(), &[2, 0, 1], &wide("规章"), &[4, 0, 1], &wide("行政")]
            .concat();
    let continued = [&[1][..], &wide("许可")].concat();
    let globals = |start: u32| {
        let sheet = [&start.to_le_bytes()[..], &[0, 0, 2, 1], &wide("表一")].concat();
        [
            record(0x0809, &[0, 6, 5, 0]),
            record(0x0085, &sheet),
            record(0x00FC, &sst),
            record(0x003C, &continued),
            record(0x000A, &[]),
        ]
        .concat()
    };
    let sheet = [
        record(0x0809, &[0, 6, 0x10, 0]),
        record(0x00FD, &[at(0, 0), vec![0, 0, 0, 0]].concat()),
        record(0x0203, &[at(0, 1), 96171.6f64.to_le_bytes().to_vec()].concat()),
        record(0x00FD, &[at(1, 0), vec![1, 0, 0, 0]].concat()),
        record(
            0x00BD,
            &[
                &[1, 0, 1, 0, 0, 0][..],
                &((7 << 2 | 2) as u32).to_le_bytes(),
                &[0, 0],
                &((1234 << 2 | 3) as u32).to_le_bytes(),
                &[2, 0],
            ]
            .concat(),
        ),
        record(0x0006, &[at(2, 1), vec![0, 0, 0, 0, 0, 0, 0xFF, 0xFF], vec![0; 8]].concat()),
        record(0x0207, &[&[1, 0, 1][..], &wide("无")].concat()),
        record(0x00E5, &[1, 0, 0, 0, 0, 0, 1, 0, 2, 0]),
        record(0x000A, &[]),
    ]
    .concat();
    let start = globals(0).len() as u32;
    pack("Workbook", &[globals(start), sheet].concat())
}
