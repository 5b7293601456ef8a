package httpapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (a *API) registerWorkspace() {
	Register(a, Op{ID: "get-workspace", Method: http.MethodGet, Summary: "The workspace with its settings", Right: Read}, a.handleWorkspace)
	Register(a, Op{ID: "update-settings", Method: http.MethodPatch, Path: "/settings", Summary: "Change settings", Right: Manage}, a.handleSettings)
	Register(a, Op{
		ID: "stop-all", Method: http.MethodPost, Path: "/stop-all", Summary: "Hold everything outgoing, or let it go again",
		Description: "What is held stays held until the switch is turned off; what comes in still arrives.",
		Right:       Manage, AllowReadOnly: true, Status: http.StatusOK,
	}, a.handleStopAll)
}

type quietHoursView struct {
	Enabled  bool     `json:"enabled"`
	From     string   `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"21:00"`
	Until    string   `json:"until" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"08:00"`
	Purposes []string `json:"purposes" enum:"promo,reminder,service" maxItems:"3"`
}

type settingsView struct {
	Name                       string                 `json:"name"`
	TimeZone                   string                 `json:"time_zone" example:"Asia/Jakarta"`
	Language                   string                 `json:"language" enum:"id,en"`
	CountryPrefix              string                 `json:"country_prefix" example:"62"`
	QuietHours                 quietHoursView         `json:"quiet_hours"`
	OptOutWords                []string               `json:"opt_out_words"`
	FrequencyCap               workspace.FrequencyCap `json:"frequency_cap" doc:"At most count messages to one person in days days; 0 and 0 is no limit."`
	MissedScheduleGraceMinutes int                    `json:"missed_schedule_grace_minutes"`
	DeliveryLogDays            int                    `json:"delivery_log_days" doc:"For how many days the delivery log tells of a message."`
}

const (
	usualQuietFrom  = 21 * 60
	usualQuietUntil = 8 * 60
)

func viewSettings(s workspace.Settings) settingsView {
	quiet := quietHoursView{Enabled: s.QuietFrom != s.QuietUntil, Purposes: s.QuietFor}
	quiet.From, quiet.Until = clockTime(s.QuietFrom), clockTime(s.QuietUntil)
	if !quiet.Enabled {
		quiet.From, quiet.Until = clockTime(usualQuietFrom), clockTime(usualQuietUntil)
	}
	return settingsView{
		Name: s.Name, TimeZone: s.TimeZone, Language: s.Language, CountryPrefix: s.CountryPrefix, QuietHours: quiet,
		OptOutWords: s.OptOutWords, FrequencyCap: s.FrequencyCap, MissedScheduleGraceMinutes: s.MissedScheduleGrace,
		DeliveryLogDays: s.DeliveryLogDays,
	}
}

func clockTime(minutes int) string {
	return time.Date(2000, 1, 1, minutes/60, minutes%60, 0, 0, time.UTC).Format("15:04")
}

func minutes(clockTime string) int {
	t, err := time.Parse("15:04", clockTime)
	if err != nil {
		return -1 // the settings refuse it
	}
	return t.Hour()*60 + t.Minute()
}

type stopAllView struct {
	On        bool              `json:"on"`
	Since     *time.Time        `json:"since"`
	By        *workspace.UserID `json:"by"`
	HeldCount int               `json:"held_count" doc:"Outgoing messages that are held back now."`
}

func viewStopAll(s workspace.StopAll, held int) stopAllView {
	v := stopAllView{On: s.On, Since: Stamp(s.Since), HeldCount: held}
	if !s.By.IsZero() {
		v.By = &s.By
	}
	return v
}

type workspaceView struct {
	WorkspaceRef
	Settings settingsView `json:"settings"`
	StopAll  stopAllView  `json:"stop_all"`

	ErasedAt       *time.Time `json:"erased_at,omitempty" doc:"When data of the workspace was deleted last. Whoever keeps copies of what it has, as browsers do of drafts, removes those from before."`
	PeopleErasedAt *time.Time `json:"people_erased_at,omitempty" doc:"When a contact was deleted last. Copies of what was written to people and of their names, from before, are removed."`

	Quarantine *quarantineView `json:"quarantine,omitempty" doc:"Set while the whole installation waits for its operator: nothing is sent and nothing comes in."`
	Deletion   *deletionView   `json:"deletion,omitempty" doc:"Set while a deletion waits, owners are asked about one, or one has ended lately."`
}

// Deletion is what people of a workspace should know of deletions: one that has not begun, requests that wait for owners, and what has ended.
type Deletion struct {
	Waits  bool
	Whole  bool
	Begins time.Time // zero until it is scheduled
	Asks   int
	Ends   []DeletionEnd
}

// DeletionEnd is how far a deletion has come that was carried out.
type DeletionEnd struct {
	Request, State string
	At             time.Time
}

type deletionEndView struct {
	ErasureID string     `json:"erasure_id" format:"uuid"`
	State     string     `json:"state" enum:"failed_verification,live_erased,complete" doc:"Not proven, so that the operator has to look; gone from everything in use, with a certificate; gone from backups too."`
	At        *time.Time `json:"at" doc:"null while it is not proven"`
}

type deletionView struct {
	Waits    bool       `json:"waits" doc:"A deletion was asked for and has not begun"`
	Whole    bool       `json:"whole" doc:"It is of the whole workspace"`
	BeginsAt *time.Time `json:"begins_at" doc:"When it begins, once it is scheduled"`
	Asks     int        `json:"asks" doc:"Requests from outside that wait for an answer of owners; 0 for others"`

	Ends []deletionEndView `json:"ends" nullable:"false" doc:"Those that ended in the last three days, and that could not be proven"`
}

// deletion says what a member should know; nil when there is nothing.
func (a *API) deletion(ctx context.Context, p account.Principal, ws id.Workspace) (*deletionView, error) {
	if a.opt.Deletions == nil {
		return nil, nil
	}
	d, err := a.opt.Deletions(ctx, ws)
	if !p.May(workspace.Delete) {
		d.Asks = 0
	}
	if err != nil || !d.Waits && d.Asks == 0 && len(d.Ends) == 0 {
		return nil, err
	}
	v := &deletionView{Waits: d.Waits, Whole: d.Whole, BeginsAt: Stamp(d.Begins), Asks: d.Asks, Ends: []deletionEndView{}}
	for _, e := range d.Ends {
		v.Ends = append(v.Ends, deletionEndView{e.Request, e.State, Stamp(e.At)})
	}
	return v, nil
}

type quarantineView struct {
	Since  *time.Time `json:"since"`
	Reason string     `json:"reason" enum:"restored,moved,put_back" doc:"A backup was put back; the data lies on another machine or in another folder than before; or its files are older than they were."`
}

func (a *API) quarantine() *quarantineView {
	if a.opt.Quarantine == nil {
		return nil
	}
	since, reason := a.opt.Quarantine()
	if reason == "" {
		return nil
	}
	return &quarantineView{Since: Stamp(since), Reason: reason}
}

type workspaceOutput struct{ Body workspaceView }

func (a *API) handleWorkspace(ctx context.Context, p account.Principal, ws id.Workspace, _ *None) (*workspaceOutput, error) {
	ref, err := a.ref(ctx, p.Workspace, p.Member)
	if err != nil {
		return nil, err
	}
	out := &workspaceOutput{Body: workspaceView{WorkspaceRef: ref, Quarantine: a.quarantine()}}
	if out.Body.Deletion, err = a.deletion(ctx, p, ws); err != nil {
		return nil, err
	}
	err = a.opt.DB.Read(ctx, ws, func(q wsdb.Query) error {
		settings, err := a.opt.Workspaces.Settings(ctx, q)
		if err != nil {
			return err
		}
		out.Body.Settings = viewSettings(settings)
		out.Body.StopAll, err = a.stopAll(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	if a.opt.Erased != nil {
		all, people, err := a.opt.Erased(ctx, ws)
		if err != nil {
			return nil, err
		}
		out.Body.ErasedAt, out.Body.PeopleErasedAt = Stamp(all), Stamp(people)
	}
	return out, nil
}

func (a *API) stopAll(ctx context.Context, q wsdb.Query) (stopAllView, error) {
	stop, err := a.opt.Workspaces.Stopped(ctx, q)
	if err != nil {
		return stopAllView{}, err
	}
	held, err := a.opt.Workspaces.CountHeld(ctx, q)
	return viewStopAll(stop, held), err
}

type settingsInput struct {
	Body struct {
		Name                       *string                 `json:"name,omitempty" minLength:"1" maxLength:"80"`
		TimeZone                   *string                 `json:"time_zone,omitempty" maxLength:"60"`
		Language                   *string                 `json:"language,omitempty" enum:"id,en"`
		CountryPrefix              *string                 `json:"country_prefix,omitempty" pattern:"^[1-9][0-9]{0,3}$"`
		QuietHours                 *quietHoursView         `json:"quiet_hours,omitempty"`
		OptOutWords                *[]string               `json:"opt_out_words,omitempty" maxItems:"50"`
		FrequencyCap               *workspace.FrequencyCap `json:"frequency_cap,omitempty"`
		MissedScheduleGraceMinutes *int                    `json:"missed_schedule_grace_minutes,omitempty" minimum:"0" maximum:"10080"`
		DeliveryLogDays            *int                    `json:"delivery_log_days,omitempty" minimum:"7" maximum:"365"`
	}
}

type settingsOutput struct{ Body settingsView }

func (a *API) handleSettings(ctx context.Context, p account.Principal, ws id.Workspace, in *settingsInput) (*settingsOutput, error) {
	saved, err := a.opt.Workspaces.SetSettings(ctx, ws, p.User.ID, func(s *workspace.Settings) error {
		in.apply(s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &settingsOutput{Body: viewSettings(saved)}, nil
}

// apply changes only what was sent.
func (in *settingsInput) apply(s *workspace.Settings) {
	b := in.Body
	set(&s.Name, b.Name)
	set(&s.TimeZone, b.TimeZone)
	set(&s.Language, b.Language)
	set(&s.CountryPrefix, b.CountryPrefix)
	set(&s.OptOutWords, b.OptOutWords)
	set(&s.FrequencyCap, b.FrequencyCap)
	set(&s.MissedScheduleGrace, b.MissedScheduleGraceMinutes)
	set(&s.DeliveryLogDays, b.DeliveryLogDays)
	if q := b.QuietHours; q != nil {
		s.QuietFor = slices.Clone(q.Purposes)
		s.QuietFrom, s.QuietUntil = 0, 0
		if q.Enabled {
			s.QuietFrom, s.QuietUntil = minutes(q.From), minutes(q.Until)
		}
	}
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

type stopAllInput struct {
	Body struct {
		On bool `json:"on"`
	}
}

type stopAllOutput struct{ Body stopAllView }

// ErrEnding is returned to who lets sending go on in a workspace that waits for its deletion.
var ErrEnding = fault.New(fault.Conflict, "workspace.ending", "The workspace waits for its deletion, so nothing is sent. Sending goes on when the deletion is called off.")

func (a *API) handleStopAll(ctx context.Context, p account.Principal, ws id.Workspace, in *stopAllInput) (*stopAllOutput, error) {
	if !in.Body.On && a.opt.Deletions != nil {
		d, err := a.opt.Deletions(ctx, ws)
		if err != nil {
			return nil, err
		}
		if d.Whole {
			return nil, ErrEnding
		}
	}
	if _, err := a.opt.Workspaces.SetStopAll(ctx, ws, in.Body.On, p.User.ID); err != nil {
		return nil, err
	}
	out := &stopAllOutput{}
	err := a.opt.DB.Read(ctx, ws, func(q wsdb.Query) error {
		var err error
		out.Body, err = a.stopAll(ctx, q)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
