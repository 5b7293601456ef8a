package inbox

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
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (h *operations) registerLog(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "list-messages", Method: http.MethodGet, Path: "/messages", Summary: "The log of everything that goes out, the newest first", Right: httpapi.Read,
	}, h.sends)
	httpapi.Register(a, httpapi.Op{
		ID: "get-message", Method: http.MethodGet, Path: "/messages/{message}", Summary: "Get a message that goes out", Right: httpapi.Read,
	}, h.getSend)
	a.Raw(httpapi.Op{
		ID: "export-messages", Method: http.MethodGet, Path: "/messages/export.csv", Summary: "The log as CSV",
		Description: "Takes the filters of the list.", Right: httpapi.Read, AllowReadOnly: true, Produces: "text/csv",
	}, h.exportSends)
}

// OriginView says what asked for a message.
type OriginView struct {
	Kind string `json:"kind" enum:"human,api,bot,comment,blast,test,opt_out"`
	ID   string `json:"id"`
}

// SendView is a message of the ledger as the API shows it.
type SendView struct {
	ID             string       `json:"id"`
	State          outbox.State `json:"state" enum:"planned,queued,held,sending,accepted,sent,delivered,read,skipped,failed,unknown"`
	Reason         string       `json:"reason"`
	Code           string       `json:"code" doc:"What the network called it"`
	ChannelID      string       `json:"channel_id"`
	ContactID      string       `json:"contact_id"`
	Name           string       `json:"name" doc:"Name of the contact as it is now"`
	PhoneDisplay   string       `json:"phone_display" doc:"The number it goes to"`
	ConversationID string       `json:"conversation_id" doc:"Empty when it stands in no conversation"`
	Preview        string       `json:"preview"`
	Lane           string       `json:"lane" enum:"human,api,bot,sequence,blast"`
	Origin         OriginView   `json:"origin"`
	Attempt        int          `json:"attempt" doc:"How often it was handed to the network. The times are those of the last attempt"`
	ExternalID     string       `json:"external_id"`
	HeldUntil      *time.Time   `json:"held_until"`
	CreatedAt      time.Time    `json:"created_at"`
	UpdatedAt      time.Time    `json:"updated_at"`
	SendingAt      *time.Time   `json:"sending_at"`
	AcceptedAt     *time.Time   `json:"accepted_at"`
	SentAt         *time.Time   `json:"sent_at"`
	DeliveredAt    *time.Time   `json:"delivered_at"`
	ReadAt         *time.Time   `json:"read_at"`
	EndedAt        *time.Time   `json:"ended_at" doc:"When it was given up"`
}

// ViewSend shows a send of the ledger.
func ViewSend(m Sent) SendView {
	v := SendView{
		ID: m.ID.String(), State: m.State, Reason: m.Reason, Code: m.Code, ChannelID: m.Channel.String(), ContactID: m.Contact.String(),
		Name: m.Person.Name, ConversationID: m.Conversation.String(), Preview: m.Preview, Lane: outbox.LaneNames[m.Lane],
		Origin: OriginView{Kind: m.Origin.Kind, ID: m.Origin.ID}, Attempt: m.Attempt, ExternalID: m.ExternalID,
		HeldUntil: httpapi.Stamp(m.HeldUntil), CreatedAt: m.CreatedAt, UpdatedAt: m.at(), SendingAt: httpapi.Stamp(m.SendingAt),
		AcceptedAt: httpapi.Stamp(m.AcceptedAt), SentAt: httpapi.Stamp(m.SentAt), DeliveredAt: httpapi.Stamp(m.DeliveredAt), ReadAt: httpapi.Stamp(m.ReadAt),
		EndedAt: httpapi.Stamp(m.EndedAt),
	}
	if n := m.Number(); n != "" {
		v.PhoneDisplay = n.Display()
	}
	return v
}

// LogFilter chooses messages of the log.
type LogFilter struct {
	State   string    `query:"state" enum:"all,held,failed,unknown,skipped" default:"all"`
	Lane    string    `query:"lane" enum:"human,api,bot,sequence,blast" doc:"Only what was asked for this way"`
	Channel string    `query:"channel" doc:"Only this channel"`
	From    time.Time `query:"from" doc:"When it was asked for"`
	Until   time.Time `query:"until" doc:"Not included"`
	Number  string    `query:"number" maxLength:"40" doc:"The number it goes to, or at least its last four digits"`
}

func (f *LogFilter) request() (LogRequest, error) {
	r := LogRequest{Number: f.Number}
	r.From, r.To = f.From, f.Until
	if f.State != "all" {
		r.State = outbox.State(f.State)
	}
	for lane, name := range outbox.LaneNames {
		if name == f.Lane {
			r.Lane = &lane
		}
	}
	if f.Lane != "" && r.Lane == nil {
		return r, ErrLane
	}
	if f.Channel != "" {
		ch, err := id.Parse[channel.Channel](f.Channel)
		if err != nil {
			return r, channel.ErrNotFound
		}
		r.Channel = ch
	}
	return r, nil
}

type sendsInput struct {
	httpapi.Paging
	LogFilter
}

func (h *operations) sends(ctx context.Context, _ account.Principal, ws id.Workspace, in *sendsInput) (*body[httpapi.List[SendView]], error) {
	f, err := in.request()
	if err != nil {
		return nil, err
	}
	got, err := h.Service.ListSends(ctx, ws, f, in.Request())
	return &body[httpapi.List[SendView]]{httpapi.ListOf(got, ViewSend)}, err
}

type sendPath struct {
	Message string `path:"message"`
}

func (h *operations) getSend(ctx context.Context, _ account.Principal, ws id.Workspace, in *sendPath) (*body[SendView], error) {
	send, err := id.Parse[outbox.Send](in.Message)
	if err != nil {
		return nil, outbox.ErrNotFound
	}
	got, err := h.Service.GetSend(ctx, ws, send)
	return &body[SendView]{ViewSend(got)}, err
}

// exportSends writes the log down. Who took it is on the record, as with contacts.
func (h *operations) exportSends(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error {
	q := r.URL.Query()
	in := LogFilter{State: q.Get("state"), Lane: q.Get("lane"), Channel: q.Get("channel"), Number: q.Get("number")}
	if in.State == "" {
		in.State = "all"
	}
	for name, to := range map[string]*time.Time{"from": &in.From, "until": &in.Until} {
		if text := q.Get(name); text != "" {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return ErrPeriod
			}
			*to = at
		}
	}
	f, err := in.request()
	if err != nil {
		return err
	}
	// The first page is read before the answer begins, so that a wrong filter is still answered as one.
	if _, err := h.Service.ListSends(r.Context(), ws, f, page.Request{Limit: 1}); err != nil {
		return err
	}
	err = h.Service.d.DB.Write(r.Context(), ws, func(tx *wsdb.Tx) error {
		return audit.RecordVia(r.Context(), tx, audit.Entry{Actor: p.Actor(), Action: audit.MessagesExported})
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="log-pengiriman.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil { // spreadsheets then read UTF-8
		return err
	}
	return h.Service.WriteLog(r.Context(), ws, f, w)
}
