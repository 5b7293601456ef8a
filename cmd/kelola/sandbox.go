package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/kelolapesan/kelola/internal/app"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/sandbox"
)

type sandboxCmd struct {
	Listen      string        `help:"Where the sandbox listens; loopback only." default:"127.0.0.1:8090"`
	Webhook     string        `help:"Where its events are posted." default:"http://127.0.0.1:8080/webhooks/meta"`
	Record      string        `help:"Keep a record of everything it accepted in this file." type:"path"`
	StatusDelay time.Duration `help:"Time from accepted to sent, to delivered, to read." default:"1500ms"`
}

func (c sandboxCmd) Run(ctx context.Context) error {
	cfg, err := config.Load(os.LookupEnv)
	if err != nil {
		return err
	}
	o := sandbox.Options{
		GraphListen: c.Listen, WebhookURL: c.Webhook, RecordFile: c.Record, StatusDelay: c.StatusDelay,
		Seed:  rand.Int64(), // a server remembers the ids of an earlier run
		AppID: cfg.MetaAppID, VerifyToken: cfg.MetaVerifyToken.Reveal(), InstagramAppID: cfg.InstagramAppID, Log: app.Logger(cfg, os.Stderr),
	}
	if len(cfg.MetaAppSecrets) > 0 {
		o.AppSecret = cfg.MetaAppSecrets[0].Reveal()
	}
	if len(cfg.InstagramAppSecrets) > 0 {
		o.InstagramAppSecret = cfg.InstagramAppSecrets[0].Reveal()
	}
	return sandbox.Main(ctx, o, os.Stdout)
}
