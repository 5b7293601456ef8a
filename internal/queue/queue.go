// Package queue owns background jobs: their arguments, workers, periodic runs, and River underneath on the system database.
package queue

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/datamap"
)

// DefaultQueue takes jobs that name no queue.
const DefaultQueue = "default"

const (
	defaultWorkers    = 20
	fetchCooldown     = 20 * time.Millisecond
	fetchPoll         = 2 * time.Second
	softStop          = 10 * time.Second
	rescueAfter       = 24 * time.Hour // only a guard: Start takes back what an earlier process was running
	maxAttempts       = 25
	snoozeUnavailable = 5 * time.Second
)

// Options say how jobs are run.
type Options struct {
	System   database.Handle
	Registry *Registry
	Queues   map[string]int // workers of each queue besides the default one
	Log      *slog.Logger
}

// Client inserts jobs and, once started, works on them.
type Client struct {
	river    *river.Client[*sql.Tx]
	system   database.Handle
	registry *Registry
}

// Migrate brings the queue's own tables up to date.
func Migrate(ctx context.Context, system database.Handle) error {
	m, err := rivermigrate.New(driver(system), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return database.Translate(err)
}

// NewClient brings the queue's tables up to date and makes a client. Registrations made later are not seen.
func NewClient(ctx context.Context, opts Options) (*Client, error) {
	if err := Migrate(ctx, opts.System); err != nil {
		return nil, err
	}
	opts.Registry.log = opts.Log
	queues := map[string]river.QueueConfig{DefaultQueue: {MaxWorkers: defaultWorkers}}
	for name, n := range opts.Queues {
		queues[name] = river.QueueConfig{MaxWorkers: n}
	}
	c, err := river.NewClient(driver(opts.System), &river.Config{
		Workers: opts.Registry.workers, PeriodicJobs: opts.Registry.periodic, Queues: queues,
		FetchCooldown: fetchCooldown, FetchPollInterval: fetchPoll,
		CompletedJobRetentionPeriod: datamap.QueueRowLife, CancelledJobRetentionPeriod: datamap.QueueRowLife, DiscardedJobRetentionPeriod: datamap.FailedJobLife,
		JobTimeout: -1, RescueStuckJobsAfter: rescueAfter, MaxAttempts: maxAttempts, SoftStopTimeout: softStop,
		SkipUnknownJobCheck: true, // a job of a version to come waits instead of stopping all others
		Logger:              slog.New(warnings{opts.Log.Handler()}),
	})
	if err != nil {
		return nil, err
	}
	return &Client{river: c, system: opts.System, registry: opts.Registry}, nil
}

func driver(system database.Handle) riverdriver.Driver[*sql.Tx] {
	if system.Engine == database.Postgres {
		return riverdatabasesql.NewWithPgxListener(system.Write, system.Pool)
	}
	return riversqlite.New(system.Write)
}

const takeBack = `UPDATE river_job SET state = 'available' WHERE state = 'running'`

// Start begins to work on jobs. Jobs that an earlier process was running when it ended are run again: there is only one process.
func (c *Client) Start(ctx context.Context) error {
	if _, err := c.system.Write.ExecContext(ctx, takeBack); err != nil {
		return database.Translate(err)
	}
	return c.river.Start(ctx)
}

// Stop takes no new jobs, waits for running ones for a while, then cancels them; they run again after the next start.
func (c *Client) Stop(ctx context.Context) error { return c.river.Stop(ctx) }

// StopNow cancels running jobs at once; they run again after the next start.
func (c *Client) StopNow(ctx context.Context) error { return c.river.StopAndCancel(ctx) }

// Enqueue inserts a job with a transaction of the system database. Workspace transactions have Tx.Enqueue instead.
func (c *Client) Enqueue(ctx context.Context, tx *sql.Tx, job Args, opts ...Option) error {
	args, err := json.Marshal(job)
	if err != nil {
		return err
	}
	return c.InsertStored(ctx, tx, []Stored{{Name: job.Kind(), Args: args, JobOptions: Collect(opts)}})
}

// InsertStored inserts jobs with a transaction of the system database. One that is to be the only one is dropped while its like is
// waiting or running.
func (c *Client) InsertStored(ctx context.Context, tx *sql.Tx, jobs []Stored) error {
	if len(jobs) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, 0, len(jobs))
	only := map[string]bool{} // River refuses a batch that holds the same unique job twice
	for _, j := range jobs {
		o := &river.InsertOpts{Queue: j.Queue, ScheduledAt: j.RunAt, MaxAttempts: j.MaxAttempts}
		if j.Unique {
			o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByQueue: true, ByState: waiting()}
			same := j.Name + " " + j.Queue + " " + string(j.Args)
			if only[same] {
				continue
			}
			only[same] = true
		}
		params = append(params, river.InsertManyParams{Args: j, InsertOpts: o})
	}
	_, err := c.river.InsertManyTx(ctx, tx, params)
	return database.Translate(err)
}

// Stored is a job as it was stored in a workspace: its kind and its arguments in JSON.
type Stored struct {
	JobOptions

	Name string
	Args json.RawMessage
}

// Kind implements Args.
func (s Stored) Kind() string { return s.Name }

// MarshalJSON gives the arguments as they were stored.
func (s Stored) MarshalJSON() ([]byte, error) { return s.Args, nil }

// every runs args again and again.
func every(interval time.Duration, args Args) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(interval), func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting()}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// warnings passes on what is worth knowing.
type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}
