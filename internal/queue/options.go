package queue

import (
	"errors"
	"regexp"
	"time"
)

var queueForm = regexp.MustCompile(`^([a-z][a-z0-9_]{0,40})?$`)

// Args are the arguments of a job: a small struct of ids, integers and booleans, never of personal data.
// Kind is "feature.verb_noun" and never changes once jobs of it exist.
type Args interface{ Kind() string }

// Option says how one job is to be run.
type Option func(*JobOptions)

// JobOptions are the collected options of one job.
type JobOptions struct {
	Queue       string    // "default" if empty
	RunAt       time.Time // at once if zero
	Unique      bool      // not inserted while a job of the same kind and arguments is waiting or running
	MaxAttempts int       // 25 if zero
}

// Check refuses options the queue would refuse later, when nobody is there to hear it.
func (o JobOptions) Check() error {
	if !queueForm.MatchString(o.Queue) {
		return errors.New("queue: a queue is named in lower-case letters, digits and underscores")
	}
	if o.MaxAttempts < 0 {
		return errors.New("queue: attempts cannot be negative")
	}
	return nil
}

// Collect applies options.
func Collect(opts []Option) JobOptions {
	var o JobOptions
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// Queue puts the job into a queue of its own worker limit; the queue must be known to the client.
func Queue(name string) Option { return func(o *JobOptions) { o.Queue = name } }

// RunAt holds the job back until t.
func RunAt(t time.Time) Option { return func(o *JobOptions) { o.RunAt = t } }

// Unique drops the job while another one of the same kind and arguments is waiting or running.
func Unique() Option { return func(o *JobOptions) { o.Unique = true } }

// MaxAttempts limits how often the job is tried.
func MaxAttempts(n int) Option { return func(o *JobOptions) { o.MaxAttempts = n } }
