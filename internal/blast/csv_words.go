package blast

// The words of the report: Indonesian, English.
var (
	columnWords = map[string][2]string{
		"number": {"Nomor", "Number"}, "name": {"Nama", "Name"}, "state": {"Status", "State"}, "reason": {"Alasan", "Reason"}, "code": {"Kode", "Code"},
		"version": {"Versi teks", "Text version"}, "queued_at": {"Masuk antrean", "Queued"}, "sent_at": {"Terkirim", "Sent"},
		"delivered_at": {"Sampai", "Delivered"}, "read_at": {"Dibaca", "Read"}, "replied_at": {"Membalas", "Replied"}, "message_id": {"ID pesan", "Message id"},
	}
	// What keeps a recipient out of the ledger; every other reason has its words there.
	planWords = map[string][2]string{
		reasonMissing:   {"Nilai variabel kosong", "A variable has no value"},
		reasonDuplicate: {"Nomor sama dengan penerima lain", "Same number as another recipient"},
		reasonPromoted:  {"Baru menerima promosi", "Got promotion lately"},
	}
)
