package report

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func TestAPI_report(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		e := apitest.New(t, db, apitest.Parts{}, b.Register)
		b.ws = e.Workspace
		b.meet(t, 2)
		b.dispatch(t)
		b.writes(t, 0, 0, "Halo")
		b.clock.Advance(90 * time.Second)
		first := b.send(t, 0, 0, outbox.Human, outbox.OriginHuman, rani)
		b.send(t, 1, 1, outbox.Blast, outbox.OriginBlast, "")
		b.drained(t)
		b.reports(t, first, channel.StatusDelivered)

		r := decode[PeriodReportView](t, e.Must(200, "wati", "GET", "/report", ""))
		if r.From != "2026-10-04" || r.Until != "2026-11-02" || len(r.Days) != 30 || r.TimeZone != "Asia/Jakarta" || len(r.Lanes) != 2 {
			t.Fatalf("report = %+v", r)
		}
		if m := r.Messages; m.Total != 2 || m.Sent != 2 || *r.Replies.P90Seconds != 90 || r.Days[0].Replies.MedianSeconds != nil {
			t.Errorf("messages = %+v, replies = %+v", m, r.Replies)
		}
		narrow := decode[PeriodReportView](t, e.Must(200, "wati", "GET", "/report?from=2026-11-02&until=2026-11-02&lane=blast&channel="+b.around.channels[1].ID.String(), ""))
		if narrow.Messages.Total != 1 || narrow.Replies.Answers != 0 || len(narrow.Agents) != 0 {
			t.Errorf("narrow = %+v", narrow)
		}
		e.Must(422, "wati", "GET", "/report?from=2026-11-03&until=2026-11-02", "")
		e.Must(422, "wati", "GET", "/report/export.csv?from=x&until=2026-11-02", "")
		e.Must(422, "wati", "GET", "/report/export.csv?lane=x", "")
		e.Must(404, "wati", "GET", "/report?channel="+id.New[channel.Channel]().String(), "")
		times := decode[ReplyTimesView](t, e.Must(200, "wati", "GET", "/report/reply-times", ""))
		if *times.Today.MedianSeconds != 90 || times.Week.Answers != 1 {
			t.Errorf("times = %+v", times)
		}

		days := e.Must(200, "wati", "GET", "/report/export.csv?from=2026-11-01&until=2026-11-02", "")
		want := "\ufeffTanggal,Semua pesan,Menunggu,Terkirim,Sampai,Dibaca,Gagal,Dilewati,Tidak diketahui,Dibalas,Berhenti,Jawaban," +
			"Median waktu balas (detik),Waktu balas 90% (detik)\r\n2026-11-01,0,0,0,0,0,0,0,0,0,0,0,,\r\n2026-11-02,2,0,2,1,0,0,0,0,0,0,1,90,90\r\n"
		if days != want {
			t.Errorf("days = %q, want %q", days, want)
		}
		b.around.with(func(a *around) { a.settings.Language = "en" })
		team := e.Must(200, "wati", "GET", "/report/export.csv?of=agents", "")
		if !strings.Contains(team, "Member,Conversations,Messages") || !strings.Contains(team, "\r\n'=Rani,1,1,1,90,90,0\r\n") {
			t.Errorf("team = %q", team)
		}
	})
}
