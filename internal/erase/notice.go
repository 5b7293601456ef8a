package erase

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/mail"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Mail is the door out for e-mail.
type Mail interface {
	On() bool
	Add(ctx context.Context, tx *sysdb.Tx, m mail.Message) error
}

// chaseAfter is when somebody who has shown nothing so far is reminded.
var chaseAfter = []time.Duration{3 * 24 * time.Hour, 7 * 24 * time.Hour}

const (
	listClaims = `SELECT request_id, told, chased FROM erasure_claim ORDER BY request_id`
	toldClaim  = `UPDATE erasure_claim SET told = $2, chased = $3 WHERE request_id = $1`
)

// kept is a claim with how far its writer was told of the request.
type kept struct {
	request      ID
	told, chased int
}

// tell writes to those who left an address, once for each state that somebody waits for. What was to be told is read from the steps of the
// request, so a crash loses nothing and says nothing twice.
func (s *Service) tell(ctx context.Context) error {
	if !s.mails() {
		return nil
	}
	var all []kept
	err := s.d.System.Read(ctx, func(q sysdb.Query) error {
		rows, err := q.Query(ctx, listClaims)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var k kept
			if err := rows.Scan(&k.request, &k.told, &k.chased); err != nil {
				return err
			}
			all = append(all, k)
		}
		return rows.Err()
	})
	for i := range all {
		err = errors.Join(err, s.tellOne(ctx, all[i]))
	}
	return err
}

// mails says whether anybody is written to.
func (s *Service) mails() bool { return s.d.Mail != nil && s.d.Mail.On() }

func (s *Service) tellOne(ctx context.Context, k kept) error {
	r, way, err := s.Get(ctx, id.Workspace{}, k.request)
	if err != nil || len(way) == 0 {
		return err
	}
	what, next := s.news(&r, way, k)
	if next == k {
		return nil
	}
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		c, err := s.claimOf(ctx, tx, k.request)
		if err != nil && !errors.Is(err, ErrNotFound) { // with nothing to read there is nobody to write to
			return err
		}
		if what != "" && c.Email != "" {
			if err := s.d.Mail.Add(ctx, tx, s.letter(&r, c, what, next)); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, toldClaim, k.request, next.told, next.chased)
		return err
	})
}

// news is what is new about a request, and how far its writer is told then. Of several states only the last is told.
func (s *Service) news(r *Request, way []Step, k kept) (what string, next kept) {
	next = k
	for _, step := range way {
		if step.Seq <= k.told {
			continue
		}
		next.told = step.Seq
		if n := noticeOf(&step); n != "" {
			what = n
		}
	}
	if r.State != Identity || what != "" {
		return what, next
	}
	for next.chased < len(chaseAfter) && !s.d.Clock.Now().Before(r.Received.Add(chaseAfter[next.chased])) {
		what = "chase"
		next.chased++
	}
	return what, next
}

func noticeOf(step *Step) string {
	if step.From == step.To { // what was done at the desk
		if step.Reason == stepExtension {
			return "extended"
		}
		return ""
	}
	switch step.To {
	case Identity, Planned, Grace, OnHold, Refused, Cancelled, Expired, LiveErased, Complete:
		return string(step.To)
	case NoData:
		return "nothing"
	}
	return ""
}

// letter is a notice in words. Before anything is shown, one address is written to at most once a day, whoever types it.
func (s *Service) letter(r *Request, c claim, what string, k kept) mail.Message {
	w := noticeWords[c.Language]
	if w == nil {
		w = noticeWords["id"]
	}
	public := strings.TrimSuffix(s.d.PublicURL, "/")
	link := public + statusPath + c.Code
	text := w[what]
	if r.Way == ByContact && w[what+"_contact"] != "" {
		text = w[what+"_contact"]
	}
	gone, _ := r.Plan.Rows()
	why := r.Told()
	if what == "extended" && r.Desk.Extension != nil {
		why = r.Desk.Extension.Reason
	}
	text = strings.NewReplacer(
		"{link}", link, "{rows}", fmt.Sprint(gone), "{until}", day(r.GraceTill), "{due}", day(r.Due()), "{ends}", day(r.Received.Add(proveWithin)),
		"{reason}", reasonText(c.Language, why), "{hold}", day(r.Desk.ReviewAt), "{certificate}", link+"/certificate", "{word}", keyword+" "+c.Word, "{prove}", public+provePath+c.Code,
	).Replace(text)
	m := mail.Message{
		Key: fmt.Sprintf("erasure:%s:%d:%d", r.ID, k.told, k.chased), To: c.Email, Subject: w["subject"] + ": " + w["subject_"+what],
		Text: text + "\n\n" + w["end"] + "\n" + link + "\n", Answers: c.Message,
	}
	if len(r.Report.Proofs) == 0 {
		sum := s.d.Hasher.KeyedHash("erasure.address", []byte(strings.ToLower(c.Email)))
		m.Key = "erasure:" + hex.EncodeToString(sum) + ":" + s.d.Clock.Now().In(jakarta).Format(time.DateOnly)
	}
	return m
}

// noticeWords are the notices by language and state.
var noticeWords = map[string]map[string]string{
	"id": {
		"subject": "Penghapusan data", "subject_identity_pending": "permintaan diterima", "subject_chase": "bukti masih ditunggu", "subject_planned": "bukti diterima",
		"subject_grace": "dijadwalkan", "subject_refused": "ditolak", "subject_cancelled": "dibatalkan", "subject_expired": "berakhir", "subject_nothing": "tidak ada data",
		"subject_live_erased": "data sudah terhapus", "subject_complete": "selesai",
		"identity_pending": `Permintaan penghapusan data Anda sudah kami terima.

Sebelum ada yang dihapus, kami memerlukan dua bukti: kode lisensi seorang pemilik ruang kerja, dan persetujuan seorang pemilik di aplikasi (menu Privasi & penghapusan). Bila kode lisensi belum Anda isikan, isikan di sini:
{prove}

Permintaan yang tidak terbukti berakhir {ends}. Bila permintaan ini bukan dari Anda, abaikan saja email ini.`,
		"identity_pending_contact": `Permintaan penghapusan data Anda sudah kami terima.

Tinggal satu langkah: kirim pesan ini dari nomor WhatsApp Anda kepada usaha yang menyimpan data Anda:
{word}

Permintaan yang tidak terbukti berakhir {ends}. Bila permintaan ini bukan dari Anda, abaikan saja email ini.`,
		"chase": `Permintaan penghapusan data Anda masih menunggu bukti. Isikan bukti yang belum ada di sini, lalu setujui di aplikasi:
{prove}

Tanpa bukti, permintaan ini berakhir {ends} dan tidak ada yang dihapus.`,
		"chase_contact": `Permintaan penghapusan data Anda masih menunggu bukti. Kirim pesan ini dari nomor WhatsApp Anda kepada usaha itu:
{word}

Tanpa bukti, permintaan ini berakhir {ends} dan tidak ada yang dihapus.`,
		"planned": `Bukti sudah lengkap. Menurut hitungan sekarang, {rows} baris data akan dihapus. Pengelola memeriksa permintaan ini, sesudah itu masih ada masa tunggu. Paling lambat selesai {due}.

Permintaan dapat dibatalkan di halaman statusnya.`,
		"planned_contact": "Nomor Anda sudah terbukti. Usaha itu menjawab permintaan Anda paling lambat dalam 72 jam.",
		"grace":           `Penghapusan dijadwalkan. Sampai {until} permintaan masih dapat dibatalkan di halaman statusnya; sesudah itu tidak.`,
		"grace_contact":   "Permintaan Anda disetujui. Data Anda segera dihapus.",
		"refused":         "Permintaan ini ditolak. Alasannya: {reason}", "cancelled": "Permintaan ini dibatalkan. Tidak ada yang dihapus.",
		"subject_on_hold": "ditahan sementara", "subject_extended": "perlu waktu lebih lama",
		"on_hold": "Penghapusan ditahan sementara, paling lama sampai {hold}. Alasannya: {reason}", "extended": "Permintaan ini perlu waktu lebih lama. Alasannya: {reason} Paling lambat selesai {due}.",
		"expired": "Permintaan ini berakhir karena tidak terbukti. Tidak ada yang dihapus, dan yang Anda isikan sudah kami hapus.",
		"nothing": "Tidak ada data yang cocok dengan permintaan ini, jadi tidak ada yang perlu dihapus.",
		"live_erased": `Data sudah terhapus dari semua yang dipakai, dan hasilnya sudah diperiksa. Cadangan lama masih menunggu masa akhirnya. Sertifikatnya:
{certificate}`,
		"complete": `Selesai: data sudah terhapus, juga dari cadangan. Sertifikatnya:
{certificate}

Sesudah ini alamat email Anda kami hapus.`,
		"end": "Halaman status permintaan ini (siapa pun yang punya tautannya dapat membukanya):",
	},
	"en": {
		"subject": "Data deletion", "subject_identity_pending": "request received", "subject_chase": "still waiting for proof", "subject_planned": "proof received",
		"subject_grace": "scheduled", "subject_refused": "refused", "subject_cancelled": "called off", "subject_expired": "ended", "subject_nothing": "no data",
		"subject_live_erased": "data erased", "subject_complete": "done",
		"identity_pending": `Your request for deletion of data has been received.

Before anything is deleted we need two proofs: the licence code of an owner of the workspace, and the agreement of an owner in the app (Privacy & deletion in the menu). If you have not given the licence code yet, give it here:
{prove}

A request that is not proven ends on {ends}. If this request was not yours, ignore this e-mail.`,
		"identity_pending_contact": `Your request for deletion of your data has been received.

One more step: send this message from your WhatsApp number to the business that keeps your data:
{word}

A request that is not proven ends on {ends}. If this request was not yours, ignore this e-mail.`,
		"chase": `Your request for deletion still waits for proof. Give what is missing here, then agree in the app:
{prove}

Without proof the request ends on {ends}, and nothing is deleted.`,
		"chase_contact": `Your request for deletion still waits for proof. Send this message from your WhatsApp number to the business:
{word}

Without proof the request ends on {ends}, and nothing is deleted.`,
		"planned": `The proofs are complete. As counted now, {rows} rows of data will be deleted. The operator looks at the request, and there is time to think afterwards. Done by {due} at the latest.

The request can be called off on its status page.`,
		"planned_contact": "Your number is proven. The business answers your request within 72 hours.",
		"grace":           "The deletion is scheduled. Until {until} it can be called off on its status page; not afterwards.",
		"grace_contact":   "Your request was agreed to. Your data will be deleted in a moment.",
		"refused":         "The request was refused. The reason: {reason}", "cancelled": "The request was called off. Nothing was deleted.",
		"subject_on_hold": "on hold", "subject_extended": "takes longer",
		"on_hold": "The deletion is on hold, until {hold} at the latest. The reason: {reason}", "extended": "The request takes longer. The reason: {reason} Done by {due} at the latest.",
		"expired": "The request ended because it was not proven. Nothing was deleted, and what you typed has been removed.",
		"nothing": "There is no data that fits this request, so nothing had to be deleted.",
		"live_erased": `The data is gone from everything in use, and this was checked. Older backups are waiting for their end. The certificate:
{certificate}`,
		"complete": `Done: the data is gone, from backups too. The certificate:
{certificate}

Your e-mail address is removed now.`,
		"end": "The status page of this request (whoever has the link can open it):",
	},
}
