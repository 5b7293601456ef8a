package transfer

// readme lies in every archive.
const readme = `Ekspor ruang kerja Kelola Pesan
================================

tables/*.ndjson   data ruang kerja: satu berkas per tabel, satu baris per entri, dalam JSON
system/*.ndjson   nama ruang kerja, anggota, formulir, dan catatan audit
files/            lampiran dengan nama aslinya
staged/           daftar kontak yang sudah diunggah dan belum selesai diimpor
jobs.ndjson       pekerjaan yang masih menunggu
schema.json       arti setiap kolom
hash-keys.json    kunci untuk daftar "jangan dikirimi" dan "jangan disimpan"
manifest.json     jumlah, SHA-256 setiap berkas, yang tidak ikut, dan tanda tangan

Berkas ini berisi data pribadi pelanggan Anda tanpa enkripsi. Simpan di tempat yang aman dan hapus jika tidak diperlukan lagi.
Token, kode lisensi, dan rahasia lain tidak ada di dalamnya.


Export of a Kelola Pesan workspace
==================================

tables/*.ndjson   the data: a file for each table, a row on each line, as JSON
system/*.ndjson   the name of the workspace, its members, forms and audit record
files/            attachments under their real names
staged/           lists of contacts that were uploaded and not imported yet
jobs.ndjson       work that waits
schema.json       what each column means
hash-keys.json    the keys of the lists "do not write to" and "do not store"
manifest.json     counts, the SHA-256 of each file, what was left out, and the signature

This archive holds personal data of your customers, and is not encrypted. Keep it in a safe place, and delete it when you do not need it
any more. Tokens, licence codes and other secrets are not in it.

kelola import --from <this file> puts it into another installation. See docs/export.md.
`
