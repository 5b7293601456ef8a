package erase

import (
	"time"

	"github.com/kelolapesan/kelola/internal/datamap"
)

// words are the texts of the status page by language. A code that nobody has is answered with the words of no_data_found.
var words = map[string]map[string]string{
	"id": {
		"title": "Status penghapusan data", "about": "Tentang penghapusan data", "received": "Diterima", "due": "Paling lambat selesai", "live": "Sudah terhapus",
		"reason": "Alasan", "longer": "Waktu diperpanjang karena", "until": "Ditahan sampai",
		"scope": "Yang dihapus", "certificate": "Unduh sertifikat", "prove": "Isikan bukti yang belum ada", "cancel": "Batalkan permintaan ini", "whole": "Seluruh ruang kerja", "contact": "Satu kontak",
		"received_state": "Permintaan diterima.", "identity_pending": "Kami menunggu bukti bahwa permintaan ini memang dari Anda.",
		"planned": "Permintaan sudah diperiksa dan menunggu persetujuan.", "grace": "Penghapusan dijadwalkan. Selama masa tunggu, permintaan masih bisa dibatalkan.",
		"executing": "Data sedang dihapus.", "verifying": "Data sudah dihapus dan sedang diperiksa.",
		"live_erased": "Data sudah terhapus dari semua yang dipakai. Cadangan lama masih menunggu masa akhirnya.", "complete": "Selesai: data sudah terhapus.",
		"refused": "Permintaan ditolak.", "cancelled": "Permintaan dibatalkan.", "expired": "Permintaan berakhir karena bukti tidak diterima.",
		"on_hold": "Permintaan ditahan sementara.", "failed_verification": "Data sudah dihapus, tetapi pemeriksaan belum selesai. Kami sedang menanganinya.",
		"no_data_found": "Tidak ada data yang cocok dengan kode ini.",
	},
	"en": {
		"title": "Status of a data deletion", "about": "About data deletion", "received": "Received", "due": "Done by", "live": "Erased", "reason": "Reason",
		"longer": "Time extended because", "until": "On hold until",
		"scope": "What is deleted", "certificate": "Download the certificate", "prove": "Give what is missing", "cancel": "Call this request off", "whole": "The whole workspace", "contact": "One contact",
		"received_state": "The request has been received.", "identity_pending": "We are waiting for proof that the request is yours.",
		"planned": "The request has been reviewed and waits for approval.", "grace": "The deletion is scheduled. Until it begins, it can be called off.",
		"executing": "The data is being deleted.", "verifying": "The data has been deleted and is being checked.",
		"live_erased": "The data is gone from everything in use. Older backups are waiting for their end.", "complete": "Done: the data has been deleted.",
		"refused": "The request was refused.", "cancelled": "The request was called off.", "expired": "The request ended because no proof came.",
		"on_hold": "The request is on hold.", "failed_verification": "The data was deleted, but the check has not passed yet. We are looking into it.",
		"no_data_found": "There is no data for this code.",
	},
}

// categoryWords are the names of the kinds of data as the public page says them.
var categoryWords = map[string]map[datamap.Category]string{
	"id": {
		"C1": "Sambungan Instagram", "C2": "Kejadian Instagram", "C3": "Kontak dan pengelompokannya", "C4": "Percakapan WhatsApp",
		"C5": "Catatan pengiriman: blast, bot, sequence, pekerjaan latar, dan pengantaran", "C6": "Lampiran dan berkas", "C7": "Pemeriksaan nomor", "C8": "Kunci API",
	},
	"en": {
		"C1": "Instagram connection", "C2": "Instagram events", "C3": "Contacts and how they are grouped", "C4": "WhatsApp chats",
		"C5": "Records of sending: blasts, bots, sequences, jobs and deliveries", "C6": "Attachments and files", "C7": "Number checks", "C8": "API keys",
	},
}

// shown is the state that the public sees: steps between two that take no time are told as the first.
func (r *Request) shown() string {
	switch r.State {
	case "", NoData:
		return string(NoData)
	case Received, Acknowledged, Verified:
		return "received_state"
	case Planned, Approved:
		return string(Planned)
	case BackupWait:
		return string(LiveErased)
	}
	return string(r.State)
}

type statusPage struct {
	Lang              string
	W                 map[string]string
	State             string
	Known             bool
	Received          string
	ReceivedISO       string
	Due, Live, Reason string
	Longer, Until     string // of a longer time the reason, of a hold the day
	Scope             []string
	Certificate       string
	Prove, Cancel     string
}

func pageOf(r *Request, lang, code string) statusPage {
	w := words[lang]
	v := statusPage{Lang: lang, W: w, State: w[r.shown()], Known: !r.ID.IsZero() && r.State != NoData}
	if !v.Known {
		return v
	}
	v.Received, v.ReceivedISO = day(r.Received), r.Received.Format(time.RFC3339)
	if r.State.Open() && r.LiveAt.IsZero() {
		v.Due = day(r.Due())
	}
	if !r.LiveAt.IsZero() {
		v.Live = day(r.LiveAt)
	}
	for _, c := range r.Scope.Categories {
		v.Scope = append(v.Scope, categoryWords[lang][c])
	}
	if r.Scope.Whole {
		v.Scope = append(v.Scope, w["whole"])
	}
	if !r.Scope.Contact.IsZero() {
		v.Scope = append(v.Scope, w["contact"])
	}
	v.Reason = reasonText(lang, r.Told())
	if !r.Desk.ReviewAt.IsZero() {
		v.Until = day(r.Desk.ReviewAt)
	}
	if e := r.Desk.Extension; e != nil && v.Due != "" {
		v.Longer = reasonText(lang, e.Reason)
	}
	if r.State == Identity && r.Way != ByContact {
		v.Prove = provePath + code
	}
	if r.revocable() {
		v.Cancel = statusPath + code + "/cancel"
	}
	if len(r.Document) > 0 {
		v.Certificate = statusPath + code + "/certificate"
	}
	return v
}

func day(t time.Time) string { return t.In(jakarta).Format("2006-01-02 15:04 WIB") }

// jakarta is the business clock; it has no summer time.
var jakarta = time.FixedZone("WIB", 7*60*60)

type statusJSON struct {
	State      string             `json:"state"`
	Categories []datamap.Category `json:"categories"`
	Whole      bool               `json:"whole"`
	ReceivedAt string             `json:"received_at"`
	DueAt      string             `json:"due_at"`
	LiveAt     string             `json:"live_erased_at"`
	DoneAt     string             `json:"done_at"`
	Reason     Reason             `json:"reason"`
	HoldUntil  string             `json:"hold_until"`
	Extended   Reason             `json:"extended"`
}

// jsonOf has the same shape for every code.
func jsonOf(r *Request) statusJSON {
	if r.State == NoData {
		r = &Request{} // nothing tells it from a code that nobody has
	}
	v := statusJSON{State: r.shown(), Categories: r.Scope.Categories, Whole: r.Scope.Whole}
	if v.Categories == nil {
		v.Categories = []datamap.Category{}
	}
	for _, x := range []struct {
		into *string
		at   time.Time
	}{{&v.ReceivedAt, r.Received}, {&v.LiveAt, r.LiveAt}, {&v.DoneAt, r.DoneAt}, {&v.HoldUntil, r.Desk.ReviewAt}} {
		if !x.at.IsZero() {
			*x.into = x.at.UTC().Format(time.RFC3339)
		}
	}
	v.Reason = r.Told()
	if e := r.Desk.Extension; e != nil {
		v.Extended = e.Reason
	}
	if !r.Received.IsZero() {
		v.DueAt = r.Due().UTC().Format(time.RFC3339)
	}
	return v
}
