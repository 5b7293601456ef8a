package report

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Register adds the operations to the API.
func (s *Service) Register(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "get-report", Method: http.MethodGet, Path: "/report", Summary: "What became of the messages of a period", Right: httpapi.Read,
		Description: "Days are days in the zone of the workspace. A message counts on the day it was asked for, in the state it has now.",
	}, s.handleReport)
	httpapi.Register(a, httpapi.Op{
		ID: "get-reply-times", Method: http.MethodGet, Path: "/report/reply-times", Summary: "How long people wait for a first answer", Right: httpapi.Read,
	}, s.handleReplies)
	a.Raw(httpapi.Op{
		ID: "export-report", Method: http.MethodGet, Path: "/report/export.csv", Summary: "A report as CSV",
		Description: "Takes the filters of the report, and of: days or agents.", Right: httpapi.Read, AllowReadOnly: true, Produces: "text/csv",
	}, s.handleExport)
}

type body[T any] struct{ Body T }

// FiguresView counts messages. total is waiting, sent, failed, skipped and unknown together; what was delivered was sent, and what
// was read was delivered.
type FiguresView struct {
	Total     int64 `json:"total" doc:"Every message: waiting, sent, failed, skipped and unknown together"`
	Waiting   int64 `json:"waiting" doc:"Not handed to the network yet"`
	Sent      int64 `json:"sent" doc:"The network took it"`
	Delivered int64 `json:"delivered" doc:"Of those sent, what reached a phone"`
	Read      int64 `json:"read" doc:"Of those delivered, what was read"`
	Failed    int64 `json:"failed"`
	Skipped   int64 `json:"skipped"`
	Unknown   int64 `json:"unknown"`
	Replied   int64 `json:"replied" doc:"Answered by the recipient within seven days, before anything else was sent"`
}

func figuresView(f *Figures) FiguresView {
	return FiguresView{
		Total: f.Total(), Waiting: f.Waiting(), Sent: f.Taken(), Delivered: f.Arrived(), Read: f.Read,
		Failed: f.Failed, Skipped: f.Skipped, Unknown: f.Unknown, Replied: f.Replied,
	}
}

// ReplyTimeView says how long people waited for a first answer.
type ReplyTimeView struct {
	Answers       int64  `json:"answers" doc:"How many waits a colleague has ended"`
	MedianSeconds *int64 `json:"median_seconds" doc:"Half were answered within it; null without answers"`
	P90Seconds    *int64 `json:"p90_seconds" doc:"Nine of ten were answered within it; null without answers"`
}

func replyTimeView(w Waits) ReplyTimeView {
	v := ReplyTimeView{Answers: w.Answers()}
	if v.Answers > 0 {
		v.MedianSeconds, v.P90Seconds = new(w.Within(0.5)), new(w.Within(0.9))
	}
	return v
}

// DayView is one day of a report.
type DayView struct {
	Day      string        `json:"day" format:"date"`
	Messages FiguresView   `json:"messages"`
	Replies  ReplyTimeView `json:"replies"`
	OptOuts  int64         `json:"opt_outs"`
}

// ChannelShareView is the share of one channel.
type ChannelShareView struct {
	ChannelID string      `json:"channel_id"`
	Messages  FiguresView `json:"messages"`
}

// LaneShareView is the share of one lane.
type LaneShareView struct {
	Lane     string      `json:"lane" enum:"human,api,bot,sequence,blast"`
	Messages FiguresView `json:"messages"`
}

// AgentView is the load of one colleague.
type AgentView struct {
	UserID        string        `json:"user_id"`
	Conversations int64         `json:"conversations" doc:"Each conversation counts once a day"`
	Messages      int64         `json:"messages"`
	Replies       ReplyTimeView `json:"replies"`
	OpenNow       int64         `json:"open_now" doc:"Unread conversations that this colleague was the last to answer"`
}

// PeriodReportView is a report as the API shows it.
type PeriodReportView struct {
	TimeZone string             `json:"time_zone"`
	From     string             `json:"from" format:"date"`
	Until    string             `json:"until" format:"date"`
	Messages FiguresView        `json:"messages"`
	Replies  ReplyTimeView      `json:"replies"`
	OptOuts  int64              `json:"opt_outs" doc:"How often people said stop, in the whole workspace"`
	Days     []DayView          `json:"days"`
	Channels []ChannelShareView `json:"channels"`
	Lanes    []LaneShareView    `json:"lanes"`
	Agents   []AgentView        `json:"agents"`
}

func reportView(r *Report) PeriodReportView {
	v := PeriodReportView{
		TimeZone: r.Zone, From: r.Days[0].Date, Until: r.Days[len(r.Days)-1].Date,
		Messages: figuresView(&r.Total.Figures), Replies: replyTimeView(r.Total.Waits), OptOuts: r.Total.Stops,
	}
	for i := range r.Days {
		d := &r.Days[i]
		v.Days = append(v.Days, DayView{Day: d.Date, Messages: figuresView(&d.Figures), Replies: replyTimeView(d.Waits), OptOuts: d.Stops})
	}
	for i := range r.Channels {
		v.Channels = append(v.Channels, ChannelShareView{ChannelID: r.Channels[i].Channel.String(), Messages: figuresView(&r.Channels[i].Figures)})
	}
	for i := range r.Lanes {
		v.Lanes = append(v.Lanes, LaneShareView{Lane: outbox.LaneNames[r.Lanes[i].Lane], Messages: figuresView(&r.Lanes[i].Figures)})
	}
	for _, a := range r.Agents {
		v.Agents = append(v.Agents, AgentView{
			UserID: a.User, Conversations: a.Conversations, Messages: a.Messages, Replies: replyTimeView(a.Waits), OpenNow: a.Open,
		})
	}
	return v
}

// Filter chooses what a report is about.
type Filter struct {
	From    string `query:"from" format:"date" doc:"The first day; 30 days in all when it is left out"`
	Until   string `query:"until" format:"date" doc:"The last day; today when it is left out"`
	Channel string `query:"channel" doc:"Only this channel"`
	Lane    string `query:"lane" enum:"human,api,bot,sequence,blast" doc:"Only messages that were asked for this way"`
}

// period reads the filter. Days that are left out end today, where the workspace is.
func (s *Service) period(ctx context.Context, ws id.Workspace, f *Filter) (Period, error) {
	p := Period{From: f.From, Until: f.Until}
	for lane, name := range outbox.LaneNames {
		if name == f.Lane {
			p.Lane = &lane
		}
	}
	if f.Lane != "" && p.Lane == nil {
		return p, ErrLane
	}
	if f.Channel != "" {
		ch, err := id.Parse[channel.Channel](f.Channel)
		if err != nil {
			return p, channel.ErrNotFound
		}
		if err := s.check(ctx, ws, ch); err != nil {
			return p, err
		}
		p.Channel = ch
	}
	if p.From != "" && p.Until != "" {
		return p, nil
	}
	return p, s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		settings, err := s.d.Settings.Settings(ctx, q)
		if err != nil {
			return err
		}
		return p.complete(s.d.Clock.Now().In(settings.Zone()))
	})
}

// complete fills in the days that were left out.
func (p *Period) complete(now time.Time) error {
	if p.Until == "" {
		p.Until = now.Format(time.DateOnly)
	}
	if p.From == "" {
		last, err := time.Parse(time.DateOnly, p.Until)
		if err != nil {
			return ErrPeriod
		}
		p.From = last.AddDate(0, 0, -29).Format(time.DateOnly)
	}
	return nil
}

func (s *Service) handleReport(ctx context.Context, _ account.Principal, ws id.Workspace, in *Filter) (*body[PeriodReportView], error) {
	p, err := s.period(ctx, ws, in)
	if err != nil {
		return nil, err
	}
	r, err := s.Report(ctx, ws, p)
	if err != nil {
		return nil, err
	}
	return &body[PeriodReportView]{reportView(&r)}, nil
}

// ReplyTimesView is how long people wait for a first answer.
type ReplyTimesView struct {
	Today ReplyTimeView `json:"today"`
	Week  ReplyTimeView `json:"week" doc:"Today and the six days before"`
}

func (s *Service) handleReplies(ctx context.Context, _ account.Principal, ws id.Workspace, _ *struct{}) (*body[ReplyTimesView], error) {
	r, err := s.Replies(ctx, ws)
	return &body[ReplyTimesView]{ReplyTimesView{Today: replyTimeView(r.Today), Week: replyTimeView(r.Week)}}, err
}

func (s *Service) handleExport(w http.ResponseWriter, r *http.Request, by account.Principal, ws id.Workspace) error {
	q := r.URL.Query()
	p, err := s.period(r.Context(), ws, &Filter{From: q.Get("from"), Until: q.Get("until"), Channel: q.Get("channel"), Lane: q.Get("lane")})
	if err != nil {
		return err
	}
	made, err := s.Report(r.Context(), ws, p)
	if err != nil {
		return err
	}
	name := "laporan-pesan.csv"
	if q.Get("of") == "agents" {
		name = "laporan-tim.csv"
	}
	lang, rows, err := s.table(r.Context(), ws, &made, q.Get("of"))
	if err != nil {
		return err
	}
	err = s.d.DB.Write(r.Context(), ws, func(tx *wsdb.Tx) error {
		return audit.RecordVia(r.Context(), tx, audit.Entry{Actor: by.Actor(), Action: audit.ReportExported})
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil { // spreadsheets then read UTF-8
		return err
	}
	return writeCSV(w, lang, q.Get("of"), rows)
}
