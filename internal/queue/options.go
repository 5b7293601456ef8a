package queue

import "time"

// Args are the arguments of a job: a small struct of ids, integers and booleans, never of personal data.
// Kind is "feature.verb_noun" and never changes once jobs of it exist.
type Args interface{ Kind() string }

// Option says how one job is to be run.
type Option func(*Options)

// Options are the collected options of one job.
type Options struct {
	Queue       string    // "default" if empty
	RunAt       time.Time // at once if zero
	Unique      bool      // not inserted while a job of the same kind and arguments is waiting or running
	MaxAttempts int       // 25 if zero
}

// Collect applies options.
func Collect(opts []Option) Options {
	var o Options
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// Queue puts the job into a queue of its own worker limit; the queue must be known to the client.
func Queue(name string) Option { return func(o *Options) { o.Queue = name } }

// RunAt holds the job back until t.
func RunAt(t time.Time) Option { return func(o *Options) { o.RunAt = t } }

// Unique drops the job while another one of the same kind and arguments is waiting or running.
func Unique() Option { return func(o *Options) { o.Unique = true } }

// MaxAttempts limits how often the job is tried.
func MaxAttempts(n int) Option { return func(o *Options) { o.MaxAttempts = n } }
