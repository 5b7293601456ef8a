// Package queue owns background jobs: their arguments, workers, periodic runs, and River underneath on the system database.
package queue
