package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"runtime/debug"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/kelolapesan/kelola/internal/fault"
)

// ErrUnknownKind is returned by Run for a job nobody works on.
var ErrUnknownKind = fault.New(fault.Internal, "queue.unknown_kind", "Nothing works on jobs of this kind.")

// Registry collects what works on which kind of job. It is filled by the features before the client is made.
type Registry struct {
	workers  *river.Workers
	periodic []*river.PeriodicJob
	run      map[string]func(context.Context, json.RawMessage) error
	log      *slog.Logger
}

// NewRegistry makes an empty registry.
func NewRegistry() *Registry {
	return &Registry{
		workers: river.NewWorkers(), run: map[string]func(context.Context, json.RawMessage) error{}, log: slog.New(slog.DiscardHandler),
	}
}

// Register names the function that works on jobs of T. The function may run again for the same job and must make that harmless.
// A fault decides what happens next: Invalid, NotFound, Forbidden, Gone and TooLarge cancel the job, Limited and Unavailable try
// again after RetryAfter, anything else is tried again after growing pauses. It panics if the kind is malformed or taken, or if T could
// carry text.
func Register[T Args](r *Registry, work func(ctx context.Context, args T) error) {
	var zero T
	kind := zero.Kind()
	if err := checkArgs(zero); err != nil {
		panic(err)
	}
	if _, taken := r.run[kind]; taken {
		panic("queue: two functions work on " + kind)
	}
	r.run[kind] = func(ctx context.Context, raw json.RawMessage) error {
		var args T
		if err := json.Unmarshal(raw, &args); err != nil {
			return ErrUnknownKind.With(err)
		}
		return work(ctx, args)
	}
	river.AddWorker(r.workers, &worker[T]{work: work, registry: r})
}

// Every runs args at start and then after each interval, never twice at once.
func (r *Registry) Every(interval time.Duration, args Args) {
	r.periodic = append(r.periodic, every(interval, args))
}

// Kinds lists the registered kinds, sorted.
func (r *Registry) Kinds() []string {
	kinds := make([]string, 0, len(r.run))
	for k := range r.run {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

// Run does a stored job at once and returns the error of its function; for tests and tools.
func (r *Registry) Run(ctx context.Context, job Stored) error {
	run, ok := r.run[job.Name]
	if !ok {
		return ErrUnknownKind.With(errors.New(job.Name))
	}
	return run(ctx, job.Args)
}

var kindForm = regexp.MustCompile(`^[a-z]+\.[a-z]+(_[a-z]+)*$`)

// checkArgs keeps texts out of arguments: they would be personal data outside the workspace sooner or later.
func checkArgs(args Args) error {
	if !kindForm.MatchString(args.Kind()) {
		return fmt.Errorf("queue: the kind %q is not of the form feature.verb_noun", args.Kind())
	}
	t := reflect.TypeOf(args)
	if t.Kind() != reflect.Struct {
		return fmt.Errorf("queue: the arguments of %s are not a struct", args.Kind())
	}
	for f := range t.Fields() {
		if !f.IsExported() {
			return fmt.Errorf("queue: %s.%s would be lost", args.Kind(), f.Name)
		}
		switch f.Type.Kind() {
		case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		case reflect.String:
			if f.Type == reflect.TypeFor[string]() {
				return fmt.Errorf("queue: %s.%s is a plain string; use an id, a number, or a named type of few values", args.Kind(), f.Name)
			}
		case reflect.Struct:
			if _, isID := reflect.New(f.Type).Interface().(interface{ Bytes() [16]byte }); !isID {
				return fmt.Errorf("queue: %s.%s is not an id", args.Kind(), f.Name)
			}
		default:
			return fmt.Errorf("queue: %s.%s is a %s", args.Kind(), f.Name, f.Type)
		}
	}
	return nil
}

// waiting are the states in which a job keeps its like out.
func waiting() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
}

// worker adapts a function to River. What it returns is kept with the job, so it holds codes and nothing else.
type worker[T Args] struct {
	river.WorkerDefaults[T]

	work     func(ctx context.Context, args T) error
	registry *Registry
}

// Work implements river.Worker.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) (err error) {
	log := w.registry.log.With(slog.String("job_kind", job.Kind), slog.Int64("job_id", job.ID), slog.Int("attempt", job.Attempt))
	defer func() {
		if v := recover(); v != nil {
			log.Error("A job ended in a panic.", slog.String("stack", string(debug.Stack())))
			err = errors.New("panic")
		}
	}()
	failed := w.work(ctx, job.Args)
	if failed == nil {
		return nil
	}
	verdict := decide(ctx, failed)
	log.Warn("A job failed.", slog.Any("err", failed), slog.String("verdict", verdict.name))
	return verdict.err
}

type verdict struct {
	name string
	err  error
}

// decide turns what a function returned into what happens to its job.
func decide(ctx context.Context, err error) verdict {
	if ctx.Err() != nil {
		return verdict{"stopped", river.JobSnooze(0)}
	}
	f, ok := fault.Of(err)
	if !ok {
		return verdict{"retry", errors.New("internal")}
	}
	code := errors.New(f.Code)
	switch f.Kind {
	case fault.Invalid, fault.NotFound, fault.Forbidden, fault.Gone, fault.TooLarge:
		return verdict{"cancel", river.JobCancel(code)}
	case fault.Limited, fault.Unavailable:
		wait := f.RetryAfter
		if wait <= 0 {
			wait = snoozeUnavailable
		}
		return verdict{"later", river.JobSnooze(wait)}
	default:
		return verdict{"retry", code}
	}
}
