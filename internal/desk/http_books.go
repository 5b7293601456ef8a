package desk

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
)

func (s *Service) registerBooks(a *httpapi.API) {
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "list-ledger", Method: http.MethodGet, Path: "/ledger", Summary: "Lines of the deletion ledger, the newest first",
	}, s.handleLedger)
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "check-ledger", Method: http.MethodGet, Path: "/ledger/check", Summary: "Recompute the whole chain of the deletion ledger with its signatures",
	}, s.handleCheck)
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "list-backups", Method: http.MethodGet, Path: "/backups", Summary: "Backups, and in which of them erased data may still be read",
	}, s.handleBackups)
	httpapi.RegisterOperator(a, httpapi.Op{
		ID: "deletion-report", Method: http.MethodGet, Path: "/report", Summary: "What became of the requests of a month", Description: "Numbers only.",
	}, s.handleReport)
	a.RawOperator(httpapi.Op{
		ID: "download-deletion-report", Method: http.MethodGet, Path: "/report.csv", Summary: "The same as a CSV file", Produces: "text/csv",
	}, s.handleReportCSV)
}

const ledgerPage = 50

type ledgerInput struct {
	Before int64 `query:"before" minimum:"0" doc:"Lines older than this number; 0 for the newest"`
}

type ledgerOutput struct{ Body ledgerView }

type ledgerView struct {
	Items []ledgerLine `json:"items" nullable:"false"`
	Lines int64        `json:"lines" doc:"How many there are"`
	Head  string       `json:"head" doc:"Hash of the last line"`
	Next  int64        `json:"next" doc:"What to ask with as before for older lines; 0 when there are none"`
}

type ledgerLine struct {
	Seq       int64       `json:"seq"`
	At        time.Time   `json:"at"`
	Kind      ledger.Kind `json:"kind" enum:"intent,done,restored,unchecked"`
	Request   string      `json:"request_id" doc:"Empty for a restore"`
	Whole     bool        `json:"whole"`
	Parts     []string    `json:"categories" nullable:"false"`
	Contacts  int         `json:"contacts" doc:"How many contacts are meant"`
	Account   bool        `json:"account" doc:"One account of Instagram alone is meant"`
	Hash      string      `json:"hash"`
	Workspace string      `json:"workspace_id"`
}

func (s *Service) handleLedger(_ context.Context, _ account.Principal, in *ledgerInput) (*ledgerOutput, error) {
	head, hash := s.d.Ledger.Head()
	last := head
	if in.Before > 0 {
		last = min(head, in.Before-1)
	}
	first := max(1, last-ledgerPage+1)
	out := &ledgerOutput{}
	out.Body.Items, out.Body.Lines, out.Body.Head = []ledgerLine{}, head, hash
	if last < 1 {
		return out, nil
	}
	lines := s.d.Ledger.Lines(first, int(last-first+1))
	for _, l := range slices.Backward(lines) {
		out.Body.Items = append(out.Body.Items, ledgerLine{
			Seq: l.Seq, At: l.At, Kind: l.Kind, Request: l.Request.String(), Whole: l.Scope.Whole, Parts: append([]string{}, l.Scope.Categories...),
			Contacts: len(l.Scope.Contacts), Account: !l.Scope.Channel.IsZero(), Hash: l.Hash, Workspace: l.Workspace.String(),
		})
	}
	if first > 1 {
		out.Body.Next = first
	}
	return out, nil
}

type checkOutput struct{ Body ledgerCheck }

type ledgerCheck struct {
	Holds bool   `json:"holds" doc:"No line was changed, removed, added or moved"`
	Lines int64  `json:"lines" doc:"As far as it holds"`
	Head  string `json:"head"`
}

func (s *Service) handleCheck(_ context.Context, _ account.Principal, _ *httpapi.None) (*checkOutput, error) {
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(s.d.Ledger.CopyTo(w)) }()
	found, err := ledger.Verify(r, s.d.Key)
	_ = r.Close()
	out := &checkOutput{}
	out.Body.Holds, out.Body.Lines, out.Body.Head = err == nil && found.Torn == 0, found.Lines, found.Head
	if err != nil && !errors.Is(err, ledger.ErrBroken) {
		return nil, err
	}
	return out, nil
}

type backupsOutput struct{ Body backupList }

type backupList struct {
	Items  []backupGeneration `json:"items" nullable:"false"`
	Oldest *backupGeneration  `json:"oldest" doc:"The oldest in which erased data may still be read, or null"`
}

type backupGeneration struct {
	ID         string    `json:"id"`
	MadeAt     time.Time `json:"made_at"`
	EndsAt     time.Time `json:"ends_at" doc:"When its keys are destroyed"`
	Bytes      int64     `json:"bytes"`
	Workspaces int       `json:"workspaces"`
	Keys       int       `json:"keys" doc:"That open a part of it"`
	Erased     int       `json:"erased" doc:"Deletions whose data may still be read in it"`
	Whole      bool      `json:"whole" doc:"Its list can be read and its signature holds"`
}

func (s *Service) handleBackups(ctx context.Context, _ account.Principal, _ *httpapi.None) (*backupsOutput, error) {
	made, err := s.d.Backups(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.d.Erasures.List(ctx, id.Workspace{})
	if err != nil {
		return nil, err
	}
	out := &backupsOutput{}
	out.Body.Items = []backupGeneration{}
	for i := range made {
		g := &made[i]
		v := backupGeneration{
			ID: g.ID, MadeAt: g.MadeAt, EndsAt: g.EndsAt, Bytes: g.Bytes, Workspaces: g.Workspaces, Keys: g.Keys, Erased: erasedIn(g, all), Whole: g.Whole,
		}
		if v.Erased > 0 && out.Body.Oldest == nil {
			out.Body.Oldest = &v
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	slices.Reverse(out.Body.Items)
	return out, nil
}

type reportInput struct {
	Month string `query:"month" maxLength:"7" doc:"As 2026-11; the month of now when left out"`
}

type reportOutput struct{ Body deletionReport }

type deletionReport struct {
	From     time.Time `json:"from"`
	Until    time.Time `json:"until" doc:"Not included"`
	Received int       `json:"received"`
	Ways     []number  `json:"ways" nullable:"false"`
	Scopes   []number  `json:"scopes" nullable:"false"`
	Ends     []number  `json:"ends" nullable:"false" doc:"erased, refused, cancelled, expired, no_data_found, open"`
	Refusals []number  `json:"refusals" nullable:"false" doc:"By reason"`
	Timed    int       `json:"timed" doc:"Of how many the times are"`
	Median   int64     `json:"median_seconds" doc:"From receipt until everything in use was erased"`
	Longest  int64     `json:"longest_seconds"`
	Late     int       `json:"late" doc:"Not erased by the day they were due"`
	Held     int       `json:"held" doc:"On hold at some time"`
	Unproven int       `json:"unproven" doc:"Not proven at some time"`
}

type number struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

func numbers(of map[string]int) []number {
	out := []number{}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out = append(out, number{name, of[name]})
	}
	return out
}

func (s *Service) account(ctx context.Context, month string) (deletionReport, error) {
	if month == "" {
		month = erase.MonthOf(s.d.Clock.Now())
	}
	from, until, err := erase.Month(month)
	if err != nil {
		return deletionReport{}, ErrMonth.WithField("month", ErrMonth.Code, ErrMonth.Detail)
	}
	a, err := s.d.Erasures.Account(ctx, from, until)
	return deletionReport{
		From: a.From.UTC(), Until: a.Until.UTC(), Received: a.Received, Ways: numbers(a.Ways), Scopes: numbers(a.Scopes), Ends: numbers(a.Ends),
		Refusals: numbers(a.Refusals), Timed: a.Timed, Median: int64(a.Median / time.Second), Longest: int64(a.Longest / time.Second), Late: a.Late,
		Held: a.Held, Unproven: a.Unproven,
	}, err
}

func (s *Service) handleReport(ctx context.Context, _ account.Principal, in *reportInput) (*reportOutput, error) {
	r, err := s.account(ctx, in.Month)
	return &reportOutput{Body: r}, err
}

func (s *Service) handleReportCSV(w http.ResponseWriter, r *http.Request, _ account.Principal, _ id.Workspace) error {
	month := r.URL.Query().Get("month")
	a, err := s.account(r.Context(), month)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="deletions-`+erase.MonthOf(a.From)+`.csv"`)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write([]string{"group", "name", "value"})
	put := func(group, name string, n int64) { _ = out.Write([]string{group, name, strconv.FormatInt(n, 10)}) }
	put("requests", "received", int64(a.Received))
	for _, group := range []struct {
		name string
		of   []number
	}{{"way", a.Ways}, {"scope", a.Scopes}, {"end", a.Ends}, {"refusal", a.Refusals}} {
		for _, n := range group.of {
			put(group.name, n.Name, int64(n.N))
		}
	}
	put("erased_seconds", "requests", int64(a.Timed))
	put("erased_seconds", "median", a.Median)
	put("erased_seconds", "longest", a.Longest)
	put("requests", "late", int64(a.Late))
	put("requests", "held", int64(a.Held))
	put("requests", "unproven", int64(a.Unproven))
	out.Flush()
	return out.Error()
}
